"""Cuts a part out of a recording, with as much from before it as the first picture needs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from wallboard.core.instants import MINUTE_US
from wallboard.recording.door import BoundedConnection, rows_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import BODILESS_KEY, LIMIT_KEYS, columns_of
from wallboard.recording.tools import payload_copy
from wallboard.recording.tools.archive import actions_as_rows, meta_of
from wallboard.recording.tools.file_writer import FileWriter
from wallboard.recording.tools.files import Step, files_of, new_file, opened, quiet, unreadable
from wallboard.recording.tools.payload_copy import is_format1, packed_anew, readings_of
from wallboard.recording.tools.span import span


def trim(
    source: Path, target: Path, begin: str | None, end: str | None, step: Step = quiet, *, bodies: bool = True
) -> tuple[int, int]:
    """Write what lies from `begin` to `end` (each a T, or None) to the new file `target`; recording time of both.

    Rows from shortly before are kept, so that rolls, fades and STALE stand as they stood; so are the sessions and all
    earlier happenings, from which milestones and peaks follow. The bounds of the new recording are the two instants.
    Without `bodies` the answers as they came are left out, which halves the file; what was understood of them stays.

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
    meta = meta_of(parts) | dict(zip(LIMIT_KEYS, (begins_us, ends_us), strict=True))
    with FileWriter(target, meta if bodies else meta | {BODILESS_KEY: 1}) as sink:
        for place, segment in enumerate(parts.segments):
            connection = opened(segment)
            try:
                connection.execute("BEGIN")
                _copy(connection, sink, from_us, until_us, bodies=bodies)
            except sqlite3.Error as error:
                raise unreadable(error, segment) from None
            finally:
                connection.close()
            step(place + 1, len(parts.segments))
        sink.add("action", (row for row in actions_as_rows(source) if isinstance(row[2], int) and row[2] <= ends_us))
        sink.finish()
    return begins_us, ends_us


def _copy(connection: BoundedConnection, sink: FileWriter, from_us: int, until_us: int, *, bodies: bool) -> None:
    within = "WHERE commit_us BETWEEN ? AND ?"
    for table in ("session", "happening"):
        sink.copy(connection, table, "WHERE commit_us <= ?", until_us)
    for table in ("answer", "failure"):
        sink.copy(connection, table, within, from_us, until_us)
    answers = list(rows_of(connection, f"SELECT * FROM answer {within} ORDER BY id", from_us, until_us))
    numbers = [row[0] for row in answers]
    kept = set(numbers)
    rulings = rows_of(connection, f"SELECT * FROM judgement {within} ORDER BY id", from_us, until_us)
    sink.add("judgement", (row for row in rulings if row[2] in kept), columns_of(connection, "judgement"))
    if bodies:
        sink.add("body", packed_anew(connection, "body", numbers), payload_copy.COLUMNS)
    made = is_format1(connection)
    readings = readings_of(connection, answers) if made else packed_anew(connection, "snapshot", numbers)
    sink.add("snapshot", readings, payload_copy.COLUMNS)
