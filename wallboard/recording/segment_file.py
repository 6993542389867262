"""One segment as it is read: opened when it is needed, closed when it is finished, left out once it is damaged."""

from __future__ import annotations

import math
import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from wallboard.core.contract.reading import Reading
from wallboard.recording.bounds import LONGEST_NAME, MOST_STATE, rate_of
from wallboard.recording.door import BoundedConnection, holds_wal, open_for_reading, size_of
from wallboard.recording.errors import LaterVersionError, NotARecordingError, is_damage, reason_of
from wallboard.recording.folder import is_taken
from wallboard.recording.index import Index
from wallboard.recording.payload import PayloadError, Unpacker, digest_of, frame_of, most_unpacked
from wallboard.recording.rows import flag_of
from wallboard.recording.schema import PAYLOADS, USER_VERSION, version_of
from wallboard.recording.segment_rows import Marks
from wallboard.recording.stored_reading import decode


class StoredAnswer(msgspec.Struct, frozen=True):
    """An answer as it lies in a segment: its row, and what it said (None where that cannot be read any more).

    `reading`: as the collector understood it; `body`: as it came.
    """

    reading: Reading | None
    body: bytes | None
    source: str
    fetch_us: int
    session_id: int
    simulated: bool
    rate: float


class SegmentFile:
    """A reading connection that comes and goes; `problem` says in one line why a segment cannot be read (on).

    The writer can only seal a segment that no reader holds: a finished one is read without a lock, or let go at once.
    """

    def __init__(self, number: int, path: Path, home: Path | None = None, *, live: bool = True) -> None:
        """`home`: where it will be found when it is no longer at `path`, because the disk has space again.

        Not `live`: where no collector works on it, it is read without a lock and without a trace beside it.
        """
        self.number = number
        self.path = path
        self._home = home or path
        self._live = live
        self._stood: tuple[tuple[int, int], ...] | None = None
        """How the file stood when it was opened without a lock."""
        self.problem: str | None = None
        self.finished = False
        self.later_version = False
        self._connection: BoundedConnection | None = None
        self._version: int | None = None
        self._marks = Marks()
        self._unpackers = self._made_unpackers(math.inf)
        self._form = USER_VERSION
        self._damaged = False

    def changed(self) -> bool:
        """Whether something was committed since the last `load`; a few microseconds."""
        if self._damaged or self.finished:
            return False
        connection = self._opened()
        try:
            return connection is not None and (self._version is None or _data_version(connection) != self._version)
        except sqlite3.Error as error:
            self._fail(error)
            return False

    def begun(self) -> bool:
        """Whether the writer has arrived here: nothing is written to earlier segments any more."""
        connection = None if self._damaged else self._opened()
        if connection is None:
            return False
        try:
            return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM session)").fetchone()[0])
        except sqlite3.Error as error:
            self._fail(error)
            return False

    def load(self, index: Index, position: int) -> bool:
        """Read what is new into `index`, under `position` in the reader's list; whether there was anything."""
        connection = None if self._damaged else self._opened()
        if connection is None:
            return False
        try:
            self._version = _data_version(connection)
            new = index.take(connection, position, self._marks)
        except sqlite3.Error as error:
            self._version = None
            self._fail(error)
            return False
        count = self._marks.senseless
        self.problem = f"holds {count} rows that make no sense; they are left out: {self.path}" if count else None
        return new

    def finish(self) -> None:
        """Nothing more will come: let go, so that the writer can seal."""
        self.finished = True
        self.close()

    def fetch(self, answer_id: int, *, body: bool = False) -> StoredAnswer | None:
        """One answer, or None where it cannot be read; with its body where that is wanted or there is no reading."""
        query = "SELECT source, fetch_us, session_id, simulated, rate, digest FROM answer WHERE id = ?"
        row = self._one(query, answer_id)
        if row is None:
            return None
        reading = self._reading(answer_id, row[5])
        found = self._body(answer_id, row[5]) if body or reading is None else None
        source = row[0][:LONGEST_NAME] if isinstance(row[0], str) else ""
        fetch_us, session_id = (value if isinstance(value, int) else 0 for value in row[1:3])
        return StoredAnswer(reading, found, source, fetch_us, session_id, row[3] != 0, rate_of(row[4]))

    def _reading(self, answer_id: int, digest: object) -> Reading | None:
        if self._form == 1:
            return None
        try:
            return decode(self._unpackers["snapshot"].unpack(answer_id), digest)
        except PayloadError as error:
            self.problem = f"a reading {error}: {self.path}"
        return None

    def _body(self, answer_id: int, digest: object) -> bytes | None:
        try:
            body = self._unpackers["body"].unpack(answer_id)
        except PayloadError as error:
            self.problem = f"a body {error}: {self.path}"
            return None
        if digest_of(body) == digest:
            return body
        self.problem = f"a body of answer {answer_id} is damaged (its digest differs): {self.path}"
        return None

    def simulated(self, answer_id: int) -> bool | None:
        """Whether the row of an answer says that it is a simulation; None where it cannot be read."""
        row = self._one("SELECT simulated FROM answer WHERE id = ?", answer_id)
        return None if row is None else flag_of(row[0])

    def any_simulated(self) -> bool | None:
        """Whether any usable answer is a simulation; None where that cannot be told of all of them."""
        row = self._one("SELECT MAX(simulated), MAX(at_us IS NOT NULL AND simulated IS NULL) FROM answer")
        if row is None or self._damaged or row[1] == 1:
            return True if row is not None and row[0] == 1 else None
        return bool(row[0])

    def held_parts(self, judgement: int) -> str | None:
        """What a judgement says of parts that are held, as JSON; None where it says nothing (as format 1 never
        does)."""
        row = self._one("SELECT * FROM judgement WHERE id = ?", judgement)
        return None if row is None or len(row) < 18 or row[17] is None else str(row[17])

    def meta(self, key: str) -> str | None:
        """A text among the segment's own facts."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row[0])[:MOST_STATE]

    def last_digest(self) -> bytes | None:
        """The digest of the newest answer."""
        row = self._one("SELECT digest FROM answer ORDER BY id DESC LIMIT 1")
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def close(self) -> None:
        """Let go of the file; it is opened again when needed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> BoundedConnection | None:
        if self._stood is not None and self._stood != _standing(self.path):
            # A collector has begun to write after all.
            self.close()
            self._stood, self._version = None, None
        if self._connection is None:
            if not self._live:
                self._unpackers = self._made_unpackers(most_unpacked(size_of(self.path)))
            if self.path != self._home and not self.path.exists():
                self.path = self._home
            try:
                alone = not self._live and not is_taken(self._home.parent, "collect")
                self._stood = _standing(self.path) if alone else None
                self._connection = open_for_reading(self.path, finished=self.finished, alone=alone)
                self._form = version_of(self._connection)
            except NotARecordingError as error:
                self._damaged = True
                self.later_version = isinstance(error, LaterVersionError)
                self.problem = str(error)
            except sqlite3.Error as error:
                self._fail(error)
            except OSError as error:
                self.problem = f"cannot be read ({error.strerror}): {self.path}"
        return self._connection

    def _fail(self, error: sqlite3.Error) -> None:
        """Give up on a damaged file; a lock or a disk that stumbles may do better at the next poll."""
        self._damaged = is_damage(error)
        what = "is damaged" if self._damaged else "cannot be read"
        why = reason_of(error) if os.access(self.path, os.R_OK) else "no permission, or it is gone"
        self.problem = f"{what} ({why}): {self.path}"
        if self._damaged:
            self.close()

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The one row of a query, or None where there is none or it cannot be read."""
        connection = self._opened()
        if connection is None:
            return None
        try:
            row: tuple[Any, ...] | None = connection.execute(query, values).fetchone()
        except sqlite3.Error as error:
            self.problem = f"cannot be read ({reason_of(error)}): {self.path}"
            return None
        finally:
            if self.finished and holds_wal(self.path):
                self.close()
        return row

    def _made_unpackers(self, most_bytes: float) -> dict[str, Unpacker]:
        return {table: Unpacker(partial(self._frame, table), most_bytes) for table in PAYLOADS}

    def _frame(self, table: str, answer_id: int) -> tuple[bytes, int | None] | None:
        row = self._one(f"SELECT frame, base FROM {table} WHERE answer_id = ?", answer_id)
        return None if row is None else frame_of(row)


def _standing(path: Path) -> tuple[tuple[int, int], ...]:
    """Size and time of a file and its write-ahead log."""
    found = []
    for name in (path.name, path.name + "-wal"):
        try:
            stat = path.with_name(name).lstat()
        except OSError:
            continue
        found.append((stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def _data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
