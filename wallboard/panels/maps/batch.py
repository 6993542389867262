"""Many sprites in one call: rows of numbers handed to Qt as an array of pixmap fragments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from wallboard.paint.pyqtgraph_parts import load_pyqtgraph
from wallboard.panels.maps.atlas import FIELDS, Rows


@lru_cache(maxsize=1)
def _fragments() -> Any:
    load_pyqtgraph()
    from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: PLC0415 - only drawing needs it

    return PrimitiveArray(QPainter.PixmapFragment, FIELDS)


def _within(rows: Rows, clip: QRectF) -> Rows:
    """The fragments that reach into a clip: a touched-up picture asks for a small part of them."""
    across, down = rows[:, 4] / 2 + 1, rows[:, 5] / 2 + 1
    x, y = rows[:, 0], rows[:, 1]
    inside = (x + across > clip.left()) & (x - across < clip.right())
    inside &= (y + down > clip.top()) & (y - down < clip.bottom())
    return np.asarray(rows[inside])


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of fragments, in order, as one array."""
    return np.concatenate(parts) if parts else np.empty((0, FIELDS))


def draw(painter: QPainter, pixmap: QPixmap, rows: Rows, mode: QPainter.CompositionMode) -> None:
    """Draw fragments, in order, as light of that kind."""
    if painter.hasClipping():
        rows = _within(rows, painter.clipBoundingRect())
    if not len(rows):
        return
    array = _fragments()
    array.resize(len(rows))
    array.ndarray()[:] = rows
    painter.setCompositionMode(mode)
    first, count = array.drawargs()
    painter.drawPixmapFragments(first, count, pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
