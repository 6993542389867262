"""The dawn over the earth's limb beneath a countdown, and the ring of second marks on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from wallboard.paint.ops import Line, Live, Op, Painted
from wallboard.paint.theme import Look

MARKS = 60


def _radius(look: Look) -> float:
    """Of the limb: it falls by .155 of the height from the middle of the canvas to its edges."""
    return max((look.width / 2) ** 2 / (2 * look.h(0.155)), look.h(1.2))


def dawn(apex: float, strength: float, look: Look) -> Live:
    """The limb with its highest point at `apex`, from edge to edge of the canvas; `strength` 0..1 of the light."""
    return Live(
        0, apex - look.h(0.4), look.width, look.height - apex + look.h(0.4),
        ("dawn", apex, strength, look.width, look.height),
        Painted(lambda painter: _paint(painter, apex, strength, look)),
    )  # fmt: skip


def second_marks(apex: float, lit: int, look: Look) -> tuple[Op, ...]:
    """Sixty marks along the limb, of which `lit` shine: one goes out each second."""
    radius = _radius(look)
    centre_x, centre_y = look.width / 2, apex + radius
    spread = min(0.8, look.width * 0.40 / radius)
    ops = []
    for mark in range(MARKS):
        angle = (mark - (MARKS - 1) / 2) / (MARKS / 2) * spread
        long = look.h(0.022 if mark % 5 == 0 else 0.012)
        inner, outer = radius - look.h(0.014) - long, radius - look.h(0.014)
        sine, cosine = math.sin(angle), math.cos(angle)
        shines = mark < lit
        ops.append(
            Line(
                centre_x + inner * sine, centre_y - inner * cosine, centre_x + outer * sine, centre_y - outer * cosine,
                look.h(0.0036 if mark % 5 == 0 else 0.0026), look.color("gold" if shines else "steel"),
                1.0 if shines else 0.45,
            )
        )  # fmt: skip
    return tuple(ops)


def _paint(painter: QPainter, apex: float, strength: float, look: Look) -> None:
    radius = _radius(look)
    centre = QPointF(look.width / 2, apex + radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    planet = QPainterPath()
    planet.addEllipse(centre, radius, radius)
    canvas = QRectF(0, 0, look.width, look.height)
    painter.setClipRect(canvas)
    if not look.theme.dark:
        _paint_day(painter, planet, apex, strength, look)
        return
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    air = look.h(0.20)
    sky = QRadialGradient(centre, radius + air)
    for at, color, opacity in (
        (radius / (radius + air), look.color("blue"), 0.55),
        ((radius + air * 0.12) / (radius + air), look.color("blue"), 0.34),
        ((radius + air * 0.4) / (radius + air), look.color("glow_blue"), 0.16),
        (1.0, look.color("glow_blue"), 0.0),
    ):
        sky.setColorAt(at, _clear(color, opacity))
    painter.fillRect(canvas, sky)
    _light(painter, QPointF(look.width / 2, apex), look.h(0.95), look.h(0.34), ("#FF8A2E", "#C2500E"), 0.85 * strength)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    ground = QRadialGradient(centre, radius)
    depth = look.h(0.5)
    for at, color in (
        (1.0, "#0A2350"), (1 - depth * 0.06 / radius, "#06142F"), (1 - depth * 0.4 / radius, "#040C1E"),
        (max(0.0, 1 - depth / radius), "#02060F"),
    ):  # fmt: skip
        ground.setColorAt(at, QColor(color))
    painter.fillPath(planet, QBrush(ground))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    rim = QPen(_clear(look.color("cyan"), 0.55), look.h(0.0028))
    painter.strokePath(planet, rim)
    painter.strokePath(planet, QPen(_clear(look.color("blue"), 0.30), look.h(0.012)))
    _light(painter, QPointF(look.width / 2, apex), look.h(0.55), look.h(0.075), ("#FFE6A8", "#FF8A1E"), strength)
    _light(painter, QPointF(look.width / 2, apex), look.h(0.20), look.h(0.035), ("#FFF6D8", "#FFC050"), strength)


def _paint_day(painter: QPainter, planet: QPainterPath, apex: float, strength: float, look: Look) -> None:
    """The same by daylight: a pale earth, and a warm light that is laid over instead of added."""
    _light(painter, QPointF(look.width / 2, apex), look.h(0.95), look.h(0.34), ("#FFC68A", "#FFD9B0"), 0.8 * strength)
    ground = QLinearGradient(0, apex, 0, look.height)
    ground.setColorAt(0, QColor(look.color("slab_bottom")))
    ground.setColorAt(1, QColor(look.color("ground")))
    painter.fillPath(planet, QBrush(ground))
    painter.strokePath(planet, QPen(_clear(look.color("rim"), 0.7), look.h(0.0028)))


def _light(painter: QPainter, at: QPointF, across: float, up: float, colors: tuple[str, str], opacity: float) -> None:
    """An elliptical light centred on a point: the first colour in its heart, the second around it."""
    gradient = QRadialGradient(QPointF(0, 0), 1)
    gradient.setColorAt(0.0, _clear(colors[0], opacity))
    gradient.setColorAt(0.22, _clear(colors[1], opacity * 0.55))
    gradient.setColorAt(0.55, _clear(colors[1], opacity * 0.16))
    gradient.setColorAt(1.0, _clear(colors[1], 0.0))
    painter.save()
    painter.translate(at)
    painter.scale(across, up)
    painter.fillRect(QRectF(-1, -1, 2, 2), gradient)
    painter.restore()


def _clear(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(max(0.0, min(1.0, opacity)))
    return made
