"""The badges that say how true a picture is; they stand on every canvas, combine, and come in one order."""

from __future__ import annotations

from typing import Literal

import msgspec

from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.moment import CORRECTED_US, Moment

BadgeKind = Literal[
    "simulated", "replay", "frozen", "waiting", "stale", "delayed", "clock", "corrected", "final", "live"
]


class Badge(msgspec.Struct, frozen=True):
    """One badge; `event_us` is the recorded time of a REPLAY.

    `age_s` is the age of STALE data, how far DELAYED ones lag, or what an unaccepted CLOCK leads by.
    """

    kind: BadgeKind
    event_us: int | None = None
    age_s: int | None = None


def badges(moment: Moment) -> tuple[Badge, ...]:
    """SIMULATED, REPLAY, FROZEN, STALE, DELAYED, CLOCK, CORRECTED in this order, as far as each holds.

    LIVE only when none does; of a sum that is final FINAL stands in its place. Before the first snapshot there is
    nothing to be live or stale: the badge says that data are awaited.
    """
    found: list[Badge] = []
    if moment.simulated:
        found.append(Badge("simulated"))
    if moment.mode != "following":
        found.append(Badge("replay", event_us=moment.event_us))
    if moment.frozen:
        found.append(Badge("frozen"))
    age_us = moment.age_us
    if moment.state.current is None or age_us is None:
        found.append(Badge("waiting"))
    elif moment.stale:
        found.append(Badge("stale", age_s=age_us // SECOND_US))
    if moment.delayed_us is not None:
        found.append(Badge("delayed", age_s=moment.delayed_us // SECOND_US))
    if moment.clock_ahead_us is not None:
        nearest_us = (moment.clock_ahead_us + MINUTE_US // 2) // MINUTE_US * MINUTE_US  # it is known to some seconds
        found.append(Badge("clock", age_s=nearest_us // SECOND_US))
    correction_us = moment.state.correction_us
    if correction_us is not None and moment.playhead_us - correction_us < CORRECTED_US:
        found.append(Badge("corrected"))
    return tuple(found) or (Badge("final" if moment.final else "live"),)
