"""Rolling digits: which place turns when, what blurs, and that a figure keeps its shape while it rolls."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.panels.reading import photographed, stated
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Cell, Face
from wallboard.panels.rolling import BLUR_FROM, CARRY_US, cells, digits, em_for, span

FACE = Face("latin", 700, 100)


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    load_fonts()


def rolled(value: int, speed: float, stood_us: int = 0, sign: str = "") -> tuple[Cell, ...]:
    """The places of a count at a pace."""
    return cells(value, 1, speed, stood_us, FACE, sign, still=False)


def test_a_place_comes_out_of_nothing() -> None:
    assert [(c.digit, c.previous) for c in rolled(1000, 5.0)] == [
        ("1", ""),
        (",", ""),
        ("0", "9"),
        ("0", "9"),
        ("0", "9"),
    ]


def test_nothing_yet_stands_still() -> None:
    assert rolled(0, 5.0) == (Cell(rolled(0, 0.0)[0].x, "0"),)


def test_a_one_comes_out_of_a_zero() -> None:
    assert rolled(1, 5.0)[0].previous == "0"


@given(st.integers(0, 10**12), st.floats(0, 5), st.integers(0, 2 * CARRY_US))
def test_slow_digits_never_read_more_than_the_value(value: int, speed: float, stood_us: int) -> None:
    figure = digits(0, 0, rolled(value, speed, stood_us), FACE, "#FFFFFF", "")
    assert photographed(figure) <= stated(figure) == value


@given(st.integers(0, 10**12), st.floats(0, 10**9))
def test_exactly_the_places_that_turn_more_than_six_times_a_second_blur(value: int, speed: float) -> None:
    places = [c for c in rolled(value, speed) if c.digit != ","][::-1]
    assert [c.blur for c in places] == [speed / 10**k > BLUR_FROM for k in range(len(places))]


def test_a_blur_ends_when_the_total_stands() -> None:
    assert not any(c.blur for c in rolled(123_456, 10.0**6, stood_us=CARRY_US))


@pytest.mark.parametrize("into", [0.0, 0.25, 0.5, 0.99])
def test_a_carry_takes_its_time_from_the_instant_the_digit_is_reached(into: float) -> None:
    speed = 5.0
    tens = rolled(1230 + int(into * CARRY_US / 1e6 * speed), speed, stood_us=int(into * CARRY_US))[-2]
    assert tens.previous == "2"
    assert tens.turn == pytest.approx(1 - (1 - into) ** 3, abs=1e-3)


def test_after_the_carry_a_place_rests() -> None:
    assert rolled(1230, 5.0, stood_us=CARRY_US)[-2].turn == 1


def test_a_turning_place_never_jumps_backwards() -> None:
    turns = [rolled(1230, 5.0, stood_us=us)[-1].turn for us in range(0, CARRY_US, 4_000)]
    assert turns == sorted(turns)
    assert all(later - earlier < 0.08 for earlier, later in pairwise(turns))


def test_a_still_rests_every_place() -> None:
    assert all(c.turn == 1 and not c.blur for c in cells(1234, 1, 10.0**6, 0, FACE, "¥", still=True))


@given(st.integers(10**11, 10**12 - 1), st.integers(10**11, 10**12 - 1))
def test_figures_of_as_many_digits_are_exactly_as_wide(one: int, other: int) -> None:
    first, second = rolled(one, 0.0, sign="¥"), rolled(other, 0.0, sign="¥")
    assert [c.x for c in first] == [c.x for c in second]
    assert span(first, FACE) == span(second, FACE)


@given(st.integers(0, 10**13), st.integers(60, 4000), st.integers(20, 800))
def test_the_fitting_em_fits(value: int, room: int, height: int) -> None:
    em = em_for(room, height, f"{value:,}", "¥")
    face = Face("latin", 700, em)
    assert em == 8 or (span(cells(value, 1, 0, 0, face, "¥", still=True), face) <= room and em * 0.7 <= height)
