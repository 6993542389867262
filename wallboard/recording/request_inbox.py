"""The display's view of all requests: each once, whatever their files hold, and never an error."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wallboard.core.errors import RecordingError
from wallboard.core.told_once import ToldOnce
from wallboard.recording.bounds import RowError
from wallboard.recording.door import BoundedConnection
from wallboard.recording.errors import reason_of
from wallboard.recording.followed_file import FollowedFile
from wallboard.recording.requests import COLUMNS, PATTERN, Request, request_of

MOST_FILES: Final = 16
MOST_WAITING: Final = 2_000
"""Of one writer: what was asked before the newest so many is no longer wanted by anybody."""
_AT_ONCE: Final = 64
_LONGEST_ROW: Final = 65_536
"""Bytes of one value: a larger one is never read into memory."""
_LOOK_EVERY: Final = 100
"""Polls until the folder is looked through again, whether or not its time says that it has changed."""


class RequestInbox:
    """Tails every file of requests in a folder. `refused` counts rows that no version of this program has written."""

    def __init__(self, folder: Path) -> None:
        self.refused = 0
        self._folder = folder
        self._place = str(folder)  # asked for a hundred times a second
        self._files: dict[str, _RequestFile] = {}
        self._seen_ns: int | None = None
        self._polls = 0
        self._lines: deque[str] = deque(maxlen=MOST_FILES)
        self._told = ToldOnce()

    def poll(self) -> tuple[Request, ...]:
        """What is newly asked, at most one request of each writer, so that a flood of one keeps no other waiting."""
        self._look()
        found = []
        for file in self._files.values():
            request = file.next()
            if request is not None:
                found.append(request)
            self.refused += file.take_refused()
            self._lines.extend(file.take_lines())
        return tuple(found)

    def lines(self) -> tuple[str, ...]:
        """What is to be told of the files since the last call; each file says each thing once."""
        told = tuple(self._lines)
        self._lines.clear()
        return told

    def close(self) -> None:
        """Let go of all files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _look(self) -> None:
        """Take note of files that have come or gone."""
        try:
            changed_ns = os.stat(self._place).st_mtime_ns  # noqa: PTH116 - likewise
        except OSError:
            return
        self._polls = (self._polls + 1) % _LOOK_EVERY
        if changed_ns == self._seen_ns and self._polls:
            return
        self._seen_ns = changed_ns
        try:
            with os.scandir(self._folder) as entries:
                names = sorted(entry.name for entry in entries if PATTERN.fullmatch(entry.name))
        except OSError:
            return
        for name in self._files.keys() - set(names):
            self._files.pop(name).close()
        for name in names:
            if name not in self._files and len(self._files) < MOST_FILES:
                self._files[name] = _RequestFile(self._folder / name)
        if len(names) > MOST_FILES and self._told.is_new("too many"):
            self._lines.append(f"more than {MOST_FILES} files of requests, the others are not read: {self._folder}")


class _RequestFile:
    """One file of requests."""

    def __init__(self, path: Path) -> None:
        self._file = FollowedFile(path)
        self._last = 0
        self._rests = 0
        self._queue: deque[Request] = deque()
        self._refused = 0
        self._told = ToldOnce(MOST_FILES)
        self._lines: list[str] = []

    def next(self) -> Request | None:
        """The oldest request that has not been handed on yet."""
        if not self._queue:
            self._read()
        return self._queue.popleft() if self._queue else None

    def take_refused(self) -> int:
        """How many rows were refused since the last call."""
        refused, self._refused = self._refused, 0
        return refused

    def take_lines(self) -> list[str]:
        """What is to be told since the last call."""
        lines, self._lines = self._lines, []
        return lines

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self) -> None:
        if self._rests:
            self._rests -= 1
            return
        try:
            connection = self._file.connection()
            if connection is None:
                return
            if self._file.is_another:
                self._last = 0
            version = self._file.version_if_new()
            if version is None:
                return
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_ROW)
            if not self._next_rows(connection):
                self._file.seen(version)
        except sqlite3.Error as error:
            self._rest(reason_of(error))
        except RecordingError as error:
            self._rest(str(error))

    def _rest(self, why: str) -> None:
        """Let go of a file that cannot be read, and look at it again a second later."""
        self._tell(why)
        self._file.close()
        self._rests = _LOOK_EVERY

    def _next_rows(self, connection: BoundedConnection) -> bool:
        """Read on; whether there may be more. Raises sqlite3.Error."""
        newest = "SELECT number FROM request ORDER BY number DESC LIMIT 1 OFFSET ?"
        row = connection.execute(newest, (MOST_WAITING,)).fetchone()
        if row is not None and type(row[0]) is int and row[0] > self._last:
            self._refused += row[0] - self._last
            self._last = row[0]
            self._tell(f"asks for more than can be done: all but the newest {MOST_WAITING} requests are left out")
        listed = "SELECT number FROM request WHERE number > ? ORDER BY number LIMIT ?"
        numbers = [row[0] for row in connection.execute(listed, (self._last, _AT_ONCE))]
        for number in numbers:
            if type(number) is not int or number <= self._last:
                msg = "its rows are not in order"
                raise sqlite3.DatabaseError(msg)
            self._last = number
            self._queue.extend(self._row(connection, number))
        return len(numbers) == _AT_ONCE

    def _row(self, connection: BoundedConnection, number: int) -> Iterator[Request]:
        """The request of that number, if it is one that can be answered. Raises sqlite3.Error for damage."""
        try:
            row = connection.execute(f"SELECT {COLUMNS} FROM request WHERE number = ?", (number,)).fetchone()
            if row is not None:  # else it was taken out meanwhile
                yield request_of(row)
        except sqlite3.DataError:  # longer than any request
            self._refuse("holds a request that is longer than any")
        except RowError as error:
            self._refuse(str(error))

    def _refuse(self, why: str) -> None:
        self._refused += 1
        self._tell(why)

    def _tell(self, why: str) -> None:
        if self._told.is_new(why):
            self._lines.append(f"a file of requests {why}: {self._file.path}")
