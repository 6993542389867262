"""Many sprites in one call: rows of numbers handed to Qt as an array of pixmap fragments."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtGui import QPainter, QPixmap

from wallboard.panels.maps.atlas import FIELDS, Rows


@lru_cache(maxsize=1)
def _fragments() -> Any:
    from pyqtgraph.Qt.internals import PrimitiveArray  # noqa: PLC0415 - slow to import, and only drawing needs it

    return PrimitiveArray(QPainter.PixmapFragment, FIELDS)


def draw(painter: QPainter, pixmap: QPixmap, parts: list[Rows], *, add: bool) -> None:
    """Draw rows of fragments, in order; `add` lets light add up, otherwise it covers."""
    rows = np.concatenate(parts) if parts else np.empty((0, FIELDS))
    if not len(rows):
        return
    array = _fragments()
    array.resize(len(rows))
    array.ndarray()[:] = rows
    modes = QPainter.CompositionMode
    painter.setCompositionMode(modes.CompositionMode_Plus if add else modes.CompositionMode_SourceOver)
    first, count = array.drawargs()
    painter.drawPixmapFragments(first, count, pixmap)
    painter.setCompositionMode(modes.CompositionMode_SourceOver)
