"""Requests: what is asked of the display by anything but its keyboard; each process that asks writes its own file."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from wallboard.core.errors import RecordingError
from wallboard.recording import bounds
from wallboard.recording.door import BoundedConnection, open_for_writing
from wallboard.recording.errors import NotARecordingError, is_damage, write_error
from wallboard.recording.schema import create_requests

PATTERN: Final = re.compile(r"requests-([a-z0-9][a-z0-9-]{0,39})\.db", re.ASCII)
"""Names of such files, which lie beside the journal in use, with the name of the writer."""
COLUMNS: Final = "number, id, who, action, argument, canvas, revision, due_us, asked_us"
LONGEST_ARGUMENT: Final = 16_384
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}", re.ASCII)
_LONGEST_WHO = 80


class Request(msgspec.Struct, frozen=True):
    """One action that is asked for.

    `id`: a uuid, by which it is done once and answered in the journal. `who`: the device, in words for people. `action`
    is an id of the table of actions, `argument` what it takes, `canvas` the one that is meant ("": all of them).
    `revision`: the number of the control state that the asker had seen (None: whichever). `due_us`: when it is to
    happen (UTC in microseconds; 0: now). `asked_us`: when it was asked for (UTC). `fault`: why it cannot be understood,
    as the reader of a file found it.
    """

    id: str
    who: str
    action: str
    argument: Mapping[str, Any] = msgspec.field(default_factory=dict)
    canvas: str = ""
    revision: int | None = None
    due_us: int = 0
    asked_us: int = 0
    fault: str = ""


def requests_path(folder: Path, writer: str) -> Path:
    """The file of a writer beside the journal in `folder`. Raises ValueError: that is no name of a writer."""
    name = f"requests-{writer}.db"
    if PATTERN.fullmatch(name) is None:
        msg = f"{writer!r} is no name of a writer: use a-z, 0-9 and -"
        raise ValueError(msg)
    return folder / name


def request_of(row: Sequence[object]) -> Request:
    """A request from its columns, with a `fault` where all but its id and device makes no sense.

    Raises:
        RowError: it cannot even be answered.
    """
    _, given, who, action, argument, canvas, revision, due_us, asked_us = row
    known = _named(given), _device(who)
    sane = isinstance(action, str) and 0 < len(action) <= bounds.LONGEST_NAME and action.isprintable()
    name = str(action) if sane else "?"
    try:
        if not sane:
            msg = "names no action"
            raise bounds.RowError(msg)
        stated = bounds.table(argument, LONGEST_ARGUMENT)
        if (
            not isinstance(canvas, str)
            or len(canvas) > bounds.LONGEST_NAME
            or not (canvas == "" or canvas.isprintable())
        ):
            msg = "names no canvas"
            raise bounds.RowError(msg)
        seen = None if revision is None else bounds.whole(revision)
        due = 0 if due_us == 0 else bounds.instant(due_us)
        return Request(*known, name, stated, canvas, seen, due, bounds.instant(asked_us))
    except bounds.RowError as error:
        return Request(*known, name, fault=str(error))


def _named(value: object) -> str:
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        msg = "holds no id of a request"
        raise bounds.RowError(msg)
    return value


def _device(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_WHO or not value.isprintable():
        msg = "does not say who asks"
        raise bounds.RowError(msg)
    return value


class RequestWriter:
    """Asks: writes requests into a file of its own, and takes them out once they are answered."""

    def __init__(self, folder: Path, writer: str) -> None:
        """Open the file of a writer (letters a-z, digits, hyphens), or begin one; a damaged one is begun anew.

        Raises:
            RecordingError: the folder cannot be written.
        """
        self._path = requests_path(folder, writer)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection, self._last = self._opened()
        except (sqlite3.Error, OSError) as error:
            raise write_error(error, self._path) from None

    def __enter__(self) -> RequestWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, request: Request) -> None:
        """Ask for an action. Raises RecordingError, with nothing of it in the file."""
        asked = json.dumps(dict(request.argument), ensure_ascii=False)
        values = (request.id, request.who, request.action, asked, request.canvas, request.revision)
        try:
            self._connection.execute(
                f"INSERT INTO request ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._last + 1, *values, request.due_us, request.asked_us),
            )
        except (sqlite3.Error, OverflowError) as error:
            raise _failed(error, self._path) from None
        self._last += 1

    def forget(self, ids: Iterable[str]) -> None:
        """Take out what the journal has answered. Raises RecordingError."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            # Numbers go on rising though the table may be empty: readers ask for those after the last that they know.
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('last', ?)", (self._last,))
            self._connection.executemany("DELETE FROM request WHERE id = ?", [(each,) for each in ids])
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise write_error(error, self._path) from None

    def waiting(self) -> tuple[str, ...]:
        """The ids that are not answered yet, the oldest first. Raises RecordingError."""
        try:
            return tuple(str(row[0]) for row in self._connection.execute("SELECT id FROM request ORDER BY number"))
        except sqlite3.Error as error:
            raise write_error(error, self._path) from None

    def close(self) -> None:
        """Let go of the file. Does not raise."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def _opened(self) -> tuple[BoundedConnection, int]:
        try:
            if not self._path.exists():
                self._begin()
            connection = open_for_writing(self._path)
            last = _last_number(connection)
        except (sqlite3.Error, NotARecordingError) as error:
            if isinstance(error, sqlite3.Error) and not is_damage(error):
                raise
            self._begin()  # nothing in it is of worth: what was not answered is asked again by a person
            connection, last = open_for_writing(self._path), 0
        connection.execute("PRAGMA synchronous=NORMAL")  # the journal is the durable record
        return connection, last

    def _begin(self) -> None:
        part = self._path.with_name(self._path.name + ".part")
        part.unlink(missing_ok=True)
        create_requests(part)
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        part.replace(self._path)


def _last_number(connection: BoundedConnection) -> int:
    """The highest number that was ever given in a file. Raises sqlite3.Error."""
    (newest,) = connection.execute("SELECT max(number) FROM request").fetchone()
    stated = connection.execute("SELECT value FROM meta WHERE key = 'last'").fetchone()
    return max(number for number in (newest, None if stated is None else stated[0], 0) if type(number) is int)


def _failed(error: sqlite3.Error | OverflowError, path: Path) -> RecordingError:
    if isinstance(error, OverflowError):
        return RecordingError(f"a number of the request is beyond all bounds: {path}")
    return write_error(error, path)
