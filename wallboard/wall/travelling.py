"""The change of layout called travel: where the sum's figure and the map are on their way, when others come and go."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from wallboard.core.motion import sine_in_out
from wallboard.paint.ops import Digits, Live, Placed
from wallboard.panels.maps.composition import MapComposition
from wallboard.scene.fit import Fit
from wallboard.scene.grid import Rect

WHOLE_MS: Final = 600
STEP: Final = 40 / WHOLE_MS
"""How far apart panels set out, as a part of the change."""
GOES: Final = 120 / WHOLE_MS
"""How long a panel takes to go."""
COMES: Final = 160 / WHOLE_MS
LAST_GOES: Final = 0.44
"""When the last panel sets out to go, however many there are."""
ARRIVED: Final = 0.5
"""When what travels is there: a large figure that passes slowly flickers with its own digits."""
ARRIVED_ON_LIGHT: Final = 0.17
"""The same on a light ground, where every place that a large dark figure passes has flashed."""
NEW_LAND: Final = (0.4, 0.7)
"""From when to when the land of the new layout covers that of the old one."""

Seen = dict[str, float]
"""How much (0..1) of each panel is to be seen."""


def turns(old: Mapping[str, Rect], new: Mapping[str, Rect], over: float) -> tuple[Seen, Seen]:
    """How much is to be seen of the panels that go and of those that come when so much of the change is over.

    They go and come in reading order, 40 ms apart (of 600). None comes before all have gone in whose place it stands:
    a figure that shines through another reads as a wrong one.
    """
    leaving, coming = _in_order(old), _in_order(new)
    apart = min(STEP, LAST_GOES / max(1, len(leaving) - 1))
    gone = {name: k * apart + GOES for k, name in enumerate(leaving)}
    apart = min(STEP, (1 - GOES - COMES) / max(1, len(coming) - 1))
    sets_out = {
        name: max(GOES + k * apart, *(gone[other] for other in leaving if old[other].overlaps(new[name])), 0.0)
        for k, name in enumerate(coming)
    }
    goes = {name: 1 - _part(over, end - GOES, end) for name, end in gone.items()}
    comes = {name: _part(over, begin, begin + COMES) for name, begin in sets_out.items()}
    return goes, comes


def progress(over: float, *, dark: bool = True) -> float:
    """How far what travels has come, on a dark ground or a light one."""
    return _part(over, 0.0, ARRIVED if dark else ARRIVED_ON_LIGHT)


def same_figure(old: Mapping[str, Placed], new: Mapping[str, Placed]) -> tuple[str, Digits, str, Digits] | None:
    """The largest figure in places that both layouts show, alike in all its digits, and the panels that show it."""
    ours, theirs = _figures(new), _figures(old)
    pairs = [(b, row, a, goal) for a, goal in ours for b, row in theirs if goal.text == row.text]
    return max(pairs, key=lambda pair: (pair[3].face.size, pair[1].face.size), default=None)


class Land(msgspec.Struct, frozen=True):
    """The land of a country that a panel shows: its box on the canvas (left, top, width, height) and its projection."""

    panel: str
    country: str
    box: tuple[float, float, float, float]
    fit: Fit


def land_of(panels: Mapping[str, Placed]) -> Land | None:
    """The largest land among the grounds of panels."""
    found = [
        Land(name, str(op.key[1]), (op.x, op.y, op.w, op.h), part.fit)
        for name, placed in panels.items()
        for op in placed.ground
        if isinstance(op, Live) and len(op.key) > 1
        for part in op.key
        if isinstance(part, MapComposition)
    ]
    return max(found, key=lambda land: land.box[2] * land.box[3], default=None)


class Journey(msgspec.Struct, frozen=True):
    """The land of one layout on its way to where another has it, `come` so far (0..1); `mix` of the new one is seen."""

    old: Land
    new: Land
    come: float
    mix: float

    def at(self, land: Land) -> tuple[float, float, float, float]:
        """Where the picture of either land is to be drawn (left, top, width, height): both lie on each other."""
        here, fit = self._fit, land.fit
        across, down = here.scale / fit.scale, here.scale * here.tilt / (fit.scale * fit.tilt)
        left, top, width, height = land.box
        return here.x0 + (left - fit.x0) * across, here.y0 + (top - fit.y0) * down, width * across, height * down

    @property
    def _fit(self) -> Fit:
        """Half-way scales are geometric means, so that the land grows evenly; its middle moves in a straight line."""
        one, other, part = self.old.fit, self.new.fit, self.come
        scale = math.exp(_between(math.log(one.scale), math.log(other.scale), part))
        tilt = _between(one.tilt, other.tilt, part)
        left, top, width, height = self.old.box
        x = (left + width / 2 - one.x0) / one.scale
        y = -(top + height / 2 - one.y0) / (one.scale * one.tilt)
        (ax, ay), (bx, by) = one.at(x, y), other.at(x, y)
        middle = Fit(scale, tilt, 0.0, 0.0).at(x, y)
        return Fit(scale, tilt, _between(ax, bx, part) - middle[0], _between(ay, by, part) - middle[1])


def journey(old: Mapping[str, Placed], new: Mapping[str, Placed], over: float, *, dark: bool = True) -> Journey | None:
    """The land's way where both layouts show that of one country."""
    one, other = land_of(old), land_of(new)
    if one is None or other is None or one.country != other.country:
        return None
    return Journey(one, other, progress(over, dark=dark), _part(over, *NEW_LAND))


def _figures(panels: Mapping[str, Placed]) -> list[tuple[str, Digits]]:
    """Those of all panels, and of two that lie on each other the upper one first: a stale sum is seen in steel."""
    return [
        (name, op)
        for name, placed in panels.items()
        for op in reversed(placed.live)
        if isinstance(op, Digits) and op.text[-1:].isdigit()
    ]


def _in_order(rects: Mapping[str, Rect]) -> Sequence[str]:
    return sorted(rects, key=lambda name: (rects[name].y, rects[name].x))


def _part(over: float, begin: float, end: float) -> float:
    return sine_in_out(min(1.0, max(0.0, (over - begin) / (end - begin))))


def _between(a: float, b: float, part: float) -> float:
    return a + (b - a) * part


def without(placed: Placed, row: Digits) -> Placed:
    """A panel without a row of digits, which is on its way; its double in steel goes with it."""
    same = (row.x, row.y, row.text)
    return Placed(
        placed.ground, tuple(op for op in placed.live if not (isinstance(op, Digits) and (op.x, op.y, op.text) == same))
    )
