"""The land to draw, read once from the map files: rings and lines as arrays of metres, y to the north."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.errors import WallboardError
from wallboard.core.resources import shipped
from wallboard.scene.places import Places, places

WORLD = "assets/maps/world.json"
"""The shipped map of the world."""
Points = npt.NDArray[np.float64]
"""Shape (n, 2): x and y in metres. A ring does not repeat its first point."""
Extent = tuple[float, float, float, float]
"""West, south, east, north in metres."""


class MapError(WallboardError):
    """A map file cannot be used."""


class Area(msgspec.Struct, frozen=True, eq=False):
    """A province or a country: its code and all its rings, to be filled as one path by the odd-even rule."""

    code: str
    rings: tuple[Points, ...]
    label: tuple[float, float] = (0.0, 0.0)

    @property
    def extent(self) -> Extent:
        """Its bounds; of an area without rings the bounds of its label."""
        return extent_of(self.rings) if self.rings else (*self.label, *self.label)


class Inset(msgspec.Struct, frozen=True, eq=False):
    """The South China Sea in a projection of its own, in metres of it; `islets` are islands too small to see."""

    extent: Extent
    land: tuple[Points, ...]
    neighbours: tuple[Points, ...]
    islets: Points
    dashes: tuple[Points, ...]


class CountryMap(msgspec.Struct, frozen=True, eq=False):
    """The map of a country, China or a region: provinces, outline, each border between provinces once, dashes, inset.

    `extent` is the land north of 18°N, `extent_with_islands` reaches down to the last dash. `name` tells maps apart.
    `warnings` say what a base map of the operator's own does not show, `notes` how it was read.
    """

    name: str
    provinces: tuple[Area, ...]
    outline: tuple[Points, ...]
    borders: tuple[Points, ...]
    dashes: tuple[Points, ...]
    inset: Inset | None
    extent: Extent
    extent_with_islands: Extent
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    region: Places | None = None
    """The places of another country or region: the map is of that, and `provinces` are its parts."""
    title: str = ""
    """The file that it was read from."""
    sample: Points = msgspec.field(default_factory=lambda: np.empty((0, 2)))
    """Some of the file's points in degrees as it states them, longitude first."""

    @property
    def places(self) -> Places:
        """The cities and provinces that stand on it."""
        return self.region or places()

    def province(self, code: str) -> Area | None:
        """The province of a code, or None."""
        return next((p for p in self.provinces if p.code == code), None)


class World(msgspec.Struct, frozen=True, eq=False):
    """The map of the world: countries that have land of their own, coasts and borders, a point for every code."""

    countries: tuple[Area, ...]
    other_land: tuple[Points, ...]
    coasts: tuple[Points, ...]
    borders: tuple[Points, ...]
    dashes: tuple[Points, ...]
    points: dict[str, tuple[float, float]]
    part_of: dict[str, str]
    extent: Extent


Numbers = Sequence[int]
_T = TypeVar("_T")


class _Shape(msgspec.Struct):
    code: str
    polygons: tuple[tuple[tuple[int, ...], ...], ...]
    label: tuple[float, float] = (0, 0)
    x: float = 0
    y: float = 0
    part_of: str | None = None


class _Inset(msgspec.Struct):
    extent: Extent
    land: tuple[tuple[tuple[int, ...], ...], ...]
    neighbours: tuple[tuple[tuple[int, ...], ...], ...]
    islets: tuple[tuple[int, int], ...]
    dashes: tuple[tuple[int, ...], ...]


class _ChinaFile(msgspec.Struct):
    arcs: tuple[tuple[int, ...], ...]
    provinces: tuple[_Shape, ...]
    outline: tuple[tuple[int, ...], ...]
    borders: tuple[int, ...]
    dashes: tuple[tuple[int, ...], ...]
    inset: _Inset
    extent: Extent
    extent_with_islands: Extent


class _WorldFile(msgspec.Struct):
    arcs: tuple[tuple[int, ...], ...]
    countries: tuple[_Shape, ...]
    other_land: tuple[tuple[tuple[int, ...], ...], ...]
    coasts: tuple[int, ...]
    borders: tuple[int, ...]
    dashes: tuple[tuple[int, ...], ...]
    extent: Extent


def extent_of(lines: Sequence[Points]) -> Extent:
    """The bounds of lines or rings."""
    together = np.concatenate(lines)
    (west, south), (east, north) = together.min(axis=0), together.max(axis=0)
    return float(west), float(south), float(east), float(north)


def inside(rings: Sequence[Points], x: float, y: float) -> bool:
    """Whether a point lies in an area, by the odd-even rule over all its rings."""
    crossings = 0
    for ring in rings:
        a, b = ring, np.roll(ring, -1, axis=0)
        spans = (a[:, 1] > y) != (b[:, 1] > y)
        a, b = a[spans], b[spans]
        at = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
        crossings += int(np.count_nonzero(at > x))
    return crossings % 2 == 1


def load_china(path: Path) -> CountryMap:
    """Read a map of China in the format that `assets/README.md` describes.

    Raises:
        MapError: the file is missing or not of that format.
    """
    found = _read(path, _ChinaFile)
    arcs = tuple(_points(flat) for flat in found.arcs)
    inset = Inset(
        extent=found.inset.extent,
        land=tuple(_points(ring) for polygon in found.inset.land for ring in polygon),
        neighbours=tuple(_points(ring) for polygon in found.inset.neighbours for ring in polygon),
        islets=np.asarray(found.inset.islets, np.float64).reshape(-1, 2),
        dashes=tuple(_points(flat) for flat in found.inset.dashes),
    )
    return CountryMap(
        name=str(path),
        provinces=tuple(Area(p.code, _rings(p.polygons, arcs), p.label) for p in found.provinces),
        outline=tuple(_ring(numbers, arcs) for numbers in found.outline),
        borders=tuple(arcs[n] for n in found.borders),
        dashes=tuple(_points(flat) for flat in found.dashes),
        inset=inset,
        extent=found.extent,
        extent_with_islands=found.extent_with_islands,
    )


def load_world(path: Path) -> World:
    """Read the map of the world in the same format.

    Raises:
        MapError: the file is missing or not of that format.
    """
    found = _read(path, _WorldFile)
    arcs = tuple(_points(flat) for flat in found.arcs)
    return World(
        countries=tuple(Area(c.code, _rings(c.polygons, arcs), (c.x, c.y)) for c in found.countries if c.polygons),
        other_land=_rings(found.other_land, arcs),
        coasts=tuple(arcs[n] for n in found.coasts),
        borders=tuple(arcs[n] for n in found.borders),
        dashes=tuple(_points(flat) for flat in found.dashes),
        points={c.code: (c.x, c.y) for c in found.countries},
        part_of={c.code: c.part_of for c in found.countries if c.part_of},
        extent=found.extent,
    )


@lru_cache(maxsize=1)
def china() -> CountryMap:
    """The shipped map of China, read at the first call."""
    return load_china(shipped("assets/maps/china.json"))


@lru_cache(maxsize=1)
def world() -> World:
    """The shipped map of the world, read at the first call."""
    return load_world(shipped(WORLD))


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        msg = f"the map {path} cannot be read ({error}); install wallboard again"
        raise MapError(msg) from error


def _points(flat: Numbers) -> Points:
    return np.cumsum(np.asarray(flat, np.float64).reshape(-1, 2), axis=0)


def _ring(numbers: Numbers, arcs: Sequence[Points]) -> Points:
    return np.concatenate([(arcs[n] if n >= 0 else arcs[~n][::-1])[1:] for n in numbers])


def _rings(polygons: Sequence[Sequence[Numbers]], arcs: Sequence[Points]) -> tuple[Points, ...]:
    return tuple(_ring(numbers, arcs) for polygon in polygons for numbers in polygon)
