"""Layouts without panels that have no figures: what is left grows over their cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wallboard.config.areas import EMPTY, Block, blocks
from wallboard.config.layouts import ANY_CANVAS, CanvasAreas, Layout, Under

Cells = list[list[str]]
APART = 0.03
"""The gutter, of the width, at which lists that come to stand beside each other keep apart on every shape."""


def closed(areas: tuple[str, ...], lacking: Collection[str]) -> tuple[str, ...]:
    """The areas with the neighbours of each lacking panel grown over its cells; where none fits they stay empty."""
    cells = [line.split() for line in areas]
    for name, block in blocks(areas).items():
        if name in lacking:
            _fill(cells, block, lacking)
    width = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return tuple("  ".join(cell.ljust(w) for cell, w in zip(row, width, strict=True)).rstrip() for row in cells)


def _fill(cells: Cells, block: Block, lacking: Collection[str]) -> None:
    """Grow what borders on the whole of one side of a block over it: from beside it, else from below or above."""
    rows, columns = range(block.row, block.row_end), range(block.column, block.column_end)
    beside = [([(row, edge) for row in rows], "row") for edge in (block.column_end, block.column - 1)]
    along = [([(edge, column) for column in columns], "column") for edge in (block.row_end, block.row - 1)]
    for edge, axis in (*beside, *along):
        if _can_grow(cells, edge, axis, block, lacking):
            for row in rows:
                for column in columns:
                    at = next(place for place in edge if (row in place[:1] if axis == "row" else column in place[1:]))
                    cells[row][column] = cells[at[0]][at[1]]
            return
    for row in rows:
        for column in columns:
            cells[row][column] = EMPTY


def _can_grow(cells: Cells, edge: list[tuple[int, int]], axis: str, block: Block, lacking: Collection[str]) -> bool:
    """Whether the panels on an edge are there, have figures, are no title bars and reach no further than the block."""
    if any(not (0 <= row < len(cells) and 0 <= column < len(cells[0])) for row, column in edge):
        return False
    names = {cells[row][column] for row, column in edge}
    if names & {EMPTY, "bar", *lacking}:
        return False
    now = blocks(tuple(" ".join(line) for line in cells))
    if axis == "row":
        return all(block.row <= now[name].row and now[name].row_end <= block.row_end for name in names)
    return all(block.column <= now[name].column and now[name].column_end <= block.column_end for name in names)


def lines_of(name: str, layout: Layout, lacking: Collection[str], canvases: Collection[str]) -> Iterator[str]:
    """The tables of a layout in TOML on these canvases, closed over what is lacking; nothing where it lacks nothing."""
    kept = {canvas: made for canvas, made in layout.canvas.items() if canvas in canvases}
    if not any(set(each.panels) & set(lacking) for made in kept.values() for each in made.compositions):
        return
    yield ""
    yield f"[layouts.{name}]"
    for key in ("key", "needs", "until", "then", "later", "change"):
        if (value := getattr(layout, key)) is not None:
            yield f'{key} = "{value}"'
    for canvas, made in kept.items():
        path = f"layouts.{name}.canvas." + (canvas if canvas != ANY_CANVAS else f'"{ANY_CANVAS}"')
        yield from _composition(path, made, lacking)
        for shape, varied in made.by_shape.items():
            yield from _composition(f"{path}.{shape}", varied, lacking)


def _composition(path: str, made: CanvasAreas, lacking: Collection[str]) -> Iterator[str]:
    """One table: weights, gutter, areas, and the panels beneath them that have figures."""
    yield f"[{path}]"
    changed = closed(made.areas, lacking)
    across, down = made.gutter
    if changed != closed(made.areas, ()) and len(made.column_weights) > 1:
        across = max(across, APART)
    if (across, down) != CanvasAreas.model_fields["gutter"].default:
        yield f"gutter = [{across:g}, {down:g}]"
    yield f"columns = [{', '.join(f'{weight:g}' for weight in made.column_weights)}]"
    yield f"rows = [{', '.join(f'{weight:g}' for weight in made.row_weights)}]"
    drawn = ",\n         ".join(f'"{line}"' for line in changed)
    yield f"areas = [{drawn}]"
    under = [_under(each) for each in made.under if each.panel not in lacking]
    if under:
        yield f"under = [{', '.join(under)}]"


def _under(under: Under) -> str:
    ranges = (("columns", under.columns), ("rows", under.rows))
    given = [f"{name} = [{cells[0]}, {cells[1]}]" for name, cells in ranges if cells is not None]
    return "{ " + ", ".join([f'panel = "{under.panel}"', *given, *(["bleed = true"] if under.bleed else [])]) + " }"
