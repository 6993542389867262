"""Rows of foreign JSON that are a course of time or a table with heads: where the newest row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wallboard.probe.foreign_values import number_of, quoted_key, time_format_of
from wallboard.probe.words import fits_time, parts

_MOST_NAMED = 200
"""So many rows of names and values a sheet may have."""
_ENOUGH_ROWS = 4
"""So many rows that all rise are sums, hardly sales of a minute each."""


@dataclass(frozen=True, slots=True)
class NewestRow:
    """The newest of a list's objects, and its index; `increments`: what rises and falls, so that its sum is a total."""

    value: Mapping[str, Any]
    index: str
    increments: Mapping[str, Decimal]
    rising: Mapping[str, Decimal] = field(default_factory=dict)
    """The sums of what only rises, where so few rows do that each may count its own span all the same."""

    def instead(self, path: str, found: str) -> tuple[str, ...]:
        """What else a value that was found in the row could be."""
        key = next((key for key in self.rising if found == f"{self.path(path)}.{quoted_key(key)}"), None)
        return () if key is None else (f'"sum({path}[].{quoted_key(key)})" ({self.rising[key]})',)

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
    few = len(rows) < _ENOUGH_ROWS
    rising = {key: total for key in value if few and key not in times and (total := _sum(rows, key)) is not None}
    return NewestRow(value, f"[{index}]", increments, rising)


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """A table of which the heads stand apart: its rows, the path of their list, and the index of the first row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    path: str = ""
    first: int = 0

    def newest(self) -> Iterator[tuple[str, str, Any, bool]]:
        """The cells of the newest row: head, path, value, whether it only rises; none where no column tells which."""
        for head, (index, place), value, rises in newest_cells(self.heads, self.rows):
            yield head, f"{self.path}[{self.first if index == 0 else index}][{place}]", value, rises


def newest_cells(
    heads: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, tuple[int, int], Any, bool]]:
    """The cells of the newest of these rows: head, (row, column), value, and whether the column only rises in time.

    None where no column says which row that is.
    """
    columns = list(zip(*rows, strict=True))
    if len(columns) != len(heads):
        return
    times = [column for head, column in zip(heads, columns, strict=True) if _is_time(head, column)]
    index = -1 if len(rows) == 1 else _newest_index(times[0]) if times else None
    if index is None:
        return
    for place, (head, column) in enumerate(zip(heads, columns, strict=True)):
        numbers = [number.value for cell in column if (number := number_of(cell)) is not None]
        rises = all(earlier <= later for earlier, later in pairwise(numbers if index == -1 else numbers[::-1]))
        yield head, (index, place), column[index], rises


def table_in(value: Mapping[str, Any]) -> ForeignTable | None:
    """A table of an object: {"columns": ["time", "gmv"], "values": [[…], […]]}."""
    lists = {key: inner for key, inner in value.items() if isinstance(inner, list) and inner}
    for heads in map(heads_in, lists.values()):
        for key, rows in lists.items():
            if heads and all(isinstance(row, list) and len(row) == len(heads) for row in rows):
                return ForeignTable(heads, rows, f".{quoted_key(key)}")
    return None


def rows_under_heads(items: Sequence[Any]) -> ForeignTable | None:
    """A table whose first row holds the heads: [["time", "gmv"], […], […]]."""
    heads = heads_in(items[0]) if len(items) > 1 and isinstance(items[0], list) else ()
    if not heads or not all(isinstance(row, list) and len(row) == len(heads) for row in items):
        return None
    return ForeignTable(heads, items[1:], first=1)


def named_rows(items: Sequence[Any]) -> Iterator[tuple[str, str, Any]]:
    """The rows of a sheet of names and values, [["Total", 5], ["Orders", 3]]: name, path and value."""
    if len(items) > _MOST_NAMED:
        return
    pairs = [item for item in items if isinstance(item, list) and len(item) == 2]
    names = [name for name, _ in pairs]
    if len(items) < 2 or len(pairs) < len(items) or not all(isinstance(name, str) and parts(name) for name in names):
        return
    if len(set(names)) < len(names) or any(time_format_of(name) or not name.isprintable() for name in names):
        return
    for name, value in pairs:
        said = name.replace("\\", "\\\\").replace("'", "\\'")
        yield name, f"[?[0]=='{said}'] | [0][1]", value


def heads_in(items: Sequence[Any]) -> Sequence[str]:
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
    total = _sum(rows, key)
    if total is None or all(row[key] <= after[key] for row, after in pairwise(rows)):
        return None
    return total


def _sum(rows: Sequence[Mapping[str, Any]], key: str) -> Decimal | None:
    """The sum of the numbers under a key; None where some are none."""
    values = [row.get(key) for row in rows]
    numbers = [Decimal(v) for v in values if isinstance(v, int | Decimal) and not isinstance(v, bool)]
    return sum(numbers, Decimal(0)) if len(numbers) == len(values) else None
