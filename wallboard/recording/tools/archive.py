"""Makes the one file that travels of a recording: its segments as they are, and the operator's journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from wallboard.core.contract.fields import FIELDS
from wallboard.recording.door import rows_of
from wallboard.recording.journal import actions_of
from wallboard.recording.schema import BODILESS_KEY, COUNTED, FIELDS_KEY, LIMIT_KEYS, Meta, version_of
from wallboard.recording.tools import payload_copy
from wallboard.recording.tools.file_writer import FileWriter
from wallboard.recording.tools.files import RecordingFiles, Step, files_of, new_file, opened, quiet, unreadable
from wallboard.recording.tools.known_fields import known_fields
from wallboard.recording.tools.payload_copy import is_format1, raw, readings_of

KEPT_META = ("recording", "program", "losses", BODILESS_KEY, *LIMIT_KEYS)


def pack(source: Path, target: Path, step: Step = quiet, operator: Path | None = None) -> Path:
    """Write the recording at `source`, live or finished, to the new file `target`.

    `operator`: the recording whose journal goes with it, where that is another one.

    Raises:
        RecordingError: it cannot be read whole, or the file cannot be written; then there is no file.
        UsageError: the target is there already.
    """
    parts = files_of(source)
    new_file(target)
    with FileWriter(target, meta_of(parts)) as sink:
        done, total = 0, answers_in(parts)
        for segment in parts.segments:
            connection = opened(segment)
            try:
                connection.execute("BEGIN")
                for table in COUNTED:
                    sink.copy(connection, table)
                sink.add("body", raw(connection, "body"), payload_copy.COLUMNS)
                if is_format1(connection):
                    rows = readings_of(connection, rows_of(connection, "SELECT * FROM answer ORDER BY id"))
                else:
                    rows = raw(connection, "snapshot")
                for row in rows:
                    sink.add("snapshot", (row,), payload_copy.COLUMNS)
                    done += 1
                    step(done, total)
            except sqlite3.Error as error:
                raise unreadable(error, segment) from None
            finally:
                connection.close()
        sink.add("action", actions_as_rows(operator or source))
        sink.finish()
    return target


def meta_of(parts: RecordingFiles) -> Meta:
    """What a file made of a recording says about itself. Raises RecordingError."""
    meta: Meta = {"number": 1}
    known = frozenset(FIELDS)
    for segment in parts.segments:
        connection = opened(segment)
        try:
            version = version_of(connection)
            found = dict(connection.execute("SELECT key, value FROM meta WHERE key NOT IN ('columns', 'checksum')"))
        except sqlite3.Error as error:
            raise unreadable(error, segment) from None
        finally:
            connection.close()
        known &= known_fields(found.get(FIELDS_KEY), version)
        meta = {key: found[key] for key in KEPT_META if key in found} | meta
        if "standing" in found:
            meta["standing"] = found["standing"]
    return meta | {FIELDS_KEY: json.dumps(sorted(known))}


def answers_in(parts: RecordingFiles) -> int:
    """How many answers a recording holds. Raises RecordingError."""
    count = 0
    for segment in parts.segments:
        connection = opened(segment)
        try:
            count += int(connection.execute("SELECT COUNT(id) FROM answer").fetchone()[0])
        except sqlite3.Error as error:
            raise unreadable(error, segment) from None
        finally:
            connection.close()
    return count


def actions_as_rows(source: Path) -> Iterator[tuple[object, ...]]:
    """What the operator did, as rows of the table `action`."""
    for row in actions_of(source):
        yield (row.id, row.wall_us, row.recording_us, row.action, row.argument, row.state)
