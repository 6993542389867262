"""The event's clock: the machine's UTC, or a simulation's own; it never runs backwards for a late packet."""

from __future__ import annotations

import msgspec

AGREE_US = 120_000_000
"""Two clocks that differ by no more tell the same time."""
STEP_US = 100_000
"""A machine whose UTC differs from the running clock by more was set: the clock follows at once."""

_LOSS_PPM = 1_000
_LOSS_SPAN_US = 4_000_000
"""How much the clock may lose to follow one that is slower: at most 4 ms at a time, which is less than the time between
two frames, so no two frames ever see it run backwards."""


class ClockPoint(msgspec.Struct, frozen=True):
    """At recording time `commit_us` the event's clock showed `event_us` and ran at `rate` (1: real time)."""

    commit_us: int
    event_us: int
    rate: float = 1.0

    def at(self, recording_us: int) -> int:
        """Event time at an instant of recording time."""
        return self.event_us + int((recording_us - self.commit_us) * self.rate)


def machine_clock(
    previous: ClockPoint | None, utc_us: int, commit_us: int, witness_us: int | None = None
) -> ClockPoint:
    """The clock of a real event when the machine's UTC, read anew, is `utc_us` at `commit_us`.

    A machine that was set is followed, unless the `witness_us` (the date of the answer, else its `at`) holds with the
    clock as it ran: then somebody set the machine wrong.
    """
    stated = ClockPoint(commit_us, utc_us)
    if previous is None or previous.rate != 1:
        return stated
    running_us = previous.at(commit_us)
    if abs(running_us - utc_us) > STEP_US:
        wrong = witness_us is not None and abs(witness_us - running_us) <= AGREE_US < abs(witness_us - utc_us)
        return previous if wrong else stated
    return next_clock(previous, utc_us, commit_us, 1.0)


def next_clock(previous: ClockPoint | None, at_us: int, commit_us: int, rate: float) -> ClockPoint:
    """The clock of a simulation after a snapshot that says `at_us` was committed at `commit_us`.

    Every snapshot arrives late by its fetch; the one that arrived least late tells the time best. So the clock follows
    the earliest arrivals: it is set forward at once, back only by a thousandth of the time passed. Only snapshots whose
    `at` advances tell the time: leave out late and restated ones. One that has begun anew sets a clock of its own.
    """
    stated = ClockPoint(commit_us, at_us, rate)
    if previous is None or previous.rate != rate:
        return stated
    running_us = previous.at(commit_us)
    passed_us = min(commit_us - previous.commit_us, _LOSS_SPAN_US)
    slowest_us = running_us - int(passed_us * rate) * _LOSS_PPM // 1_000_000
    return ClockPoint(commit_us, max(at_us, slowest_us), rate)
