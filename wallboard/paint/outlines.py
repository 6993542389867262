"""Letters as filled outlines: the one way in which they come to any picture.

Qt's `drawText` leaves in the font the part of a pixel by which it moved a letter, and outlines of that font that are
made later, in other sizes too, come out moved by a sixty-fourth of a pixel: a picture would depend on those before it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath


def outline(x: float, y: float, font: QFont, text: str) -> QPainterPath:
    """The shapes of a text from `x` on the baseline `y`."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # strokes of Chinese characters overlap
    path.addText(QPointF(x, y), font, text)
    return path


def write(painter: QPainter, box: QRectF, text: str, font: QFont, color: QColor, *, at: float = 0.5) -> None:
    """Write one line into the middle of a box's height; `at`: 0 from its left edge, 0.5 centred, 1 to its right edge.

    What is wider than the box goes beyond it. The painter draws smooth edges from then on.
    """
    measure = QFontMetricsF(font)
    x = box.x() + (box.width() - measure.horizontalAdvance(text)) * at
    y = box.center().y() + (measure.ascent() - measure.descent()) / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline(x, y, font, text), color)
