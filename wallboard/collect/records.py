"""What the collector writes to: the part of a recorder that it needs."""

from __future__ import annotations

from typing import Protocol

from wallboard.core.contract.reading import Reading
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.recording.writer import AnswerLike, JudgementRecord, Stamp


class Records(Protocol):
    """The part of `recording.writer.Recorder` that the loop writes to."""

    def stamp(self) -> Stamp: ...
    def append(self, stamp: Stamp, answer: AnswerLike, reading: Reading, ruling: JudgementRecord) -> None: ...
    def judge(self, stamp: Stamp, answer_id: int, ruling: JudgementRecord) -> None: ...
    def fail(self, source: str, kind: str, message: str, fetch_us: int = 0, clock: ClockPoint | None = None) -> int: ...
    def restate(self, facts: EventInfo) -> None: ...
    def alarm(self, kind: str, message: str) -> int: ...
