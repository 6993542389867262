"""The event's clock: what the source says, carried on by recording time, never running backwards for a late packet."""

from __future__ import annotations

from dataclasses import dataclass

RESET_US = 2_000_000
"""A source that disagrees with the running clock by more than this has jumped: the clock follows it at once."""

_DRIFT_PPM = 100
"""How much the clock may lose a second to follow a source whose own clock is slower than ours."""


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
    the earliest arrivals: it is set forward at once, back only by 100 ppm of the time passed, unless the source's time
    or its rate has jumped.
    """
    stated = ClockPoint(commit_us, at_us, rate)
    if previous is None or previous.rate != rate:
        return stated
    running_us = previous.at(commit_us)
    if abs(running_us - at_us) > RESET_US * max(1.0, rate):
        return stated
    slowest_us = running_us - int((commit_us - previous.commit_us) * rate) * _DRIFT_PPM // 1_000_000
    return ClockPoint(commit_us, max(at_us, slowest_us), rate)
