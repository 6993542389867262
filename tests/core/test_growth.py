"""The growth of the sum beside a slow oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.growth import WINDOW_US, Growth, growth_of
from wallboard.core.instants import SECOND_US


def grown(*points: tuple[float, int]) -> Growth | None:
    """The growth after sums at seconds."""
    return growth_of(np.array([int(at * SECOND_US) for at, _ in points]), np.array([fen for _, fen in points]))


def test_one_sum_says_nothing_of_growth() -> None:
    assert grown((0, 100)) is None


def test_the_peak_stays_when_the_rush_is_over() -> None:
    assert grown((0, 0), (10, 5000), (20, 6000)) == Growth(100, 500)


def test_growth_is_rounded_down() -> None:
    assert grown((0, 0), (3, 100)) == Growth(33, 33)


def test_a_sparse_feed_grows_evenly_from_one_sum_to_the_next() -> None:
    assert grown((0, 0), (300, 3000), (600, 9000)) == Growth(20, 20)


def test_a_correction_counts_as_no_growth_and_begins_anew() -> None:
    assert grown((0, 0), (10, 9000), (12, 100), (14, 300)) == Growth(100, 900)
    assert grown((0, 0), (10, 9000), (12, 100)) is None


@given(st.lists(st.tuples(st.integers(1, 40 * SECOND_US), st.integers(0, 10**12)), min_size=2, max_size=30))
def test_it_is_the_best_window_of_all(steps: list[tuple[int, int]]) -> None:
    at_us = np.cumsum([passed for passed, _ in steps])
    sums = np.cumsum([fen for _, fen in steps])
    found = growth_of(at_us, sums)
    rates = []
    for place in range(1, len(steps)):
        old = [k for k in range(place) if at_us[k] <= at_us[place] - WINDOW_US]
        first = old[-1] if old else 0
        rates.append(int(sums[place] - sums[first]) * SECOND_US // int(at_us[place] - at_us[first]))
    assert found is not None
    assert found.now == rates[-1]
    assert found.peak == pytest.approx(max(rates), rel=1e-9, abs=1)
    assert found.peak <= max(rates)
