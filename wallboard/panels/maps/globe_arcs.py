"""Arcs of trade above the globe: where they and the countries' lights are to be seen, and what moves on them."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np

from wallboard.panels.maps import trails
from wallboard.panels.maps.atlas import Atlas, Points, Rows, fragments, together
from wallboard.panels.maps.pulses import seen
from wallboard.panels.maps.world_data import Side
from wallboard.panels.maps.world_place import MOST
from wallboard.scene.geography import world
from wallboard.scene.globe import View, arc, degrees, is_seen, kilometres, vectors

Degrees = tuple[float, float]
"""East and north."""
STEPS = 160
"""Points of an arc."""
COLD_LIFT = 0.62
"""How much lower the arcs of what leaves China run: both directions of a country can be told apart."""
HIDDEN = -1e6
"""Where lights stand that the earth hides: beyond every canvas."""


class Ball(msgspec.Struct, frozen=True):
    """The globe on the canvas: its middle and radius in pixels."""

    x: int
    y: int
    radius: int

    def at(self, points: Rows) -> tuple[Rows, Rows]:
        """Points of a view as pixels, those that the earth hides beyond the canvas."""
        hidden = ~is_seen(points)
        x = np.where(hidden, HIDDEN, self.x + points[:, 0] * self.radius)
        return x, self.y - points[:, 1] * self.radius


@lru_cache(maxsize=512)
def point_of(code: str) -> Degrees:
    """Where a country's trade begins, in degrees east (-180 to 180) and north."""
    lon, lat = degrees(np.array([world().points[code]]))[0]
    return float((lon + 180) % 360 - 180), float(lat)  # the map of the world goes on beyond the date line


class GlobeWay(msgspec.Struct, frozen=True, eq=False):
    """An arc as it is seen now: its points in pixels, its length there, and how long a trail takes on it."""

    x: Rows
    y: Rows
    length: float
    lasts_us: int


@lru_cache(maxsize=64)
def curve(code: str, hub: Degrees, cold: bool) -> Rows:
    start, end = (hub, point_of(code)) if cold else (point_of(code), hub)
    return arc(start, end, STEPS, COLD_LIFT if cold else 1.0)


@lru_cache(maxsize=4)
def _curves(codes: tuple[str, ...], hub: Degrees, cold: bool) -> Rows:
    """The arcs of countries one after the other, shape (countries * STEPS, 3)."""
    return np.concatenate([curve(code, hub, cold) for code in codes]) if codes else np.empty((0, 3))


@lru_cache(maxsize=256)
def _lasts_us(code: str, hub: Degrees) -> int:
    return round((1.4 + kilometres(point_of(code), hub) / 5500) * 1e6)


def ways_of(codes: tuple[str, ...], hub: Degrees, view: View, ball: Ball, cold: bool) -> dict[str, GlobeWay]:
    """The arcs of countries as they are seen now: a globe that turns asks for all of them at once."""
    points = view.seen(_curves(codes, hub, cold))
    x, y = (part.reshape(-1, STEPS) for part in ball.at(points))
    along = np.diff(points[:, :2].reshape(-1, STEPS, 2), axis=1)
    lengths = np.hypot(along[..., 0], along[..., 1]).sum(axis=1) * ball.radius
    rows = zip(codes, x, y, lengths.tolist(), strict=True)
    return {code: GlobeWay(xs, ys, length, _lasts_us(code, hub)) for code, xs, ys, length in rows}


@lru_cache(maxsize=128)
def _spread(way: GlobeWay, count: int) -> tuple[Rows, Rows]:
    """So many points of an arc, evenly spread; those that the earth hides beyond the canvas."""
    u = np.linspace(0, STEPS - 1, count)
    hidden = way.x[np.rint(u).astype(int)] == HIDDEN
    x = np.where(hidden, HIDDEN, np.interp(u, np.arange(STEPS), way.x))
    return x, np.interp(u, np.arange(STEPS), way.y)


def ghosts(ways: dict[str, GlobeWay], sprites: Atlas, unit: float) -> Rows:
    """The whole of every arc, as a row of faint points."""
    parts: list[Points] = []
    for way in ways.values():
        count = max(8, min(STEPS * 2, round(way.length / max(1.0, 13 * unit))))
        number = sprites.kinds.spark(np.full(count, max(1.0, 2.0 * unit)))
        parts.append((number, *_spread(way, count), np.full(count, 0.5)))
    return _seen(together(sprites.sprites, parts))


def _seen(rows: Rows) -> Rows:
    """Fragments without those that the earth hides: nothing has to ask about them again."""
    return rows[rows[:, 0] > HIDDEN / 2]


def glows(side: Side, sprites: Atlas, view: View, ball: Ball) -> Rows:
    codes = list(side.leaders)
    if not codes:
        return np.empty((0, 10))
    most = max(side.sums[code] for code in codes)
    share = np.array([side.sums[code] / most for code in codes])
    points = view.seen(vectors(*np.array([point_of(code) for code in codes]).T))
    x, y = ball.at(points)
    x = np.where(points[:, 2] < 0, HIDDEN, x)
    number = sprites.kinds.glow((7 + 22 * np.sqrt(share)) * sprites.unit)
    return fragments(sprites.sprites, number, x, y, np.full(len(codes), 0.85))


def moving(side: Side, sprites: Atlas, ways: dict[str, GlobeWay], t_us: int, unit: float) -> Rows:
    shining: list[Points] = []
    sparks: list[Points] = []
    longest_us = max((trails.lasts_us(way.lasts_us) for way in ways.values()), default=0)
    for pulse in seen(side.trails, t_us, longest_us)[-MOST:]:
        way = ways.get(pulse.code)
        if way is not None and t_us - pulse.at_us < trails.lasts_us(way.lasts_us):
            spread = _spread(way, trails.points_on(way.length, unit))
            course = trails.Course(*spread, way.length, way.lasts_us)
            shone_at, sparkling = trails.lights(course, t_us - pulse.at_us, unit, sprites.kinds)
            shining += shone_at
            sparks += sparkling
    return _seen(together(sprites.sprites, [*shining, *sparks]))
