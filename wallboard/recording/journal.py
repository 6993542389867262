"""The operator's journal: what was done at the display and how the controls stood after it; written by `show` alone."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from wallboard.core.errors import RecordingError
from wallboard.recording import bounds
from wallboard.recording.door import BoundedConnection, open_for_reading, open_for_writing, rows_of
from wallboard.recording.errors import DiskFullError, LaterVersionError, NotARecordingError, is_damage, write_error
from wallboard.recording.folder import JOURNAL, is_taken
from wallboard.recording.followed_file import FollowedFile
from wallboard.recording.plain_files import check_plain, is_plain, sync_folder
from wallboard.recording.schema import create_journal

_COLUMNS = "id, wall_us, recording_us, action, argument, state"


class JournalRow(msgspec.Struct, frozen=True):
    """One action of the operator: at `wall_us` (UTC), with the playhead at `recording_us`; the rest is JSON."""

    id: int
    wall_us: int
    recording_us: int
    action: str
    argument: str
    state: str


def row_of(row: Sequence[object]) -> JournalRow:
    """An action from its columns. Raises ValueError on what no program has written."""
    number, wall_us, recording_us, action, argument, state = row
    return JournalRow(
        bounds.whole(number),
        bounds.whole(wall_us),
        bounds.whole(recording_us),
        bounds.text(action, bounds.LONGEST_NAME),
        bounds.text(argument, bounds.LONGEST_JSON),
        bounds.text(state, bounds.LONGEST_JSON),
    )


class Journal:
    """The writer. `set_aside` names the file a damaged journal was renamed to, if that happened."""

    def __init__(self, folder: Path) -> None:
        """Open the journal of a recording, or begin one.

        A damaged one is renamed (never deleted) and a new one begun. On a full disk there is none until there is room:
        a wall that is started then shows what it can, and each action that is lost says so.

        Raises:
            RecordingError: the directory cannot be written, or the journal is of a later version.
        """
        self._path = folder / JOURNAL
        self.set_aside: Path | None = None
        self._connection: BoundedConnection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._opened()
        except (sqlite3.Error, OSError) as error:
            failed = write_error(error, self._path)
            if not isinstance(failed, DiskFullError):
                raise failed from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, wall_us: int, recording_us: int, action: str, argument: str, state: str) -> int:
        """Record an action; its id. Raises DiskFullError or RecordingFailedError, with nothing of it in the file.

        A journal that was deleted or moved takes every action, and nobody finds them: a new one is begun.
        """
        insert = "INSERT INTO action (wall_us, recording_us, action, argument, state) VALUES (?, ?, ?, ?, ?)"
        try:
            connection = self._connection
            if connection is None or not os.path.lexists(self._path):
                connection = self._begin_anew()
            done = connection.execute(insert, (wall_us, recording_us, action, argument, state))
        except (sqlite3.Error, OSError) as error:
            raise write_error(error, self._path) from error
        return int(done.lastrowid or 0)

    def last_state(self) -> str | None:
        """How the controls stood after the last action; None before the first, or where that makes no sense."""
        if self._connection is None:
            return None
        row = self._connection.execute("SELECT state FROM action ORDER BY id DESC LIMIT 1").fetchone()
        try:
            bounds.table(None if row is None else row[0])
        except bounds.RowError:
            return None
        return str(row[0])

    def since(self, last_id: int = 0) -> tuple[JournalRow, ...]:
        """The actions after the one with that id. Raises RecordingFailedError where the journal cannot be read."""
        if self._connection is None:
            return ()
        try:
            return tuple(_rows(self._connection, last_id))
        except sqlite3.Error as error:
            raise write_error(error, self._path) from error

    def close(self) -> None:
        """Bring everything into the one file if no reader is in the way, and let go. Does not raise."""
        if self._connection is None:
            return
        try:
            self._connection.execute("PRAGMA busy_timeout=0")
            self._connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error:
            pass  # it stays in WAL form, which is just as good
        finally:
            self._connection.close()

    def _begin_anew(self) -> BoundedConnection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._connection is not None:
            self._connection.close()  # before there is another one: SQLite deletes its log by name
        self._connection = None
        self._connection = self._opened()
        return self._connection

    def _opened(self) -> BoundedConnection:
        connection: BoundedConnection | None
        try:
            if check_plain(self._path) is None:
                _begin(self._path)
            connection = open_for_writing(self._path)
        except LaterVersionError:
            raise
        except NotARecordingError:
            connection = None
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            connection = None
        if connection is not None and _sound(connection):
            return connection
        if connection is not None:
            connection.close()
        self.set_aside = put_aside(self._path)
        _begin(self._path)
        return open_for_writing(self._path)


class JournalTail:
    """The journal as others than the display see it: each action once, also those of a journal begun anew."""

    def __init__(self, folder: Path) -> None:
        self._file = FollowedFile(folder / JOURNAL)
        self._last_id = 0

    def poll(self) -> tuple[JournalRow, ...]:
        """The actions since the last poll; all there are on the first. Microseconds when there are none.

        What cannot be read now is tried again at the next poll, so nothing is raised.
        """
        try:
            connection = self._file.connection()
            if connection is None:
                return ()
            if self._file.is_another:
                self._last_id = 0
            version = self._file.version_if_new()
            if version is None:
                return ()
            rows = tuple(_rows(connection, self._last_id))
        except (sqlite3.Error, RecordingError):
            self.close()
            return ()
        self._file.seen(version)
        self._last_id = rows[-1].id if rows else self._last_id
        return rows

    def close(self) -> None:
        """Let go of the file; a later poll opens it again."""
        self._file.close()


def actions_of(recording: Path) -> tuple[JournalRow, ...]:
    """All that was done at the display of a recording: a directory, or one packed file, which carries it inside.

    Empty where nothing was done or nothing of it can be read.
    """
    path = recording / JOURNAL if recording.is_dir() else recording.resolve()
    if not is_plain(path):
        return ()
    found: list[JournalRow] = []
    try:
        with closing(open_for_reading(path, alone=not is_taken(path.parent, "show"))) as connection:
            found.extend(_rows(connection, 0))
    except (sqlite3.Error, RecordingError, OSError):
        pass  # what came before the damage counts
    return tuple(found)


def _rows(connection: BoundedConnection, last_id: int) -> Iterator[JournalRow]:
    """The actions after an id; one that makes no sense costs itself. Raises sqlite3.Error."""
    for row in rows_of(connection, f"SELECT {_COLUMNS} FROM action WHERE id > ? ORDER BY id", last_id):
        with suppress(bounds.RowError):
            yield row_of(row)


def _begin(path: Path) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    create_journal(part, {"journal": uuid.uuid4().hex})
    part.replace(path)
    sync_folder(path.parent)


def _sound(connection: BoundedConnection) -> bool:
    """Whether all of it can be read; a journal is small enough to look."""
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        connection.execute(f"SELECT {_COLUMNS} FROM action ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.Error as error:
        if not is_damage(error):
            connection.close()
            raise
        return False
    return bool(verdict == "ok")


def put_aside(path: Path) -> Path:
    """Rename a damaged journal and what belongs to it, under a number that is free."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")):
        number += 1
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if os.path.lexists(part):
            part.rename(aside.with_name(aside.name + ending))
    return aside
