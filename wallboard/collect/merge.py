"""One recording of what two or more collectors recorded of the same night, judged as one collector would have."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge as in_order
from pathlib import Path

import msgspec
from msgspec.structs import replace

from wallboard.collect.loop import Collector
from wallboard.collect.operator_decisions import AcceptanceDecision, Decision, EndDecision, FinalDecision
from wallboard.collect.pace import Pace
from wallboard.core.errors import UsageError
from wallboard.core.event_info import EventInfo
from wallboard.core.judge_state import Rules
from wallboard.core.mapping import Mapping
from wallboard.recording.bounds import RowError, clock_of, instant, whole
from wallboard.recording.columns import MISSING
from wallboard.recording.door import rows_of
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.reader import RecordingReader
from wallboard.recording.rows import FailureRow
from wallboard.recording.schema import BODILESS_KEY, version_of
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.tools.archive import meta_of, pack
from wallboard.recording.tools.files import Step, files_of, new_file, opened, quiet, unreadable
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer

_NEVER = 2**60


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it: answers in all, those that several recordings had, and what else should be known."""

    answers: int
    duplicates: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    """A row of one recording, at its time on the common axis."""

    at_us: int
    source: int
    place: int
    kind: str


class _Clock:
    """`read` is recording time; `utc` the machine's, by how much it differed from that."""

    def __init__(self, now_us: int) -> None:
        self.now_us = now_us
        self.off_us = 0

    def read(self) -> int:
        return self.now_us

    def utc(self) -> int:
        return self.now_us + self.off_us


class _Night:
    """One of the recordings."""

    def __init__(self, path: Path, reader: RecordingReader) -> None:
        self.path = path
        self.reader = reader
        self.digests: list[bytes] = []
        self.clocks: list[tuple[int | None, int | None]] = []
        """The machine's UTC and the HTTP Date of each answer, where they were recorded."""
        self.words: list[tuple[int, int, str]] = []
        """When the operator decided, about which answer, and what."""
        for segment in files_of(path).segments:
            connection = opened(segment)
            try:
                clocks = "utc_us, date_us" if version_of(connection) >= 2 else "NULL, NULL"
                for row in rows_of(connection, f"SELECT id, digest, {clocks} FROM answer ORDER BY id"):
                    if isinstance(row[1], bytes):
                        self.digests.append(row[1])
                        self.clocks.append((clock_of(row[2]), clock_of(row[3])))
                words = rows_of(
                    connection,
                    "SELECT id, commit_us, answer_id, reason FROM judgement "
                    "WHERE reason IN ('operator', 'refused', 'declared', 'reopened') ORDER BY id",
                )
                self.words += [(instant(row[1]), whole(row[2]), row[3]) for row in words]
            except sqlite3.Error as error:
                raise unreadable(error, segment) from None
            except RowError as error:
                msg = f"{error}: save what can be read with `wallboard record repair` first: {segment}"
                raise NotARecordingError(msg) from None
            finally:
                connection.close()
        if reader.problems or len(self.digests) != len(reader.index.answers):
            msg = f"is damaged: save what can be read with `wallboard record repair` first: {path}"
            raise NotARecordingError(msg)
        filled, stated = reader.index.filled, reader.index.answers["at_us"]
        self.filled: dict[int, int] = {
            place: int(stated[place]) - at_us
            for place, at_us in zip(filled["answer"].tolist(), filled["at_us"].tolist(), strict=True)
        }
        """The answers about the past, and what was taken off the time of each."""
        self.commits: list[int] = reader.index.answers["commit_us"].tolist()
        self.failures: list[FailureRow] = sorted(
            [*reader.index.failures, *reader.index.alive], key=lambda failure: failure.commit_us
        )
        if BODILESS_KEY in meta_of(files_of(path)):
            msg = f"was trimmed without its bodies, which a merge needs: name the recording it was cut from: {path}"
            raise NotARecordingError(msg)
        session = reader.session_at(_NEVER)
        if session is None:
            msg = f"does not say what it records: its sessions are lost: {path}"
            raise NotARecordingError(msg)
        first = reader.index.sessions[0].facts
        self.facts: EventInfo = msgspec.structs.replace(
            session.facts, end_us=first.end_us, end_moved_us=None, configured_end_us=None
        )
        self.ends: list[tuple[int, EndDecision]] = []
        """When the chief moved the event's end, and to where."""
        was_us, moved_us = first.end_us, first.end_moved_us
        for each in reader.index.sessions:
            if each.facts.end_moved_us != moved_us and each.facts.end_us is not None:
                decided_us = each.facts.end_moved_us or each.utc_us
                self.ends.append((each.commit_us, EndDecision(each.facts.end_us, was_us, decided_us)))
            was_us, moved_us = each.facts.end_us, each.facts.end_moved_us
        self.mapping: Mapping | None = session.mapping

    def events(self, source: int, shift_us: int) -> Iterator[_Event]:
        """All rows in their order, moved by `shift_us`."""
        return in_order(
            (_Event(at_us + shift_us, source, place, "answer") for place, at_us in enumerate(self.commits)),
            (_Event(f.commit_us + shift_us, source, place, "failure") for place, f in enumerate(self.failures)),
            (_Event(word[0] + shift_us, source, place, "word") for place, word in enumerate(self.words)),
            (_Event(end[0] + shift_us, source, place, "end") for place, end in enumerate(self.ends)),
        )


def merge(sources: Sequence[Path], target: Path, rules: Rules, step: Step = quiet) -> Merged:
    """Write what the recordings at `sources` hold together to the new file `target`.

    An answer that several have counts once, as the first of them got it. Judgements, happenings and the event's clock
    are made anew from all answers; the operator's words are repeated, and the journal is that of the first recording.
    A recording whose clock differs by more than an interval is moved by the difference.

    Raises:
        UsageError: fewer than two recordings, not of one night, or the target is there already.
        RecordingError: one cannot be read, or the file cannot be written; then there is no file.
    """
    if len(sources) < 2:
        msg = "name two recordings or more to merge"
        raise UsageError(msg)
    new_file(target)
    with ExitStack() as stack:
        nights = [_Night(path, stack.enter_context(RecordingReader(path))) for path in sources]
        _refuse_others(nights)
        shifts = [_shift(nights[0], night) for night in nights]
        lines = [
            f"its clock differs by {-shift_us / 1e6:+.1f} s, which is taken back: {night.path}"
            for night, shift_us in zip(nights, shifts, strict=True)
            if shift_us
        ]
        events = list(in_order(*(night.events(n, shifts[n]) for n, night in enumerate(nights))))
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix=".merging-", dir=target.absolute().parent))
        )
        count, duplicates, lost = _play(nights, events, folder, rules, step)
        if lost:
            lines.append(f"{lost} answers are left out, because their bodies cannot be read")
        pack(folder, target, operator=nights[0].path)
    return Merged(count, duplicates, tuple(lines))


def _refuse_others(nights: Sequence[_Night]) -> None:
    first = nights[0]
    for night in nights[1:]:
        if (night.facts.start_us, night.facts.currency) != (first.facts.start_us, first.facts.currency):
            msg = f"is not of the same night as {first.path}: {night.path}"
            raise UsageError(msg)
        ours, theirs = (None if n.mapping is None else n.mapping.to_dict() for n in (first, night))
        if ours != theirs:
            msg = f"was made under another mapping than {first.path}: {night.path}"
            raise UsageError(msg)


def _shift(first: _Night, other: _Night) -> int:
    """How far to move the rows of `other`: the usual difference between the times of what both have."""
    known = dict(zip(first.digests, first.commits, strict=True))
    apart = [known[d] - at_us for d, at_us in zip(other.digests, other.commits, strict=True) if d in known]
    if other is first or not apart:
        return 0
    usual_us = round(statistics.median(apart))
    return usual_us if abs(usual_us) > first.facts.interval_us else 0


def _play(
    nights: Sequence[_Night], events: Sequence[_Event], folder: Path, rules: Rules, step: Step
) -> tuple[int, int, int]:
    """Let a collector take all of it; how many answers, duplicates and unreadable bodies there were."""
    facts = nights[0].facts
    rules = replace(rules, start_us=facts.start_us, end_us=facts.end_us, currency=facts.currency)
    clock = _Clock(events[0].at_us - 1 if events else facts.start_us or 0)
    with Recorder(
        folder,
        nights[0].facts,
        nights[0].mapping,
        utc_us=clock.read,
        mono_us=clock.read,
        rules=SegmentRules(_NEVER, _NEVER, durable=False),
    ) as recorder:
        taking = _Taking(nights, recorder, rules, clock)
        for done, event in enumerate(events):
            clock.now_us = event.at_us
            taking.take(event)
            step(done + 1, len(events))
        count = recorder.stamp().answer_id - 1
    return count, taking.duplicates, taking.lost


class _Taking:
    """A collector that is told again, row by row, what several collectors were told."""

    def __init__(self, nights: Sequence[_Night], recorder: Recorder, rules: Rules, clock: _Clock) -> None:
        self.duplicates = 0
        self.lost = 0
        self._nights = nights
        self._recorder = recorder
        self._first_source: dict[object, int] = {}
        """By what marks an answer: the recording that had it first."""
        self._answer_ids: dict[tuple[int, int], int] = {}
        """By recording and its own id of an answer: the id that the answer has now."""
        self._words: list[Decision] = []
        facts = nights[0].facts
        self._collector = Collector(
            ScriptedSource((b"",)),
            recorder,
            facts,
            rules,
            Pace(0, facts.interval_us, facts.interval_us),
            mapping=nights[0].mapping,
            words=self._spoken,
            say=_nobody,
            mono_us=clock.read,
            utc_us=clock.utc,
        )
        self._clock = clock

    def take(self, event: _Event) -> None:
        """Take a row; the clock already stands at its time. Raises RecordingError."""
        night = self._nights[event.source]
        match event.kind:
            case "failure":
                failure = night.failures[event.place]
                self._recorder.fail(failure.source, failure.kind, failure.message, failure.fetch_us)
            case "word":
                self._words.append(self._decision(event.source, *night.words[event.place][1:]))
                self._collector.obey()
            case "end":
                self._words.append(night.ends[event.place][1])
                self._collector.obey()
            case _:
                self._take_answer(night, event)

    def _decision(self, source: int, answer_id: int, reason: str) -> Decision:
        if reason in ("declared", "reopened"):
            return FinalDecision(self._collector.state.judge_state.gmv_fen, reason == "declared")
        return AcceptanceDecision(self._answer_ids.get((source, answer_id), 0), reason == "operator")

    def _take_answer(self, night: _Night, event: _Event) -> None:
        marks = _marks(night, event.place)
        if any(self._first_source.get(mark, event.source) != event.source for mark in marks):
            self.duplicates += 1
            return
        stored = night.reader.stored(event.place)
        if stored is None or stored.body is None:
            self.lost += 1
            return
        answers = night.reader.index.answers
        self._first_source |= dict.fromkeys(marks, event.source)
        self._answer_ids[event.source, int(answers["id"][event.place])] = self._recorder.stamp().answer_id
        utc_us, date_us = night.clocks[event.place]
        self._clock.off_us = 0 if utc_us is None else utc_us - night.commits[event.place]
        answer = Answer(stored.body, 200, stored.source, stored.fetch_us, date_us=date_us)
        if event.place in night.filled:
            self._collector.keep_past(answer, night.filled[event.place])
        else:
            self._collector.take(answer)

    def _spoken(self) -> Sequence[Decision]:
        said, self._words = tuple(self._words), []
        return said


def _marks(night: _Night, place: int) -> set[object]:
    """What tells an answer that another collector got as well: its bytes, or what it says and when."""
    answers = night.reader.index.answers
    at_us = int(answers["at_us"][place])
    said = (
        {("says", at_us, int(answers["gmv_fen"][place]), int(answers["orders"][place]))} if at_us != MISSING else set()
    )
    return {night.digests[place]} | said


def _nobody(_line: str) -> None:
    """Nobody listens."""
