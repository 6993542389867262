"""Many sprites in one call: rows of numbers handed to Qt as an array of pixmap fragments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from wallboard.paint.pyqtgraph_parts import load_pyqtgraph
from wallboard.panels.maps.atlas import FIELDS, Rows
from wallboard.panels.maps.touched import Box

CHUNK = 32


@lru_cache(maxsize=1)
def _fragments() -> Any:
    load_pyqtgraph()
    from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: PLC0415 - only drawing needs it

    return PrimitiveArray(QPainter.PixmapFragment, FIELDS)


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """Rows of fragments, in order, and the edges (left, top, right, bottom) of each CHUNK of them, one after the other.

    Neighbours on a trail lie near each other: most chunks need no closer look for a small part of the canvas.
    """

    rows: Rows
    edges: tuple[Rows, Rows, Rows, Rows]


def fragments_of(parts: Sequence[Rows]) -> Fragments:
    """Rows of fragments, in order, to be drawn in parts."""
    rows = joined(parts)
    edges = _edges(rows)
    firsts = np.arange(0, len(rows), CHUNK)
    if not len(firsts):
        return Fragments(rows, edges)
    low, high = np.minimum.reduceat, np.maximum.reduceat
    chunks = low(edges[0], firsts), low(edges[1], firsts), high(edges[2], firsts), high(edges[3], firsts)
    return Fragments(rows, chunks)


def _edges(rows: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    across, down = rows[:, 4] / 2 + 1, rows[:, 5] / 2 + 1
    x, y = rows[:, 0], rows[:, 1]
    return x - across, y - down, x + across, y + down


def boxes(rows: Rows) -> list[Box]:
    """The pixels that each fragment may touch."""
    left, top, right, bottom = _edges(rows)
    whole = np.column_stack((np.floor(left), np.floor(top), np.ceil(right), np.ceil(bottom))).astype(int)
    return [(a, b, c, d) for a, b, c, d in whole.tolist()]


def _reach_into(edges: tuple[Rows, Rows, Rows, Rows], clip: QRectF) -> npt.NDArray[np.bool_]:
    left, top, right, bottom = edges
    inside = (right > clip.left()) & (left < clip.right())
    inside &= (bottom > clip.top()) & (top < clip.bottom())
    return inside


def _within(fragments: Fragments, clip: QRectF) -> Rows:
    """The fragments that reach into a clip: a touched-up picture asks for a small part of them."""
    near = np.repeat(_reach_into(fragments.edges, clip), CHUNK)[: len(fragments.rows)]
    rows = fragments.rows[near]
    return np.asarray(rows[_reach_into(_edges(rows), clip)])


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of fragments, in order, as one array."""
    return np.concatenate(parts) if parts else np.empty((0, FIELDS))


def draw(painter: QPainter, pixmap: QPixmap, fragments: Fragments, mode: QPainter.CompositionMode) -> None:
    """Draw fragments, in order, as light of that kind."""
    rows = fragments.rows
    if painter.hasClipping():
        rows = _within(fragments, painter.clipBoundingRect())
    if not len(rows):
        return
    array = _fragments()
    array.resize(len(rows))
    array.ndarray()[:] = rows
    painter.setCompositionMode(mode)
    first, count = array.drawargs()
    painter.drawPixmapFragments(first, count, pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
