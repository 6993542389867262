"""Boxes filled pixel by pixel: what a clip leaves of one is, to the level, what it is without the clip."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter

from wallboard.paint.ops import Fill

ROWS_KEPT = 256
"""Rows from one colour to another that are kept: those of bars, whose lengths recur."""


def cover(painter: QPainter, op: Fill, brush: QBrush) -> None:
    """Fill the pixels that a box covers, its edges as far as they are covered.

    Qt's own smooth edges depend on where a clip lies: what is touched up would be a level apart from what is new.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    across = _covered(op.x, op.w)
    for top, high, down in _covered(op.y, op.h):
        for left, wide, share in across:
            painter.setOpacity(down * share)
            painter.fillRect(left, top, wide, high, brush)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _covered(begin: float, long: float) -> list[tuple[int, int, float]]:
    """The pixels that a stretch covers: (first, how many, how much of each, 0..1)."""
    end = begin + long
    first, last = math.floor(begin), math.ceil(end)
    if long <= 0 or last - first <= 1:
        return [(first, 1, long)] if long > 0 else []
    whole, whole_end = math.ceil(begin), math.floor(end)
    parts = (
        (first, whole - first, whole - begin),
        (whole, whole_end - whole, 1.0),
        (whole_end, last - whole_end, end - whole_end),
    )
    return [part for part in parts if part[1] > 0]


def shaded(op: Fill, first: QColor) -> tuple[QBrush, int]:
    """The brush of a fill from one colour to another, and the pixel from the left at which it begins."""
    last = color_of(op.color2, op.opacity2)
    if op.direction == "h":
        left = math.floor(op.x)
        return _row_of(math.ceil(op.x + op.w) - left, first.rgba(), last.rgba()), left
    gradient = QLinearGradient(0, op.y, 0, op.y + op.h)
    gradient.setColorAt(0, first)
    gradient.setColorAt(1, last)
    return QBrush(gradient), 0


@lru_cache(maxsize=ROWS_KEPT)
def _row_of(long: int, first: int, last: int) -> QBrush:
    """So many pixels from one colour (0xAARRGGBB) to another.

    Qt reckons a gradient from where a span begins: what a clip cuts would be a level apart. A picture is not.
    """
    row = QImage(max(1, long), 1, QImage.Format.Format_ARGB32_Premultiplied)
    gradient = QLinearGradient(0, 0, long, 0)
    gradient.setColorAt(0, QColor.fromRgba(first))
    gradient.setColorAt(1, QColor.fromRgba(last))
    painter = QPainter(row)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(row.rect(), gradient)
    painter.end()
    brush = QBrush()
    brush.setTextureImage(row)
    return brush


def color_of(color: str, opacity: float) -> QColor:
    """A colour as opaque as wanted, 0..1."""
    made = QColor(color)
    if opacity < 1:
        made.setAlphaF(max(0.0, opacity))
    return made
