"""What a source says of an outage, afterwards: it is looked for, read, and kept as points of the curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wallboard.collect.gap_filling import Gap, GapFiller
from wallboard.collect.notices import Notices
from wallboard.collect.records import Records
from wallboard.collect.state import CollectorState
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Judgement, JudgeState, Rules
from wallboard.core.mapping import NOT_KNOWN, Mapping
from wallboard.recording.writer import JudgementRecord
from wallboard.sources.protocol import Answer


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """Keeps what was found of the last outage, as far as it fits between what is known."""

    filler: GapFiller
    records: Records
    facts: EventInfo
    rules: Rules
    mapping: Mapping | None
    notices: Notices
    utc_us: Callable[[], int]

    def look_for_gap(self, before: JudgeState, ruling: JudgementRecord, reading: Reading) -> None:
        """Where an answer came after an outage, what was meanwhile is asked for; `before`: as the judge stood then."""
        snapshot = reading.snapshot
        after_gap = any(happening.kind == "gap" for happening in ruling.happenings)
        if not after_gap or before.at_us is None or snapshot is None or snapshot.simulated:
            return
        offset_us = ruling.judgement.offset_us
        gap = Gap(before.at_us, snapshot.at_us - offset_us, before.gmv_fen, snapshot.gmv_fen, offset_us)
        self.filler.found(gap, self.facts.interval_us)

    def keep_found(self, state: CollectorState) -> None:
        """Keep what was found since, and tell when that is all. Raises RecordingFailedError."""
        gap = self.filler.gap
        for answer in self.filler.taken():
            reading = self._read(answer)
            if self._is_of_this_event(reading, state) and self.filler.fits(reading.snapshot):
                self._record(answer, reading, state, 0 if gap is None else gap.offset_us)
        if self.filler.done and (self.filler.kept or self.filler.failure):
            left = f"; the rest stays empty: {self.filler.failure}" if self.filler.failure else ""
            self.notices.say(f"the curve of the outage is filled in with {self.filler.kept} points{left}")
        if self.filler.done:
            self.filler.over()

    def keep(self, answer: Answer, state: CollectorState, offset_us: int) -> None:
        """Keep what another collector has filled in. Raises RecordingFailedError."""
        self._record(answer, self._read(answer), state, offset_us)

    def _read(self, answer: Answer) -> Reading:
        return read_answer(answer.body, self.mapping, self.facts.metrics, NOT_KNOWN, self.facts.minor_digits)

    def _is_of_this_event(self, reading: Reading, state: CollectorState) -> bool:
        """Whether what is said of the past may stand on the curve of what is: real, and in its currency."""
        snapshot = reading.snapshot
        if snapshot is None or snapshot.simulated:
            return False
        currency = self.rules.currency or state.judge_state.currency or self.facts.currency
        return snapshot.currency in ("", currency) or not currency

    def _record(self, answer: Answer, reading: Reading, state: CollectorState, offset_us: int) -> None:
        """The curve shows it as what was said afterwards, and nothing else follows from it."""
        stamp = replace(self.records.stamp(), utc_us=self.utc_us(), date_us=answer.date_us)
        judgement = Judgement("rejected", "filled", "asked for after an outage", offset_us=offset_us)
        self.records.append(stamp, answer, reading, JudgementRecord(judgement, state.judge_state, (), state.clock))
