"""Boxes filled pixel by pixel: what a clip leaves of one is, to the level, what it is without the clip."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter

from wallboard.paint.ops import Fill

TEXTURES_KEPT = 256
"""Pictures from one colour to another that are kept: those of bars, whose lengths recur."""
COLUMN_PX = 64
"""How wide a picture from one colour down to another is; it repeats sideways."""


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


def shaded(op: Fill, first: QColor) -> tuple[QBrush, int, int]:
    """The brush of a fill from one colour to another, and the pixel (x, y) at which it begins."""
    last = color_of(op.color2, op.opacity2)
    if op.direction == "h":
        left = math.floor(op.x)
        return _texture(math.ceil(op.x + op.w) - left, 1, first.rgba(), last.rgba()), left, 0
    top = math.floor(op.y)
    return _texture(COLUMN_PX, math.ceil(op.y + op.h) - top, first.rgba(), last.rgba()), 0, top


@lru_cache(maxsize=TEXTURES_KEPT)
def _texture(wide: int, high: int, first: int, last: int) -> QBrush:
    """So many pixels from one colour (0xAARRGGBB) to another, along a row or down a column.

    Qt reckons a gradient from where a span begins and from the device's origin: what a clip cuts, or a strip painted
    by itself, would be a level apart. A picture is not.
    """
    texture = QImage(max(1, wide), max(1, high), QImage.Format.Format_ARGB32_Premultiplied)
    gradient = QLinearGradient(0, 0, wide, 0) if high == 1 else QLinearGradient(0, 0, 0, high)
    gradient.setColorAt(0, QColor.fromRgba(first))
    gradient.setColorAt(1, QColor.fromRgba(last))
    painter = QPainter(texture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(texture.rect(), gradient)
    painter.end()
    brush = QBrush()
    brush.setTextureImage(texture)
    return brush


def color_of(color: str, opacity: float) -> QColor:
    """A colour as opaque as wanted, 0..1."""
    made = QColor(color)
    if opacity < 1:
        made.setAlphaF(max(0.0, opacity))
    return made
