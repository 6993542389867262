"""The help overlay: every key of this wall, made from its live bindings."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import msgspec

from wallboard.actions.bindings import BindingRow
from wallboard.core.wording import Said, say
from wallboard.paint.lettering import fitted, line, named, width
from wallboard.paint.ops import Fill, Op
from wallboard.paint.theme import Look
from wallboard.stage.overlays.overlay_card import Box, Words, below_the_bar, bilingual, card

TITLE = say("overlay.keys")
_HEADING_LINES = 1.5
_GAP_LINES = 0.4
_EMS = 22.0
"""A column must be so many text sizes wide to be read."""


class HelpGrid(msgspec.Struct, frozen=True):
    """How the lines are set: columns, and the height of one line in pixels."""

    columns: int
    pitch: float


def place_help(look: Look, rows: Sequence[BindingRow], words: Words) -> tuple[Op, ...]:
    """All rows in columns on a card that nearly fills the canvas."""
    margin = look.h(0.05)
    top = below_the_bar(look)
    box = Box(margin, top, look.width - 2 * margin, look.height * 0.97 - top)
    ops, inner = card(look, box, TITLE, words)
    grid = _grid(rows, inner)
    gutter = grid.pitch * 0.9
    column_width = (inner.w - gutter * (grid.columns - 1)) / grid.columns
    placed: list[Op] = list(ops)
    for column, entries in enumerate(_flow(rows, inner.h / grid.pitch, grid.columns)):
        x = inner.x + column * (column_width + gutter)
        for at_line, entry in entries:
            placed += _entry(look, entry, Box(x, inner.y + at_line * grid.pitch, column_width, grid.pitch), words)
    return tuple(placed)


def _grid(rows: Sequence[BindingRow], box: Box) -> HelpGrid:
    """The number of columns that lets the text be largest."""
    best = HelpGrid(1, 0.0)
    for columns in range(1, 11):
        widest = box.w / columns / _EMS * 1.62
        pitch = min(widest, box.h / _longest(rows, columns), box.h * 0.075)
        if pitch > best.pitch:
            best = HelpGrid(columns, pitch)
    return best


def _longest(rows: Sequence[BindingRow], columns: int) -> float:
    """The least number of lines a column must have for all rows to find room."""
    least = (len(rows) + _HEADING_LINES * len({row.group for row in rows})) / columns  # of all that must find room
    lines = 4.0 + 0.25 * max(0, floor((least - 4.0) / 0.25 - 1e-6))
    while len(_flow(rows, lines, columns)) > columns or not _all_placed(rows, lines, columns):
        lines += 0.25
    return lines


def _all_placed(rows: Sequence[BindingRow], lines: float, columns: int) -> bool:
    groups = len({row.group for row in rows})
    return sum(len(column) for column in _flow(rows, lines, columns)) == len(rows) + groups


def _flow(rows: Sequence[BindingRow], lines: float, columns: int) -> list[list[tuple[float, BindingRow | Said]]]:
    """Headings and rows set one under the other into columns of so many lines; a heading never ends a column."""
    made: list[list[tuple[float, BindingRow | Said]]] = [[]]
    at, group = 0.0, None
    for row in rows:
        heading = row.group != group
        needed = 1 + (_HEADING_LINES + (_GAP_LINES if made[-1] else 0) if heading else 0)
        if at + needed > lines + 1e-9 and made[-1]:
            if len(made) == columns:
                return made
            made.append([])
            at = 0.0
        if heading:
            at += _GAP_LINES if made[-1] else 0
            made[-1].append((at, row.group))
            at += _HEADING_LINES
            group = row.group
        made[-1].append((at, row))
        at += 1
    return made


def _entry(look: Look, entry: BindingRow | Said, box: Box, words: Words) -> tuple[Op, ...]:
    size = box.h / 1.62
    baseline = box.y + box.h * 0.72
    if not isinstance(entry, BindingRow):
        lower = baseline + box.h * (_HEADING_LINES - 1) * 0.6
        return line(box.x, lower, fitted(bilingual(look, entry, words, size, "cyan"), box.w))
    ops: list[Op] = []
    x = box.x
    style = look.style(size * 0.92, "cream", 700, 700)
    for key in entry.keys:
        cap = ((key, style),)
        cap_width = max(width(cap) + size * 0.7, size * 1.35)
        ops.append(
            Fill(x, box.y + box.h * 0.1, cap_width, box.h * 0.8, look.color("hairline"), 0.22, radius=size * 0.2)
        )
        ops += line(x + cap_width / 2, baseline, cap, "m")
        x += cap_width + size * 0.25
    text_x = max(x + size * 0.2, box.x + size * 5.6)
    first, *double = bilingual(look, entry.title, words, size)
    ops += line(text_x, baseline, named(first, double[0] if double else ("", first[1]), box.right - text_x))
    return tuple(ops)
