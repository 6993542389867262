"""The newest session of a recording: when its collector started last, on which machine's clock."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from wallboard.core.errors import RecordingError
from wallboard.recording.door import open_for_reading
from wallboard.recording.folder import segments_of


class NewestSession(msgspec.Struct, frozen=True):
    """The newest start of a collector: which recording, when (recording time), and its machine's monotonic clock."""

    recording: str
    commit_us: int
    mono_us: int


def newest_session(folder: Path) -> NewestSession | None:
    """The newest session of a recording; None where there is none, or it cannot be read."""
    try:
        found = segments_of(folder)[-2:]
    except OSError:
        return None
    for _, path in reversed(found):
        with suppress(sqlite3.Error, RecordingError, OSError), closing(open_for_reading(path)) as connection:
            row = session_of(connection)
            if row is not None:
                return row
    return None


def session_of(connection: sqlite3.Connection) -> NewestSession | None:
    """The newest session of a segment. Raises sqlite3.Error."""
    row = connection.execute("SELECT commit_us, mono_us FROM session ORDER BY id DESC LIMIT 1").fetchone()
    named = connection.execute("SELECT value FROM meta WHERE key = 'recording'").fetchone()
    if row is None or named is None or not all(isinstance(each, int) for each in row):
        return None
    return NewestSession(str(named[0]), row[0], row[1])
