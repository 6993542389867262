"""Pulses and trails as they follow from the sums: each one is a fixed amount that arrived between two snapshots."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

import msgspec

from wallboard.core.instants import SECOND_US

Sums = Mapping[str, int]
"""Fen by the code of a city."""

RING_US = 2_400_000
"""How long a ring widens."""
RINGS = 26
"""Rings that are to be seen at once when the amount of one is chosen; never more than BIG + SMALL are drawn."""
BIG, SMALL = 12, 40
TRAILS = 12
"""Trails that are on their way at once when the amount of one is chosen; never more than TRAILS_MOST are drawn."""
TRAILS_MOST = 14
TRAIL_US = 1_900_000
"""About how long a trail is on its way."""


class Pulse(msgspec.Struct, frozen=True):
    """An amount that was reached in a city, shown from `at_us` (recording time) on."""

    code: str
    at_us: int


class PulseBeat(msgspec.Struct, frozen=True):
    """All pulses of a stretch of a recording, in the order of their times, and the amount each one of the newest is."""

    pulses: tuple[Pulse, ...]
    each_fen: int


def beat(
    history: Sequence[tuple[int, Sums]], interval_us: int, shown_us: int, at_once: int, only: frozenset[str] | None
) -> PulseBeat:
    """The pulses of confirmed snapshots (commit_us, sums), oldest first; `only` some cities if it is not None.

    What a snapshot added is played back over the interval after it: a city pulses whenever its sum passed a multiple of
    the amount that one pulse stands for. That amount is a step of 1-2-5, chosen so that about `at_once` pulses of
    `shown_us` each are to be seen together. After a gap only the last interval's share is shown: its pace, not its sum.
    """
    pulses: list[Pulse] = []
    each = 0
    for (older_us, older), (newer_us, newer) in pairwise(history):
        apart_us = newer_us - older_us
        if apart_us <= 0:
            continue
        span_us = min(apart_us, interval_us)
        grown = {
            code: (fen - older[code]) * span_us // apart_us
            for code, fen in newer.items()
            if fen > older.get(code, fen) and (only is None or code in only)
        }
        total = sum(grown.values())
        if total <= 0:
            each = 0
            continue
        each = step(total * shown_us // (span_us * at_once))
        for code, added in grown.items():
            start = newer[code] - added
            pulses += (
                Pulse(code, newer_us + (number * each - start) * span_us // added)
                for number in range(start // each + 1, newer[code] // each + 1)
            )
    return PulseBeat(tuple(sorted(pulses, key=lambda p: (p.at_us, p.code))), each)


def step(fen: int) -> int:
    """The least step of 1-2-5 that is not below an amount; at least one yuan."""
    power = 100
    while True:
        for factor in (1, 2, 5):
            if factor * power >= fen:
                return factor * power
        power *= 10


def round_sums(most: int) -> tuple[int, ...]:
    """The three largest steps of 1-2-5 that an amount reaches, ascending: what a scale is labelled with."""
    steps = [factor * 10**power for power in range(2, len(str(max(0, most)))) for factor in (1, 2, 5)]
    return tuple(fen for fen in steps if fen <= most)[-3:]


def settled(sums: Sums, count: int) -> tuple[str, ...]:
    """The leading places, by sums in levels of a twentieth: two that are nearly equal do not change places and back.

    Sums only grow, so a place passes each level once; within a level the code decides.
    """
    return tuple(sorted((c for c, fen in sums.items() if fen > 0), key=lambda c: (-_level(sums[c]), c))[:count])


def _level(fen: int) -> int:
    """The number of the level of a twentieth (5 %) that an amount fills, in integers alone."""
    power = len(str(fen)) - 1
    head = fen * 100 // 10**power
    return power * len(_LEVELS) + bisect_right(_LEVELS, head)


_LEVELS = tuple(sorted({round(100 * 1.05**k) for k in range(48) if 100 * 1.05**k < 1000}))


def seen(found: PulseBeat, t_us: int, shown_us: int) -> tuple[Pulse, ...]:
    """The pulses that are to be seen at an instant, oldest first."""
    pulses = found.pulses
    first = bisect_right(pulses, t_us - shown_us, key=_begins_us)
    return pulses[first : bisect_right(pulses, t_us, lo=first, key=_begins_us)]


_begins_us = attrgetter("at_us")


def trail_us(distance_km: float) -> int:
    """How long a trail is on its way over a distance."""
    return round((0.9 + distance_km / 2500) * SECOND_US)
