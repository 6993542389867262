"""Curves drawn by pyqtgraph hit the pixels that their data mean."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from tests.golden.compare import pixels
from wallboard.paint.curves import Trace, draw_curves

SIZE = (200, 100)
SPAN, TOP = (0.0, 100.0), 50.0


def drawn(*traces: Trace) -> npt.NDArray[np.uint8]:
    """Brightness of the traces on black, shape (100, 200)."""
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    draw_curves(painter, SIZE, SPAN, TOP, traces)
    painter.end()
    brightness: npt.NDArray[np.uint8] = pixels(image).max(axis=2)
    return brightness


@pytest.mark.parametrize(("x", "y"), [(25.0, 10.0), (50.0, 25.0), (75.0, 40.0)])
def test_a_level_line_lies_at_the_height_of_its_value(x: float, y: float) -> None:
    column = drawn(Trace((0.0, 100.0), (y, y), "#FFFFFF", 2.0))[:, round(x / 100 * SIZE[0])]
    assert float((column * np.arange(SIZE[1])).sum() / column.sum()) == pytest.approx(SIZE[1] * (1 - y / TOP), abs=1.0)


def test_a_slope_passes_through_its_points() -> None:
    lit = drawn(Trace((0.0, 50.0, 100.0), (0.0, 40.0, 45.0), "#FFFFFF", 2.0))
    assert lit[20, 99:101].max() > 150
    assert lit[10:12, 197:].max() > 100


def test_a_gap_is_left_open() -> None:
    lit = drawn(Trace((0.0, 30.0, 30.0, 60.0, 100.0), (20.0, 20.0, math.nan, 20.0, 20.0), "#FFFFFF", 2.0))
    assert lit[:, 70:110].max() == 0
    assert lit[:, 20:50].max() > 150
    assert lit[:, 150].max() > 150


def test_a_fill_lies_beneath_its_line_and_fades_downwards() -> None:
    lit = drawn(Trace((0.0, 100.0), (40.0, 40.0), "#FFFFFF", 1.0, fill="#FF6A00"))
    assert lit[:18].max() == 0
    assert lit[24, 100] > lit[60, 100] > lit[96, 100] > 0


def test_a_dashed_line_has_holes() -> None:
    row = drawn(Trace((0.0, 100.0), (25.0, 25.0), "#FFFFFF", 2.0, dash=(4.0, 4.0)))[49:52].max(axis=0)
    assert row.max() > 150
    assert (row < 30).sum() > 40


def test_marks_stand_on_their_points() -> None:
    lit = drawn(Trace((0.0, 50.0, 100.0), (10.0, 10.0, 10.0), "#FFFFFF", 0.5, markers=(1,), marker_px=10.0))
    assert lit[77, 100] > 200
    assert lit[77, 60] < 60


def test_traces_are_drawn_alike_again() -> None:
    trace = Trace((0.0, 50.0, 100.0), (0.0, 40.0, 45.0), "#FFFFFF", 2.0, fill="#FF6A00")
    assert (drawn(trace) == drawn(trace)).all()
