"""One segment under the collector's hand: how it begins, where its ids stand, and how it is sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from wallboard.core.contract.metrics import own_metric_of
from wallboard.recording.bounds import LONGEST_NAME, instant, whole
from wallboard.recording.door import open_as_it_is, open_for_writing
from wallboard.recording.errors import NotARecordingError, is_damage
from wallboard.recording.folder import segment_path
from wallboard.recording.payload import Packer
from wallboard.recording.plain_files import check_plain, sync_folder
from wallboard.recording.schema import COUNTED, PAYLOADS, Meta, columns_of, create_segment, version_of
from wallboard.recording.sealed_columns import is_complete, write_extras

Ids = dict[str, int]
"""The next free id of each of `COUNTED`."""

FIRST_IDS: Ids = dict.fromkeys(COUNTED, 1)
SKIPPED_IDS = 1_000_000
"""How far ids jump past a segment that cannot be read, whose own ids nobody knows."""


class Segment:
    """A writing connection to one segment file, and what is known about it."""

    def __init__(self, number: int, path: Path, *, durable: bool = True) -> None:
        """Open an existing segment. Raises sqlite3.Error, NotARecordingError."""
        self.number = number
        self.path = path
        self.connection = open_for_writing(path, durable=durable)
        try:
            self.version = version_of(self.connection)
            self.next_ids, self.last_us = _standing(self.connection)
            self.packers = {table: Packer() for table in PAYLOADS}
            self.own = tuple(name for name in columns_of(self.connection, "answer") if own_metric_of(name) is not None)
            self.recording = _recording(self.connection)
            (begun,) = self.connection.execute("SELECT MIN(commit_us) FROM session").fetchone()
            self.begun_us: int | None = begun if isinstance(begun, int) else None
            """The commit of its first row when it was opened; None where it was empty."""
        except BaseException:
            self.connection.close()
            raise

    @staticmethod
    def begin(
        folder: Path, number: int, next_ids: Ids, meta: Meta, own: Sequence[str] = (), *, durable: bool = True
    ) -> Segment:
        """Make a new segment with columns of the operator's `own`; readers see it only when it is whole.

        An empty segment that an earlier attempt left behind is used. Raises sqlite3.Error, OSError.
        """
        path = segment_path(folder, number)
        first: Meta = {f"first_{table}": next_ids[table] for table in COUNTED}
        if check_plain(path) is None:
            _make(path, meta | {"number": number} | first, own)
        made = Segment(number, path, durable=durable)
        try:
            with made.transaction():
                made.connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(first.items()))
        except BaseException:
            made.connection.close()
            raise
        return made

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk when it ends. Raises sqlite3.Error."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # SQLite itself has already rolled back after some failures, a full disk among them.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def size_bytes(self) -> int:
        """How large the file is, what is still in its write-ahead log included."""
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        (page_size,) = self.connection.execute("PRAGMA page_size").fetchone()
        return int(pages) * int(page_size)

    def is_there(self) -> bool:
        """Whether its file still has its name; one that was deleted or moved takes every row, and nobody finds them."""
        try:
            self.path.stat()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def sealed(self) -> bool:
        """Seal and close if no reader and no full disk is in the way; whether it is done. Does not raise."""
        try:
            done = _seal(self.connection)
        except sqlite3.Error as error:
            done = is_damage(error)  # there is no use in trying again
        if done:
            self.connection.close()
        return done

    def close(self) -> bool:
        """Seal if no reader is in the way, and close; whether it is sealed. Does not raise."""
        try:
            return _seal(self.connection)
        except sqlite3.Error:
            return False
        finally:
            self.connection.close()


def seal(path: Path) -> bool:
    """Bring all of a finished segment into the one file; False while a reader is in the way.

    True also where that can never be done (damaged, read-only media): there is no use in trying again.
    """
    try:
        connection = open_as_it_is(path)
    except NotARecordingError:
        return True
    except sqlite3.Error as error:
        return not _is_busy(error)
    try:
        return _seal(connection)
    except sqlite3.Error as error:
        return not _is_busy(error)
    finally:
        connection.close()


def _is_busy(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _make(path: Path, meta: Meta, own: Sequence[str]) -> None:
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        create_segment(part, meta, own)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _seal(connection: sqlite3.Connection) -> bool:
    connection.execute("PRAGMA busy_timeout=0")
    if connection.execute("PRAGMA journal_mode").fetchone() == ("delete",):
        return True
    if not is_complete(connection):
        _complete(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    return bool(mode == "delete")


def _complete(connection: sqlite3.Connection) -> None:
    """Add what makes a finished segment quick to open; one that is without is whole all the same."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        write_extras(connection)
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _standing(connection: sqlite3.Connection) -> tuple[Ids, int]:
    """The next free ids, and the newest commit."""
    first = dict(connection.execute("SELECT key, value FROM meta WHERE key LIKE 'first_%'").fetchall())
    try:
        return _next_ids(connection, first)
    except ValueError:
        msg = "its ids or times are none that a collector could go on from"
        raise sqlite3.DatabaseError(msg) from None


def _next_ids(connection: sqlite3.Connection, first: Mapping[str, object]) -> tuple[Ids, int]:
    """Raises ValueError."""
    ids: Ids = {}
    last_us = 0
    for table in COUNTED:
        row = connection.execute(f"SELECT id, commit_us FROM {table} ORDER BY id DESC LIMIT 1").fetchone()
        ids[table] = whole(row[0]) + 1 if row else whole(first.get(f"first_{table}", 1))
        last_us = max(last_us, instant(row[1]) if row else 0)
    return ids, last_us


def _recording(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = 'recording'").fetchone()
    return str(row[0])[:LONGEST_NAME] if row else ""
