"""Many sprites in one call: rows of numbers handed to Qt as an array of pixmap fragments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from wallboard.paint.pyqtgraph_parts import load_pyqtgraph
from wallboard.panels.maps.atlas import FIELDS, Rows
from wallboard.panels.maps.touched import Box


class _Buffer:
    """Memory in which Qt finds fragments: its address is looked up when it grows, not for every drawing."""

    def __init__(self) -> None:
        load_pyqtgraph()
        from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: PLC0415 - only drawing needs it

        self._array: Any = PrimitiveArray(QPainter.PixmapFragment, FIELDS)
        self.rows: Rows = np.empty((0, FIELDS))
        self.first: Any = None

    def grow(self, number: int) -> None:
        """Have room for so many fragments."""
        if number > len(self.rows):
            self._array.resize(number + number // 4)
            self.rows = self._array.ndarray()
            self.first, _ = self._array.drawargs()


_buffer = lru_cache(maxsize=1)(_Buffer)


class Fragments(msgspec.Struct, frozen=True, eq=False):
    """Rows of fragments, in order, and the edges of each: left, top, right and bottom, shape (4, n)."""

    rows: Rows
    edges: Rows

    def below(self, others: Fragments) -> Fragments:
        """These, and others over them."""
        rows = np.concatenate((self.rows, others.rows))
        return Fragments(rows, np.concatenate((self.edges, others.edges), axis=1))


def fragments_of(rows: Rows) -> Fragments:
    """Rows of fragments, in order, to be drawn in parts."""
    middle, half = rows[:, 0:2].T, rows[:, 4:6].T * 0.5
    half += 1
    edges = np.empty((4, len(rows)))
    np.subtract(middle, half, out=edges[:2])
    np.add(middle, half, out=edges[2:])
    return Fragments(rows, edges)


def edges_of(parts: Sequence[Fragments]) -> Rows:
    """The edges of several fragments, shape (4, n)."""
    return np.concatenate([part.edges for part in parts], axis=1) if parts else np.empty((4, 0))


def boxes(fragments: Fragments) -> list[Box]:
    """The pixels that each fragment may touch."""
    whole = np.concatenate((np.floor(fragments.edges[:2]), np.ceil(fragments.edges[2:]))).T.astype(int)
    return [(a, b, c, d) for a, b, c, d in whole.tolist()]


def _within(fragments: Fragments, clip: QRectF) -> npt.NDArray[np.intp]:
    """The fragments that reach into a clip: a touched-up picture asks for a small part of them."""
    left, top, right, bottom = fragments.edges
    inside = right > clip.left()
    inside &= left < clip.right()
    inside &= bottom > clip.top()
    inside &= top < clip.bottom()
    return np.flatnonzero(inside)


def draw(painter: QPainter, pixmap: QPixmap, fragments: Fragments, mode: QPainter.CompositionMode) -> None:
    """Draw fragments, in order, as light of that kind."""
    rows, chosen = fragments.rows, None
    if painter.hasClipping():
        chosen = _within(fragments, painter.clipBoundingRect())
    number = len(rows) if chosen is None else len(chosen)
    if not number:
        return
    buffer = _buffer()
    buffer.grow(number)
    if chosen is None:
        buffer.rows[:number] = rows
    else:
        rows.take(chosen, axis=0, out=buffer.rows[:number], mode="clip")
    painter.setCompositionMode(mode)
    painter.drawPixmapFragments(buffer.first, number, pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
