"""The recorder: the collector's only way to disk, one durable transaction for each thing it learns."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from wallboard.core.contract.metrics import own_column
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Happening
from wallboard.core.judge_state import Judgement, JudgeState, encoded, encoded_parts
from wallboard.core.mapping import Mapping
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.recording.errors import DiskFullError, RecordingFailedError
from wallboard.recording.figures import answer_figures
from wallboard.recording.folder import RoleLock, make_folder
from wallboard.recording.payload import digest_of
from wallboard.recording.recording_clock import Clock, RecordingClock
from wallboard.recording.segment import Ids, Segment
from wallboard.recording.segment_series import DEFAULT_RULES, SegmentRules, SegmentSeries
from wallboard.recording.stored_reading import encode

COLLECTOR = "collector"
"""The source of an alarm: the collector itself."""


class AnswerLike(Protocol):
    """What an answer must tell to be recorded; `source` is a configured name, never an address."""

    @property
    def body(self) -> bytes: ...
    @property
    def status(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def fetch_us(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the next transaction will be called: its recording time, and the id of the answer if it holds one.

    `utc_us` is the machine's UTC as read anew when the answer came, `date_us` what its HTTP Date said; both are
    recorded with the answer, None where nobody knows.
    """

    answer_id: int
    commit_us: int
    utc_us: int | None = None
    date_us: int | None = None


@dataclass(frozen=True, slots=True)
class JudgementRecord:
    """A judgement and all that follows from it: where the judge stands after it, happenings, the event's clock."""

    judgement: Judgement
    judge_state: JudgeState
    happenings: tuple[Happening, ...] = ()
    clock: ClockPoint | None = None
    keep_parts: bool = False
    """Whether the figures of the parts are to be kept with it: they are many, and change with every answer."""


class Recorder:
    """Writes one recording; `stamp` first, then `append` or `judge` with it, because happenings carry the commit time.

    Every writing method raises DiskFullError or RecordingFailedError; then nothing of that row is in the file, what was
    committed before is intact, and the next call tries anew.
    """

    def __init__(
        self,
        folder: Path,
        facts: EventInfo,
        mapping: Mapping | None = None,
        *,
        utc_us: Clock = system_utc_us,
        mono_us: Clock = system_mono_us,
        rules: SegmentRules = DEFAULT_RULES,
    ) -> None:
        """Begin or go on with the recording in `folder`, which is made if it is missing.

        Raises:
            AlreadyRunningError: another collector records there.
            RecordingError: the directory cannot be used.
        """
        self._folder = folder
        self._facts = facts
        self._mapping = mapping
        make_folder(folder)
        self._lock = RoleLock(folder, "collect")
        try:
            self._series = SegmentSeries(folder, [own_column(metric.name) for metric in facts.metrics], rules)
        except BaseException:
            self._lock.release()
            raise
        try:
            self._session: tuple[Segment, int] | None = None
            self._simulated: bool | None = None
            self._clock = RecordingClock(utc_us, mono_us, self._series.last_us or None)
            self._committed_us = self._clock.next_us() - 1
            self._write(lambda _: None)
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> Path:
        """The directory of the recording."""
        return self._folder

    @property
    def segment(self) -> Path:
        """The segment that is being written."""
        return self._series.current.path

    def now_us(self) -> int:
        """Recording time now."""
        return self._clock.now_us()

    def stamp(self) -> Stamp:
        """The name of the transaction to come; one that is not used leaves no gap."""
        return Stamp(self._series.ids["answer"], self._clock.next_us())

    def append(self, stamp: Stamp, answer: AnswerLike, reading: Reading, ruling: JudgementRecord) -> None:
        """Record an answer with its judgement and happenings, all or nothing."""
        if stamp.answer_id != self._series.ids["answer"]:
            msg = f"the stamp names answer {stamp.answer_id}, the next one is {self._series.ids['answer']}"
            raise ValueError(msg)
        self._series.roll_over_if_due(stamp.commit_us)
        digest = digest_of(answer.body)
        payloads = {"body": answer.body, "snapshot": encode(reading, digest)}
        bases: dict[str, int | None] = {}
        simulated = self._simulated

        def insert(ids: Ids) -> None:
            nonlocal simulated
            segment = self._series.current
            row: dict[str, object] = {
                "id": stamp.answer_id,
                "commit_us": stamp.commit_us,
                "session_id": self._session_id,
                "source": answer.source,
                "status": answer.status,
                "fetch_us": answer.fetch_us,
                "digest": digest,
                "utc_us": stamp.utc_us,
                "date_us": stamp.date_us,
            } | answer_figures(reading, segment.own)
            statement = f"INSERT INTO answer ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
            segment.connection.execute(statement, tuple(row.values()))
            ids["answer"] += 1
            for table, payload in payloads.items():
                frame, bases[table] = segment.packers[table].pack(payload)
                statement = f"INSERT INTO {table} (answer_id, frame, base) VALUES (?, ?, ?)"
                segment.connection.execute(statement, (stamp.answer_id, frame, bases[table]))
            simulated = self._say_simulated(reading.snapshot)
            said = None if reading.snapshot is None else reading.snapshot.simulated
            self._rule(ids, stamp, stamp.answer_id, ruling, said)

        self._write(insert, stamp.commit_us)
        self._simulated = simulated
        for table, payload in payloads.items():
            self._series.current.packers[table].stored(stamp.answer_id, payload, bases[table])
        gone = self._series.take_gone()
        if gone is not None:  # told after the answer, whose time is stamped already
            with suppress(RecordingFailedError):
                self.alarm("gone", f"deleted or moved while it was written, and gone on with in a new file: {gone}")

    def judge(self, stamp: Stamp, answer_id: int, ruling: JudgementRecord) -> None:
        """Record a later judgement of an answer: what the operator accepted or refused."""

        def rule(ids: Ids) -> None:
            query = "SELECT simulated FROM answer WHERE id = ?"
            row = self._series.current.connection.execute(query, (answer_id,)).fetchone()
            self._rule(ids, stamp, answer_id, ruling, None if row is None else bool(row[0]))

        self._write(rule, stamp.commit_us)

    def fail(self, source: str, kind: str, message: str, fetch_us: int = 0, clock: ClockPoint | None = None) -> int:
        """Record that nothing new came, and why (`message` without secrets); returns the commit time.

        `clock` is the event's clock then, where it is known anew.
        """
        commit_us = self._clock.next_us()
        told_us = None if clock is None else clock.at(commit_us)
        row = (commit_us, source, kind, message, fetch_us, told_us)
        self._write(lambda ids: self._insert("failure", ids, *row), commit_us)
        return commit_us

    def restate(self, facts: EventInfo) -> None:
        """State the event anew, from now on; its metrics must be those of before."""
        before = self._facts, self._session, self._committed_us
        self._facts, self._session, self._committed_us = facts, None, self._clock.next_us() - 1
        try:
            self._write(lambda _: None)
        except BaseException:
            self._facts, self._session, self._committed_us = before
            raise

    def alarm(self, kind: str, message: str) -> int:
        """Record a trouble of the collector itself, for the operator's eyes; returns the commit time."""
        return self.fail(COLLECTOR, kind, message)

    def close(self) -> None:
        """Seal what can be sealed and let go; may be called twice. Does not raise."""
        self._series.close()
        self._lock.release()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _session_id(self) -> int | None:
        """The session stated in the current segment; None where there is none yet."""
        stated = self._session
        return stated[1] if stated is not None and stated[0] is self._series.current else None

    def _state_session(self) -> None:
        """State what a display needs to know: the facts, the mapping, and where recording time is anchored."""
        mapping = None if self._mapping is None else json.dumps(self._mapping.to_dict(), ensure_ascii=False)
        zone = None if self._mapping is None else self._mapping.zone
        facts = msgspec.json.encode(self._facts).decode()
        # Between the newest row and the one to come, whose time is already stamped.
        commit_us = self._committed_us + 1
        since_us = commit_us - self._clock.anchor_us
        utc_us, mono_us = self._clock.utc_us + since_us, self._clock.anchor_mono_us + since_us
        with self._series.writing() as ids:
            self._insert("session", ids, commit_us, utc_us, mono_us, facts, mapping, zone, None)
        self._committed_us = commit_us
        self._session, self._simulated = (self._series.current, ids["session"] - 1), None
        if self._series.begun_us is None:
            self._series.begun_us = commit_us

    def _say_simulated(self, snapshot: Snapshot | None) -> bool | None:
        """State with the session whether any of its answers was a simulation: the more places say so the better."""
        if snapshot is None or self._simulated or snapshot.simulated is self._simulated:
            return self._simulated
        state = "UPDATE session SET simulated = ? WHERE id = ?"
        self._series.current.connection.execute(state, (snapshot.simulated, self._session_id))
        return snapshot.simulated

    def _rule(self, ids: Ids, stamp: Stamp, answer_id: int, ruling: JudgementRecord, simulated: bool | None) -> None:
        """`simulated`: what the answer says; None where it lies in an earlier segment."""
        judgement, held, clock = ruling.judgement, ruling.judge_state.held, ruling.clock
        self._insert(
            "judgement",
            ids,
            stamp.commit_us,
            answer_id,
            judgement.verdict,
            judgement.reason,
            judgement.detail,
            json.dumps(judgement.withheld) if judgement.withheld else None,
            judgement.shown,
            judgement.advance,
            judgement.correction,
            held.agreed if held is not None else 0,
            None if clock is None else clock.at(stamp.commit_us),
            None if clock is None else clock.rate,
            judgement.lag_us,
            judgement.offset_us or None,
            judgement.unaccepted or None,
            judgement.interval_us,
            json.dumps(judgement.parts, ensure_ascii=False) if judgement.parts else None,
        )
        kept = [("standing", encoded(ruling.judge_state))]
        if ruling.keep_parts:
            kept.append(("parts", encoded_parts(ruling.judge_state, stamp.commit_us)))
        self._series.current.connection.executemany("REPLACE INTO meta VALUES (?, ?)", kept)
        for happening in ruling.happenings:
            data = msgspec.to_builtins(msgspec.structs.replace(happening, simulated=simulated))
            for column in ("kind", "commit_us", "at_us"):
                del data[column]
            text = json.dumps(data, ensure_ascii=False)
            self._insert("happening", ids, happening.commit_us, happening.at_us, happening.kind, text)

    def _insert(self, table: str, ids: Ids, *values: object) -> None:
        marks = ", ".join("?" * (len(values) + 1))
        self._series.current.connection.execute(f"INSERT INTO {table} VALUES ({marks})", (ids[table], *values))
        ids[table] += 1

    def _write(self, work: Callable[[Ids], None], commit_us: int | None = None) -> None:
        """Do `work` in a transaction; where there is no space for it, in another place."""
        try:
            self._commit(work, commit_us)
            return
        except DiskFullError as error:
            full = error
        self._series.make_room()
        try:
            self._commit(work, commit_us)
        except DiskFullError:
            moved = self._series.go_elsewhere()
            if moved is None:
                raise full from None
            self._commit(work, commit_us)
            self.alarm("disk_full", f"the disk is full at {moved[0]}; the recording goes on in {moved[1]}")

    def _commit(self, work: Callable[[Ids], None], commit_us: int | None) -> None:
        if self._session_id is None:
            self._state_session()
        with self._series.writing() as ids:
            work(ids)
        self._committed_us = max(self._committed_us, commit_us or 0)
