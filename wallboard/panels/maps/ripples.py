"""The rings that widen around cities where an amount has just arrived, and the flashes within the youngest of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.panels.maps.atlas import Atlas, Kinds, Numbers, Points, Rows
from wallboard.panels.maps.country_data import Data
from wallboard.panels.maps.pulses import BIG, RING_US, SMALL

FLASH_US = 600_000
SECOND_RING_US = 260_000
"""So long after the first a second ring sets out around a city with a column."""
WIDE = 58.0
"""How wide these two grow, in pixels of a canvas 2160 pixels high."""


class Rings(msgspec.Struct, frozen=True, eq=False):
    """When rings or flashes begin (recording time), where, and how wide they grow at most, in pixels."""

    at_us: Numbers
    x: Rows
    y: Rows
    wide: Rows

    def of(self, which: Numbers) -> Rings:
        """Some of them."""
        return Rings(self.at_us.take(which), self.x.take(which), self.y.take(which), self.wide.take(which))


class Ripples(msgspec.Struct, frozen=True, eq=False):
    """All pulses of a map's figures in the order of their times, with a ring and a flash of each.

    `lit` says which are of a city with a column.
    """

    begins_us: list[int]
    rings: Rings
    flashes: Rings
    lit: npt.NDArray[np.bool_]

    def lights(self, t_us: int, kinds: Kinds) -> tuple[list[Points], list[Points]]:
        """The rings of an instant, and its flashes."""
        last = bisect_right(self.begins_us, t_us)
        first = bisect_right(self.begins_us, t_us - RING_US, hi=last)
        if first == last:
            return [], []
        rings, flashes = _seen(self, first, last)
        u = (t_us - rings.at_us) / RING_US
        eased = 1 - (1 - u) ** 2.4
        opacity = 0.62 * (1 - eased) ** 1.1
        opacity *= u >= 0  # a second ring sets out later
        number = kinds.ring(rings.wide * (0.3 + 0.7 * eased))
        young = last - bisect_right(self.begins_us, t_us - FLASH_US, lo=first, hi=last)
        shining = 0.8 * (1 - (t_us - flashes.at_us[:young]) / FLASH_US)
        glows = kinds.glow(flashes.wide[:young])
        return [(number, rings.x, rings.y, opacity)], [(glows, flashes.x[:young], flashes.y[:young], shining)]


@lru_cache(maxsize=4)
def _seen(ripples: Ripples, first: int, last: int) -> tuple[Rings, Rings]:
    """The rings and the flashes of some pulses, the newest first, as many of them as are drawn."""
    newest = np.arange(last - 1, first - 1, -1)
    lit = ripples.lit.take(newest)
    small, big = newest[~lit][:SMALL], newest[lit][:BIG]
    rings = ripples.rings.of(np.concatenate((small, big.repeat(2))))
    rings.at_us[len(small) + 1 :: 2] += SECOND_RING_US
    return rings, ripples.flashes.of(newest)


def ripples_of(data: Data, at: Mapping[str, tuple[float, float, float]], atlas: Atlas) -> Ripples:
    """The pulses of figures; `at` holds (x, y, radius of the glow) of every lit city by code."""
    pulses = [pulse for pulse in data.rings.pulses if pulse.code in at]
    begins_us = [pulse.at_us for pulse in pulses]
    at_us = np.array(begins_us, np.int64)
    x, y, glow = np.array([at[pulse.code] for pulse in pulses], np.float64).reshape(-1, 3).T
    columns = frozenset(data.lit)
    lit = np.array([pulse.code in columns for pulse in pulses], np.bool_)
    widest = np.where(lit, WIDE, 14.0 + glow * 0.6) * atlas.unit
    return Ripples(begins_us, Rings(at_us, x, y, widest), Rings(at_us, x, y, glow + 5 * atlas.unit), lit)
