"""Areas as they are drawn in the file: lines of panel names to the block of cells each panel covers."""

from __future__ import annotations

import msgspec

from wallboard.core.strict_json import shortened

EMPTY = "."


class Block(msgspec.Struct, frozen=True):
    """A rectangle of cells, counted from 0; `column_end` and `row_end` are one beyond the last."""

    column: int
    row: int
    column_end: int
    row_end: int


def names(areas: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Each panel named in the areas and the (row, column) where it first stands."""
    found: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(areas):
        for column, name in enumerate(line.split()):
            if name != EMPTY:
                found.setdefault(name, (row, column))
    return found


def blocks(areas: tuple[str, ...]) -> dict[str, Block]:
    """The cells each panel covers, in reading order; areas must be free of `complaints`."""
    cells = [line.split() for line in areas]
    covered: dict[str, Block] = {}
    for row, line in enumerate(cells):
        for column, name in enumerate(line):
            if name == EMPTY:
                continue
            old = covered.get(name, Block(column, row, column, row))
            covered[name] = Block(
                min(old.column, column),
                min(old.row, row),
                max(old.column_end, column + 1),
                max(old.row_end, row + 1),
            )
    return covered


def complaints(areas: tuple[str, ...], columns: int | None, rows: int | None) -> list[tuple[int | None, str]]:
    """What is wrong with the drawing: (line of the areas or None for all of them, message)."""
    if not areas:
        return [(None, "draws nothing; write a line of panel names for each row")]
    found: list[tuple[int | None, str]] = []
    if rows is not None and rows != len(areas):
        found.append((None, f"has {_lines(len(areas))} for the {_count(rows, 'row')} in rows"))
    width = columns if columns is not None else len(areas[0].split())
    for row, line in enumerate(areas):
        if (count := len(line.split())) != width:
            named = f"{_count(count, 'name')} in {shortened(line.strip())}"
            found.append((row, f"{named} for {_count(width, 'column')}; write . for an empty cell"))
    if found:
        return found
    for name, block in blocks(areas).items():
        inside = (line.split()[block.column : block.column_end] for line in areas[block.row : block.row_end])
        if any(other != name for line in inside for other in line):
            found.append((block.row, f"{shortened(name)} does not fill a rectangle"))
    return found


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
