"""Rows of foreign JSON that are a course of time or a table with heads: where the newest row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wallboard.probe.foreign_values import number_of, quoted_key, time_format_of
from wallboard.probe.words import fits_time, parts


@dataclass(frozen=True, slots=True)
class NewestRow:
    """The newest of a list's objects, and its index; `increments`: what rises and falls, so that its sum is a total."""

    value: Mapping[str, Any]
    index: str
    increments: Mapping[str, Decimal]

    def path(self, path: str) -> str:
        """Where the row stands, in a list at this path."""
        return f"{path}{self.index}"

    def sums(self, path: str) -> Iterator[tuple[str, str, Decimal]]:
        """The keys of increments, the path of each one's sum, and the sum."""
        return ((key, f"sum({path}[].{quoted_key(key)})", value) for key, value in self.increments.items())


def newest(items: Sequence[Any]) -> NewestRow | None:
    """The newest row of a list of objects that are a course of time, or its only one; None for any other list."""
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    times = [key for key in items[0] if _is_time(key, [item.get(key) for item in items])]
    if len(items) == 1:
        return NewestRow(items[0], "[-1]" if times else "[0]", {})
    if not times or any(_tells_apart([item.get(key) for item in items]) for key in items[0] if key not in times):
        return None
    index = _newest_index([item[times[0]] for item in items])
    if index is None:
        return None
    rows = items if index == -1 else [*reversed(items)]
    increments = {key: total for key in rows[-1] if key not in times and (total := _increments(rows, key)) is not None}
    value = {key: inner for key, inner in rows[-1].items() if key not in increments}
    return NewestRow(value, f"[{index}]", increments)


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """A table of which the heads stand apart: its rows, the path of their list, and the index of the first row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    path: str = ""
    first: int = 0

    def newest(self) -> Iterator[tuple[str, str, Any]]:
        """The cells of the newest row: head, path and value; none where no column says which row that is."""
        columns = list(zip(*self.rows, strict=True))
        times = [column for head, column in zip(self.heads, columns, strict=True) if _is_time(head, column)]
        index = -1 if len(self.rows) == 1 else _newest_index(times[0]) if times else None
        if index is None:
            return
        row = self.first if index == 0 else index
        for place, (head, column) in enumerate(zip(self.heads, columns, strict=True)):
            yield head, f"{self.path}[{row}][{place}]", column[index]


def table_in(value: Mapping[str, Any]) -> ForeignTable | None:
    """A table of an object: {"columns": ["time", "gmv"], "values": [[…], […]]}."""
    lists = {key: inner for key, inner in value.items() if isinstance(inner, list) and inner}
    for heads in map(_heads, lists.values()):
        for key, rows in lists.items():
            if heads and all(isinstance(row, list) and len(row) == len(heads) for row in rows):
                return ForeignTable(heads, rows, f".{quoted_key(key)}")
    return None


def rows_under_heads(items: Sequence[Any]) -> ForeignTable | None:
    """A table whose first row holds the heads: [["time", "gmv"], […], […]]."""
    heads = _heads(items[0]) if len(items) > 1 and isinstance(items[0], list) else ()
    if not heads or not all(isinstance(row, list) and len(row) == len(heads) for row in items):
        return None
    return ForeignTable(heads, items[1:], first=1)


def _heads(items: Sequence[Any]) -> Sequence[str]:
    """The heads of columns, as texts or as objects with a name; none where these are none."""
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    fit = all(isinstance(name, str) and parts(name) and number_of(name) is None for name in names)
    return [str(name) for name in names] if fit else ()


def _is_time(key: str, values: Sequence[Any]) -> bool:
    return fits_time(parts(key)) > 0 and all(time_format_of(value) is not None for value in values)


def _newest_index(values: Sequence[Any]) -> int | None:
    """-1 where these instants ascend, 0 where they descend."""
    moments: list[datetime] = [read[1] for value in values if (read := time_format_of(value)) is not None]
    if all(earlier < later for earlier, later in pairwise(moments)):
        return -1
    return 0 if all(earlier > later for earlier, later in pairwise(moments)) else None


def _tells_apart(values: Sequence[Any]) -> bool:
    """Whether these are texts of which each is another: names of things, then, and no course of time."""
    texts = {value for value in values if isinstance(value, str) and number_of(value) is None}
    return len(texts) == len(values)


def _increments(rows: Sequence[Mapping[str, Any]], key: str) -> Decimal | None:
    """The sum of a number that does not only rise from row to row; None where it does, or is none."""
    values = [row.get(key) for row in rows]
    numbers = [Decimal(v) for v in values if isinstance(v, int | Decimal) and not isinstance(v, bool)]
    if len(numbers) < len(values) or all(earlier <= later for earlier, later in pairwise(numbers)):
        return None
    return sum(numbers, Decimal(0))
