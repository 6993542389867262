"""Slope and error agree with numpy; a planted leak is told, and noise and single steps are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.soak.trend import line, trend, warm_up

FIGURES = st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=40)


def noise(count: int, seed: int = 11) -> np.ndarray:
    return 300 + np.random.default_rng(seed).normal(0, 1, count)


@given(FIGURES)
def test_the_slope_and_its_error_are_those_of_numpy(values: list[float]) -> None:
    fit, covariance = np.polyfit(np.arange(len(values)), values, 1, cov=True)
    slope, error = line(values)
    assert slope == pytest.approx(fit[0], rel=1e-6, abs=1e-6)
    assert error == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-5, abs=1e-5)


def test_a_planted_leak_of_half_the_noise_a_night_grows() -> None:
    found = trend(list(noise(18) + 0.5 * np.arange(18)))
    assert found.grows
    assert found.slope == pytest.approx(0.5, abs=3 * (found.error or 0))


@pytest.mark.parametrize("seed", range(40))
def test_noise_alone_does_not_grow(seed: int) -> None:
    assert not trend(list(noise(18, seed))).grows


@pytest.mark.parametrize(
    "values",
    [[20.0] * 18, [20.0] * 5 + [21.0] * 13, list(np.linspace(9, 3, 18)), [1.0, 2.0], [5.0]],
    ids=["constant", "one step", "falling", "two nights", "one night"],
)
def test_what_does_not_go_on_growing_does_not_grow(values: list[float]) -> None:
    assert not trend(values).grows


def test_a_steady_rise_without_any_noise_grows() -> None:
    assert trend([100.0 + night for night in range(6)]).grows


def test_one_object_more_each_night_among_a_million_grows() -> None:
    assert trend([1e6 + night for night in range(18)]).grows


def test_what_fills_up_ever_more_slowly_levels_off_and_does_not_grow() -> None:
    found = trend([245_000 + 300 * np.log(night) for night in range(2, 20)])
    assert (found.levels, found.grows) == (True, False)


@pytest.mark.parametrize("seed", range(20))
def test_a_leak_is_not_taken_for_something_that_levels_off(seed: int) -> None:
    assert not trend(list(noise(18, seed) + 2 * np.arange(18))).levels


def test_a_tenth_of_the_nights_warms_up() -> None:
    assert [warm_up(nights) for nights in (1, 2, 4, 20, 100)] == [0, 1, 1, 2, 10]
