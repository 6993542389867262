"""A replica: the recording of another machine, row by row as that wrote it, and what diverged from it set aside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, cast

from wallboard.core.errors import RecordingError
from wallboard.recording.batch import STATE_KEYS, Batch, Group, chained, groups_of
from wallboard.recording.bounds import RowError, instant, whole
from wallboard.recording.door import holds_wal, open_as_it_is
from wallboard.recording.errors import write_error
from wallboard.recording.folder import RoleLock, make_folder, segments_in, segments_of
from wallboard.recording.newest_session import NewestSession, session_of
from wallboard.recording.plain_files import sync_folder
from wallboard.recording.schema import COUNTED, PAYLOADS, Meta, columns_of
from wallboard.recording.segment import FIRST_IDS, Ids, Segment, seal
from wallboard.recording.segment_cut import cut_file, first_commit, newest_commit, remove_files
from wallboard.recording.transactions import TransactionTail

ORPHANS: Final = "orphans"
"""The folder beside the segments in which rows are kept that the wall's recording went on without."""
EPOCH_KEY: Final = "epoch"
"""The row of `meta` that says under which lead the newest rows of a segment were written."""
_STORED = frozenset({int, float, str, bytes, type(None)})
_UNHASHED: Final = "simulated"
"""The column of a session that is written later, and comes apart from its row."""


class BatchRefusedError(RecordingError):
    """A batch that does not belong here; the replica is as it was. `kind` is one word for the counts."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


class Replica:
    """The one writer of a follower's recording. Every writing method raises RecordingError, with nothing changed.

    A commit does not wait for the disk: a disk that stands still for half a second would hold up what the wall shows,
    and what a power cut costs is asked for again. `log` is to be brought to the disk by whoever has time to.
    """

    def __init__(self, folder: Path) -> None:
        """Go on with what is there.

        Raises:
            AlreadyRunningError: a collector still records there.
            RecordingError: the folder cannot be used.
        """
        self.folder = folder
        make_folder(folder)
        self._lock = RoleLock(folder, "collect")
        self._segment: Segment | None = None
        self._waiting: list[Path] = []
        self.chain = b""
        self.last_us = 0
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    @property
    def recording(self) -> str:
        """Which recording this is a replica of; "" while it has no row."""
        return "" if self._segment is None else self._segment.recording

    @property
    def epoch(self) -> int:
        """Under which lead the newest rows were written; 0 where that is not stated."""
        if self._segment is None:
            return 0
        row = self._segment.connection.execute("SELECT value FROM meta WHERE key = ?", (EPOCH_KEY,)).fetchone()
        return row[0] if row is not None and isinstance(row[0], int) else 0

    @property
    def session(self) -> NewestSession | None:
        """The newest session of the newest segment."""
        return None if self._segment is None else session_of(self._segment.connection)

    @property
    def log(self) -> Path | None:
        """The file that the newest commits are in; None: there is none."""
        segment = self._segment  # another thread may ask
        return None if segment is None else segment.path.with_name(segment.path.name + "-wal")

    @property
    def segment(self) -> int:
        """The number of the newest segment; 0: there is none."""
        return 0 if self._segment is None else self._segment.number

    def take(self, batch: Batch, epoch: int) -> bool:
        """Commit a batch; whether it was new. Raises BatchRefusedError, RecordingError."""
        if batch.commit_us <= self.last_us:
            return False
        if batch.prev_us != self.last_us:
            raise BatchRefusedError(kind="gap", why="comes after rows that are not here yet")
        groups = self._checked(batch)
        begins = self._segment is None or batch.segment != self._segment.number
        chain = chained(b"" if begins else self.chain, groups)
        if chain != batch.chain:
            raise BatchRefusedError(kind="differs", why="holds rows whose hash is not the one it states")
        segment = self._begun(batch) if begins else cast(Segment, self._segment)
        try:
            with segment.transaction():
                _refuse_lower(segment, epoch)
                _insert(segment, batch, epoch)
        except (sqlite3.Error, OverflowError) as error:
            if begins:
                segment.close()
            if isinstance(error, sqlite3.IntegrityError | sqlite3.DataError | OverflowError):
                raise BatchRefusedError(kind="malformed", why=f"holds rows that cannot be ({error})") from None
            raise write_error(error, segment.path) from error
        except BatchRefusedError:
            if begins:
                segment.close()
            raise
        if begins:
            self._go_on_in(segment)
        self.chain, self.last_us = chain, batch.commit_us
        self._seal_waiting()
        return True

    def cut(self, after_us: int, name: str) -> Path | None:
        """Take off what was committed after an instant, and keep it as an orphan; its folder, None: there was nothing.

        Whole copies of the segments are kept, so that they can be played; `name` tells them apart.
        """
        later = [each for each in segments_in(self.folder) if newest_commit(each[1]) > after_us]
        if not later:
            return None
        kept = self._orphans(name)
        self._let_go()
        try:
            for _, path in later:
                seal(path)
                if holds_wal(path):
                    _keep(path.with_name(path.name + "-wal"), kept)
                _keep(path, kept)
            sync_folder(kept)
        except OSError as error:
            shutil.rmtree(kept, ignore_errors=True)
            self._open()
            raise write_error(error, kept) from None
        for _, path in reversed(later):
            if first_commit(path) > after_us:
                remove_files(path)
            else:
                cut_file(path, after_us)
        self._open()
        return kept

    def cut_segment(self, name: str) -> Path | None:
        """Take off the newest segment, whose rows are not the lead's, and keep it as an orphan."""
        if self._segment is None:
            return None
        older = [path for number, path in segments_in(self.folder) if number < self._segment.number]
        return self.cut(max((newest_commit(path) for path in older), default=0), name)

    def set_aside(self, name: str) -> Path | None:
        """Keep all of it as an orphan: it is another recording than the wall's."""
        return self.cut(0, name)

    def close(self) -> None:
        """Seal what can be sealed, and let a collector have the folder; may be called twice. Does not raise."""
        self._let_go()
        self._seal_waiting()
        self._lock.release()

    def _let_go(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def _open(self) -> None:
        """Open the newest segment and learn how far it goes. Raises RecordingError."""
        self.chain, self.last_us = b"", 0
        found = segments_in(self.folder)
        if not found:
            return
        number, path = found[-1]
        try:
            self._segment = _unhurried(Segment(number, path))
        except sqlite3.Error as error:
            raise write_error(error, path) from None
        self._waiting = [older for n, older in found if n < number]
        self.last_us = max(newest_commit(path) for _, path in found[-2:])
        try:
            self.chain = _chain_of(self.folder, number)
        except sqlite3.Error as error:
            raise write_error(error, path) from None

    def _checked(self, batch: Batch) -> list[Group]:
        """The transactions of a batch whose form is right. Raises BatchRefusedError."""
        try:
            found = groups_of(batch.tables)
            for commit_us, _ in found:
                instant(commit_us)
            for name, (columns, rows) in batch.tables.items():
                _check_rows(name, columns, rows)
        except (ValueError, TypeError, IndexError, KeyError) as error:
            raise BatchRefusedError(kind="malformed", why=f"holds rows of no known form ({error})") from None
        commits = [commit_us for commit_us, _ in found]
        if not commits or commits[0] <= batch.prev_us or commits[-1] != batch.commit_us:
            raise BatchRefusedError(kind="malformed", why="holds rows of other times than it says")
        if batch.begin is None and (self._segment is None or batch.segment != self._segment.number):
            raise BatchRefusedError(kind="gap", why="does not say how its segment begins")
        if self._segment is not None and batch.segment < self._segment.number:
            raise BatchRefusedError(kind="malformed", why="belongs to a segment that is finished")
        if batch.begin is not None and self.recording not in ("", batch.begin.meta.get("recording")):
            raise BatchRefusedError(kind="other recording", why="belongs to another recording")
        return [group for _, group in found]

    def _begun(self, batch: Batch) -> Segment:
        """The segment that a batch begins. Raises RecordingError."""
        begin = batch.begin
        assert begin is not None  # seen to before
        meta: Meta = {name: begin.meta[name] for name in ("recording", "program") if name in begin.meta}
        ids: Ids = dict(FIRST_IDS)
        for table in COUNTED:
            with suppress(RowError):
                ids[table] = max(1, whole(begin.meta.get(f"first_{table}", 1)))
        try:
            return _unhurried(Segment.begin(self.folder, batch.segment, ids, meta, begin.own))
        except (sqlite3.Error, OSError) as error:
            raise write_error(error, self.folder) from None

    def _go_on_in(self, segment: Segment) -> None:
        if self._segment is not None:
            self._waiting.append(self._segment.path)
            self._segment.close()
        self._segment = segment

    def _seal_waiting(self) -> None:
        if self._waiting:
            self._waiting = [path for path in self._waiting if not seal(path)]

    def _orphans(self, name: str) -> Path:
        """A new folder for what is set aside. Raises RecordingError."""
        parent = self.folder / ORPHANS
        try:
            parent.mkdir(exist_ok=True)
            for suffix in ("", *(f"-{n}" for n in range(2, 1000))):
                with suppress(FileExistsError):
                    (parent / f"{name}{suffix}").mkdir()
                    return parent / f"{name}{suffix}"
        except OSError as error:
            raise write_error(error, parent) from None
        msg = f"there are too many orphans of one name: {parent}"
        raise RecordingError(msg)


def _unhurried(segment: Segment) -> Segment:
    """Its commits do not wait for the disk; a power cut costs the newest of them, never the file."""
    segment.connection.execute("PRAGMA synchronous=NORMAL")
    return segment


def bring_to_disk(log: Path) -> None:
    """Wait until what has been written into a replica's log is on the disk. Raises OSError.

    SQLite locks nothing in this file, so that it may be opened beside it (closing another would end its locks).
    """
    with log.open("rb+") as written:
        os.fsync(written.fileno())


def _keep(path: Path, folder: Path) -> None:
    """Copy a file, which has its name only once all of it is on the disk. Raises OSError."""
    part = folder / f"{path.name}.part"
    shutil.copyfile(path, part)
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(folder / path.name)


def set_epoch(folder: Path, epoch: int) -> None:
    """State in the newest segment under which lead it is written from now on; nothing where there is no segment yet.

    Raises RecordingError.
    """
    for _, path in segments_in(folder)[-1:]:
        try:
            with closing(open_as_it_is(path)) as connection:
                connection.execute("REPLACE INTO meta VALUES (?, ?)", (EPOCH_KEY, epoch))
        except sqlite3.Error as error:
            raise write_error(error, path) from None


def last_commit(folder: Path) -> int:
    """The newest commit of a recording; 0 where it has none. Raises RecordingError."""
    return max((newest_commit(path) for _, path in segments_of(folder)[-2:]), default=0)


def _check_rows(name: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
    """Raises ValueError."""
    if name not in (*COUNTED, *PAYLOADS) or len(set(columns)) != len(columns):
        msg = f"no table is called {name[:40]!r}"
        raise ValueError(msg)
    for row in rows:
        if len(row) != len(columns) or not _STORED.issuperset(map(type, row)):
            msg = f"a row of {name} has not one value of a column's kind for each column"
            raise ValueError(msg)


def _refuse_lower(segment: Segment, epoch: int) -> None:
    """Within the write transaction: nothing of a lead that has been succeeded. Raises BatchRefusedError."""
    row = segment.connection.execute("SELECT value FROM meta WHERE key = ?", (EPOCH_KEY,)).fetchone()
    if row is not None and isinstance(row[0], int) and epoch < row[0]:
        raise BatchRefusedError(kind="stale", why=f"comes from the lead of epoch {epoch}, after that of epoch {row[0]}")


def _insert(segment: Segment, batch: Batch, epoch: int) -> None:
    connection = segment.connection
    for name in (*COUNTED, *PAYLOADS):
        columns, rows = batch.tables.get(name, ((), []))
        if not rows:
            continue
        known = columns_of(connection, name)
        wanted = tuple(each for each in known if not (name == "session" and each == _UNHASHED))
        if set(columns) != set(wanted):
            raise BatchRefusedError(kind="version", why=f"has other columns of {name} than this version writes")
        _refuse_repeated(connection, name, columns, rows)
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)
    for session, simulated in batch.said.items():
        connection.execute("UPDATE session SET simulated = ? WHERE id = ?", (simulated, session))
    kept: list[tuple[str, object]] = [(key, batch.state[key]) for key in STATE_KEYS if key in batch.state]
    connection.executemany("REPLACE INTO meta VALUES (?, ?)", [*kept, (EPOCH_KEY, epoch)])


def _refuse_repeated(
    connection: sqlite3.Connection, name: str, columns: tuple[str, ...], rows: list[list[Any]]
) -> None:
    """Ids rise within a table, from the newest on. Raises BatchRefusedError."""
    key = "answer_id" if name in PAYLOADS else "id"
    (last,) = connection.execute(f"SELECT IFNULL(MAX({key}), 0) FROM {name}").fetchone()
    at = columns.index(key)
    for row in rows:
        if type(row[at]) is not int or row[at] <= last:
            raise BatchRefusedError(kind="malformed", why=f"holds a row of {name} whose id does not follow")
        last = row[at]


def _chain_of(folder: Path, number: int) -> bytes:
    """The hash of the rows of a recording's newest segment. Raises sqlite3.Error, RecordingError."""
    return b"".join(batch.chain for batch in list(_batches_of(folder, number))[-1:])


def _batches_of(folder: Path, number: int) -> Iterator[Batch]:
    tail = TransactionTail(folder, begin_at=number)
    try:
        while found := tail.poll():
            yield from found
    finally:
        tail.close()
