"""Saves all that can be read of a torn, truncated or flipped recording into a new file, and says what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec

from wallboard.core.contract.metrics import own_column
from wallboard.core.errors import MappingError
from wallboard.core.event_info import EventInfo
from wallboard.recording import format1
from wallboard.recording.door import size_of
from wallboard.recording.errors import NotARecordingError, NotPlainError
from wallboard.recording.rows import happening_of, session_of
from wallboard.recording.schema import ANSWER_KEY, BODILESS_KEY, FIELDS_KEY, LIMIT_KEYS, PAYLOADS, USER_VERSION, Meta
from wallboard.recording.tools import payload_copy
from wallboard.recording.tools.carve import Found, Row, carve
from wallboard.recording.tools.carved_payloads import CarvedPayloads
from wallboard.recording.tools.file_writer import TABLES, FileWriter
from wallboard.recording.tools.files import RecordingFiles, Step, files_of, new_file, quiet, refuse_later, refuse_live
from wallboard.recording.tools.judgement_record import whole
from wallboard.recording.tools.known_fields import known_fields
from wallboard.recording.tools.repair_work import RepairWork
from wallboard.recording.tools.repaired_answers import likely, saved_answer

SINCE_2 = ("utc_us", "date_us")
"""The columns of an answer that form 2 adds; those of the operator's own metrics follow."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a repair: how many answers, how many with all that was understood, and a line for each loss."""

    answers: int
    whole: int
    lines: tuple[str, ...]


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
        work = RepairWork(sink)
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
            why = f" ({work.lines[0]})" if len(work.lines) == len(parts.segments) == 1 else ""
            msg = f"nothing of it is readable{why}: {source}"
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
        sink.state({FIELDS_KEY: json.dumps(sorted(work.known_fields))})
        sink.state(meta | {"losses": json.dumps({table: spans for table, spans in losses.items() if spans})})
        sink.finish()
    return Saved(len(work.answers), len(work.answers) - len(work.lost["snapshot"]), tuple(work.lines))


_KEPT = frozenset({"recording", "program", "standing", BODILESS_KEY, *LIMIT_KEYS})


def _part(step: Step, done: int, total: int, pages: int, of: int) -> None:
    """Reading a file page by page is half the work on it."""
    step(min(total, done + pages * 512), max(total, of))


def _carved(path: Path, work: RepairWork, step: Step) -> tuple[Found, dict[str, object]]:
    try:
        return carve(path, step)
    except NotPlainError as error:
        work.lines.append(str(error))
        return {table: {} for table in TABLES}, {}
    except OSError as error:
        work.lines.append(f"cannot be read ({error.strerror}): {path}")
        return {table: {} for table in TABLES}, {}


def _journal(parts: RecordingFiles, work: RepairWork) -> dict[int, list[Row]]:
    return {} if parts.journal is None else _carved(parts.journal, work, quiet)[0]["action"]


def _segment(found: Found, stated: dict[str, object], path: Path, work: RepairWork) -> None:
    """Write what is sound of one segment."""
    _sessions(found, path, work)
    work.columns, work.readings = _columns(found, stated, work), bool(found["snapshot"])
    work.fields = known_fields(stated.get(FIELDS_KEY), USER_VERSION if work.readings else 1)
    work.known_fields &= work.fields
    work.bodiless = BODILESS_KEY in stated
    payloads = CarvedPayloads(found)
    judged: dict[int, list[Row]] = {}
    for ruling in _all(found, "judgement"):
        judged.setdefault(whole(ruling[2]), []).append(ruling)
    kept: list[Row] = []
    for number in sorted({*found["answer"], *likely(payloads, found, judged)}):
        if work.answers and number <= work.answers[-1]:
            work.lines.append(f"answer {number} is there twice: {path}")
            continue
        row = saved_answer(number, found, payloads, path, work)
        if row is not None:
            kept.append(row)
    rows = _in_order(kept, judged, work)
    for row in rows:
        work.first_answers.setdefault(whole(row[2]), whole(row[1]))
    work.sink.add("answer", rows, work.columns)
    for table in PAYLOADS:
        work.sink.add(table, payloads.rows(table), payload_copy.COLUMNS)
        sound = payloads.sound(table)
        work.lost[table] += [whole(row[0]) for row in rows if row[0] not in sound]
    work.answers += [whole(row[0]) for row in rows]
    _judge(rows, judged, path, work)
    _others(found, path, work)


def _columns(found: Found, stated: dict[str, object], work: RepairWork) -> tuple[str, ...]:
    """The columns of the answers of a segment: as it says, else as those of its form and of its sessions are."""
    width = max((len(row) for rows in found["answer"].values() for row in rows), default=0)
    try:
        names = tuple(str(name) for name in json.loads(str(stated.get(ANSWER_KEY, ""))))
    except (ValueError, TypeError):
        known = [work.known[number] for number in found["session"] if number in work.known]
        own = [own_column(metric.name) for session in known[:1] for metric in session.facts.metrics]
        names = format1.ANSWER if width == len(format1.ANSWER) else (*format1.ANSWER, *SINCE_2, *own)
    return names if len(names) >= width else (*format1.ANSWER, *SINCE_2)


def _sessions(found: Found, path: Path, work: RepairWork) -> None:
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


def _in_order(kept: list[Row], judged: dict[int, list[Row]], work: RepairWork) -> list[Row]:
    """The answers of a segment with times that rise from row to row; a judgement knows the time of its answer."""
    made: list[Row] = []
    stated = [whole(row[1]) for row in kept]
    later = 0
    for place, row in enumerate(kept):
        while later < len(stated) and (later <= place or stated[later] <= work.last_us):
            later += 1  # what is not later than this row is not later than the next either
        following = stated[later] if later < len(stated) else None
        times = [t for t in (whole(row[1]), *(whole(j[1]) for j in judged.get(whole(row[0]), ()))) if t > work.last_us]
        fitting = [t for t in times if following is None or t < following]
        work.last_us = next(iter(fitting or times), work.last_us + 1)
        made.append((row[0], work.last_us, *row[2:]))
    return made


def _judge(rows: list[Row], judged: dict[int, list[Row]], path: Path, work: RepairWork) -> None:
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


def _others(found: Found, path: Path, work: RepairWork) -> None:
    for row in sorted(_all(found, "happening"), key=lambda r: (whole(r[1]), whole(r[0]))):
        try:
            happening_of(row[1:])
        except (ValueError, TypeError, msgspec.MsgspecError):
            work.lines.append(f"happening {row[0]} cannot be understood: {path}")
            continue
        work.sink.add("happening", [(work.number("happening"), *row[1:])])
    for row in sorted(_all(found, "failure"), key=lambda r: (whole(r[1]), whole(r[0]))):
        work.sink.add("failure", [(work.number("failure"), *row[1:])])


def _missing_sessions(work: RepairWork, facts: EventInfo | None, source: Path) -> None:
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


def _sessions_in_order(work: RepairWork, source: Path) -> Iterator[Row]:
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
