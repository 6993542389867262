"""The judgements of a repaired recording: those that are left, in their order, and a plain one where one was lost."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.core.event_clock import ClockPoint, machine_clock, next_clock
from wallboard.recording.tools.carve import Row
from wallboard.recording.tools.row_consistency import FIGURES, USABLE

AT, SIMULATED, RATE, GMV = FIGURES, FIGURES + 2, FIGURES + 3, FIGURES + 4
"""Places in a row of `answer`."""


@dataclass(slots=True)
class JudgementRows:
    """Where the wall stood after the judgements so far."""

    at_us: int | None = None
    gmv_fen: int = 0
    clock: ClockPoint | None = None

    def note(self, ruling: Row, answer: Row) -> None:
        """A judgement that was read back."""
        figures = _figures(answer)
        if not ruling[7] or figures is None:
            return
        at_us, self.gmv_fen = figures
        self.at_us = at_us if self.at_us is None else max(self.at_us, at_us)
        if ruling[11] is not None:
            self.clock = ClockPoint(whole(ruling[1]), whole(ruling[11]), float(str(ruling[12] or 1.0)))

    def made(self, answer: Row, commit_us: int) -> Row:
        """A judgement in place of a lost one: shown if it is newer than what stood and its sum no lower."""
        number = whole(answer[0])
        figures = _figures(answer)
        if figures is None:
            return _row(commit_us, number, "rejected", "unusable", shown=False)
        at_us, gmv_fen = figures
        if self.at_us is not None and (at_us < self.at_us or gmv_fen < self.gmv_fen):
            return _row(commit_us, number, "accepted", "late", shown=False)
        advance = self.at_us is None or at_us > self.at_us
        clock = self.clock
        if advance or clock is None:
            clock = _clock(clock, answer, at_us, commit_us)
        reason = "advance" if advance else "restated"
        return _row(commit_us, number, "accepted", reason, shown=True, advance=advance, clock=clock)


def _figures(answer: Row) -> tuple[int, int] | None:
    """Time and sum of an answer; None of one that says itself that it is not usable, or has lost one of them."""
    at_us, gmv_fen = answer[AT], answer[GMV]
    return (at_us, gmv_fen) if answer[USABLE] and isinstance(at_us, int) and isinstance(gmv_fen, int) else None


def _clock(before: ClockPoint | None, answer: Row, at_us: int, commit_us: int) -> ClockPoint:
    """The event's clock: a simulation's own, else the machine's, which recording time follows."""
    if answer[SIMULATED] == 0:
        return machine_clock(before, commit_us, commit_us)
    return next_clock(before, at_us, commit_us, float(str(answer[RATE] or 1.0)))


def _row(
    commit_us: int,
    number: int,
    verdict: str,
    reason: str,
    *,
    shown: bool,
    advance: bool = False,
    clock: ClockPoint | None = None,
) -> Row:
    told = (None, None) if clock is None else (clock.at(commit_us), float(clock.rate))
    detail = "the judgement was lost; judged anew by a repair"
    return (0, commit_us, number, verdict, reason, detail, None, int(shown), int(advance), 0, 0, *told)


def whole(value: object) -> int:
    """A column whose shape was looked at."""
    assert isinstance(value, int)
    return value
