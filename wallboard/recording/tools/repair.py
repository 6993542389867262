"""Saves all that can be read of a torn, truncated or flipped recording into a new file, and says what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec

from wallboard.core.contract.metrics import own_column, own_metric_of
from wallboard.core.contract.reading import Reading
from wallboard.core.errors import MappingError
from wallboard.core.event_info import EventInfo
from wallboard.recording.door import size_of
from wallboard.recording.errors import NotARecordingError, NotPlainError
from wallboard.recording.format1 import read_body
from wallboard.recording.payload import DIGEST_BYTES, digest_of
from wallboard.recording.rows import Session, happening_of, session_of
from wallboard.recording.schema import BODILESS_KEY, COUNTED, LIMIT_KEYS, OWN_KEY, PAYLOADS, Meta
from wallboard.recording.stored_reading import PROOF_BYTES
from wallboard.recording.tools import payload_copy
from wallboard.recording.tools.carve import Found, Row, carve
from wallboard.recording.tools.carved_payloads import CarvedPayloads, nearly
from wallboard.recording.tools.file_writer import TABLES, FileWriter
from wallboard.recording.tools.files import RecordingFiles, Step, files_of, new_file, quiet, refuse_later, refuse_live
from wallboard.recording.tools.judgement_record import JudgementRows, whole
from wallboard.recording.tools.row_consistency import ANSWER, DIGEST, USABLE, agrees, rebuilt

RECOVERED = "recovered"
"""The source of an answer of which only the body is left."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a repair: how many answers there are, how many of them whole, and a line for each loss."""

    answers: int
    whole: int
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """What is carried from one segment to the next."""

    sink: FileWriter
    lines: list[str] = field(default_factory=list)
    sessions: dict[int, Row] = field(default_factory=dict)
    known: dict[int, Session] = field(default_factory=dict)
    first_answers: dict[int, int] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    lost: dict[str, list[int]] = field(default_factory=lambda: {table: [] for table in PAYLOADS})
    own: tuple[str, ...] = ()
    readings: bool = False
    bodiless: bool = False
    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    last_us: int = 0
    rulings: JudgementRows = field(default_factory=JudgementRows)

    def session(self, number: int) -> Session | None:
        """The session of that number, else the one nearest to it; None while none can be read."""
        near = min(self.known, key=lambda known: abs(known - number), default=None)
        return None if near is None else self.known[near]

    def number(self, table: str) -> int:
        """The next id of a table whose rows are numbered anew."""
        self.taken[table] += 1
        return self.taken[table]


def repair(source: Path, target: Path, step: Step = quiet, facts: EventInfo | None = None) -> Saved:
    """Save what can be read of the recording at `source` into the new file `target`; the source is not touched.

    `facts` stand in where no session can be read any more.

    Raises:
        NotARecordingError: there is nothing, nothing of it is readable (then there is no file), or it is of a later
            version.
        AlreadyRunningError: a collector writes to it.
        UsageError: the target is there already.
    """
    parts = files_of(source)
    refuse_live(parts)
    refuse_later(parts)
    new_file(target)
    with FileWriter(target, {"number": 1, "repaired": 1}) as sink:
        work = _Work(sink)
        meta: Meta = {}
        actions: dict[int, list[Row]] = {}
        done, total = 0, parts.size_bytes
        for path in parts.segments:
            found, stated = _carved(path, work, partial(_part, step, done, total))
            meta |= {key: value for key, value in stated.items() if key in _KEPT and isinstance(value, str | int)}
            actions |= found["action"]
            _segment(found, stated, path, work)
            done += size_of(path)
            step(done, total)
        if not work.answers and not work.sessions:
            msg = f"nothing of it is readable: {source}"
            raise NotARecordingError(msg)
        actions |= _journal(parts, work)
        _missing_sessions(work, facts, source)
        sink.add("session", list(_sessions_in_order(work, source)))
        sink.add("action", (rows[0] for _, rows in sorted(actions.items())))
        gaps = _gaps(work.answers)
        work.lines += [f"answers {first}–{last} are lost: {source}" for first, last in gaps]
        sessions = sorted(work.first_answers.keys() - work.sessions.keys())
        losses = {
            "answer": gaps,
            **{table: _together(sorted(lost)) for table, lost in work.lost.items()},
            "session": _gaps(sorted(work.sessions)) + _together(sessions),
        }
        sink.state(meta | {"losses": json.dumps({table: spans for table, spans in losses.items() if spans})})
        sink.finish()
    return Saved(len(work.answers), len(work.answers) - len(work.lost["snapshot"]), tuple(work.lines))


_KEPT = frozenset({"recording", "program", "standing", BODILESS_KEY, *LIMIT_KEYS})


def _part(step: Step, done: int, total: int, pages: int, of: int) -> None:
    """Reading a file page by page is half the work on it."""
    step(min(total, done + pages * 512), max(total, of))


def _carved(path: Path, work: _Work, step: Step) -> tuple[Found, dict[str, object]]:
    try:
        return carve(path, step)
    except NotPlainError as error:
        work.lines.append(str(error))
        return {table: {} for table in TABLES}, {}
    except OSError as error:
        work.lines.append(f"cannot be read ({error.strerror}): {path}")
        return {table: {} for table in TABLES}, {}


def _journal(parts: RecordingFiles, work: _Work) -> dict[int, list[Row]]:
    return {} if parts.journal is None else _carved(parts.journal, work, quiet)[0]["action"]


def _segment(found: Found, stated: dict[str, object], path: Path, work: _Work) -> None:
    """Write what is sound of one segment."""
    _sessions(found, path, work)
    work.own, work.readings = _own(found, stated, work), bool(found["snapshot"])
    work.bodiless = BODILESS_KEY in stated
    payloads = CarvedPayloads(found)
    judged: dict[int, list[Row]] = {}
    for ruling in _all(found, "judgement"):
        judged.setdefault(whole(ruling[2]), []).append(ruling)
    kept: list[Row] = []
    for number in sorted({*found["answer"], *_likely(payloads, found, judged)}):
        if work.answers and number <= work.answers[-1]:
            work.lines.append(f"answer {number} is there twice: {path}")
            continue
        row = _answer(number, found, payloads, path, work)
        if row is not None:
            kept.append(row)
    rows = _in_order(kept, judged, work)
    for row in rows:
        work.first_answers.setdefault(whole(row[2]), whole(row[1]))
    work.sink.add("answer", rows, (*ANSWER, *work.own))
    for table in PAYLOADS:
        work.sink.add(table, payloads.rows(table), payload_copy.COLUMNS)
        sound = payloads.sound(table)
        work.lost[table] += [whole(row[0]) for row in rows if row[0] not in sound]
    work.answers += [whole(row[0]) for row in rows]
    _judge(rows, judged, path, work)
    _others(found, path, work)


def _likely(payloads: CarvedPayloads, found: Found, judged: dict[int, list[Row]]) -> Iterator[int]:
    """The ids of payloads without a row: but for those that damage made, which stand far from all others."""
    known = found["answer"].keys() | judged.keys()
    claimed = {_digest(row[DIGEST])[:PROOF_BYTES] for rows in found["answer"].values() for row in rows}
    ids = payloads.ids()
    for number in ids - found["answer"].keys():
        near = number in known or any(n in known or n in ids for n in (number - 1, number + 1))
        if near and payloads.proofs(number).isdisjoint(claimed):
            yield number


def _own(found: Found, stated: dict[str, object], work: _Work) -> tuple[str, ...]:
    """The columns of the operator's own metrics in a segment: as it says, else as its sessions do."""
    more = max((len(row) for rows in found["answer"].values() for row in rows), default=0) - len(ANSWER)
    try:
        names = [str(name) for name in json.loads(str(stated.get(OWN_KEY, "")))]
    except (ValueError, TypeError):
        numbers = [number for number in found["session"] if number in work.known]
        names = [own_column(m.name) for number in numbers[:1] for m in work.known[number].facts.metrics]
    return tuple(names) if len(names) == more and all(map(own_metric_of, names)) else ()


def _sessions(found: Found, path: Path, work: _Work) -> None:
    for row in _all(found, "session"):
        number = whole(row[0])
        try:
            session = session_of(row[1:])
        except (ValueError, TypeError, MappingError) as error:
            work.lines.append(f"session {number} cannot be understood ({error}): {path}")
            continue
        if number not in work.sessions:
            work.sessions[number] = row
            work.known[number] = session


def _answer(number: int, found: Found, payloads: CarvedPayloads, path: Path, work: _Work) -> Row | None:
    """The row of an answer as it must be; in `payloads.whole` and made there what goes with it."""
    rows = found["answer"].get(number, [])
    for row in rows:
        body, understood = payloads.body(number, row[DIGEST]), payloads.reading(number, row[DIGEST])
        if body is None and understood is None:
            continue
        reading = understood[0] if understood is not None else None
        return _proven(row, body, reading, payloads, path, work)
    return _unproven(number, rows, payloads, path, work)


def _proven(
    row: Row, body: bytes | None, reading: Reading | None, payloads: CarvedPayloads, path: Path, work: _Work
) -> Row:
    """An answer of which the body or the reading is what its digest says."""
    number = whole(row[0])
    if body is None and not work.bodiless:
        work.lines.append(f"the body of answer {number} is lost, what was understood of it is not: {path}")
    elif body is not None:
        payloads.whole["body"].add(number)
    if reading is not None:
        payloads.whole["snapshot"].add(number)
    elif body is not None:
        reading = read_body(body, work.session(whole(row[2])))
        if row[2] not in work.known and reading.snapshot is None and row[USABLE]:
            return row  # its session is lost, and by no other it can be understood
        payloads.make_reading(number, reading, digest_of(body))
        if work.readings:
            work.lines.append(f"the reading of answer {number} is made anew from its body: {path}")
    if reading is None or agrees(row, reading, work.own):
        return row
    of = "body" if number not in payloads.whole["snapshot"] else "reading"
    work.lines.append(f"the figures of answer {number} are taken from its {of}: {path}")
    return rebuilt(row, _digest(row[DIGEST]), reading, work.own)


def _unproven(number: int, rows: list[Row], payloads: CarvedPayloads, path: Path, work: _Work) -> Row | None:
    """An answer whose body and reading are not what its digest says, or whose row is gone."""
    body, understood = payloads.body(number), payloads.reading(number)
    if not rows:
        return _without_row(number, body, understood, payloads, path, work)
    for row in rows:
        if body is None:
            break
        digest = digest_of(body)
        agreed = understood is not None and digest.startswith(understood[1])
        if agreed or nearly(digest, row[DIGEST]):
            work.lines.append(f"the digest of answer {number} is made anew: {path}")
            reading = understood[0] if understood is not None and agreed else None
            return _proven((*row[:DIGEST], digest, *row[DIGEST + 1 :]), body, reading, payloads, path, work)
    for row in rows:
        if understood is not None and agrees(row, understood[0], work.own):
            work.lines.append(f"the digest of answer {number} is made anew: {path}")
            mended = (*row[:DIGEST], understood[1].ljust(DIGEST_BYTES, b"\0"), *row[DIGEST + 1 :])
            return _proven(mended, None, understood[0], payloads, path, work)
    work.lines.append(f"the body of answer {number} is lost, its headline figures are not: {path}")
    return rows[0]


def _without_row(
    number: int,
    body: bytes | None,
    understood: tuple[Reading, bytes] | None,
    payloads: CarvedPayloads,
    path: Path,
    work: _Work,
) -> Row | None:
    """An answer of which only the body is left, or what was understood: nothing proves it, but it can be shown."""
    session = max(work.known, default=1)
    blank: Row = (number, 0, session, RECOVERED, 200, 0)
    if body is not None:
        digest = digest_of(body)
        reading = read_body(body, work.session(session))
    if understood is not None and (body is None or digest.startswith(understood[1])):
        reading = understood[0]
        digest = digest if body is not None else understood[1].ljust(DIGEST_BYTES, b"\0")
        payloads.whole["snapshot"].add(number)
    elif body is None:
        work.lines.append(f"answer {number} is lost, its body cannot be decoded: {path}")
        return None
    else:
        payloads.make_reading(number, reading, digest)
    if reading.snapshot is None:
        payloads.forget(number)
        work.lines.append(f"answer {number} is lost, its body cannot be understood: {path}")
        return None
    if body is not None:
        payloads.whole["body"].add(number)
    of = "reading" if number in payloads.whole["snapshot"] else "body"
    work.lines.append(f"answer {number} is rebuilt from its {of}: {path}")
    return rebuilt(blank, digest, reading, work.own)


def _digest(column: object) -> bytes:
    assert isinstance(column, bytes)  # its shape was looked at
    return column


def _in_order(kept: list[Row], judged: dict[int, list[Row]], work: _Work) -> list[Row]:
    """The answers of a segment with times that rise from row to row; a judgement knows the time of its answer."""
    made: list[Row] = []
    for place, row in enumerate(kept):
        following = next((whole(r[1]) for r in kept[place + 1 :] if whole(r[1]) > work.last_us), None)
        times = [t for t in (whole(row[1]), *(whole(j[1]) for j in judged.get(whole(row[0]), ()))) if t > work.last_us]
        fitting = [t for t in times if following is None or t < following]
        work.last_us = next(iter(fitting or times), work.last_us + 1)
        made.append((row[0], work.last_us, *row[2:]))
    return made


def _judge(rows: list[Row], judged: dict[int, list[Row]], path: Path, work: _Work) -> None:
    """Judgements in the order of their times, numbered anew; an answer that lost its own gets a plain one."""
    rulings: list[tuple[int, Row, Row]] = []
    for answer in rows:
        number, commit_us = whole(answer[0]), whole(answer[1])
        mine = sorted(judged.pop(number, []), key=lambda row: whole(row[0]))
        if not mine:
            work.lines.append(f"the judgement of answer {number} was lost; it is judged anew: {path}")
            rulings.append((commit_us, (), answer))
        for place, ruling in enumerate(mine):
            # The first one was committed together with its answer.
            rulings.append((commit_us if place == 0 else max(commit_us + 1, whole(ruling[1])), ruling, answer))
    for commit_us, found, answer in sorted(rulings, key=lambda made: made[0]):
        row = found or work.rulings.made(answer, commit_us)
        work.rulings.note((row[0], commit_us, *row[2:]), answer)
        work.sink.add("judgement", [(work.number("judgement"), commit_us, *row[2:])])
    for number in sorted(judged):
        work.lines.append(f"the judgement of answer {number} is left out with its answer: {path}")


def _others(found: Found, path: Path, work: _Work) -> None:
    for row in sorted(_all(found, "happening"), key=lambda r: (whole(r[1]), whole(r[0]))):
        try:
            happening_of(row[1:])
        except (ValueError, TypeError, msgspec.MsgspecError):
            work.lines.append(f"happening {row[0]} cannot be understood: {path}")
            continue
        work.sink.add("happening", [(work.number("happening"), *row[1:])])
    for row in sorted(_all(found, "failure"), key=lambda r: (whole(r[1]), whole(r[0]))):
        work.sink.add("failure", [(work.number("failure"), *row[1:])])


def _missing_sessions(work: _Work, facts: EventInfo | None, source: Path) -> None:
    """Let another session stand in for one that is lost: answers are understood and displayed under one."""
    for number, first_us in sorted(work.first_answers.items()):
        if number in work.sessions:
            continue
        if work.sessions:
            near = min(work.sessions, key=lambda known: abs(known - number))
            row = (*work.sessions[near][2:7], None)  # whether it was a simulation nobody knows
            work.lines.append(f"session {number} is lost, session {near} stands in: {source}")
        elif facts is not None:
            row = (first_us, 0, msgspec.json.encode(facts).decode(), None, None)
            work.lines.append(f"session {number} is lost, the configured event stands in: {source}")
        else:
            work.lines.append(f"session {number} is lost, and with it what was recorded: {source}")
            continue
        work.sessions[number] = (number, first_us - 1, *row)


def _sessions_in_order(work: _Work, source: Path) -> Iterator[Row]:
    """The sessions with times that rise, each before its first answer."""
    last_us = 0
    for number, row in sorted(work.sessions.items()):
        first_us = work.first_answers.get(number)
        commit_us = whole(row[1])
        if commit_us <= last_us or (first_us is not None and commit_us >= first_us):
            commit_us = max(last_us + 1, commit_us if first_us is None else first_us - 1)
            work.lines.append(f"the time of session {number} is made anew: {source}")
        last_us = commit_us
        yield (number, commit_us, *row[2:])


def _all(found: Found, table: str) -> Iterable[Row]:
    return [row for _, rows in sorted(found[table].items()) for row in rows]


def _gaps(numbers: list[int]) -> list[tuple[int, int]]:
    return [(a + 1, b - 1) for a, b in pairwise(numbers) if b > a + 1]


def _together(numbers: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans
