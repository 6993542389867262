"""Checks a recording through and through: every file, row, order, gap, checksum and payload."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from wallboard.core.contract.reading import Reading
from wallboard.core.errors import MappingError, RecordingError
from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.core.mapping import Received
from wallboard.recording.door import BoundedConnection, rows_of
from wallboard.recording.errors import reason_of
from wallboard.recording.payload import PayloadError, Unpacker, digest_of
from wallboard.recording.rows import Session, happening_of, session_of
from wallboard.recording.schema import BODILESS_KEY, COUNTED, FIELDS_KEY, columns_of, version_of
from wallboard.recording.sealed_columns import CHECKSUM_KEY, checksum, payloads_of, read_checksum
from wallboard.recording.stored_reading import decode, kept
from wallboard.recording.tools.archive import answers_in
from wallboard.recording.tools.file_writer import TABLES
from wallboard.recording.tools.files import RecordingFiles, Step, files_of, opened, quiet
from wallboard.recording.tools.known_fields import known_fields
from wallboard.recording.tools.payload_copy import unpacker_of
from wallboard.recording.tools.row_consistency import DIGEST, agrees

MOST_FINDINGS = 1000
_LONGEST_LOSSES = 2**20
_MOST_SPANS = 50
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: one line each; `notes` are no faults (what an earlier repair could not save)."""

    findings: tuple[str, ...]
    notes: tuple[str, ...]
    answers: int
    segments: int


@dataclass(slots=True)
class _Walk:
    """What is carried from one segment to the next."""

    next_ids: dict[str, int] = field(default_factory=dict)
    last_us: dict[str, int] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    answers: set[int] = field(default_factory=set)
    judged: set[int] = field(default_factory=set)
    lost: dict[str, Spans] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    done: int = 0
    bodiless: bool = False

    def say(self, line: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(line)

    def is_lost(self, table: str, number: int) -> bool:
        return any(first <= number <= last for first, last in self.lost.get(table, ()))


@dataclass(frozen=True, slots=True)
class _Segment:
    """One segment: payloads, columns of answers, the fields its program knew, the last answer its checksum proves."""

    unpackers: dict[str, Unpacker]
    columns: tuple[str, ...]
    known: frozenset[str]
    proven: int
    bodiless: bool


def verify(source: Path, step: Step = quiet) -> Verification:
    """Check the recording at `source`.

    Raises:
        RecordingError: there is none, or none of its segments can be opened at all.
    """
    parts = files_of(source)
    walk = _Walk()
    total = _total(parts)
    for segment in parts.segments:
        try:
            connection = opened(segment)
        except RecordingError as error:
            if len(parts.segments) == 1:
                raise
            walk.say(str(error))
            continue
        try:
            connection.execute("BEGIN")
            _segment(connection, segment, walk, step, total)
        except sqlite3.Error as error:
            walk.say(f"is damaged ({reason_of(error)}): {segment}")
        finally:
            connection.close()
    for number in sorted(walk.answers - walk.judged):
        walk.say(f"answer {number} has no judgement: {source}")
    for number in sorted(walk.judged - walk.answers):
        walk.say(f"a judgement is about answer {number}, which is missing: {source}")
    notes = [f"an earlier repair could not save {table} {_named(spans)}" for table, spans in walk.lost.items()]
    if walk.bodiless:
        notes.append("the answers as they came were left out by a trim: only what was understood of them is here")
    return Verification(tuple(walk.findings), tuple(notes), len(walk.answers), len(parts.segments))


def _total(parts: RecordingFiles) -> int:
    try:
        return answers_in(parts)
    except RecordingError:
        return 0


def _segment(connection: BoundedConnection, path: Path, walk: _Walk, step: Step, total: int) -> None:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            walk.say(f"{' '.join(str(line).split())}: {path}")
    query = "SELECT key, value FROM meta WHERE key IN ('losses', ?, ?, ?)"
    meta = dict(connection.execute(query, (CHECKSUM_KEY, BODILESS_KEY, FIELDS_KEY)).fetchall())
    _losses(meta.get("losses"), path, walk)
    proven = _checksum(connection, meta.get(CHECKSUM_KEY), path, walk)
    for table in COUNTED:
        _ids(connection, table, path, walk)
    _sessions(connection, path, walk)
    _happenings(connection, path, walk)
    for number, answer_id in rows_of(connection, "SELECT id, answer_id FROM judgement ORDER BY id"):
        if isinstance(answer_id, int):
            walk.judged.add(answer_id)
        else:
            walk.say(f"judgement {number} is about no answer: {path}")
    unpackers = {table: unpacker_of(connection, table) for table in payloads_of(connection)}
    known = known_fields(meta.get(FIELDS_KEY), version_of(connection))
    segment = _Segment(unpackers, columns_of(connection, "answer"), known, proven, bodiless=BODILESS_KEY in meta)
    if segment.bodiless:
        walk.bodiless = True
    for row in rows_of(connection, "SELECT * FROM answer ORDER BY id"):
        walk.answers.add(row[0])
        for line in _answer(row, segment, walk):
            walk.say(f"{line}: {path}")
        walk.done += 1
        step(walk.done, total)


def _checksum(connection: sqlite3.Connection, stated: object, path: Path, walk: _Walk) -> int:
    """The last answer whose row the checksum proves."""
    if stated is None:
        return 0  # still being written, or its collector was killed
    known = read_checksum(stated)
    if known is None:
        walk.say(f"its checksum cannot be read: {path}")
        return 0
    found = read_checksum(checksum(connection, known[0]))
    if found != known:
        walk.say(f"its rows differ from its checksum: {path}")
        return 0
    return known[0].get("answer", 0)


def _ids(connection: sqlite3.Connection, table: str, path: Path, walk: _Walk) -> None:
    """Ids without a gap, times in their order."""
    expected, last_us = walk.next_ids.get(table), walk.last_us.get(table, 0)
    rising = table in ("answer", "session")
    for number, commit_us in rows_of(connection, f"SELECT id, commit_us FROM {table} ORDER BY id"):
        if expected is not None and number != expected:
            missing = _unknown(range(expected, number), walk.lost.get(table, []))
            if missing:
                walk.say(f"{table} {_named(missing)} is missing: {path}")
        expected = number + 1
        if not isinstance(commit_us, int) or not EARLIEST_US <= commit_us < LATEST_US:
            walk.say(f"{table} {number} was committed at no time that a clock shows: {path}")
            continue
        if commit_us < last_us or (rising and commit_us == last_us):
            walk.say(f"{table} {number} was committed before the one in front of it: {path}")
        last_us = max(last_us, commit_us)
    if expected is not None:
        walk.next_ids[table] = expected
    walk.last_us[table] = last_us


def _unknown(missing: range, lost: Spans) -> Spans:
    """What of a gap no repair has stated."""
    left = [(missing.start, missing.stop - 1)]
    for first, last in lost:
        left = [piece for span in left for piece in _without(span, first, last)]
    return left


def _without(span: tuple[int, int], first: int, last: int) -> Iterator[tuple[int, int]]:
    start, end = span
    if last < start or first > end:
        yield span
        return
    if start < first:
        yield start, first - 1
    if last < end:
        yield last + 1, end


def _named(spans: Sequence[tuple[int, int]]) -> str:
    named = [str(first) if first == last else f"{first}–{last}" for first, last in spans[:_MOST_SPANS]]
    return ", ".join([*named, "…"] if len(spans) > _MOST_SPANS else named)


def _sessions(connection: sqlite3.Connection, path: Path, walk: _Walk) -> None:
    for number, *row in rows_of(
        connection, "SELECT id, commit_us, utc_us, mono_us, facts, mapping, zone FROM session ORDER BY id"
    ):
        try:
            walk.sessions[number] = session_of(tuple(row))
        except (ValueError, TypeError, MappingError) as error:
            walk.say(f"session {number} cannot be understood ({error}): {path}")


def _happenings(connection: sqlite3.Connection, path: Path, walk: _Walk) -> None:
    for number, *row in rows_of(connection, "SELECT id, commit_us, at_us, kind, data FROM happening ORDER BY id"):
        try:
            happening_of(tuple(row))
        except (ValueError, TypeError) as error:
            walk.say(f"happening {number} cannot be understood ({error}): {path}")


def _answer(row: tuple[object, ...], segment: _Segment, walk: _Walk) -> Iterator[str]:
    number, session = row[0], row[2]
    if not isinstance(number, int) or not isinstance(session, int):
        yield f"answer {number} belongs to no session"
        return
    if session not in walk.sessions and not walk.is_lost("session", session):
        yield f"answer {number} belongs to session {session}, which is missing"
    body = reading = None
    if not segment.bodiless and not walk.is_lost("body", number):
        try:
            body = segment.unpackers["body"].unpack(number)
        except PayloadError as error:
            yield f"a body {error}"
        else:
            if digest_of(body) != row[DIGEST]:
                yield f"a body of answer {number} is damaged (its digest differs)"
                body = None
    if "snapshot" in segment.unpackers and not walk.is_lost("snapshot", number):
        try:
            reading = decode(segment.unpackers["snapshot"].unpack(number), row[DIGEST])
        except PayloadError as error:
            yield f"a reading {error}"
    yield from _differences(number, row, body, reading, segment, walk)


def _differences(
    number: int, row: tuple[object, ...], body: bytes | None, reading: Reading | None, segment: _Segment, walk: _Walk
) -> Iterator[str]:
    """Columns, reading and body say the same, each in its way; of format 1 the checksum proves what it covers."""
    stated = row[2] if isinstance(row[2], int) else 0
    session = None if walk.is_lost("session", stated) else walk.sessions.get(stated)
    again = None
    if body is not None and session is not None and ("snapshot" in segment.unpackers or number > segment.proven):
        again = kept(session.read(body, _received(row, segment.columns)), segment.known)
    if reading is not None and again is not None and _told(kept(reading, segment.known)) != _told(again):
        yield f"the reading of answer {number} differs from its body"
    said = reading or again
    if said is not None and not agrees(row, segment.columns, said, segment.known):
        yield f"the figures of answer {number} differ from its {'body' if reading is None else 'reading'}"


def _told(reading: Reading) -> tuple[object, ...]:
    """What a reading says, whatever words say why a field is wrong: a later version may find better ones."""
    return (reading.snapshot, reading.present, [(problem.path, problem.count) for problem in reading.problems])


def _received(row: tuple[object, ...], columns: Sequence[str]) -> Received:
    """What the row of an answer says of when it came."""
    said = dict(zip(columns, row, strict=False))
    instants = (said.get(name) for name in ("utc_us", "date_us"))
    return Received(*(at_us if isinstance(at_us, int) else None for at_us in instants))


def _losses(stated: object, path: Path, walk: _Walk) -> None:
    """What an earlier repair says it could not save."""
    if stated is None:
        return
    try:
        lost = msgspec.json.decode(str(stated)[:_LONGEST_LOSSES], type=dict[str, list[tuple[int, int]]])
    except msgspec.MsgspecError:
        walk.say(f"what an earlier repair could not save cannot be read: {path}")
        return
    for table, spans in lost.items():
        if table in TABLES:
            walk.lost.setdefault(table, []).extend(spans)
