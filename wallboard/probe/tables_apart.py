"""Tables of which the heads stand elsewhere in the answer than the rows, as warehouses and analytics answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from wallboard.probe.foreign_rows import heads_in, newest_cells
from wallboard.probe.foreign_values import quoted_key
from wallboard.probe.words import parts

_MOST_LEVELS: Final = 8
_MOST_PLACES, _MOST_ROWS = 200, 10_000
_PARTS_OF_ROWS: Final = 2
"""Lists within one row that can have heads of their own: dimensions and metrics."""

Cells = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of cells: `path` is that of their list, `within` of the cells in a row, `leaf` of the value in a cell."""

    path: str
    cells: Cells
    within: str = ""
    leaf: str = ""


def tables_apart(tree: object) -> Iterator[tuple[str, str, object, bool]]:
    """The cells of the newest row of each such table: head, path, value and whether it only rises."""
    places = list(islice(_lists(tree, "", 0), _MOST_PLACES))
    heads = [(path, found) for path, value in places if (found := heads_in(value))]
    for path, value in places:
        for rows in _rows(path, value):
            across = [*newest_cells(_heads_of(rows, heads), rows.cells)]
            for head, (row, column), found, rises in across:
                yield head, f"{rows.path}[{row}]{rows.within}[{column}]{rows.leaf}", found, rises
            turned = _turned(rows.cells)
            for head, (row, column), found, rises in (
                [] if across else newest_cells(_heads_of(replace(rows, cells=turned), heads), turned)
            ):
                yield head, f"{rows.path}[{column}][{row}]", found, rises


def columns_in(table: Mapping[str, Any]) -> Iterator[tuple[str, str, object, bool]]:
    """The newest value of each list of an object whose lists are columns: {"time": […], "gmv": […]}."""
    lists = {key: value for key, value in table.items() if isinstance(value, list) and value and _are_cells(value)}
    if len(lists) < 2 or len({len(value) for value in lists.values()}) > 1:
        return
    keys = list(lists)
    for head, (row, column), value, rises in newest_cells(keys, _turned(list(lists.values()))):
        yield head, f"{quoted_key(keys[column])}[{row}]", value, rises


def _lists(value: object, path: str, level: int) -> Iterator[tuple[str, list[Any]]]:
    if level > _MOST_LEVELS:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{quoted_key(key)}".removeprefix("."), level + 1)
    elif isinstance(value, list) and value:
        yield path, value
        if len(value) == 1 and isinstance(value[0], dict):
            yield from _lists(value[0], f"{path}[0]", level + 1)


def _rows(path: str, items: list[Any]) -> Iterator[_Rows]:
    """The rows of a list, if it is one of rows: lists of cells, or objects that hold such."""
    if len(items) > _MOST_ROWS:
        return
    if all(isinstance(item, list) for item in items):
        yield from _plain(path, items, "")
    elif all(isinstance(item, dict) for item in items):
        lists = [key for key, value in items[0].items() if isinstance(value, list)]
        for key in lists[:_PARTS_OF_ROWS]:
            rows = [item.get(key) for item in items]
            if all(isinstance(row, list) for row in rows):
                yield from _plain(path, rows, f".{quoted_key(key)}")


def _plain(path: str, rows: Sequence[Any], within: str) -> Iterator[_Rows]:
    cells = [cell for row in rows for cell in row]
    if not cells or len({len(row) for row in rows}) > 1:
        return
    if _are_cells(cells):
        yield _Rows(path, rows, within)
    elif all(isinstance(cell, dict) and len(cell) == 1 and list(cell) == list(cells[0]) for cell in cells):
        leaf = next(iter(cells[0]))
        yield _Rows(path, [[cell[leaf] for cell in row] for row in rows], within, f".{quoted_key(leaf)}")


def _heads_of(rows: _Rows, heads: Sequence[tuple[str, Sequence[str]]]) -> Sequence[str]:
    """The heads of these rows: those of as many columns; of several, those whose key begins alike."""
    fitting = [(path, names) for path, names in heads if path != rows.path and len(names) == len(rows.cells[0])]
    if len(fitting) > 1 or rows.within:
        own = parts(rows.within)[:1]
        alike = [(path, names) for path, names in fitting if parts(path.rpartition(".")[2])[:1] == own]
        fitting = alike if alike or len(fitting) > 1 else fitting
    return fitting[0][1] if len(fitting) == 1 else ()


def _are_cells(values: Sequence[Any]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)


def _turned(rows: Cells) -> Cells:
    return list(zip(*rows, strict=True))
