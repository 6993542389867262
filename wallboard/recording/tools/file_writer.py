"""Writes a recording as one file that travels: every row of its segments, and the operator's journal in it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from wallboard.core.errors import RecordingError
from wallboard.recording.errors import write_error
from wallboard.recording.folder import sync_folder
from wallboard.recording.schema import ACTION_TABLE, COUNTED, Meta, create_segment
from wallboard.recording.sealed_columns import write_extras

TABLES = (*COUNTED, "body", "action")
"""The tables that are carried over row by row."""


class FileWriter:
    """A file in the making; it bears its name only when it is whole, and an attempt that fails leaves nothing."""

    def __init__(self, path: Path, meta: Meta) -> None:
        """Begin. Raises RecordingError."""
        self._path = path
        self._part = path.with_name(path.name + ".part")
        try:
            self._part.unlink(missing_ok=True)
            create_segment(self._part, meta)
            self._connection = sqlite3.connect(self._part, isolation_level=None)
            self._connection.execute("PRAGMA synchronous=OFF")
            self._connection.execute("PRAGMA journal_mode=MEMORY")
            self._connection.executescript(ACTION_TABLE)
            self._connection.execute("BEGIN")
        except (sqlite3.Error, OSError) as error:
            self._part.unlink(missing_ok=True)
            raise write_error(error, path) from None

    def add(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Rows of one of `TABLES`, complete but for columns that an older form has not. Raises RecordingError."""
        width = len(self._connection.execute(f"PRAGMA table_info({table})").fetchall())
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"
        for row in rows:
            try:
                self._connection.execute(insert, (*row, *(None,) * (width - len(row))))
            except sqlite3.IntegrityError:
                msg = f"its segments repeat {table} {row[0]}: try `wallboard record repair`: {self._path}"
                raise RecordingError(msg) from None
            except sqlite3.Error as error:
                raise write_error(error, self._path) from error

    def state(self, meta: Meta) -> None:
        """Facts of the file itself. Raises RecordingError."""
        try:
            self._connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(meta.items()))
        except sqlite3.Error as error:
            raise write_error(error, self._path) from error

    def finish(self) -> None:
        """Make it durable and give it its name. Raises RecordingError."""
        try:
            first = {
                f"first_{table}": self._connection.execute(f"SELECT IFNULL(MIN(id), 1) FROM {table}").fetchone()[0]
                for table in COUNTED
            }
            self._connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(first.items()))
            write_extras(self._connection)
            self._connection.execute("COMMIT")
            self._connection.close()
            with self._part.open("r+b") as file:
                os.fsync(file.fileno())
            self._part.replace(self._path)
            sync_folder(self._path.absolute().parent)
        except (sqlite3.Error, OSError) as error:
            raise write_error(error, self._path) from error

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._part.unlink(missing_ok=True)
