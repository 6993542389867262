"""The comparator sees a change in either direction, and forgives what rounding costs."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tests.golden.compare import CHANNEL, compared, pixels, side_by_side


def gray(level: int, size: tuple[int, int] = (40, 30)) -> QImage:
    """An even picture."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(level, level, level))
    return image


def with_spot(image: QImage, color: QColor, side: int = 6) -> QImage:
    """The picture with a square on it."""
    spotted = image.copy()
    painter = QPainter(spotted)
    painter.fillRect(5, 5, side, side, color)
    painter.end()
    return spotted


def test_a_picture_is_like_itself() -> None:
    assert compared(gray(100), gray(100)).alike


@pytest.mark.parametrize("level", [40, 160], ids=["darker", "lighter"])
def test_a_darker_or_lighter_picture_is_not_alike(level: int) -> None:
    assert not compared(gray(100), gray(level)).alike


@pytest.mark.parametrize("color", [QColor(0, 0, 0), QColor(255, 255, 255), QColor(100, 100, 140)])
def test_a_spot_is_seen_whatever_its_colour(color: QColor) -> None:
    assert not compared(gray(100), with_spot(gray(100), color)).alike
    assert not compared(with_spot(gray(100), color), gray(100)).alike


def test_what_rounding_costs_is_forgiven() -> None:
    assert compared(gray(100), gray(100 + CHANNEL)).alike
    assert not compared(gray(100), gray(100 - CHANNEL - 1)).alike


def test_one_odd_pixel_of_many_is_forgiven() -> None:
    large = gray(100, (100, 100))
    assert compared(large, with_spot(large, QColor(255, 0, 0), 1)).alike


def test_another_size_is_not_alike() -> None:
    assert not compared(gray(100), gray(100, (41, 30))).alike


def test_the_sheet_shows_expected_actual_and_difference() -> None:
    sheet = pixels(side_by_side(gray(100), gray(90)))
    assert [int(sheet[0, x, 0]) for x in (0, 40, 80)] == [100, 90, 40]
