"""The land of the world, painted once for a size: dim, with the event's country and its partners a little brighter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from wallboard.paint.glow import canvas, painter_on, shone
from wallboard.paint.theme import Look
from wallboard.panels.maps.extruded_land import dashes, dots
from wallboard.panels.maps.paths import path_of, sizeable, stroked, thinned
from wallboard.panels.maps.trail_line import ghost
from wallboard.panels.maps.trails import Way
from wallboard.scene.fit import Fit
from wallboard.scene.geography import World
from wallboard.scene.grid import Rect


def paint(
    painter: QPainter, world: World, partners: frozenset[str], ways: Sequence[tuple[Way, str]], fit: Fit, box: Rect,
    look: Look, own: str,
) -> None:  # fmt: skip
    """Everything that stays, at the origin of a picture of the box's size; `ways` are curves with their colours,
    `own` the event's country.
    """
    here = fit.moved(-box.x, -box.y)
    unit = look.height / 2160
    dark = look.theme.dark
    land = [thinned(here.points(r)) for area in world.countries for r in area.rings]
    land += [thinned(here.points(r)) for r in world.other_land]
    rings, islets = sizeable(land, 2.0 * unit)
    whole = path_of(rings, closed=True)
    whole.setFillRule(Qt.FillRule.WindingFill)
    mask = canvas(box.width, box.height)
    inner = painter_on(mask)
    inner.fillPath(whole, QColor("#FFFFFF"))
    inner.end()
    if dark:
        shone(painter, mask, look.h(0.016), look.color("blue"), 0.30, look.h(0.006))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _graticule(painter, here, box, look)
    painter.fillPath(whole, QColor("#0F244F" if dark else look.color("no_data")))
    traders, home = ("#1B3C7C", "#2063C4") if dark else (look.color("slab_top"), "#5E93DC")
    for chosen, color in ((partners, traders), (frozenset({own}), home)):
        areas = [thinned(here.points(r)) for a in world.countries if a.code in chosen for r in a.rings]
        painter.fillPath(path_of(areas, closed=True), QColor(color))
    for lines, width, opacity in ((world.borders, 1.1, 0.22), (world.coasts, 1.3, 0.60)):
        tint = QColor("#78AAF0" if dark else look.color("steel"))
        tint.setAlphaF(opacity)
        stroked(painter, [thinned(here.points(line)) for line in lines], max(0.8, width * unit), tint)
    dots(painter, [i for i in islets if 0 <= i[0] <= box.width], 0.9 * unit, look)
    border, _ = sizeable([thinned(here.points(r)) for a in world.countries if a.code == own for r in a.rings], 3 * unit)
    stroked(painter, border, max(1.2, 2.2 * unit), QColor(look.color("rim")), closed=True)
    dashes(painter, [here.points(d) for d in world.dashes], look.h(0.0010), look)
    for way, color in ways:
        ghost(painter, way, color, (-box.x, -box.y), look)


def _graticule(painter: QPainter, fit: Fit, box: Rect, look: Look) -> None:
    """Every thirtieth meridian, dotted by the sea only: quiet, and coarse enough for a camera."""
    tint = QColor(look.color("hairline"))
    tint.setAlphaF(0.07)
    painter.setPen(QPen(tint, look.line))
    for step in range(-6, 7):
        x = fit.at(step * 3_335_847.8, 0)[0]  # 30 degrees on a sphere of 6,371 km
        if 0 <= x <= box.width:
            painter.drawLine(QPointF(x, 0), QPointF(x, box.height))
