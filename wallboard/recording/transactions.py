"""The rows of a recording as its collector committed them, in order, for whoever keeps a copy of them elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from wallboard.core.contract.metrics import own_metric_of
from wallboard.core.errors import RecordingError
from wallboard.recording.batch import STATE_KEYS, Batch, Begin, Group, Table, chained, groups_of
from wallboard.recording.door import BoundedConnection, open_for_reading
from wallboard.recording.folder import segments_of
from wallboard.recording.schema import COUNTED, PAYLOADS, columns_of

BATCH_BYTES: Final = 160_000
"""About so much is put into one batch, unless a single transaction is larger."""
_AT_ONCE: Final = 256
_SKIPPED_AT_ONCE: Final = 8
"""So many times as many rows that are known already are passed over in one call: their hash is needed."""
_BEGIN_KEYS: Final = ("recording", "program", "number", *(f"first_{table}" for table in COUNTED))


class _SegmentProgress(msgspec.Struct):
    """How far a segment has been read."""

    number: int
    path: Path
    last: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    chain: bytes = b""
    begun: bool = False


class TransactionTail:
    """Reads the transactions after an instant, as they come; never writes. One that fails is tried again."""

    def __init__(self, folder: Path, after_us: int = 0, *, begin_at: int = 0) -> None:
        """`folder`: a recording, a packed one too. `after_us`: what was committed up to then is known already.

        `begin_at`: nor are segments before that read.
        """
        self._begin_at = begin_at
        self._folder = folder
        self.last_us = after_us
        """The commit of the newest transaction that was read or known."""
        self.chain = b""
        self._place: _SegmentProgress | None = None
        self._connection: BoundedConnection | None = None
        self._version: int | None = None
        self._skips_us = after_us

    def poll(self) -> tuple[Batch, ...]:
        """What is new, some batches at a time. Microseconds where nothing is.

        Nothing is left when nothing is returned, unless many rows that are known already lay before it.

        Raises sqlite3.Error, RecordingError, OSError.
        """
        if self._connection is None and not self._advance():
            return ()
        assert self._connection is not None  # opened above
        assert self._place is not None
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        followed = self._next() if version == self._version else None
        if version == self._version and followed is None:
            return ()
        for _ in range(_SKIPPED_AT_ONCE):
            tables = self._read(self._connection, self._place)
            if found := tuple(self._batches(tables, self._place)):
                return found
            if not tables:
                break
        else:
            return ()  # all of it was known already, and there is more
        self._version = int(version)
        if followed is not None and _is_begun(followed[1]):
            self._open(*followed)  # nothing more is written to the one before
        return ()

    def close(self) -> None:
        """Let go of the file, so that its writer can seal it."""
        if self._connection is not None:
            self._connection.close()
            self._connection, self._version = None, None

    def release(self) -> None:
        """Begin anew at the next poll after what is known: the files have been changed by another hand."""
        self.close()
        self._place, self._skips_us, self.chain = None, self.last_us, b""

    def _advance(self) -> bool:
        """Open the segment to go on in; whether there is one. Raises sqlite3.Error, RecordingError, OSError."""
        try:
            found = segments_of(self._folder)
        except OSError:
            return False
        if self._place is not None or self._begin_at:
            least = self._begin_at if self._place is None else self._place.number
            found = tuple(each for each in found if each[0] >= least)
        else:
            found = _from(found, self._skips_us)
        if not found:
            return False
        if self._place is not None and self._place.number == found[0][0]:
            self._connection = open_for_reading(found[0][1])
        else:
            self._open(*found[0])
        return True

    def _open(self, number: int, path: Path) -> None:
        self.close()
        self._connection = open_for_reading(path)
        self._place = _SegmentProgress(number, path)
        self.chain = b""

    def _next(self) -> tuple[int, Path] | None:
        """The segment after the present one."""
        assert self._place is not None  # only asked then
        later = [each for each in segments_of(self._folder) if each[0] > self._place.number]
        return later[0] if later else None

    def _read(self, connection: BoundedConnection, place: _SegmentProgress) -> dict[str, Table]:
        """The next rows of all tables, whole transactions alone. Raises sqlite3.Error."""
        connection.execute("BEGIN")
        try:
            most, tables, left = _AT_ONCE, *_counted(connection, place, _AT_ONCE)
            while left and not tables:  # a single transaction of more rows
                most *= 8
                tables, left = _counted(connection, place, most)
            if "answer" in tables:
                first, last = place.last["answer"], tables["answer"][1][-1][0]
                for table in PAYLOADS:
                    query = f"SELECT * FROM {table} WHERE answer_id > ? AND answer_id <= ? ORDER BY answer_id"
                    rows = [list(row) for row in connection.execute(query, (first, last))]
                    if rows:
                        tables[table] = columns_of(connection, table), rows
            return tables
        finally:
            connection.execute("COMMIT")

    def _batches(self, tables: dict[str, Table], place: _SegmentProgress) -> Iterator[Batch]:
        connection = self._connection
        assert connection is not None  # the caller has read from it
        columns = {name: table[0] for name, table in tables.items()}
        sessions = columns.get("session", ())
        states = {row[0]: row[sessions.index("simulated")] for row in tables.get("session", ((), []))[1]}
        if "session" in tables:
            at = sessions.index("simulated")
            columns["session"] = tuple(name for name in sessions if name != "simulated")
            tables["session"] = columns["session"], [row[:at] + row[at + 1 :] for row in tables["session"][1]]
        kept: list[tuple[int, Group]] = []
        size = 0
        groups = groups_of(tables)
        for number, (commit_us, group) in enumerate(groups):
            for table in COUNTED:
                if table in group:
                    place.last[table] = max(place.last[table], group[table][-1][0])
            if commit_us <= self._skips_us:
                place.begun = True
                self.chain = place.chain = chained(place.chain, [group])
                continue
            kept.append((commit_us, group))
            size += _bytes_of(group)
            newest = number == len(groups) - 1
            if size >= BATCH_BYTES or newest:
                yield self._batch(kept, columns, states, place, newest=newest)
                kept, size = [], 0

    def _batch(
        self,
        groups: list[tuple[int, Group]],
        columns: Mapping[str, tuple[str, ...]],
        states: Mapping[int, int | None],
        place: _SegmentProgress,
        *,
        newest: bool,
    ) -> Batch:
        connection = self._connection
        assert connection is not None  # the caller has read from it
        tables: dict[str, Table] = {}
        for _, group in groups:
            for name, rows in group.items():
                tables.setdefault(name, (columns[name], []))[1].extend(rows)
        said = {row[0]: states.get(row[0]) for row in tables.get("session", ((), []))[1]}
        if "answer" in tables:
            at = columns["answer"].index("session_id")
            for number in {row[at] for row in tables["answer"][1]}:
                told = connection.execute("SELECT simulated FROM session WHERE id = ?", (number,)).fetchone()
                said[number] = told[0] if told else None
        state: dict[str, str] = {}
        if newest and "judgement" in tables:
            for key in STATE_KEYS:
                row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
                if row is not None and isinstance(row[0], str):
                    state[key] = row[0]
        begin = None if place.begun else _begin_of(connection)
        place.begun = True
        self.chain = place.chain = chained(place.chain, [group for _, group in groups])
        prev_us, self.last_us = self.last_us, groups[-1][0]
        return Batch(place.number, prev_us, self.last_us, tables, said, state, self.chain, begin)


def _from(found: tuple[tuple[int, Path], ...], after_us: int) -> tuple[tuple[int, Path], ...]:
    """The segments from the one that holds what was committed last at or before an instant."""
    kept = list(found)
    while len(kept) > 1 and _first_commit(kept[1][1], after_us + 1) <= after_us:
        kept.pop(0)
    return tuple(kept)


def _first_commit(path: Path, otherwise: int) -> int:
    try:
        connection = open_for_reading(path)
    except (sqlite3.Error, RecordingError, OSError):
        return otherwise
    try:
        (commit_us,) = connection.execute("SELECT MIN(commit_us) FROM session").fetchone()
    except sqlite3.Error:
        return otherwise
    finally:
        connection.close()
    return commit_us if isinstance(commit_us, int) else otherwise


def _is_begun(path: Path) -> bool:
    return _first_commit(path, -1) >= 0


def _counted(connection: BoundedConnection, place: _SegmentProgress, most: int) -> tuple[dict[str, Table], bool]:
    """The next rows of every table but the payloads', and whether there are more. Raises sqlite3.Error."""
    tables: dict[str, Table] = {}
    bound: int | None = None
    for table in COUNTED:
        columns = columns_of(connection, table)
        query = f"SELECT * FROM {table} WHERE id > ? ORDER BY id LIMIT {most}"
        rows = [list(row) for row in connection.execute(query, (place.last[table],))]
        if rows:
            tables[table] = columns, rows
        if len(rows) == most:
            newest = rows[-1][columns.index("commit_us")]
            bound = newest if bound is None else min(bound, newest)
    if bound is not None:
        # The transaction at the bound may have more rows of a table that was cut there.
        tables = {name: kept for name, table in tables.items() if (kept := _before(table, bound))[1]}
    return tables, bound is not None


def _before(table: Table, bound_us: int) -> Table:
    columns, rows = table
    at = columns.index("commit_us")
    return columns, [row for row in rows if row[at] < bound_us]


def _bytes_of(group: Group) -> int:
    size = 0
    for table, rows in group.items():
        for row in rows:
            # Figures take few bytes; payloads and texts are what counts.
            size += 6 * len(row)
            if table != "answer":
                size += sum(len(cell) for cell in row if type(cell) in (str, bytes))
    return size


def _begin_of(connection: sqlite3.Connection) -> Begin:
    marks = ", ".join("?" * len(_BEGIN_KEYS))
    rows = connection.execute(f"SELECT key, value FROM meta WHERE key IN ({marks})", _BEGIN_KEYS).fetchall()
    meta = {key: value for key, value in rows if isinstance(value, str | int)}
    own = tuple(name for name in columns_of(connection, "answer") if own_metric_of(name) is not None)
    return Begin(meta, own)
