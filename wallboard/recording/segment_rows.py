"""The rows of one segment that a reader does not know yet, as far as a damaged table lets them be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.errors import MappingError
from wallboard.recording.bounds import MOST_RATE, sound
from wallboard.recording.columns import Column
from wallboard.recording.door import BoundedConnection, rows_of
from wallboard.recording.schema import COUNTED, version_of
from wallboard.recording.sealed_columns import SealedColumns, answer_names, judged_query, read_columns

SESSION_COLUMNS = "id, commit_us, utc_us, mono_us, facts, mapping, zone"
REMARK_QUERY = """SELECT commit_us, answer_id, verdict, reason, detail, agreed, shown, withheld
    FROM judgement WHERE id = ?"""


_Made = TypeVar("_Made")


class Marks(msgspec.Struct):
    """How far a segment has been read: the last id of each table."""

    last: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    senseless: int = 0
    """How many rows made no sense and were left out."""


class SegmentRows:
    """Reads rows beyond the marks, as far as a damaged table lets it."""

    def __init__(self, connection: BoundedConnection, marks: Marks) -> None:
        self._connection = connection
        self._marks = marks
        self.damage: sqlite3.Error | None = None

    @property
    def judged_query(self) -> str:
        """The question for judgements, by the form of the file. Raises sqlite3.Error."""
        return judged_query(self._connection)

    @property
    def failed_query(self) -> str:
        """The question for failures, by the form of the file. Raises sqlite3.Error."""
        clock = "clock_us" if version_of(self._connection) >= 2 else "NULL"
        return f"SELECT id, commit_us, source, kind, message, fetch_us, {clock} FROM failure WHERE id > ? ORDER BY id"

    def packed(self) -> SealedColumns | None:
        """The figures that the writer packed when it finished the segment; what came later is in the rows."""
        if any(self._marks.last.values()):
            return None
        try:
            packed = read_columns(self._connection)
        except sqlite3.Error:
            return None  # the rows tell what is damaged, if they are
        return packed if packed is not None and _is_sound(packed) else None

    def answer_names(self) -> tuple[str, ...]:
        """The columns of the answers by the file's own list; none where they cannot be told."""
        try:
            return answer_names(self._connection)
        except sqlite3.Error as error:
            self.damage = self.damage or error
            return ()

    def session_columns(self) -> str:
        """The columns of a session that are read, by the form of the file."""
        return SESSION_COLUMNS if version_of(self._connection) == 1 else f"{SESSION_COLUMNS}, simulated"

    def known(self, table: str, last_id: int) -> None:
        """Rows up to this id need not be read."""
        self._marks.last[table] = last_id

    def one(self, query: str, number: int) -> tuple[Any, ...] | None:
        """One row by its id, or None where it cannot be read."""
        try:
            row: tuple[Any, ...] | None = self._connection.execute(query, (number,)).fetchone()
        except sqlite3.Error as error:
            self.damage = self.damage or error
            return None
        return row

    def since(self, table: str, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query whose first column is the id and whose parameter the last id known."""
        found: list[tuple[Any, ...]] = []
        try:
            # Row by row, not fetchall: what comes before a damaged page is kept.
            found.extend(rows_of(self._connection, query, self._marks.last[table]))
        except sqlite3.Error as error:
            self.damage = self.damage or error
        if found:
            self._marks.last[table] = found[-1][0]
        return found

    def understood(self, found: list[tuple[Any, ...]], make: Callable[[Sequence[Any]], _Made]) -> Iterator[_Made]:
        """What `make` makes of each row; one that makes no sense costs itself."""
        for row in found:
            try:
                yield make(row)
            except (ValueError, MappingError):
                self._marks.senseless += 1

    def left_out(self, count: int) -> None:
        """So many rows made no sense."""
        self._marks.senseless += count


def are_answers(block: Column) -> npt.NDArray[np.bool_]:
    return sound(block, instants=(1,), known=(3,))


def are_judged(block: Column) -> npt.NDArray[np.bool_]:
    return sound(block, instants=(1,), known=(6,), signed=True)


def _is_sound(packed: SealedColumns) -> bool:
    """Whether packed figures could be those of rows; else the rows themselves are read."""
    rising = all((np.diff(block[:, 0]) > 0).all() for block in (packed.answers, packed.judged))
    rates = ((packed.rates >= 0) & (packed.rates <= MOST_RATE)).all()
    return bool(rising and rates and are_answers(packed.answers).all() and are_judged(packed.judged).all())
