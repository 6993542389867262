"""The globe of the layout `global`: day and night as they are, arcs of trade above it, countries named beside it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from wallboard.paint.glow import canvas, painter_on, shone
from wallboard.paint.ops import Live, Op, Painted, Picture, Placed
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.maps import batch, trails
from wallboard.panels.maps.atlas import Atlas, atlas
from wallboard.panels.maps.globe_arcs import Ball, Degrees, GlobeWay, ghosts, glows, moving, point_of, ways_of
from wallboard.panels.maps.globe_names import legend, names
from wallboard.panels.maps.globe_picture import COARSE, STRIPS, Disc, palette
from wallboard.panels.maps.globe_texture import ACROSS, SEAM
from wallboard.panels.maps.touched import Box, side_of, tiles
from wallboard.panels.maps.world_data import WAYS, Side
from wallboard.panels.maps.world_place import CountryNames
from wallboard.scene.geography import world
from wallboard.scene.globe import View, swayed
from wallboard.scene.grid import Rect
from wallboard.scene.sun import subsolar

LARGEST = 0.37
"""The radius of the globe at most, as a fraction of the canvas: 1,598 pixels across at 3840 x 2160."""
TILT = 24.0
"""The latitude that faces the viewer."""
FULL = 600
"""The radius in pixels from which on trails have their full width: on a smaller globe they are finer."""
ABOVE = 0.05
"""How far arcs may rise over the panel, as a fraction of the canvas."""
BESIDE = 6.6
"""The room for names on either side of the globe, in ems."""
STRIP_US = 44_000
"""How much later each strip turns than the one before it: a frame brings one of them up to date, not all."""
ARCS_US = STRIP_US // 2
"""How much later than the first strip the arcs turn, in a frame in which no strip does."""
NAMES_US = tuple(STRIP_US * number + ARCS_US for number in (1, 2, 3, 4))
"""The same for each group of names: each moves its lines by a pixel, which are then drawn anew."""
SUN_US = 60_000_000
"""How often day and night are reckoned anew: the sun moves on by a quarter of a degree."""
CLASSES = 6
DECADES = 2.5
_DISCS: WeakValueDictionary[tuple[int, float, tuple[int, int, int]], Disc] = WeakValueDictionary()
"""The discs that something shows; none of them outlives the layout."""


def placed(
    sides: tuple[Side, ...], told: CountryNames, t_us: int, sun_us: int, box: Rect, look: Look,
    *, arcs: bool, hub: Degrees | None, home: str, turns: bool,
) -> Placed:  # fmt: skip
    """The globe in its box at an instant; `sun_us` is the time of the event's clock, `hub` in degrees.

    It faces the `hub`, else the event's `home`, else the country with most trade.
    """
    ball = _ball(box, look)
    end = hub if hub is not None else _faced(home, sides)
    disc = _disc(ball, look)
    colors = _colors(_classes(sides), home, look)
    sun = subsolar(sun_us // SUN_US * SUN_US)
    shifts = tuple(_shift(end[0], t_us - number * STRIP_US, turns) for number in range(STRIPS))
    live = [_strip_op(disc, ball, n, shift, sun, colors) for n, shift in enumerate(shifts)]
    standing = _standing(sides, _view(end[0], t_us - ARCS_US, turns), ball, look, arcs, end)
    views = tuple(_view(end[0], t_us - late_us, turns) for late_us in NAMES_US)
    named = _named(told, views, ball, box, look, arcs, end)
    over = Rect(box.x, box.y - round(look.h(ABOVE)), box.width, box.height + round(look.h(ABOVE)))
    phase_us, still = min(t_us, standing.rest_us), ("arcs", id(standing))
    show = Painted(lambda painter: standing.draw(painter, t_us, over))
    lights = Live(
        over.x, over.y, over.width, over.height, (*still, phase_us), show,
        still=still, moving=standing.moving(phase_us, over),
    )  # fmt: skip
    return Placed(_ground(ball, look), (*live, lights, *named))


def _faced(home: str, sides: tuple[Side, ...]) -> Degrees:
    codes = (home, *(code for side in sides for code in side.leaders[:1]))
    return next((point_of(code) for code in codes if code in world().points), (0.0, 0.0))


def _ball(box: Rect, look: Look) -> Ball:
    em = look.type(0.0205)
    radius = min(look.h(LARGEST), box.height * 0.49, box.width / 2 - BESIDE * em)
    step = STRIPS * COARSE // 2
    radius = max(step, int(radius) // step * step)
    return Ball(box.x + box.width // 2, box.y + box.height // 2, radius)


def _disc(ball: Ball, look: Look) -> Disc:
    tint = QColor(look.color("rim"))
    key = (2 * ball.radius, TILT, (tint.red(), tint.green(), tint.blue()))
    found = _DISCS.get(key)
    if found is None:
        found = _DISCS[key] = Disc(*key)
    return found


def _shift(lon: float, t_us: int, turns: bool) -> int:
    """The texel of the map of countries that faces the viewer."""
    facing = swayed(lon, t_us) if turns else lon
    return round((facing - SEAM) / 360 * ACROSS) % ACROSS


def _view(lon: float, t_us: int, turns: bool) -> View:
    return View(_shift(lon, t_us, turns) / ACROSS * 360 + SEAM, TILT)


def _strip_op(disc: Disc, ball: Ball, number: int, shift: int, sun: Degrees, colors: Any) -> Live:
    high = disc.diameter // STRIPS
    x, y = ball.x - ball.radius, ball.y - ball.radius

    def draw(painter: QPainter) -> None:
        disc.draw(painter, x, y, disc.strip(number, shift, sun, colors))

    return Live(
        x,
        y + number * high,
        disc.diameter,
        high,
        ("globe", shift, sun, id(colors), ball),
        Painted(draw, ahead=disc.prepare),
    )


def _classes(sides: tuple[Side, ...]) -> tuple[tuple[str, float], ...]:
    """How bright each country is, by the logarithm of all its trade in few classes."""
    sums: dict[str, int] = {}
    for side in sides:
        for code, fen in side.sums.items():
            sums[code] = sums.get(code, 0) + fen
    most = max(sums.values(), default=1)
    found = []
    for code, fen in sorted(sums.items()):
        share = max(0.0, 1 + math.log10(max(1, fen) / most) / DECADES)
        found.append((code, int(share * (CLASSES - 1) + 0.5) / (CLASSES - 1)))
    return tuple(found)


@lru_cache(maxsize=2)
def _colors(classes: tuple[tuple[str, float], ...], home: str, look: Look) -> Any:
    return palette(dict(classes), frozenset({home}), look)


@lru_cache(maxsize=2)
def _ground(ball: Ball, look: Look) -> tuple[Op, ...]:
    """The light around the globe."""
    pad = round(look.h(0.05))
    size = 2 * (ball.radius + pad)

    def draw(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        mask = canvas(size, size)
        inner = painter_on(mask)
        inner.setBrush(QColor("#FFFFFF"))
        inner.drawEllipse(pad, pad, 2 * ball.radius, 2 * ball.radius)
        inner.end()
        shone(painter, mask, look.h(0.05), look.color("blue"), 0.55 if look.theme.dark else 0.2)
        shone(painter, mask, look.h(0.016), look.color("cyan"), 0.35 if look.theme.dark else 0.1)

    key = ("globe glow", ball.radius, look.theme.name, look.theme.most)
    return (Picture(ball.x - ball.radius - pad, ball.y - ball.radius - pad, size, size, key, Painted(draw)),)


class _StandingGlobe(msgspec.Struct, frozen=True, eq=False):
    """The lights that stand between two steps of the globe: arcs and glows."""

    sides: tuple[tuple[Side, Atlas, dict[str, GlobeWay], batch.Fragments], ...]
    look: Look
    unit: float
    rest_us: int

    def draw(self, painter: QPainter, t_us: int, within: Rect) -> None:
        """The lights at an instant; an arc that rises out of a box ends at its edge."""
        painter.save()
        painter.setClipRect(within.x, within.y, within.width, within.height, Qt.ClipOperation.IntersectClip)
        for (_, sprites, _, _), (lights, _) in zip(self.sides, _lights(self, t_us), strict=True):
            batch.draw(painter, sprites.pixmap, lights, shine(self.look.theme))
        painter.restore()

    def moving(self, t_us: int, within: Rect) -> frozenset[tuple[object, Box]]:
        """Where the lights of an instant lie that may lie elsewhere at another one."""
        edges = batch.edges_of([moving for _, moving in _lights(self, t_us)])
        return frozenset((t_us, box) for box in tiles(edges, within, side_of(self.look)))


@lru_cache(maxsize=2)
def _lights(standing: _StandingGlobe, t_us: int) -> list[tuple[batch.Fragments, batch.Fragments]]:
    """All lights of each side, and those that move: they are drawn once for each part of the canvas that differs."""
    found = []
    for side, sprites, ways, still in standing.sides:
        moved = batch.fragments_of(moving(side, sprites, ways, t_us, standing.unit))
        found.append((still.below(moved), moved))
    return found


@lru_cache(maxsize=2)
def _standing(
    sides: tuple[Side, ...], view: View, ball: Ball, look: Look, arcs: bool, hub: Degrees
) -> _StandingGlobe:  # fmt: skip
    prepared = []
    rest_us = 0
    unit = min(look.height / 2160, ball.radius / FULL)
    for side in sides:
        cold = side.flow == "buying_from_china"
        sprites = atlas(look, cold=cold)
        ways = ways_of(tuple(side.leaders[:WAYS]) if arcs else (), hub, view, ball, cold)
        lit = batch.fragments_of(glows(side, sprites, view, ball))
        faint = batch.fragments_of(ghosts(ways, sprites, unit))
        prepared.append((side, sprites, ways, lit.below(faint)))
        ends = [p.at_us + trails.lasts_us(ways[p.code].lasts_us) for p in side.trails.pulses if p.code in ways]
        rest_us = max([rest_us, *ends])
    return _StandingGlobe(tuple(prepared), look, unit, rest_us)


@lru_cache(maxsize=2)
def _named(
    told: CountryNames, views: tuple[View, ...], ball: Ball, box: Rect, look: Look, arcs: bool, hub: Degrees
) -> tuple[Op, ...]:
    return (*legend(told, box, look), *names(told, views, ball, box, look, arcs, hub))
