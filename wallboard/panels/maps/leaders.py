"""The lines that lead from places on a map to their names, drawn once: slanting strokes cost 3 ms a frame at 4K."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen, QPixmap

from wallboard.paint.glow import canvas, painter_on
from wallboard.paint.theme import Look
from wallboard.panels.maps.touched import Stamp

Leader = tuple[tuple[float, float], ...]
"""The corners of a line in pixels of the canvas."""


@lru_cache(maxsize=8)
def drawn(leaders: tuple[Leader, ...], opacity: float, look: Look) -> tuple[Stamp, ...]:
    """The pictures of the lines, in ice."""
    width = max(1.0, look.h(0.0011))
    return tuple(_drawn(leader, width, look.color("ice"), opacity) for leader in leaders)


@lru_cache(maxsize=64)
def _drawn(leader: Leader, width: float, color: str, opacity: float) -> Stamp:
    """The picture of a line, and where it lies."""
    reach = math.ceil(width) + 1
    left, top = (math.floor(min(corner[axis] for corner in leader)) - reach for axis in (0, 1))
    right, bottom = (math.ceil(max(corner[axis] for corner in leader)) + reach for axis in (0, 1))
    image = canvas(right - left, bottom - top)
    painter = painter_on(image)
    tint = QColor(color)
    tint.setAlphaF(opacity)
    painter.setPen(QPen(tint, width))
    painter.drawPolyline([QPointF(x - left, y - top) for x, y in leader])
    painter.end()
    return (left, top, right, bottom), QPixmap.fromImage(image)
