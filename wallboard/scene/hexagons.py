"""A grid of hexagons over a map: every city in a cell of its own, the nearest one that is free."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from wallboard.scene.geography import Extent, Points

Cell = tuple[int, int]
"""Column and row of a cell: columns lie side by side, every other one half a cell higher."""


def middle(cell: Cell, radius_m: float) -> tuple[float, float]:
    """The middle of a cell in metres; `radius_m` is the distance of its corners, of which two point east and west."""
    column, row = cell
    return 1.5 * radius_m * column, math.sqrt(3) * radius_m * (row + (column % 2) / 2)


def seated(points: Points, radius_m: float) -> Points:
    """A cell's middle for each point, no two alike: those nearest to the middle of their cell choose first."""
    wishes = [_nearest(float(x), float(y), radius_m) for x, y in points]
    off = [math.dist(middle(cell, radius_m), point) for cell, point in zip(wishes, points, strict=True)]
    taken: dict[Cell, int] = {}
    for number in sorted(range(len(points)), key=lambda n: (off[n], n)):
        x, y = (float(v) for v in points[number])
        cell = next(c for c in _outwards(wishes[number], x, y, radius_m) if c not in taken)
        taken[cell] = number
    found = np.empty((len(points), 2))
    for cell, number in taken.items():
        found[number] = middle(cell, radius_m)
    return found


def grid(extent: Extent, radius_m: float) -> list[tuple[float, float]]:
    """The middles of all cells that touch an extent."""
    west, south, east, north = extent
    first, last = math.floor(west / radius_m / 1.5) - 1, math.ceil(east / radius_m / 1.5) + 1
    high = math.sqrt(3) * radius_m
    low, top = math.floor(south / high) - 1, math.ceil(north / high) + 1
    return [middle((c, r), radius_m) for c in range(first, last + 1) for r in range(low, top + 1)]


def _nearest(x: float, y: float, radius_m: float) -> Cell:
    column = round(x / radius_m / 1.5)
    near = [(c, round(y / radius_m / math.sqrt(3) - (c % 2) / 2)) for c in range(column - 1, column + 2)]
    return min(near, key=lambda cell: (math.dist(middle(cell, radius_m), (x, y)), cell))


def _outwards(start: Cell, x: float, y: float, radius_m: float) -> Iterator[Cell]:
    """All cells around one, those nearest to a point first."""
    done: set[Cell] = set()
    for reach in range(1, 1000, 2):
        block = [(start[0] + c, start[1] + r) for c in range(-reach, reach + 1) for r in range(-reach, reach + 1)]
        # of a square of cells only those within the circle that it holds are known to be in order
        within = [c for c in block if c not in done and math.dist(middle(c, radius_m), (x, y)) <= reach * radius_m]
        done.update(within)
        yield from sorted(within, key=lambda cell: (math.dist(middle(cell, radius_m), (x, y)), cell))
