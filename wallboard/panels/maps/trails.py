"""Trails of light from city to city: curved, with a bright head and a tail that fades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.motion import cubic_out, sine_in_out
from wallboard.panels.maps.atlas import Kinds, Numbers, Points

TAIL = 0.35
FADE_US = 400_000

Floats = npt.NDArray[np.float64]


class Way(msgspec.Struct, frozen=True):
    """A quadratic curve in pixels from (x1, y1) to (x2, y2), lifted in its middle."""

    x1: float
    y1: float
    x2: float
    y2: float
    lift: float

    @property
    def length(self) -> float:
        """About how long it is, in pixels."""
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1) + self.lift * 0.6


class Course(msgspec.Struct, frozen=True, eq=False):
    """A way by its points, `points_on` of them, evenly spread, and how long a trail takes on it."""

    x: Floats
    y: Floats
    length: float
    lasts_us: int


@lru_cache(maxsize=256)
def course(way: Way, lasts_us: int, unit: float) -> Course:
    """A way laid out for canvases whose pixels are `unit` of those of one that is 2160 pixels high."""
    u = np.linspace(0, 1, points_on(way.length, unit))
    over_x, over_y = (way.x1 + way.x2) / 2, (way.y1 + way.y2) / 2 - 2 * way.lift
    a, b, c = (1 - u) ** 2, 2 * u * (1 - u), u**2
    x, y = a * way.x1 + b * over_x + c * way.x2, a * way.y1 + b * over_y + c * way.y2
    return Course(x, y, way.length, lasts_us)


class Tail(msgspec.Struct, frozen=True, eq=False):
    """The lights of a trail from its end to its head, in so many steps: only where they lie differs from way to way.

    `soft` are the steps of the glows beneath it, and behind them twice the last one, the two glows of its `tip`.
    """

    strong: Floats
    """How bright it is at each step."""
    sparks: Numbers
    sparkling: Floats
    """Opacities of the sparks while it is on its way."""
    soft: Numbers
    glows: Numbers
    shining: Floats
    """Opacities of the glows while it is on its way."""


TIP = 2


@lru_cache(maxsize=256)
def _tail(steps: int, apart: int, unit: float, kinds: Kinds) -> Tail:
    """A tail of `steps` steps, with a glow on every `apart`th of them."""
    along = np.linspace(0, 1, steps)
    strong = along**2.2
    beneath = np.arange(0, steps, apart)
    soft = np.concatenate((beneath, (steps - 1, steps - 1)))
    wide = np.concatenate(((3.5 + along[beneath] * 12) * unit, np.array([18.0, 8.0]) * unit))
    shining = np.concatenate((strong[beneath] * 0.30, (0.75, 1.0)))
    return Tail(strong, kinds.spark(0.9 + along * (3.1 * unit)), strong * 0.78, soft, kinds.glow(wide), shining)


def lasts_us(duration_us: int) -> int:
    """How long a trail is to be seen: until its tail has arrived."""
    return duration_us + FADE_US


def points_on(length: float, unit: float) -> int:
    """How many points a curve of `length` pixels takes to be drawn without gaps."""
    return max(24, round(length / max(1.0, 2.2 * unit)))


def lights(course: Course, age_us: int, unit: float, kinds: Kinds) -> tuple[list[Points], list[Points]]:
    """The lights of a trail at its age: glows (under its tail, and its head) and sparks (its core).

    `unit` is a pixel of a canvas 2160 pixels high.
    """
    xs, ys, length, duration_us = course.x, course.y, course.length, course.lasts_us
    count = len(xs)
    u = age_us / duration_us
    head = sine_in_out(min(1.0, u))
    fade = 1.0 if u <= 1 else max(0.0, 1 - (age_us - duration_us) / FADE_US)
    tail = min(head, max(0.0, head - TAIL * min(1.0, u * 2.5)) + (1 - fade) * TAIL)
    if fade <= 0 or head - tail < 1e-4:
        return [], []
    first, last = int(tail * (count - 1)), int(head * (count - 1))
    if last <= first:
        return [], []
    xs, ys = xs[first : last + 1], ys[first : last + 1]
    made = _tail(last - first + 1, max(1, round(5 * unit * count / max(1.0, length))), unit, kinds)
    if u <= 1:
        glows = made.glows, xs.take(made.soft), ys.take(made.soft), made.shining
        return [glows], [(made.sparks, xs, ys, made.sparkling)]
    strong, soft = made.strong * fade, made.soft[:-TIP]
    glows = made.glows[:-TIP], xs.take(soft), ys.take(soft), strong.take(soft) * 0.30
    return [glows], [(made.sparks, xs, ys, strong * 0.78)]


def arrivals(rings: Sequence[tuple[Course, float]], widest_px: float, kinds: Kinds) -> list[Points]:
    """The rings where trails have arrived: the course of each, and how much (0..1) of its ring's time has gone by."""
    if not rings:
        return []
    found = [(widest_px * (0.3 + 0.7 * cubic_out(u)), way.x[-1], way.y[-1], 0.5 * (1 - u)) for way, u in rings]
    radius, x, y, opacity = np.array(found).T
    return [(kinds.ring(radius), x, y, opacity)]
