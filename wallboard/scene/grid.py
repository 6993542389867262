"""A composition drawn as grid areas to the rectangle of each panel on a canvas of any size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import msgspec

from wallboard.config.areas import Block
from wallboard.config.layouts import FRACTIONS_WITHIN, CanvasAreas, Under


class Rect(msgspec.Struct, frozen=True):
    """A rectangle in pixels of its canvas, from the top left corner; whole pixels, so that neighbours never blur."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """One beyond the last column of pixels."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """One beyond the last row of pixels."""
        return self.y + self.height

    def overlaps(self, other: Rect) -> bool:
        """Whether they share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: Rect) -> bool:
        """Whether `other` lies in it whole."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom


class Slot(msgspec.Struct, frozen=True):
    """A panel's place: its name, its rectangle, and whether it lies beneath the others."""

    panel: str
    rect: Rect
    under: bool = False


def arrange(composition: CanvasAreas, width: int, height: int, safe_margin: float = 0.05) -> tuple[Slot, ...]:
    """The place of every panel on a canvas of `width` x `height` pixels, in painting order: those beneath first.

    Panels in the areas never overlap and keep `safe_margin` (a fraction of width and of height) free; panels beneath
    cover their range of cells, and with `bleed` the margin beside it.
    """
    across, down = composition.gutter
    columns = _tracks(composition.column_weights, width, across, safe_margin)
    rows = _tracks(composition.row_weights, height, down, safe_margin)
    canvas = Rect(0, 0, width, height)
    beneath = tuple(Slot(under.panel, _under(under, columns, rows, canvas), under=True) for under in composition.under)
    return beneath + tuple(Slot(name, _cells(block, columns, rows)) for name, block in composition.blocks.items())


def _tracks(weights: Sequence[float], length: int, gutter: float, margin: float) -> list[tuple[int, int]]:
    """(start, end) of each column or row in pixels.

    The gaps between tracks are laid half on either side of the boundaries, so that a track of weight 3 is as wide as
    three tracks of weight 1 and the two gaps between them, as in a twelve-column grid.
    """
    fractions = abs(sum(weights) - 1) <= FRACTIONS_WITHIN
    share = min(weights) / sum(weights)
    half = min(gutter, share / 2) / 2
    begin, end = (0.0, 1.0) if fractions else (margin - half, 1 - margin + half)
    total = sum(weights)
    bounds = [begin + (end - begin) * sum_so_far / total for sum_so_far in accumulate(weights, initial=0.0)]
    low, high = round(margin * length), length - round(margin * length)
    tracks = []
    for number, (start, stop) in enumerate(pairwise(bounds)):
        first, last = number == 0, number == len(weights) - 1
        inner_start = start if first and fractions else start + half
        inner_stop = stop if last and fractions else stop - half
        cut_start = min(max(round(inner_start * length), low), high)
        tracks.append((cut_start, max(cut_start, min(round(inner_stop * length), high))))
    return tracks


def _cells(block: Block, columns: Sequence[tuple[int, int]], rows: Sequence[tuple[int, int]]) -> Rect:
    left, top = columns[block.column][0], rows[block.row][0]
    right, bottom = columns[block.column_end - 1][1], rows[block.row_end - 1][1]
    return Rect(left, top, right - left, bottom - top)


def _under(under: Under, columns: Sequence[tuple[int, int]], rows: Sequence[tuple[int, int]], canvas: Rect) -> Rect:
    first_column, last_column = under.columns or (1, len(columns))
    first_row, last_row = under.rows or (1, len(rows))
    rect = _cells(Block(first_column - 1, first_row - 1, last_column, last_row), columns, rows)
    if not under.bleed:
        return rect
    left = 0 if first_column == 1 else rect.x
    top = 0 if first_row == 1 else rect.y
    right = canvas.right if last_column == len(columns) else rect.right
    bottom = canvas.bottom if last_row == len(rows) else rect.bottom
    return Rect(left, top, right - left, bottom - top)
