"""Which parts of a canvas lights touch, so that only these are painted again when they move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
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


def tiles(edges: Rows, within: Rect, side: int) -> list[Box]:
    """Boxes of whole tiles within a rectangle that together hold every pixel of some fragments there.

    `edges` are those of the fragments: left, top, right and bottom, shape (4, n).
    """
    across, down = -(-within.width // side), -(-within.height // side)
    if not edges.size or across <= 0 or down <= 0:
        return []
    begin, most = np.array(((within.x,), (within.y,))), np.array(((across,), (down,)))
    # of each fragment the first tile along both axes, and the first beyond it
    first = np.minimum(np.maximum((edges[:2] - begin) / side, 0).astype(np.intp), most)
    last = np.minimum(np.maximum((edges[2:] - begin) / side + 1, 0).astype(np.intp), most)
    # each adds one within its corners: sums along both axes count those that lie on a tile
    pitch = across + 1
    upper, lower = first[1] * pitch, last[1] * pitch
    places = (down + 1) * pitch
    corners = np.bincount(np.concatenate((upper + first[0], lower + last[0])), minlength=places)
    corners -= np.bincount(np.concatenate((upper + last[0], lower + first[0])), minlength=places)
    taken = np.zeros((down, across + 2), np.bool_)  # with nothing on either side
    taken[:, 1:-1] = corners.reshape(down + 1, pitch)[:down].cumsum(0).cumsum(1)[:, :across] > 0
    edge = (taken[:, 1:] != taken[:, :-1]).ravel().nonzero()[0].tolist()  # where a run begins, and where it ends
    rows = ((*divmod(begins, pitch), ends % pitch) for begins, ends in zip(edge[::2], edge[1::2], strict=True))
    return _stacked(rows, within, side)


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
