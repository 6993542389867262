"""A firework as two prepared pictures: its trails, and the embers that are left of them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QRadialGradient

from wallboard.paint.glow import point
from wallboard.paint.theme import Theme

SPARKS = 116
HEART = 0.93
"""The heart of a burst, from the top of its picture, in radii: what flies out falls a little."""
FALL = 0.2


def chance(spark: int, turn: int) -> float:
    """A number in [0, 1) that looks drawn by lot and is the same in every frame of every display."""
    mixed = (spark * 374761393 + turn * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) % 1000 / 1000


def draw_trails(painter: QPainter, r: float, turn: int, theme: Theme) -> None:
    """Draw a burst of radius `r` into a square of 2 `r`: fine trails that bend down, brighter outwards, with tips."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    heart = QPointF(r, r * HEART)
    haze = _fading(heart, r * 0.8, theme["orange"], ((0.0, 0.42), (0.4, 0.24), (1.0, 0.0)))
    painter.fillRect(QRectF(0, 0, 2 * r, 2 * r), haze)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rising = ((0.0, 0.0), (0.18, 0.05), (0.6, 0.45), (0.95, 1.0), (1.0, 1.0))
    soft = _fading(heart, r, theme["amber"], tuple((at, light * 0.22) for at, light in rising))
    fine = [_fading(heart, r, theme[color], rising) for color in ("cream", "gold", "amber")]
    thick = max(1.2, r * 0.0095)
    for brush, width in ((soft, thick * 3.4), *((brush, thick) for brush in fine)):
        which = None if brush is soft else fine.index(brush)
        path = QPainterPath()
        for spark in range(SPARKS):
            if which in (None, spark % 3):
                bend, tip = _way(r, spark, turn)
                begin = heart + (bend - heart) * (0.2 + 0.5 * chance(spark, turn + 2))
                path.moveTo(begin)
                path.quadTo(bend, tip)
        pen = QPen(brush, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(path, pen)
    _points(painter, r, turn, theme, 0.042)


def draw_embers(painter: QPainter, r: float, turn: int, theme: Theme) -> None:
    """Draw what glows on when the trails fade, of the same size: the tips, larger, and sparks strewn along the way."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _points(painter, r, turn, theme, 0.06)
    heart = QPointF(r, r * HEART)
    small = point(max(2.0, r * 0.02), theme["amber"])
    for spark in range(SPARKS):
        bend, tip = _way(r, spark, turn)
        for nth in (1, 2):
            u = 0.45 + 0.5 * chance(spark, turn + 7 * nth)
            at = heart * (1 - u) ** 2 + bend * (2 * u * (1 - u)) + tip * (u * u)
            painter.setOpacity(0.3 + 0.6 * chance(spark, turn + 11 * nth))
            painter.drawImage(at - QPointF(small.width() / 2, small.height() / 2), small)


def _way(r: float, spark: int, turn: int) -> tuple[QPointF, QPointF]:
    """Where the way of a spark bends, and where it ends."""
    angle = (spark + 0.9 * chance(spark, turn)) / SPARKS * 2 * math.pi
    far = r * 0.96 * ((0.82 + 0.18 * chance(spark, turn + 1)) if spark % 4 else 0.4 + 0.3 * chance(spark, turn + 1))
    heart = QPointF(r, r * HEART)
    out = QPointF(math.cos(angle), math.sin(angle) * 0.9)
    fall = r * FALL * (0.55 + 0.45 * chance(spark, turn + 3))
    return heart + out * far * 0.62, heart + out * far + QPointF(0, fall * abs(math.cos(angle)) + fall * 0.3)


def _points(painter: QPainter, r: float, turn: int, theme: Theme, size: float) -> None:
    glow, core = (
        point(max(2.0, r * size), theme["gold"]),
        point(max(1.5, r * size * 0.62), theme.lit("#FFFAEC") if theme.dark else theme["orange"]),
    )
    for spark in range(SPARKS):
        _, tip = _way(r, spark, turn)
        painter.setOpacity(0.65 + 0.35 * chance(spark, turn + 5))
        for light in (glow, core):
            painter.drawImage(tip - QPointF(light.width() / 2, light.height() / 2), light)
    painter.setOpacity(1.0)


def _fading(heart: QPointF, r: float, color: str, stops: tuple[tuple[float, float], ...]) -> QBrush:
    light = QRadialGradient(heart, r)
    for at, opacity in stops:
        tint = QColor(color)
        tint.setAlphaF(opacity)
        light.setColorAt(at, tint)
    return QBrush(light)
