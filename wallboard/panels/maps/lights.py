"""The lights over a map at an instant: a glow for each city, rings and trails for what has just arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from wallboard.core.moment import TICK_US
from wallboard.core.motion import chase
from wallboard.panels.maps import trails
from wallboard.panels.maps.atlas import Atlas, Points, Rows, fragments, together
from wallboard.panels.maps.composition import MapComposition
from wallboard.panels.maps.country_data import Data, TrailHub
from wallboard.panels.maps.light_columns import Column
from wallboard.panels.maps.pulses import RING_US, TRAILS_MOST, seen, trail_us
from wallboard.panels.maps.ripples import Ripples, ripples_of
from wallboard.scene.fit import Fit
from wallboard.scene.places import Place, Places

COLUMN_US = 1_000_000
ARRIVAL_US = 800_000
NEAR_M = 230_000
"""A trail is not drawn from a city this near to where it would run: it would be all head."""
DENSE = ((117.8, 29.4, 122.6, 32.9), (112.3, 21.7, 115.2, 23.8))
"""The Yangtze and the Pearl River delta (west, south, east, north in degrees), where glows lie upon each other."""


class Lights(msgspec.Struct, frozen=True, eq=False):
    """The lights of one set of figures on one map, prepared: `glows` are the fragments that stand still.

    `at` holds (x, y, radius of the glow) of every lit city by code; `courses` those of the trails from cities.
    """

    data: Data
    atlas: Atlas
    glows: Rows
    at: Mapping[str, tuple[float, float, float]]
    courses: Mapping[str, trails.Course]
    column_px: float
    rest_us: int
    longest_us: int
    """How long a trail and the ring at its end are to be seen at most."""
    ripples: Ripples

    def phase(self, t_us: int) -> int:
        """The instant while anything moves, the instant it all came to rest afterwards: equal phases, equal pixels."""
        return min(t_us, self.rest_us)

    def columns_us(self, t_us: int) -> int:
        """The instant that columns are drawn at: they creep, and like totals are sampled ten times a second."""
        return t_us if t_us >= self.rest_us else t_us // TICK_US * TICK_US

    def moving(self, t_us: int) -> Rows:
        """The fragments that move, at an instant; they lie over the glows."""
        rings, flashes = self.ripples.lights(t_us, self.atlas.kinds)
        glows, sparks, arrivals = self._trails(t_us)
        return together(self.atlas.sprites, [*flashes, *glows, *rings, *arrivals, *sparks])

    def columns(self, t_us: int) -> tuple[Column, ...]:
        """The columns at an instant that are to be seen, those farther back first."""
        if self.column_px <= 0:
            return ()
        found = [
            (*self.at[code][:2], chase(steps, COLUMN_US, t_us) * self.column_px)
            for code, steps in self.data.heights.items()
            if code in self.at
        ]
        whole = [(round(x), round(y), round(high)) for x, y, high in sorted(found, key=lambda column: column[1])]
        return tuple(column for column in whole if column[2] > 0)

    def _trails(self, t_us: int) -> tuple[list[Points], list[Points], list[Points]]:
        """Glows and sparks of what is on its way, and the rings of what has arrived."""
        glows: list[Points] = []
        sparks: list[Points] = []
        arrived: list[tuple[trails.Course, float]] = []
        unit, kinds = self.atlas.unit, self.atlas.kinds
        on_way = 0
        for pulse in reversed(seen(self.data.trails, t_us, self.longest_us)):
            course = self.courses.get(pulse.code)
            if course is None or on_way >= TRAILS_MOST:
                continue
            age_us = t_us - pulse.at_us
            if age_us < trails.lasts_us(course.lasts_us):
                shone, sparkling = trails.lights(course, age_us, unit, kinds)
                glows += shone
                sparks += sparkling
                on_way += 1
            u = (age_us - course.lasts_us) / ARRIVAL_US
            if 0 <= u < 1:
                arrived.append((course, u))
        return glows, sparks, trails.arrivals(arrived, 26.0 * unit, kinds)


def prepared(
    data: Data,
    composition: MapComposition,
    atlas: Atlas,
    column_px: float,
    lift: tuple[float, float],
) -> Lights:
    """The lights of figures on a map; `lift` is how far a trail is raised at least and at most, in pixels.

    The highest column is `column_px` high, less where it would leave the panel.
    """
    cities = data.known.cities
    codes = [code for code in data.sums if data.sums[code] > 0]
    unit = atlas.unit
    most = max((data.sums[code] for code in codes), default=1)
    share = np.array([data.sums[code] / most for code in codes])
    points = np.array([composition.at(cities[c]) for c in codes], np.float64).reshape(-1, 2)
    radius = (6.5 + 33 * np.sqrt(share)) * unit
    opacity = np.where(share > 0.25, 0.42, np.where(share > 0.1, 0.62, 0.95))
    opacity *= np.array([0.58 if _dense(cities[c]) else 1.0 for c in codes])
    glows = fragments(atlas.sprites, atlas.kinds.glow(radius), points[:, 0], points[:, 1], opacity)
    at = {c: (float(p[0]), float(p[1]), float(r)) for c, p, r in zip(codes, points, radius, strict=True)}
    if column_px > 0:
        rooms = [(at[c][1] - composition.land.y) * most / data.sums[c] for c in data.lit if c in at]
        column_px = min([column_px, *rooms])
        feet = np.array([at[c][:2] for c in data.lit if c in at]).reshape(-1, 2)
        size = np.full(len(feet), 15.0 * unit)
        foot_rings = fragments(atlas.sprites, atlas.kinds.ring(size), feet[:, 0], feet[:, 1], np.full(len(feet), 0.85))
        glows = np.concatenate((glows, foot_rings))
    curves = ways(data.senders, data.hub, data.known, composition.fit, lift)
    courses = {code: trails.course(way, lasts_us, unit) for code, (way, lasts_us) in curves.items()}
    longest_us = max((trails.lasts_us(each.lasts_us) for each in courses.values()), default=0) + ARRIVAL_US
    rest_us, ripples = _rest_us(data, courses), ripples_of(data, at, atlas)
    return Lights(data, atlas, glows, at, courses, column_px, rest_us, longest_us, ripples)


def ways(
    senders: Sequence[str], hub: TrailHub, known: Places, fit: Fit, lift: tuple[float, float]
) -> Mapping[str, tuple[trails.Way, int]]:
    """The curves from cities to the hub, and how long a trail takes; none for a city that is too near."""
    found = {}
    for code in senders:
        city = known.cities[code]
        metres = float(np.hypot(city.x - hub.x, city.y - hub.y))
        if metres < NEAR_M:
            continue
        (x1, y1), (x2, y2) = fit.at(city.x, city.y), fit.at(hub.x, hub.y)
        raised = min(lift[1], max(lift[0], 0.22 * float(np.hypot(x2 - x1, y2 - y1))))
        found[code] = trails.Way(x1, y1, x2, y2, raised), trail_us(metres / 1000)
    return found


def _rest_us(data: Data, courses: Mapping[str, trails.Course]) -> int:
    """When the last light of these figures has gone out."""
    ends = [p.at_us + RING_US for p in data.rings.pulses[-1:]]
    arrive = [(p.at_us, courses[p.code].lasts_us) for p in data.trails.pulses if p.code in courses]
    ends += [at_us + trails.lasts_us(lasts_us) + ARRIVAL_US for at_us, lasts_us in arrive]
    ends += [commit_us + COLUMN_US for commit_us, _ in data.history[-1:]]
    return max(ends, default=0)


def _dense(city: Place) -> bool:
    return any(w <= city.lon <= e and s <= city.lat <= n for w, s, e, n in DENSE)
