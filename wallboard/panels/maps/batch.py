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

Edges = tuple[Rows, Rows, Rows, Rows]


@lru_cache(maxsize=1)
def _fragments() -> Any:
    load_pyqtgraph()
    from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: PLC0415 - only drawing needs it

    return PrimitiveArray(QPainter.PixmapFragment, FIELDS)


class Fragments(msgspec.Struct, frozen=True, eq=False):
    """Rows of fragments, in order, and the edges of each: left, top, right, bottom."""

    rows: Rows
    edges: Edges


def fragments_of(parts: Sequence[Rows]) -> Fragments:
    """Rows of fragments, in order, to be drawn in parts."""
    rows = joined(parts)
    return Fragments(rows, _edges(rows))


def _edges(rows: Rows) -> Edges:
    x, y, across, down = np.ascontiguousarray(rows[:, (0, 1, 4, 5)].T)
    across = across * 0.5 + 1
    down = down * 0.5 + 1
    return x - across, y - down, x + across, y + down


def boxes(rows: Rows) -> list[Box]:
    """The pixels that each fragment may touch."""
    left, top, right, bottom = _edges(rows)
    whole = np.column_stack((np.floor(left), np.floor(top), np.ceil(right), np.ceil(bottom))).astype(int)
    return [(a, b, c, d) for a, b, c, d in whole.tolist()]


def _within(fragments: Fragments, clip: QRectF) -> npt.NDArray[np.intp]:
    """The fragments that reach into a clip: a touched-up picture asks for a small part of them."""
    left, top, right, bottom = fragments.edges
    inside = right > clip.left()
    inside &= left < clip.right()
    inside &= bottom > clip.top()
    inside &= top < clip.bottom()
    return np.flatnonzero(inside)


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of fragments, in order, as one array."""
    return np.concatenate(parts) if parts else np.empty((0, FIELDS))


def draw(painter: QPainter, pixmap: QPixmap, fragments: Fragments, mode: QPainter.CompositionMode) -> None:
    """Draw fragments, in order, as light of that kind."""
    rows, chosen = fragments.rows, None
    if painter.hasClipping():
        chosen = _within(fragments, painter.clipBoundingRect())
    number = len(rows) if chosen is None else len(chosen)
    if not number:
        return
    array = _fragments()
    array.resize(number)
    if chosen is None:
        array.ndarray()[:] = rows
    else:
        rows.take(chosen, axis=0, out=array.ndarray(), mode="clip")
    painter.setCompositionMode(mode)
    first, count = array.drawargs()
    painter.drawPixmapFragments(first, count, pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
