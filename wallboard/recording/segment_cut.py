"""Cuts a segment's file back to an instant; between which commits its rows lie."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from wallboard.recording.batch import STATE_KEYS
from wallboard.recording.door import open_as_it_is
from wallboard.recording.errors import write_error
from wallboard.recording.schema import COUNTED, PAYLOADS
from wallboard.recording.sealed_columns import CHECKSUM_KEY, COLUMNS_KEY


def _commits(path: Path, which: str) -> int:
    with closing(_opened(path)) as connection:
        try:
            rows = [connection.execute(f"SELECT {which}(commit_us) FROM {table}").fetchone() for table in COUNTED]
        except sqlite3.Error as error:
            raise write_error(error, path) from None
    found = [row[0] for row in rows if isinstance(row[0], int)]
    return 0 if not found else min(found) if which == "MIN" else max(found)


def newest_commit(path: Path) -> int:
    """The greatest commit of a segment; 0 where it has none. Raises RecordingError."""
    return _commits(path, "MAX")


def first_commit(path: Path) -> int:
    """The least commit of a segment; 0 where it has none. Raises RecordingError."""
    return _commits(path, "MIN")


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return open_as_it_is(path)
    except sqlite3.Error as error:
        raise write_error(error, path) from None


def cut_file(path: Path, after_us: int) -> None:
    """Delete the rows of a segment after an instant, and what it keeps of itself as a whole. Raises RecordingError."""
    with closing(_opened(path)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for table in PAYLOADS:
                after = "SELECT id FROM answer WHERE commit_us > ?"
                connection.execute(f"DELETE FROM {table} WHERE answer_id IN ({after})", (after_us,))
            for table in COUNTED:
                connection.execute(f"DELETE FROM {table} WHERE commit_us > ?", (after_us,))
            gone = [(key,) for key in (*STATE_KEYS, COLUMNS_KEY, CHECKSUM_KEY)]
            connection.executemany("DELETE FROM meta WHERE key = ?", gone)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise write_error(error, path) from None


def remove_files(path: Path) -> None:
    """Remove a segment with the files that SQLite keeps beside it. Raises OSError."""
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()
