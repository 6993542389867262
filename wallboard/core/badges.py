"""The badges that say how true a picture is; they stand on every canvas, combine, and come in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.moment import Moment

BadgeKind = Literal["simulated", "replay", "frozen", "waiting", "stale", "corrected", "live"]
CORRECTED_US = 10 * MINUTE_US


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge; `event_us` is the recorded time of a REPLAY, `age_s` the age of STALE data."""

    kind: BadgeKind
    event_us: int | None = None
    age_s: int | None = None


def badges(moment: Moment) -> tuple[Badge, ...]:
    """SIMULATED, REPLAY, FROZEN, STALE, CORRECTED in this order, as far as each holds; LIVE only when none does.

    Before the first snapshot there is nothing to be live or stale: the badge says that data are awaited.
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
    correction_us = moment.state.correction_us
    if correction_us is not None and moment.playhead_us - correction_us < CORRECTED_US:
        found.append(Badge("corrected"))
    return tuple(found) or (Badge("live"),)
