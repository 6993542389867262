"""Letters as outlines: where they are told to be, and the same whatever was written before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.paint.fonts import load_fonts, qfont
from wallboard.paint.ops import Face
from wallboard.paint.outlines import outline, write

PACKAGE = Path(__file__).parents[2] / "wallboard"
TEXT = "SIMULATED 123"


def shapes(size: int) -> list[tuple[float, float]]:
    """The points of a text's outline."""
    path = outline(0, 0, qfont(Face("latin", 600, size)), TEXT)
    return [(path.elementAt(number).x, path.elementAt(number).y) for number in range(path.elementCount())]


def written(box: QRectF, at: float) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which pixels of a picture a text covers."""
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    write(painter, box, TEXT, qfont(Face("latin", 600, 24)), QColor("white"), at=at)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(100, 400, 4)
    return np.asarray(pixels[..., 0] > 100)


def test_what_was_written_before_moves_no_letter(qapp: QApplication) -> None:
    load_fonts()
    before = [shapes(size) for size in (17, 24, 40)]
    for left in (0.0, 0.25, 10.3, 33.77):
        written(QRectF(left, left, 300, 40), 0.5)
        assert [shapes(size) for size in (17, 24, 40)] == before


@pytest.mark.parametrize(("at", "left"), [(0, 20), (0.5, 170), (1, 320)])
def test_a_line_stands_where_it_is_told_to_in_the_middle_of_its_box(qapp: QApplication, at: float, left: float) -> None:
    load_fonts()
    box = QRectF(20, 10, 300, 60)
    wide = QFontMetricsF(qfont(Face("latin", 600, 24))).horizontalAdvance(TEXT)
    rows, columns = np.nonzero(written(box, at))
    assert abs(columns.min() - (left - wide * at)) < 3
    assert abs(columns.max() - (left + wide * (1 - at))) < 3
    assert abs((rows.min() + rows.max()) / 2 - box.center().y()) < 4


def test_nothing_is_written_by_what_leaves_something_in_the_font() -> None:
    users = [path for path in PACKAGE.rglob("*.py") if ".drawText(" in path.read_text(encoding="utf-8")]
    assert not users, "outlines.write does it"
