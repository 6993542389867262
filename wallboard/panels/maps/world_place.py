"""Where everything on the map of the world stands: the ways of trade, the trails on them, and the countries' names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from PySide6.QtGui import QPainter

from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Fill, Glow, Live, Op, Painted, Picture, Shape, Text
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.maps import batch, leaders, trails
from wallboard.panels.maps.atlas import Atlas, Points, Rows, atlas, fragments, together
from wallboard.panels.maps.pulses import seen
from wallboard.panels.maps.touched import Box, side_of, stamp, tiles
from wallboard.panels.maps.trails import Way
from wallboard.panels.maps.world_data import WAYS, Side
from wallboard.panels.maps.world_ground import paint
from wallboard.scene.fit import Fit, fitted
from wallboard.scene.geography import world
from wallboard.scene.grid import Rect
from wallboard.scene.label_spots import LabelSheet, Named, spots
from wallboard.scene.projection import Patterson

Point = tuple[float, float]
RIPPLE_US = 900_000
MOST = 14
"""Trails of one direction that are drawn at once."""
WARM, COLD = "gold", "cyan"
WARM_MARK, COLD_MARK = "   ", "    "
"""Spaces that keep the room of a direction's sign before its sum: the directions differ in shape and colour."""


class CountryLabel(msgspec.Struct, frozen=True):
    """A country's names in the leading language and the other one, and for each direction (amount, cold)."""

    code: str
    first: str
    second: str
    sums: tuple[tuple[str, bool], ...]


class CountryNames(msgspec.Struct, frozen=True):
    """Everything the map says in words; `keys` are (title pair, amount of one trail, cold) of each direction.

    `daylight` says what the light on a globe is.
    """

    labels: tuple[CountryLabel, ...]
    keys: tuple[tuple[tuple[str, str], str, bool], ...]
    empty: tuple[str, str] | None
    daylight: str = ""


class WorldPlacement(msgspec.Struct, frozen=True, eq=False):
    """What stands between two snapshots: the curves of both directions, the lights that stand still, and the texts."""

    sides: tuple[tuple[Side, Atlas, dict[str, trails.Course], batch.Fragments], ...]
    ops: tuple[Op, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    look: Look
    rest_us: int

    def draw(self, painter: QPainter, t_us: int) -> None:
        """Lines and lights at an instant."""
        stamp(painter, leaders.drawn(self.lines, 0.55, self.look))
        for (_, sprites, _, _), (lights, _) in zip(self.sides, _lights(self, t_us), strict=True):
            batch.draw(painter, sprites.pixmap, lights, shine(self.look.theme))

    def moving(self, t_us: int, within: Rect) -> frozenset[tuple[object, Box]]:
        """Where the lights of an instant lie that may lie elsewhere at another one."""
        edges = batch.edges_of([moving for _, moving in _lights(self, t_us)])
        return frozenset((t_us, box) for box in tiles(edges, within, side_of(self.look)))


@lru_cache(maxsize=2)
def _lights(standing: WorldPlacement, t_us: int) -> list[tuple[batch.Fragments, batch.Fragments]]:
    """All lights of each direction, and those that move: drawn once for each part of the canvas that differs."""
    found = []
    for side, sprites, courses, glows in standing.sides:
        moving = batch.fragments_of(_moving(side, sprites, courses, t_us))
        found.append((glows.below(moving), moving))
    return found


def placed(
    sides: tuple[Side, ...],
    told: CountryNames,
    t_us: int,
    box: Rect,
    look: Look,
    *,
    arcs: bool,
    hub: Point | None,
    home: str,
) -> tuple[tuple[Op, ...], tuple[Op, ...]]:
    """The ground and the live list of the map in its box at an instant; `hub` in degrees east and north."""
    fit = fit_of(box, look)
    end = world().points.get(home, (0.0, 0.0)) if hub is None else _forward(hub)
    placement = _standing(sides, told, box, look, arcs, end, home)
    ground = _ground(box, look, frozenset(c for s in sides for c in s.sums), _ways_key(sides, arcs), end, home)
    show = Painted(lambda painter: placement.draw(painter, t_us))
    phase_us, still = min(t_us, placement.rest_us), ("world", id(placement), fit)
    live = Live(
        box.x, box.y, box.width, box.height, (*still, phase_us), show,
        still=still, moving=placement.moving(phase_us, box),
    )  # fmt: skip
    return ground, (live, *placement.ops)


def fit_of(box: Rect, look: Look) -> Fit:
    """The whole world in a panel, above its legend."""
    foot = look.type(0.026)
    return fitted(world().extent, (box.x, box.y, box.width, box.height - foot), 1.0)


def _ways_key(sides: tuple[Side, ...], arcs: bool) -> tuple[tuple[str, bool], ...]:
    return tuple((code, _cold(s)) for s in sides for code in sorted(s.leaders[:WAYS])) if arcs else ()


def _cold(side: Side) -> bool:
    return side.flow == "buying_from_china"


@lru_cache(maxsize=4)
def _forward(degrees: Point) -> Point:
    x, y = Patterson().forward(*degrees)
    return float(x), float(y)


def _way(code: str, hub: Point, fit: Fit, look: Look, *, cold: bool) -> tuple[Way, int]:
    """The curve of a country's trade and how long a trail takes on it; what the country buys starts at the hub."""
    x, y = hub
    far = world().points[code]
    start, end = fit.at(*far), fit.at(x, y)
    if cold:
        start, end = end, start
    apart = float(np.hypot(start[0] - end[0], start[1] - end[1]))
    lift = min(look.h(0.15), max(look.h(0.02), apart * (0.20 if not cold else 0.12)))
    km = float(np.hypot(far[0] - x, far[1] - y)) / 1000
    return Way(*start, *end, lift), round((1.4 + km / 5500) * 1e6)


@lru_cache(maxsize=4)
def _ground(
    box: Rect, look: Look, partners: frozenset[str], ways: tuple[tuple[str, bool], ...], hub: Point, home: str
) -> tuple[Op, ...]:
    fit = fit_of(box, look)
    curves = [(_way(c, hub, fit, look, cold=cold)[0], look.color(COLD if cold else "amber")) for c, cold in ways]
    own = frozenset(world().part_of.get(code, code) for code in partners)

    def draw(painter: QPainter) -> None:
        paint(painter, world(), own, curves, fit, box, look, home)

    key = ("world", box, partners, ways, hub, home, look.theme.name)
    return (Picture(box.x, box.y, box.width, box.height, key, Painted(draw)),)


@lru_cache(maxsize=4)
def _standing(
    sides: tuple[Side, ...], told: CountryNames, box: Rect, look: Look, arcs: bool, hub: Point, home: str
) -> WorldPlacement:
    fit = fit_of(box, look)
    prepared = []
    rest_us = 0
    for side in sides:
        sprites = atlas(look, cold=_cold(side))
        ways = {c: _way(c, hub, fit, look, cold=_cold(side)) for c in side.leaders[:WAYS]} if arcs else {}
        courses = {c: trails.course(way, lasts_us, sprites.unit) for c, (way, lasts_us) in ways.items()}
        prepared.append((side, sprites, courses, batch.fragments_of(_glows(side, sprites, fit))))
        rest_us = max(
            [
                rest_us,
                *(p.at_us + trails.lasts_us(ways[p.code][1]) + RIPPLE_US for p in side.trails.pulses if p.code in ways),
            ]
        )
    texts, lines = _names(told, hub if arcs else None, home, fit, box, look)
    return WorldPlacement(tuple(prepared), (*_legend(told, box, look), *texts), lines, look, rest_us)


def _glows(side: Side, sprites: Atlas, fit: Fit) -> Rows:
    codes = list(side.leaders)
    if not codes:
        return np.empty((0, 10))
    most = max(side.sums[c] for c in codes)
    share = np.array([side.sums[c] / most for c in codes])
    at = fit.points(np.array([world().points[c] for c in codes], np.float64))
    radius = (9 + 26 * np.sqrt(share)) * sprites.unit
    return fragments(sprites.sprites, sprites.kinds.glow(radius), at[:, 0], at[:, 1], np.full(len(codes), 0.85))


def _moving(side: Side, sprites: Atlas, courses: dict[str, trails.Course], t_us: int) -> Rows:
    glows: list[Points] = []
    sparks: list[Points] = []
    arrived: list[tuple[trails.Course, float]] = []
    longest_us = max((trails.lasts_us(each.lasts_us) for each in courses.values()), default=0) + RIPPLE_US
    for pulse in seen(side.trails, t_us, longest_us)[-MOST:]:
        course = courses.get(pulse.code)
        if course is None:
            continue
        age_us = t_us - pulse.at_us
        if age_us < trails.lasts_us(course.lasts_us):
            shone, sparkling = trails.lights(course, age_us, sprites.unit, sprites.kinds)
            glows += shone
            sparks += sparkling
        u = (age_us - course.lasts_us) / RIPPLE_US
        if 0 <= u < 1:
            arrived.append((course, u))
    arrivals = trails.arrivals(arrived, 30.0 * sprites.unit, sprites.kinds)
    return together(sprites.sprites, [*glows, *arrivals, *sparks])


def _names(
    told: CountryNames, hub: Point | None, home: str, fit: Fit, box: Rect, look: Look
) -> tuple[tuple[Op, ...], tuple[tuple[tuple[float, float], ...], ...]]:
    em = look.type(0.0225)
    named, pieces = [], {}
    for label in told.labels:
        upper, lower, widest = _pieces(label, em, look)
        pieces[label.code] = upper, lower
        x, y = fit.at(*world().points[label.code])
        named.append(Named(label.code, x, y, max(width(upper), widest) + em * 0.1, em * 2.06))
    legend = (box.x, box.bottom - em * 1.8, box.x + min(box.width * 0.5, em * 26), box.bottom)
    taken = [legend, *_home(home, fit)]
    if hub is not None:
        end = fit.at(*hub)
        taken.append((end[0] - em * 1.2, end[1] - em, end[0] + em * 1.2, end[1] + em))
    points = [fit.at(*at) for at in world().points.values()]
    sheet = LabelSheet(
        (box.x, box.y, box.right, box.bottom), np.array(taken, np.float64), np.array(points), em,
        None, 0.0, (0, 0, 0, 0),
    )  # fmt: skip
    texts: list[Op] = []
    found = spots(named, sheet)
    for spot in found:
        upper, lower = pieces[spot.code]
        right = spot.line[0][0] > spot.box[2] if spot.line else False
        x = spot.box[2] - em * 0.05 if right else spot.box[0] + em * 0.05
        texts += line(x, spot.box[1] + em * 0.86, upper, "r" if right else "l")
        texts += _marked(line(x, spot.box[1] + em * 1.88, lower, "r" if right else "l"), em)
    return tuple(texts), tuple(s.line for s in found if s.line)


def _marked(texts: tuple[Text, ...], em: float) -> Iterator[Op]:
    """Texts with the signs drawn in the room that was left for them."""
    for text in texts:
        if text.text in (WARM_MARK, COLD_MARK):
            yield _mark(text.x, text.y, em, text.color, cold=text.text == COLD_MARK)
        else:
            yield text


def _mark(x: float, base: float, em: float, color: str, *, cold: bool) -> Shape:
    """The sign of a direction: into China to the right, out of it to the left."""
    size = em * 0.58
    return Shape("flag_back" if cold else "flag", x + (size * 0.8 if cold else 0.0), base - em * 0.35, size, color)


def _home(home: str, fit: Fit) -> list[tuple[float, float, float, float]]:
    """The event's country in bands from north to south, and the dashes: no name covers them."""
    rings = [ring for area in world().countries if area.code == home for ring in area.rings]
    lines = [fit.points(r) for r in (*rings, *world().dashes)]
    boxes = []
    for points in lines:
        top, bottom = float(points[:, 1].min()), float(points[:, 1].max())
        bands = max(1, min(12, round(bottom - top) // 12))
        for band in range(bands):
            low, high = (top + (bottom - top) * k / bands for k in (band, band + 1))
            within = points[(points[:, 1] >= low) & (points[:, 1] <= high), 0]
            if len(within):
                boxes.append((float(within.min()) - 2, low, float(within.max()) + 2, high))
    return boxes


def _pieces(label: CountryLabel, em: float, look: Look) -> tuple[list[Piece], list[Piece], float]:
    """A country's names, its sums with the marks of their directions, and how wide the sums may become."""
    halo: dict[str, Any] = {"halo": look.color("halo"), "halo_px": look.h(0.0022)}
    upper = [(label.first, look.style(em, "ice", 600, 700, **halo))]
    if label.second:
        upper.append(("  " + label.second, look.style(em * 0.78, "steel", 500, 500, fact=False, **halo)))
    lower: list[Piece] = []
    widest = 0.0
    for number, (amount, cold) in enumerate(label.sums):
        figure = look.style(em, COLD if cold else WARM, 700, 700, **halo)
        mark = (COLD_MARK if cold else WARM_MARK, figure)
        gap = ("  " if number else "", figure)
        lower += [gap, mark, (amount, figure)]
        widest += width((gap, mark, ("0" * (len(amount) - 1), figure), (amount[-1:], figure)))
    return upper, lower, widest


def _legend(told: CountryNames, box: Rect, look: Look) -> list[Op]:
    """Which colour goes which way, and what one trail stands for."""
    em = look.type(0.0190)
    base = box.bottom - em * 0.4
    ops: list[Op] = []
    x = float(box.x)
    if told.empty is not None:
        words = told.empty[0] + ("  " + told.empty[1] if told.empty[1] else "")
        return list(line(x, base, ((words, look.style(em, "steel", 600, 500)),)))
    parts = [_key(key, em, look, both=True) for key in told.keys]
    if sum(width(pieces) + em * 4.1 for pieces in parts) - em * 1.6 > box.width:
        parts = [_key(key, em, look, both=False) for key in told.keys]
    for (_, _, cold), pieces in zip(told.keys, parts, strict=True):
        color = look.color(COLD if cold else "amber")
        ops += [
            Fill(x, base - em * 0.36, em * 1.3, max(2.0, em * 0.1), color, 0.0, color),
            Glow(x + em * 1.3, base - em * 0.31, em * 0.3, color),
            _mark(x + em * 1.75, base, em, color, cold=cold),
        ]
        texts = line(x + em * 2.5, base, pieces)
        ops += texts
        x = texts[-1].x + texts[-1].width + em * 1.6
    return ops


def _key(key: tuple[tuple[str, str], str, bool], em: float, look: Look, *, both: bool) -> list[Piece]:
    """The words of a direction in the legend, in both languages where they have room."""
    (first, second), each, _ = key
    pieces: list[Piece] = [(first, look.style(em, "ice", 600, 700))]
    if second and both:
        pieces.append(("  " + second, look.style(em * 0.84, "steel", 600, 500, fact=False)))
    if each:
        pieces.append(("  = " + each, look.style(em * 0.9, "steel", 600, 500)))
    return pieces
