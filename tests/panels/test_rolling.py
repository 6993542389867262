"""Rolling digits: which place turns when, which change with the tick, and that a figure keeps its shape."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.panels.reading import photographed, stated
from wallboard.core.moment import TICK_US
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Cell, Face
from wallboard.panels.rolling import AT_REST, CARRY_US, FAST, FULL_STREAK, RollingPace, cells, digits, em_for, ink, span

FACE = Face("latin", 700, 100)


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    load_fonts()


def rolled(value: int, speed: float, stood_us: int = 0, sign: str = "") -> tuple[Cell, ...]:
    """The places of a count at a pace."""
    return cells(value, 1, RollingPace(speed, stood_us), FACE, (sign, ""))


def test_a_place_comes_out_of_nothing() -> None:
    assert [(c.digit, c.previous) for c in rolled(1000, 0.9)] == [
        ("1", ""),
        (",", ""),
        ("0", "9"),
        ("0", "9"),
        ("0", "9"),
    ]


def test_nothing_yet_stands_still() -> None:
    assert rolled(0, 0.9) == (Cell(rolled(0, 0.0)[0].x, "0"),)


def test_a_one_comes_out_of_a_zero() -> None:
    assert rolled(1, 0.9)[0].previous == "0"


@given(st.integers(0, 10**12), st.floats(0, 5), st.integers(0, 2 * CARRY_US))
def test_slow_digits_never_read_more_than_the_value(value: int, speed: float, stood_us: int) -> None:
    figure = digits(0, 0, rolled(value, speed, stood_us), FACE, "#FFFFFF", "")
    assert photographed(figure) <= stated(figure) == value


@given(st.integers(0, 10**12), st.floats(0, 10**9))
def test_exactly_the_places_that_turn_more_than_once_a_second_are_streaked_and_whole(value: int, speed: float) -> None:
    places = [c for c in rolled(value, speed) if c.digit != ","][::-1]
    fast = [speed / 10**k > FAST * 1.1 for k in range(len(places))]
    assert all(not is_fast or (c.streak > 0 and c.turn == 1) for c, is_fast in zip(places, fast, strict=True))
    slow = [speed / 10**k <= FAST for k in range(len(places))]
    assert all(not is_slow or c.streak == 0 for c, is_slow in zip(places, slow, strict=True))


@given(st.integers(0, 10**12), st.floats(FULL_STREAK, 10**9))
def test_every_fast_place_states_its_digit_of_the_one_value(value: int, speed: float) -> None:
    places = rolled(value, speed)
    assert "".join(c.digit for c in places) == f"{value:,}"
    assert places[-1].streak == max(c.streak for c in places) > 0


def test_a_streak_ends_when_the_total_stands() -> None:
    assert not any(c.streak for c in rolled(123_456, 10.0**6, stood_us=CARRY_US))


@pytest.mark.parametrize("into", [0.0, 0.25, 0.5, 0.99])
def test_a_carry_takes_its_time_from_the_tick_at_which_the_digit_is_reached(into: float) -> None:
    tens = cells(1230, 1, RollingPace(0.5, 0, int(into * CARRY_US)), FACE)[-2]
    assert tens.previous == "2"
    assert tens.turn == pytest.approx(1 - (1 - into) ** 3, abs=1e-3)


def test_a_carry_reached_between_two_ticks_begins_with_the_later_one() -> None:
    """At 9 units a second 1230 is reached some way before the tick that meets 1230: nobody has seen it sooner."""
    assert cells(1230, 1, RollingPace(9.0, TICK_US // 2), FACE)[-2].turn == 0.0


def test_a_place_that_has_long_stood_does_not_turn_because_another_one_does() -> None:
    assert [c.turn for c in cells(1_230_123, 1, RollingPace(20.0), FACE) if c.digit.isdigit()][:4] == [1, 1, 1, 1]


def test_after_the_carry_a_place_rests() -> None:
    assert cells(1230, 1, RollingPace(0.5, 2 * TICK_US), FACE)[-2].turn == 1


def test_a_turning_place_never_jumps_backwards() -> None:
    turns = [cells(1230, 1, RollingPace(0.5, 0, us), FACE)[-1].turn for us in range(0, CARRY_US, 4_000)]
    assert turns == sorted(turns)
    assert all(later - earlier < 0.1 for earlier, later in pairwise(turns))


def test_at_rest_every_place_rests() -> None:
    assert all(c.turn == 1 and not c.streak for c in cells(1234, 1, AT_REST, FACE, ("¥", "")))


@given(st.integers(10**11, 10**12 - 1), st.integers(10**11, 10**12 - 1))
def test_figures_of_as_many_digits_are_exactly_as_wide(one: int, other: int) -> None:
    first, second = rolled(one, 0.0, sign="¥"), rolled(other, 0.0, sign="¥")
    assert [c.x for c in first] == [c.x for c in second]
    assert span(first, FACE) == span(second, FACE)


@given(st.integers(0, 10**13), st.integers(60, 4000), st.integers(20, 800))
def test_the_fitting_em_fits(value: int, room: int, height: int) -> None:
    em = em_for(room, height, f"{value:,}", ("¥", ""))
    face = Face("latin", 700, em)
    left, right = ink(cells(value, 1, AT_REST, face, ("¥", "")), face)
    assert em == 8 or (right - left <= room + 2 and em * 0.7 <= height)
