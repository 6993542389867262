"""Arrays of pixels to painter paths, in one call for thousands of points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from types import ModuleType

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from wallboard.scene.geography import Points


@lru_cache(maxsize=1)
def _functions() -> ModuleType:
    return import_module("pyqtgraph.functions")  # a third of a second, and only a wall that draws needs it


def path_of(lines: Sequence[Points], *, closed: bool = False) -> QPainterPath:
    """Lines or rings in pixels as one path, filled by the odd-even rule; `closed` joins each end to its start."""
    lines = [line for line in lines if len(line) > 1]
    if not lines:
        return QPainterPath()
    if closed:
        lines = [np.concatenate((line, line[:1])) for line in lines]
    together = np.concatenate(lines)
    connect = np.ones(len(together), np.int32)
    connect[np.cumsum([len(line) for line in lines]) - 1] = 0
    path: QPainterPath = _functions().arrayToQPath(together[:, 0], together[:, 1], connect, finiteCheck=False)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def thinned(line: Points, cell_px: float = 0.8) -> Points:
    """A line without the points that lie in the same cell as the one before: detail that no pixel can show."""
    cells = np.floor(line / cell_px)
    keep = np.any(cells[1:] != cells[:-1], axis=1)
    return np.asarray(line[np.concatenate(([True], keep[:-1], [True]))] if len(line) > 2 else line)


def sizeable(rings: Sequence[Points], least_px: float) -> tuple[list[Points], list[tuple[float, float]]]:
    """Rings at least `least_px` across; of the smaller ones the middle, so that an islet becomes a dot, not nothing."""
    large: list[Points] = []
    dots: list[tuple[float, float]] = []
    for ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        if float((high - low).max()) >= least_px:
            large.append(ring)
        else:
            middle = (low + high) / 2
            dots.append((float(middle[0]), float(middle[1])))
    return large, dots
