"""What the back row cannot read is found on the display lists, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nights import settings
from PySide6.QtWidgets import QApplication

from wallboard.export.legibility import Room, letter_height, stated, too_small
from wallboard.paint.ops import Clip, Face, Op, Text
from wallboard.wall import Wall

FACE = Face("latin", 700, 100)
HALL = Room(18.0, 2.5)


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(settings())


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


def test_only_what_is_stated_counts() -> None:
    ops: tuple[Op, ...] = (said("475"), said("double", fact=False), said("gone", opacity=0.0), said("  "))
    assert [text for text, _ in stated((Clip(0, 0, 9, 9, ops),))] == ["475"]


def test_every_built_in_layout_can_be_read_from_18_metres_on_a_4k_wall(wall: Wall) -> None:
    assert list(too_small(wall, (3840, 2160), HALL)) == []


def test_a_row_further_back_finds_each_layout_with_its_panel_and_language(wall: Wall) -> None:
    found = list(too_small(wall, (3840, 2160), replace(HALL, distance_m=30.0)))
    assert {small.layout for small in found} == set(wall.settings.layouts)
    assert {small.language for small in found} == {"zh", "en"}
    assert all(small.height_px < 40 and small.texts and small.panel for small in found)
