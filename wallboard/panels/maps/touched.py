"""Which parts of a canvas lights touch, so that only these are painted again when they move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter, QPixmap

from wallboard.paint.theme import Look
from wallboard.panels.maps.atlas import Rows
from wallboard.scene.grid import Rect

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; right and bottom are the first pixels beyond."""
Stamp = tuple[Box, QPixmap]
"""A picture and where it lies."""
TILE = 0.03
"""The side of a tile as a fraction of the canvas: 65 pixels at 3840 x 2160."""


def side_of(look: Look) -> int:
    """The side of a tile on a canvas in pixels."""
    return max(1, round(look.h(TILE)))


def tiles(rows: Rows, within: Rect, side: int) -> list[Box]:
    """Boxes of whole tiles within a rectangle that together hold every pixel of some fragments there."""
    across, down = -(-within.width // side), -(-within.height // side)
    if not len(rows) or across <= 0 or down <= 0:
        return []
    x, y = rows[:, 0] - within.x, rows[:, 1] - within.y
    half_w, half_h = rows[:, 4] / 2 + 1, rows[:, 5] / 2 + 1
    first_x, last_x = _numbers(x - half_w, x + half_w, side, across)
    first_y, last_y = _numbers(y - half_h, y + half_h, side, down)
    # each fragment adds one within its corners: sums along both axes count those that lie on a tile
    pitch = across + 1
    upper, lower = first_y * pitch, last_y * pitch
    places = (down + 1) * pitch
    corners = np.bincount(np.concatenate((upper + first_x, lower + last_x)), minlength=places)
    corners -= np.bincount(np.concatenate((upper + last_x, lower + first_x)), minlength=places)
    taken = np.zeros((down, across + 2), np.int8)  # with nothing on either side
    taken[:, 1:-1] = corners.reshape(down + 1, pitch)[:down].cumsum(0).cumsum(1)[:, :across] > 0
    edges = taken[:, 1:] - taken[:, :-1]
    begins, ends = np.nonzero(edges > 0), np.nonzero(edges < 0)
    return _stacked(zip(begins[0].tolist(), begins[1].tolist(), ends[1].tolist(), strict=True), within, side)


def _numbers(low: Rows, high: Rows, side: int, most: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The first tile of each fragment along an axis, and the first beyond it."""
    first = np.minimum(np.maximum(low / side, 0).astype(np.intp), most)
    return first, np.minimum(np.maximum(high / side + 1, 0).astype(np.intp), most)


def _stacked(runs: Iterable[tuple[int, int, int]], within: Rect, side: int) -> list[Box]:
    """Runs of tiles (row, first, end) as boxes; equal runs beneath each other are one."""
    found: list[Box] = []
    above: dict[tuple[int, int], int] = {}
    for row, first, end in runs:
        at = above.get((first, end))
        left, top = within.x + first * side, within.y + row * side
        if at is not None and found[at][3] == top:
            found[at] = (*found[at][:3], top + side)
        else:
            above[first, end] = len(found)
            found.append((left, top, within.x + end * side, top + side))
    return found


def clip_of(painter: QPainter) -> tuple[float, float, float, float]:
    """The edges of what a painter paints at all: left, top, right and bottom, in pixels of the canvas."""
    if not painter.hasClipping():
        return -np.inf, -np.inf, np.inf, np.inf
    clip = painter.clipBoundingRect()
    return clip.left(), clip.top(), clip.right(), clip.bottom()


def stamp(painter: QPainter, stamps: Sequence[Stamp]) -> None:
    """Draw pictures where they lie, without those that the painter's clip leaves nothing of."""
    left, top, right, bottom = clip_of(painter)
    for (a, b, c, d), pixmap in stamps:
        if a < right and b < bottom and c > left and d > top:
            painter.drawPixmap(a, b, pixmap)
