"""The one door through which databases of recordings are opened: a recording may come from anyone.

What SQLite's own advice for untrusted files asks for (https://www.sqlite.org/security.html), and more: plain files
alone, plain tables alone, and no query that costs more than the size of the file explains.
"""

from __future__ import annotations

import math
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from wallboard.recording.errors import LaterVersionError, NotARecordingError, NotPlainError
from wallboard.recording.plain_files import check_plain, open_plain, read_plain
from wallboard.recording.schema import APPLICATION_ID, CHECKPOINT_PAGES, USER_VERSION, later_form, version_of
from wallboard.recording.schema_check import check_schema, is_known_table

MAX_ROW = 32 * 2**20
"""Bytes of the largest row: a body of 16 MB that does not compress, or the packed figures of a day."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_ROW,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 512,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_FUNCTIONS = frozenset({"ifnull", "coalesce", "max", "min", "count", "length", "like"})
_PRAGMAS = frozenset(
    {"application_id", "user_version", "data_version", "page_count", "page_size", "integrity_check", "quick_check"}
)
_HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT})

_PAGES_KB = 256
"""What a reading connection keeps of its file, one for each segment of a night; the system keeps pages as well."""
_STEP = 50_000
"""Opcodes between two looks at the meter: a millisecond or two."""
_FREE_OPCODES = 1_000_000
_OPCODES_A_BYTE = 2
"""A row of 150 bytes with 25 columns takes 30 opcodes to read; the smallest rows, of 12 bytes, take 6."""
_LOCKLESS = "win32-none" if sys.platform == "win32" else "unix-none"
"""What SQLite calls its files without locks."""
_COMPANIONS = ("-wal", "-shm", "-journal")
_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal ends that names another file, which SQLite would open and may delete."""


class BoundedConnection(sqlite3.Connection):
    """A connection of which every statement has a budget of opcodes, by the size of the file; SQLite interrupts it."""

    meter: _Meter

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Like sqlite3.Connection.execute, with the meter at zero."""
        self.meter.spent = 0
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError:
            # SQLite's message names what the file defines, in letters that are none.
            msg = "its definitions cannot be read"
            raise sqlite3.DatabaseError(msg) from None


class _Meter:
    """Counts the opcodes of the statement that runs."""

    __slots__ = ("allowed", "path", "spent")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spent = 0
        self.allowed = _FREE_OPCODES

    def step(self) -> int:
        """Called by SQLite; not 0 ends the statement."""
        self.spent += _STEP
        if self.spent > self.allowed:
            self.allowed = _FREE_OPCODES + _OPCODES_A_BYTE * size_of(self.path)  # a live file grows
        return self.spent > self.allowed


def open_for_reading(path: Path, *, finished: bool = False, alone: bool = False) -> BoundedConnection:
    """A connection that can only read; no lock is taken on a `finished` file, nor on read-only media.

    `alone`: nobody writes to the file now, so that it is read, its write-ahead log included, without a trace beside it.

    Raises:
        sqlite3.Error: the file cannot be opened or is damaged.
        NotARecordingError: it is something else, or of a later version; its schema is not a recording's.
    """
    try:
        return _open_for_reading(path, finished=finished, alone=alone)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB or _was_a_recording(path):
            raise
        msg = f"is no recording of wallboard: {path}"
        raise NotARecordingError(msg) from None


def _was_a_recording(path: Path) -> bool:
    """Whether a file that SQLite cannot read is a recording's by its name, or by what is left of its first bytes."""
    head = read_plain(path, 100)
    marked = head.startswith(b"SQLite format 3") or head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    return marked or path.suffix == ".wallboard"


def _open_for_reading(path: Path, *, finished: bool, alone: bool) -> BoundedConnection:
    logged = holds_wal(path)
    if not logged and (finished or (alone and _keeps_wal(path))):
        return _reading(path, "immutable=1")
    try:
        if alone and logged:
            return _reading(path, f"mode=ro&vfs={_LOCKLESS}", alone=True)
        return _reading(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        # SQLite wants to write its index of the WAL beside the file, which read-only media refuse.
        return _reading(path, "immutable=1")


def open_for_writing(path: Path, *, durable: bool = True) -> BoundedConnection:
    """The one writing connection to a segment or journal: WAL, every commit on the disk before it returns.

    Not `durable`: for what can be made again, where a power cut may cost it. Raises like `open_for_reading`.
    """
    connection = open_as_it_is(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_as_it_is(path: Path) -> BoundedConnection:
    """A writing connection that leaves the form of the file alone. Raises like `open_for_reading`."""
    _refuse_super_journal(path)
    connection = _connected(path, "mode=rw", timeout=5)
    try:
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def holds_wal(path: Path) -> bool:
    """Whether rows of `path` still lie in its write-ahead log."""
    try:
        return path.with_name(path.name + "-wal").lstat().st_size > 0
    except OSError:
        return False


def _keeps_wal(path: Path) -> bool:
    """Whether a file has the form for which SQLite makes a write-ahead log, be it empty, to read."""
    try:
        return read_plain(path, 20)[18:] == b"\x02\x02"
    except (OSError, NotPlainError):
        return False


def size_of(path: Path) -> int:
    """Bytes of a file and its write-ahead log; 0 where there is none."""
    total = 0
    for name in (path.name, path.name + "-wal"):
        try:
            found = path.with_name(name).lstat()
        except OSError:
            continue
        total += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return total


def segment_recording(path: Path) -> str | None:
    """The identity of the recording that a file belongs to; None where it says none."""
    try:
        with closing(open_for_reading(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'recording'").fetchone()
    except (sqlite3.Error, NotARecordingError, OSError):
        return None
    return str(row[0]) if row is not None else None


def rows_of(connection: sqlite3.Connection, query: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
    """The rows of a query whose first column is a rising id.

    Pages that lead in circles give the same ids again and again, and rows that share pages hold more than their file;
    both are damage: sqlite3.DatabaseError, after the rows before it. Files of our own making may hold anything.
    """
    last: int | None = None
    left = MAX_ROW + 2 * size_of(connection.meter.path) if isinstance(connection, BoundedConnection) else math.inf
    for row in connection.execute(query, parameters):
        number = row[0]
        if type(number) is not int or (last is not None and number <= last):
            msg = "its rows are not in order"
            raise sqlite3.DatabaseError(msg)
        last = number
        for value in row:
            if type(value) is str or type(value) is bytes:
                left -= len(value)
        if left < 0:
            msg = "its rows hold more than their file"
            raise sqlite3.DatabaseError(msg)
        yield row


def _reading(path: Path, how: str, *, alone: bool = False) -> BoundedConnection:
    connection = _connected(path, how, timeout=1)
    try:
        connection.execute("PRAGMA query_only=1")
        if alone:
            # Without locks the index of the WAL is kept in memory, but only by one who has the file for itself.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute(f"PRAGMA cache_size=-{_PAGES_KB}")
        connection.set_authorizer(_authorized)
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path, how: str, *, timeout: float) -> BoundedConnection:
    """Connect, with every limit set before anything of the file is read.

    SQLite opens by name: what lies there is looked at before and after. A descriptor of our own would prove no more,
    and to close it drops the locks that this process holds (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    before = check_plain(path)
    for ending in _COMPANIONS:
        check_plain(path.with_name(path.name + ending))
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=timeout, factory=BoundedConnection
    )
    try:
        after = check_plain(path)
        if before is not None and after is not None and (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
            msg = f"was exchanged while it was opened: {path}"
            raise NotARecordingError(msg)
        connection.meter = _Meter(path)
        connection.set_progress_handler(connection.meter.step, _STEP)
        for limit, most in _LIMITS.items():
            connection.setlimit(limit, most)
        if sys.version_info >= (3, 12):
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            connection.execute(f"PRAGMA {setting}")
        connection.text_factory = _text
    except BaseException:
        connection.close()
        raise
    return connection


def _text(raw: bytes) -> str:
    """A text that is not UTF-8 costs its own letters, not the rows behind it."""
    return raw.decode("utf-8", "replace")


def _authorized(action: int, first: str | None, second: str | None, schema: str | None, inner: str | None, /) -> int:
    """Reading of a recording's own tables, and nothing from within a view or trigger."""
    if inner is not None or schema not in (None, "main"):
        return sqlite3.SQLITE_DENY
    if action in _HARMLESS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ:
        allowed = first is not None and (first == "sqlite_master" or is_known_table(first))
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = second is not None and second.lower() in _FUNCTIONS
    else:
        allowed = action == sqlite3.SQLITE_PRAGMA and first is not None and first.lower() in _PRAGMAS
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _check(connection: sqlite3.Connection, path: Path) -> None:
    check_identity(connection, path)
    check_schema(connection, path)


def check_identity(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is no recording or one of a later version.

    Raises:
        NotARecordingError: it says which (LaterVersionError where a newer program is needed).
        sqlite3.Error: the file is damaged or no database at all.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = version_of(connection)
    if application == 0 and path.stat().st_size == 0:
        msg = f"is an empty file, no recording: {path}"
        raise NotARecordingError(msg)
    if application != APPLICATION_ID:
        msg = f"is no recording of wallboard: {path}"
        raise NotARecordingError(msg)
    if version > USER_VERSION:
        msg = f"was written by a later version of wallboard ({later_form(version)}): {path}"
        raise LaterVersionError(msg)


def _refuse_super_journal(path: Path) -> None:
    """A recording is never part of a transaction over several files."""
    journal = path.with_name(path.name + "-journal")
    found = check_plain(journal)
    if found is None or found.st_size < len(_SUPER_JOURNAL):
        return
    try:
        opened = open_plain(journal)
    except FileNotFoundError:
        return  # its writer has just ended a transaction
    with os.fdopen(opened, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - len(_SUPER_JOURNAL)))
        if file.read() == _SUPER_JOURNAL:
            raise NotPlainError(journal, "a journal that names another file")
