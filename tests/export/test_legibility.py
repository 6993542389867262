"""What the back row cannot read is found on the display lists, and only that."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from PySide6.QtWidgets import QApplication

from tests.nights import staged
from wallboard.export.legibility import SECONDARY, MeasuredText, Room, letter_height, lettering, written
from wallboard.paint.ops import Clip, Face, Op, Text
from wallboard.wall import Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
FACE = Face("latin", 700, 100)
HALL = Room(18.0, 2.5)


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(staged())


def said(text: str, *, fact: bool = True, opacity: float = 1.0) -> Text:
    return Text(0, 0, 10, text, FACE, "#FFFFFF", opacity, fact=fact)


def test_a_letter_is_read_from_25_feet_for_each_inch() -> None:
    assert Room(distance_m=25 * 0.3048, pitch_mm=1).least_mm == pytest.approx(25.4)
    assert HALL.least_px == pytest.approx(24.0)
    assert HALL.reach_m(24.0) == pytest.approx(18.0)


def test_a_chinese_text_is_measured_by_its_characters(qapp: QApplication) -> None:
    assert qapp is not None
    hanzi = replace_family(FACE)
    assert letter_height(FACE) == pytest.approx(70)
    assert 75 < letter_height(hanzi) < 100


def replace_family(face: Face) -> Face:
    return Face("hanzi", face.weight, face.size)


def test_what_cannot_be_seen_does_not_count() -> None:
    ops: tuple[Op, ...] = (said("475"), said("double", fact=False), said("gone", opacity=0.0), said("  "))
    assert list(written((Clip(0, 0, 9, 9, ops),))) == [("475", 70.0, True), ("double", 70.0, False)]


def test_a_double_may_be_three_tenths_smaller_and_no_more() -> None:
    def of(height_px: float, *, stated: bool) -> MeasuredText:
        return MeasuredText("overview", "*", "gmv", "zh", height_px, ("475",), stated)

    assert of(24.0, stated=True).fits(HALL)
    assert not of(23.9, stated=True).fits(HALL)
    assert of(24.0 * SECONDARY + 0.01, stated=False).fits(HALL)
    assert not of(24.0 * SECONDARY - 0.1, stated=False).fits(HALL)


def too_small(wall: Wall, size: tuple[int, int], room: Room) -> list[MeasuredText]:
    """Everything that the back row of a room cannot read."""
    return [found for found in measured(wall, size) if not found.fits(room)]


@cache
def measured(wall: Wall, size: tuple[int, int]) -> tuple[MeasuredText, ...]:
    """All texts of a wall, which several rooms look at."""
    return tuple(lettering(wall, size))


@pytest.mark.parametrize(
    ("size", "pitch_mm"),
    [
        ((3840, 2160), 2.5),
        ((1920, 1080), 5.0),
        ((1280, 720), 7.5),
        ((3840, 860), 3.9),
        ((7680, 1080), 3.9),
        ((11520, 1080), 2.25),
        ((1920, 360), 6.6),
        ((1080, 1080), 5.1),
    ],
    ids=[
        "9.6 m of 4K",
        "9.6 m of Full HD",
        "9.6 m of 720p",
        "15 m of a wide wall",
        "30 m of a wider wall",
        "26 m of the widest",
        "12.7 m of a ribbon",
        "5.5 m of a square",
    ],
)
def test_every_built_in_layout_can_be_read_from_18_metres(wall: Wall, size: tuple[int, int], pitch_mm: float) -> None:
    assert too_small(wall, size, Room(18.0, pitch_mm)) == []


def test_a_tower_of_upright_screens_can_be_read_from_10_metres(wall: Wall) -> None:
    assert too_small(wall, (1080, 1920), Room(10.0, 2.5)) == []


def test_a_curved_wall_of_400_square_metres_can_be_read_from_50_metres(wall: Wall) -> None:
    pitch_mm = 1000 * (400 / (3840 * 860)) ** 0.5
    assert too_small(wall, (3840, 860), Room(50.0, pitch_mm)) == []


def test_a_row_further_back_finds_each_layout_with_its_panel_and_language(wall: Wall) -> None:
    found = too_small(wall, (3840, 2160), replace(HALL, distance_m=30.0))
    assert {small.layout for small in found} == set(wall.settings.layouts)
    assert {small.language for small in found} == {"zh", "en"}
    assert all(small.height_px < 40 and small.texts and small.panel for small in found)
    assert {small.stated for small in found} == {True, False}
