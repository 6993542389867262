"""Writes a recording as one file that travels: every row of its segments, and the operator's journal in it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from wallboard.core.contract.metrics import own_metric_of
from wallboard.core.errors import RecordingError
from wallboard.recording.door import BoundedConnection, rows_of
from wallboard.recording.errors import write_error
from wallboard.recording.plain_files import sync_folder
from wallboard.recording.schema import ACTION_TABLE, ANSWER_KEY, COUNTED, PAYLOADS, Meta, columns_of, create_segment
from wallboard.recording.sealed_columns import write_extras

TABLES = (*COUNTED, *PAYLOADS, "action")
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

    def copy(self, connection: BoundedConnection, table: str, where: str = "", *values: object) -> None:
        """Carry over the rows of a table of another file, of this form or an older one.

        Raises:
            RecordingError: they cannot be written.
            sqlite3.Error: they cannot be read.
        """
        columns = columns_of(connection, table)
        self.add(table, rows_of(connection, f"SELECT * FROM {table} {where} ORDER BY {columns[0]}", *values), columns)

    def add(self, table: str, rows: Iterable[Sequence[object]], columns: Sequence[str] | None = None) -> None:
        """Rows of one of `TABLES` with these columns, all of them for None; what no program knows is left out.

        Rows may end early. Columns of the operator's own metrics are made as they come. Raises RecordingError.
        """
        places = self._places(table, columns)
        insert = f"INSERT INTO {table} ({', '.join(places)}) VALUES ({', '.join('?' * len(places))})"
        for row in rows:
            values = [row[place] if place < len(row) else None for place in places.values()]
            try:
                self._connection.execute(insert, values)
            except sqlite3.IntegrityError:
                msg = f"its segments repeat {table} {row[0]}: try `wallboard record repair`: {self._path}"
                raise RecordingError(msg) from None
            except sqlite3.Error as error:
                raise write_error(error, self._path) from error

    def _places(self, table: str, columns: Sequence[str] | None) -> dict[str, int]:
        """Where in a row each column stands that this file has."""
        try:
            known = columns_of(self._connection, table)
            if columns is None:
                columns = known
            for name in columns:
                if table == "answer" and name not in known and own_metric_of(name) is not None:
                    self._connection.execute(f"ALTER TABLE answer ADD COLUMN {name} INTEGER")
            known = columns_of(self._connection, table)
        except sqlite3.Error as error:
            raise write_error(error, self._path) from error
        return {name: place for place, name in enumerate(columns) if name in known}

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
            stated = first | {ANSWER_KEY: json.dumps(columns_of(self._connection, "answer"))}
            self._connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(stated.items()))
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
