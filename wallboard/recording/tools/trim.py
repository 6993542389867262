"""Cuts a part out of a recording, with as much from before it as the first picture needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from wallboard.core.instants import MINUTE_US
from wallboard.recording.door import BoundedConnection, rows_of, size_of
from wallboard.recording.payload import Packer, PayloadError, Unpacker, frame_of, most_unpacked
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import LIMIT_KEYS
from wallboard.recording.tools.archive import actions_as_rows, meta_of
from wallboard.recording.tools.file_writer import FileWriter
from wallboard.recording.tools.files import Step, files_of, new_file, opened, quiet, unreadable
from wallboard.recording.tools.span import span

Row = tuple[object, ...]


def trim(source: Path, target: Path, begin: str | None, end: str | None, step: Step = quiet) -> tuple[int, int]:
    """Write what lies from `begin` to `end` (each a T, or None) to the new file `target`; recording time of both.

    Rows from shortly before are kept, so that rolls, fades and STALE stand as they stood; so are the sessions and all
    earlier happenings, from which milestones and peaks follow. The bounds of the new recording are the two instants.

    Raises:
        RecordingError: it cannot be read whole, or the file cannot be written; then there is no file.
        UsageError: an instant is outside, or the target is there already.
    """
    parts = files_of(source)
    new_file(target)
    with RecordingReader(source) as reader:
        begins_us, ends_us = span(reader, begin, end)
        facts = reader.facts_at(begins_us)
        reach_us = MINUTE_US + (0 if facts is None else facts.stale_after_us)
        commits = reader.index.shown["commit_us"]
        # The sample on the wall may itself be older than that, after a gap.
        shown_us = commits[commits <= begins_us]
        from_us = min(begins_us - reach_us, int(shown_us[-1]) if len(shown_us) else begins_us)
        until_us = ends_us + (0 if facts is None else facts.delay_us)
    with FileWriter(target, meta_of(parts) | dict(zip(LIMIT_KEYS, (begins_us, ends_us), strict=True))) as sink:
        for place, segment in enumerate(parts.segments):
            connection = opened(segment)
            try:
                connection.execute("BEGIN")
                _copy(connection, sink, from_us, until_us)
            except sqlite3.Error as error:
                raise unreadable(error, segment) from None
            finally:
                connection.close()
            step(place + 1, len(parts.segments))
        sink.add("action", (row for row in actions_as_rows(source) if isinstance(row[2], int) and row[2] <= ends_us))
        sink.finish()
    return begins_us, ends_us


def _copy(connection: BoundedConnection, sink: FileWriter, from_us: int, until_us: int) -> None:
    within = "commit_us BETWEEN ? AND ? ORDER BY id"
    for table in ("session", "happening"):
        sink.add(table, rows_of(connection, f"SELECT * FROM {table} WHERE commit_us <= ? ORDER BY id", until_us))
    answers = list(rows_of(connection, f"SELECT * FROM answer WHERE {within}", from_us, until_us))
    sink.add("answer", answers)
    sink.add("failure", rows_of(connection, f"SELECT * FROM failure WHERE {within}", from_us, until_us))
    kept = {row[0] for row in answers}
    rulings = rows_of(connection, f"SELECT * FROM judgement WHERE {within}", from_us, until_us)
    sink.add("judgement", (row for row in rulings if row[2] in kept))
    sink.add("body", _repacked(connection, [row[0] for row in answers]))


def _repacked(connection: BoundedConnection, numbers: list[int]) -> Iterator[Row]:
    """Bodies against bases of their own: the old ones may lie before the cut."""

    def frame(number: int) -> tuple[bytes, int | None] | None:
        row = connection.execute("SELECT frame, base FROM body WHERE answer_id = ?", (number,)).fetchone()
        return None if row is None else frame_of(row)

    unpacker, packer = Unpacker(frame, most_unpacked(size_of(connection.meter.path))), Packer()
    for number in numbers:
        try:
            body = unpacker.unpack(number)
        except PayloadError:
            continue  # lost before; verify says so of either recording
        packed, base = packer.pack(body)
        packer.stored(number, body, base)
        yield number, base, packed
