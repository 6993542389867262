"""Columns of light on the leading cities: prepared once for each height in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPixmap, QRadialGradient

from wallboard.paint.glow import canvas, painter_on
from wallboard.paint.theme import Look
from wallboard.panels.maps.touched import Stamp

Column = tuple[int, int, int]
"""x and y of its foot, and its height, in pixels."""
BY_DAY = 2.0
"""How many times as wide columns are by daylight, where no light around them makes them stand out."""


def stood(columns: Sequence[Column], look: Look) -> tuple[Stamp, ...]:
    """The pictures of columns where they stand."""
    found = []
    for x, y, height in columns:
        pixmap, dx, dy = _column(height, look)
        found.append(((x - dx, y - dy, x - dx + pixmap.width(), y - dy + pixmap.height()), pixmap))
    return tuple(found)


@lru_cache(maxsize=160)
def _column(height: int, look: Look) -> tuple[QPixmap, int, int]:
    """A column, and where its foot lies in the picture."""
    unit = look.height / 2160
    core = max(3.0, 7.0 * unit * (1 if look.theme.dark else BY_DAY))
    halo = core * 2.8
    pad = round(halo + 3 * unit) + 1
    width = 2 * pad + 1
    image = canvas(width, height + 2 * pad)
    painter = painter_on(image)
    middle, foot, top = pad + 0.5, float(height + pad), float(pad)
    _soft_sides(painter, middle, halo, top, foot, look)
    edge = QColor("#320C00" if look.theme.dark else look.theme.lit("#FFFFFF"))
    edge.setAlphaF(0.42)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(edge)
    rim = max(1.0, 2.0 * unit)
    painter.drawRoundedRect(
        QRectF(middle - core / 2 - rim, top - rim, core + 2 * rim, height + 2 * rim), core / 2 + rim, core / 2 + rim
    )
    body = QLinearGradient(0, foot, 0, top)
    lights = ((0.0, "#FF8C14"), (0.3, "#FFC050"), (1.0, "#FFF6DC"))
    for at, color in lights if look.theme.dark else ((0.0, "#C23A00"), (1.0, "#E85A00")):
        body.setColorAt(at, QColor(look.theme.lit(color)))
    painter.setBrush(body)
    painter.drawRoundedRect(QRectF(middle - core / 2, top, core, height), core / 2, core / 2)
    _cap(painter, middle, top, core, look)
    painter.end()
    return QPixmap.fromImage(image), pad, height + pad


def _soft_sides(painter: QPainter, middle: float, halo: float, top: float, foot: float, look: Look) -> None:
    across = QLinearGradient(middle - halo, 0, middle + halo, 0)
    light = QColor("#FF9A30" if look.theme.dark else "#7A3600")
    for at, opacity in ((0.0, 0.0), (0.30, 0.10), (0.5, 0.42), (0.70, 0.10), (1.0, 0.0)):
        light.setAlphaF(opacity)
        across.setColorAt(at, light)
    painter.fillRect(QRectF(middle - halo, top, 2 * halo, foot - top), across)


def _cap(painter: QPainter, middle: float, top: float, core: float, look: Look) -> None:
    at = QPointF(middle, top + core * 0.5)
    glow = QRadialGradient(at, core * 2.3)
    light = QColor(look.theme.lit("#FFE3A6") if look.theme.dark else "#D9480F")
    for where, opacity in ((0.0, 0.85), (0.35, 0.34), (1.0, 0.0)):
        light.setAlphaF(opacity)
        glow.setColorAt(where, light)
    painter.setBrush(glow)
    painter.drawEllipse(at, core * 2.3, core * 2.3)
    painter.setBrush(QColor(look.theme.lit("#FFFFFF") if look.theme.dark else "#E85A00"))
    painter.drawEllipse(at, core * 0.62, core * 0.62)
