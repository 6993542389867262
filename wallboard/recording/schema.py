"""The form of a recording on disk: tables, identity, and how a connection for writing or for reading is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from wallboard.core.contract.metrics import HEADLINE
from wallboard.recording.errors import LaterVersionError, NotARecordingError

APPLICATION_ID = 0x57424F44
"""`WBOD` in the SQLite header, so that `file` and other programs can tell."""
USER_VERSION = 2
"""2 adds `utc_us` and `date_us` to an answer."""

PAGE_SIZE = 1024
"""A body of 3.5 KB fills three overflow pages of this size to the brim and a commit writes only some 10 KB; the
demonstration takes 3.7 KB a snapshot so, 4.3 to 4.5 KB with pages of 2048 to 16384."""
CHECKPOINT_PAGES = 4000

COLUMNS: tuple[str, ...] = tuple(str(m.column) for m in HEADLINE)
"""The headline figures of an answer that are columns, gmv_fen first."""

# Bodies lie in a table of their own: a scan of the night's figures then reads 150 bytes a snapshot, not 4 KB.
_SEGMENT = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE session (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, utc_us INTEGER NOT NULL, mono_us INTEGER NOT NULL,
    facts TEXT NOT NULL, mapping TEXT, zone TEXT);
CREATE TABLE answer (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, session_id INTEGER NOT NULL, source TEXT NOT NULL,
    status INTEGER NOT NULL, fetch_us INTEGER NOT NULL, digest BLOB NOT NULL, usable INTEGER NOT NULL,
    present INTEGER NOT NULL, at_us INTEGER, sequence INTEGER, simulated INTEGER, rate REAL,
    {", ".join(f"{name} INTEGER" for name in COLUMNS)}, utc_us INTEGER, date_us INTEGER);
CREATE TABLE body (answer_id INTEGER PRIMARY KEY, base INTEGER, frame BLOB NOT NULL);
CREATE TABLE judgement (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, answer_id INTEGER NOT NULL, verdict TEXT NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL, withheld TEXT, shown INTEGER NOT NULL, advance INTEGER NOT NULL,
    correction INTEGER NOT NULL, agreed INTEGER NOT NULL, clock_us INTEGER, clock_rate REAL);
CREATE TABLE happening (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, at_us INTEGER NOT NULL, kind TEXT NOT NULL,
    data TEXT NOT NULL);
CREATE TABLE failure (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    message TEXT NOT NULL, fetch_us INTEGER NOT NULL);
"""

ACTION_TABLE = """
CREATE TABLE action (
    id INTEGER PRIMARY KEY, wall_us INTEGER NOT NULL, recording_us INTEGER NOT NULL, action TEXT NOT NULL,
    argument TEXT NOT NULL, state TEXT NOT NULL);
"""
"""What the operator did: in the journal, and in a recording that was packed into one file."""

_JOURNAL = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
{ACTION_TABLE}"""

COUNTED: tuple[str, ...] = ("session", "answer", "judgement", "happening", "failure")
"""The tables whose ids go on from one segment to the next, so that an id names one row of the whole recording."""

LIMIT_KEYS = ("begins_us", "ends_us")
"""What a trimmed recording states in `meta`: recording time of its bounds."""

Meta = dict[str, str | int | bytes]


def create_segment(path: Path, meta: Meta) -> None:
    """Make an empty segment at `path`, durable before it returns. Raises sqlite3.Error, OSError."""
    _create(path, _SEGMENT, {"kind": "segment"} | meta)


def create_journal(path: Path, meta: Meta) -> None:
    """Make an empty journal at `path`, durable before it returns. Raises sqlite3.Error, OSError."""
    _create(path, _JOURNAL, {"kind": "journal"} | meta)


def _create(path: Path, tables: str, meta: Meta) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size={PAGE_SIZE}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(f"BEGIN; {tables} COMMIT;")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
    finally:
        connection.close()


def open_for_writing(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """The one writing connection to a segment or journal: WAL, every commit on the disk before it returns.

    Not `durable`: for what can be made again, where a power cut may cost it.

    Raises:
        sqlite3.Error: the file cannot be opened or is damaged.
        NotARecordingError: it is something else, or of a later version.
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


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """A writing connection that leaves the form of the file alone. Raises like `open_for_writing`."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=5)
    try:
        check_identity(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path, *, finished: bool = False) -> sqlite3.Connection:
    """A connection that can only read; no lock is taken on a `finished` file, nor on read-only media.

    Raises:
        sqlite3.Error: the file cannot be opened or is damaged.
        NotARecordingError: it is something else, or of a later version.
    """
    if finished and not holds_wal(path):
        return _reading(path, "immutable=1")
    try:
        return _reading(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        # SQLite wants to write its index of the WAL beside the file, which read-only media refuse.
        return _reading(path, "immutable=1")


def holds_wal(path: Path) -> bool:
    """Whether rows of `path` still lie in its write-ahead log."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def _reading(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=1)
    try:
        connection.execute("PRAGMA query_only=1")
        check_identity(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    """The form of a file as it says itself. Raises sqlite3.Error."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


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
        msg = f"was written by a later version of wallboard (form {version}, this one reads {USER_VERSION}): {path}"
        raise LaterVersionError(msg)
