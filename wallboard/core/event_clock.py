"""The event's clock: what the source says, carried on by recording time, never running backwards for a late packet."""

from __future__ import annotations

from dataclasses import dataclass

RESET_US = 10_000_000
"""A source that lies behind the running clock by more than this has been set back: the clock follows it at once.

It is more than a fetch may take, so that one slow answer never throws the clock back.
"""

_LOSS_PPM = 1_000
_LOSS_SPAN_US = 4_000_000
"""How much the clock may lose to follow a source whose own clock is slower: at most 4 ms with a snapshot, which is less
than the time between two frames, so no two frames ever see it run backwards."""


@dataclass(frozen=True, slots=True)
class ClockPoint:
    """At recording time `commit_us` the event's clock showed `event_us` and ran at `rate` (1: real time)."""

    commit_us: int
    event_us: int
    rate: float = 1.0

    def at(self, recording_us: int) -> int:
        """Event time at an instant of recording time."""
        return self.event_us + int((recording_us - self.commit_us) * self.rate)


def next_clock(previous: ClockPoint | None, at_us: int, commit_us: int, rate: float) -> ClockPoint:
    """The clock after a snapshot that says `at_us` was committed at `commit_us`.

    Every snapshot arrives late by its fetch; the one that arrived least late tells the time best. So the clock follows
    the earliest arrivals: it is set forward at once, back only by a thousandth of the time passed, unless the source's
    time or its rate has jumped. Only snapshots whose `at` advances tell the time: leave out late and restated ones.
    """
    stated = ClockPoint(commit_us, at_us, rate)
    if previous is None or previous.rate != rate:
        return stated
    running_us = previous.at(commit_us)
    if running_us - at_us > RESET_US * max(1.0, rate):
        return stated
    passed_us = min(commit_us - previous.commit_us, _LOSS_SPAN_US)
    slowest_us = running_us - int(passed_us * rate) * _LOSS_PPM // 1_000_000
    return ClockPoint(commit_us, max(at_us, slowest_us), rate)
