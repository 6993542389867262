"""The colours of the provinces: bounds on steps of 1-3-10, classes in order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.paint.theme import BRIGHT, NIGHT, Theme, luminance
from wallboard.panels.maps.ramp import CLASSES, NARROWEST, NO_DATA, class_of, color_at, steps, table, tone

FEN = st.integers(1, 10**15)


@given(st.lists(FEN, min_size=1))
def test_the_bounds_hold_all_values_on_steps_of_one_three_ten(values: list[int]) -> None:
    low, high = steps(values)
    assert low <= min(values)
    assert max(values) <= high
    assert all(str(bound).rstrip("0") in {"1", "3"} for bound in (low, high))
    assert high >= low * NARROWEST


@given(FEN, FEN)
def test_the_bounds_stay_while_the_data_stay_within(a: int, b: int) -> None:
    low, high = steps([a, b])
    assert steps([a, b, (a + b) // 2]) == (low, high)


def test_one_province_alone_has_bounds_too() -> None:
    assert steps([10**9]) == (10**7, 10**9)
    assert steps([]) == (1, NARROWEST)


@given(FEN, FEN)
def test_more_is_never_a_lower_class(a: int, b: int) -> None:
    low, high = steps([a, b])
    assert class_of(min(a, b), low, high) <= class_of(max(a, b), low, high) < CLASSES


def test_nothing_is_no_data() -> None:
    assert class_of(0, 1, 100) == class_of(None, 1, 100) == class_of(-5, 1, 100) == NO_DATA


def test_every_class_has_its_own_colour() -> None:
    colors = [int(c) for c in table(NIGHT.ramp, NIGHT["no_data"])]
    assert len(set(colors)) == CLASSES + 1


def test_the_ramp_grows_lighter_towards_the_top() -> None:
    red = [color_at(NIGHT.ramp, tone(k))[0] for k in range(CLASSES)]
    assert red == sorted(red)


@pytest.mark.parametrize("theme", [NIGHT, BRIGHT], ids=["night", "bright"])
def test_the_lightness_goes_by_even_steps(theme: Theme) -> None:
    found = np.array([lightness(color_at(theme.ramp, tone(k))) for k in range(CLASSES)])
    apart = np.diff(found)
    assert np.abs(apart - apart.mean()).max() < 1.5
    assert abs(apart.mean()) > 6


def lightness(color: tuple[int, int, int]) -> float:
    """CIE L* of a colour."""
    red, green, blue = color
    light = luminance(f"#{red:02X}{green:02X}{blue:02X}")
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light
