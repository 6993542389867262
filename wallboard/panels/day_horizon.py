"""The horizon that is the day: a ray for each five minutes, as long as what was sold in them; the sun is the hour."""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from wallboard.core.instants import HOUR_US, MINUTE_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve
from wallboard.core.wording import say
from wallboard.paint.lettering import Piece, first_fit, line, width
from wallboard.paint.ops import Glow, Line, Op, Painted, Picture, Placed, Text
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.amounts import row_amount
from wallboard.panels.countdown_backdrop import dawn, limb_radius
from wallboard.panels.curve_track import KeyedCurve
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

EACH_US = 5 * MINUTE_US
MOST_RAYS = 400
"""An event with more five minutes than this has longer ones, in whole hours."""
STEPS = 512
"""In how many lengths rays are told apart."""
WAY = (0.05, 0.95)
"""Where on the way across its box the day begins and ends."""
LEAST_RAYS = 0.06
"""How high the longest ray is at least where something else stands above it, as a fraction of the canvas."""
AIR = 0.055
"""How far above the horizon its glow reaches so brightly that nothing small could be read on it."""
APEX, APEX_TALL = 0.72, 0.80
"""How far down its box the horizon stands highest; an upright canvas has the height for longer rays."""
OUTSIDE = 0.5
"""How much of the safe margin rays may lean into: what they say is in their length, so all of it is seen."""


class Day(msgspec.Struct, frozen=True):
    """The day so far: the length of each ray against the longest (0..STEPS), and where on the way (0..1) it stands.

    `ticks` are the hours (0..1, what stands there); `longest` says what the longest ray is: amount and time; `key` what
    a ray is.
    """

    rays: tuple[int, ...]
    count: int
    now: float
    ticks: tuple[tuple[float, str], ...]
    longest: tuple[str, str]
    key: tuple[str, str]


def day_of(moment: Moment, setting: PanelContext) -> Day | None:
    """The day at a moment; None where nobody knows when it begins or ends, or nothing was sold in it yet."""
    facts, curve = moment.facts, moment.state.curve
    if facts.start_us is None or facts.length_us is None or moment.event_us is None or curve is None:
        return None
    short = facts.length_us <= MOST_RAYS * EACH_US
    each_us = EACH_US if short else HOUR_US * -(-facts.length_us // (MOST_RAYS * HOUR_US))
    sold = sold_in_each(curve, facts.start_us, facts.length_us, each_us)
    most = max(sold, default=0)
    if most <= 0:
        return None
    at = sold.index(most)
    seen_us = moment.event_us - (moment.playhead_us - moment.seen_us)  # the panel is asked at ticks: so is the sun
    amount = str(row_amount(most, setting))
    return Day(
        rays=tuple(fen * STEPS // most for fen in sold),
        count=-(-facts.length_us // each_us),
        now=round(min(1.0, max(0.0, (seen_us - facts.start_us) / facts.length_us)), 4),
        ticks=_ticks(facts.length_us),
        longest=(amount, facts.told(facts.start_us + at * each_us)[:-3]),
        key=setting.pair(say("wall.ray", n=each_us // MINUTE_US)),
    )


def sold_in_each(curve: Curve, start_us: int, length_us: int, each_us: int) -> tuple[int, ...]:
    """What was sold in each span of the event that has begun, in fen; of the last one, what was sold so far."""
    return _sold(KeyedCurve(curve), start_us, length_us, each_us)


@lru_cache(maxsize=4)
def _sold(keyed: KeyedCurve, start_us: int, length_us: int, each_us: int) -> tuple[int, ...]:
    curve = keyed.curve
    within = np.flatnonzero((curve.at_us >= start_us) & (curve.at_us <= start_us + length_us))
    if len(within) == 0:
        return ()
    at, sums = curve.at_us[within] - start_us, np.maximum.accumulate(curve.gmv_fen[within])
    spans = min(int(at[-1] // each_us) + 1, -(-length_us // each_us))
    edges = np.minimum(np.arange(spans + 1, dtype=np.int64) * each_us, at[-1])
    # between two confirmed sums it grew evenly, as the curve has it; before the first one nothing is known
    stood = np.interp(edges, at, sums.astype(np.float64))
    return tuple(int(fen) for fen in np.diff(stood))


@lru_cache(maxsize=4)
def _ticks(length_us: int) -> tuple[tuple[float, str], ...]:
    """The hours of the way: eight at most are named."""
    hours = length_us // HOUR_US
    step = next((s for s in (1, 2, 3, 6, 12, 24, 48) if hours / s <= 8), max(1, -(-hours // 8)))
    return tuple((hour * HOUR_US / length_us, f"{hour:02d}") for hour in range(0, hours + 1, step))


def free_above(box: Rect, look: Look) -> float:
    """Down to where something else may stand in a box above the horizon and its rays."""
    apex = _apex(box, look)
    return min(apex - look.h(AIR), _Sky(box, apex, look).limb(0.0)[1] - look.h(LEAST_RAYS) - _em(look) * 3.2)


def _apex(box: Rect, look: Look) -> float:
    return box.y + box.height * (APEX_TALL if look.shape == "tall" else APEX)


def _em(look: Look) -> float:
    """The em of hours and of what is said of the rays."""
    return max(look.least, look.type(0.0185))


def place(day: Day, box: Rect, texts: Rect, look: Look) -> Placed:
    """The horizon across the lower part of `box`; rays and what is said of them keep clear of the `texts` above it.

    They rise beside the texts where none of them would touch one, else they stay beneath.
    """
    apex = _apex(box, look)
    em = _em(look)
    sky = _Sky(box, apex, look)
    free_from = float(texts.bottom)
    highest = _highest(day.rays, day.count, sky, free_from, em)
    beside = _highest(day.rays, day.count, sky, float(texts.y), em)
    if _passes(day, sky, beside, texts, em):
        free_from, highest = float(texts.y), beside
    x, y = sky.limb(day.now)
    sun = (
        Glow(x, y, look.h(0.19), look.color("orange"), 0.5),
        Glow(x, y, look.h(0.075), look.color("amber"), 0.9, 0.8),
        Glow(x, y, look.h(0.034), look.color("cream"), 1.0, 0.8),
    )
    size = (look.width, look.height)
    rays = Picture(
        0, free_from, look.width, apex + look.h(0.18) - free_from,
        ("rays of the day", day.rays, day.count, round(highest), round(apex), box, size, look.theme.name),
        Painted(lambda painter: _paint_rays(painter, day, sky, highest, free_from)),
        passing=True,
    )  # fmt: skip
    # by daylight there is no dawn: the rays alone say where the day stands
    sky_ops = (dawn(apex, 0.0, box, look),) if look.theme.dark else ()
    ground = (*sky_ops, *_hours(day, sky, em, look), *_key(day, box, em, look))
    return Placed(ground, (rays, *sun, *_longest(day, sky, highest, em, look)))


@lru_cache(maxsize=16)
def _highest(rays: tuple[int, ...], count: int, sky: _Sky, free_from: float, em: float) -> float:
    """How long the longest ray may be so that none leaves the picture or rises over `free_from`, nor does its label."""
    most = sky.limb(0.0)[1] - free_from - em * 3.2
    free = sky.box.x * (1 - OUTSIDE)
    for number, length in enumerate(rays):
        x, _, angle = sky.at((number + 0.5) / count)
        if length and angle:
            aside = x - free if angle < 0 else sky.look.width - free - x
            most = min(most, aside / abs(math.sin(angle)) * STEPS / length)
        if length * 8 > STEPS:  # shorter ones stay beneath those
            room = sky.limb((number + 0.5) / count)[1] - free_from - em * (3.2 if length == STEPS else 0.5)
            most = min(most, room * STEPS / length)
    return max(sky.look.h(0.02), most)


def _passes(day: Day, sky: _Sky, highest: float, texts: Rect, em: float) -> bool:
    """Whether rays so long, and what stands over the longest, pass beside the texts."""
    tall = [n for n, length in enumerate(day.rays) if highest * length / STEPS > sky.apex - texts.bottom - em]
    left, right = texts.x - em * 2, texts.right + em * 2
    for number in tall:
        part = (number + 0.5) / day.count
        foot, tip = sky.limb(part)[0], sky.out(part, highest * day.rays[number] / STEPS)[0]
        if min(foot, tip) < right and max(foot, tip) > left:
            return False
    words = _longest(day, sky, highest, em, sky.look)
    return not any(isinstance(op, Text) and op.x < right and op.x + op.width > left for op in words)


class _Sky(msgspec.Struct, frozen=True):
    """Where on the limb a part of the day stands."""

    box: Rect
    apex: float
    look: Look

    def limb(self, part: float) -> tuple[float, float]:
        """The point of the limb at which a part (0..1) of the way is over."""
        x, y, _ = self.at(part)
        return x, y

    def at(self, part: float) -> tuple[float, float, float]:
        """The same, and the angle of what stands upright there, to the right of straight up."""
        radius = limb_radius(self.look)
        middle = self.box.x + self.box.width / 2
        x = self.box.x + self.box.width * (WAY[0] + (WAY[1] - WAY[0]) * part)
        angle = math.asin(max(-1.0, min(1.0, (x - middle) / radius)))
        return x, self.apex + radius - radius * math.cos(angle), angle

    def out(self, part: float, far: float) -> tuple[float, float]:
        """The point so far out of the limb (or, below 0, so deep in the earth)."""
        x, y, angle = self.at(part)
        return x + far * math.sin(angle), y - far * math.cos(angle)


def _paint_rays(painter: QPainter, day: Day, sky: _Sky, highest: float, top: float) -> None:
    look = sky.look
    pitch = sky.box.width * (WAY[1] - WAY[0]) / day.count
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(shine(look.theme))
    for number, length in enumerate(day.rays):
        part = (number + 0.5) / day.count
        foot, tip = sky.out(part, 0.0), sky.out(part, max(look.h(0.004), highest * length / STEPS))
        light = QLinearGradient(foot[0], foot[1] - top, tip[0], tip[1] - top)
        for at, name, opacity in ((0.0, "cream", 1.0), (0.25, "gold", 0.9), (0.7, "orange", 0.8), (1.0, "ember", 0.55)):
            color = QColor(look.color(name))
            color.setAlphaF(opacity)
            light.setColorAt(at, color)
        pen = QPen(light, max(1.0, pitch * 0.52))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(foot[0], foot[1] - top), QPointF(tip[0], tip[1] - top))


def _hours(day: Day, sky: _Sky, em: float, look: Look) -> tuple[Op, ...]:
    """A tick into the earth for each named hour, in gold where it is over, its number beneath."""
    ops: list[Op] = []
    for part, text in day.ticks:
        (x1, y1), (x2, y2) = sky.out(part, -look.h(0.012)), sky.out(part, -look.h(0.032))
        tint = look.color("gold" if part <= day.now else "steel")
        ops.append(Line(x1, y1, x2, y2, max(2.0, look.h(0.0026)), tint, 0.9))
        x, y = sky.out(part, -look.h(0.040))
        ops += line(x, y + em * 0.9, ((text, look.style(em, "ice", 600)),), "m")
    return tuple(ops)


def _longest(day: Day, sky: _Sky, highest: float, em: float, look: Look) -> tuple[Op, ...]:
    """What the longest ray stands for and when it was, over its tip."""
    number = day.rays.index(max(day.rays))
    x, y = sky.out((number + 0.5) / day.count, highest)
    amount, at = day.longest
    pieces: list[Piece] = [
        (amount, look.style(em * 1.15, "cream", 700)),
        ("  " + at, look.style(em, "steel", 600)),
    ]
    wide = width(pieces)
    left = min(max(x - wide / 2, sky.box.x), sky.box.right - wide)
    return line(left, y - em * 0.7, pieces)


def _key(day: Day, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    """What a ray is, in both languages at the foot: side by side, or the leading one above the other in one size."""
    base = box.bottom - em * 0.3
    first, second = (
        ((word, look.style(em, "steel", 500, 500, fact=lead)),)
        for word, lead in zip(day.key, (True, False), strict=True)
    )
    if not day.key[1] or max(width(first), width(second)) <= box.width * 0.48:
        return (*line(box.x, base, first_fit((first,), box.width)), *line(box.right, base, second, "r"))
    return (
        *line(box.x, base - em * 1.4, first_fit((first,), box.width)),
        *line(box.x, base, first_fit((second,), box.width)),
    )
