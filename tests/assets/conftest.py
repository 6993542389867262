"""The committed maps and fonts, read with nothing but json and numpy, as the program reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

ASSETS = Path(__file__).resolve().parents[2] / "assets"
Points = NDArray[np.int64]


def points(flat: list[int]) -> Points:
    """A delta-coded chain as points (n, 2) in metres."""
    return np.cumsum(np.asarray(flat, dtype=np.int64).reshape(-1, 2), axis=0)


class Ring:
    """A closed ring and how far it reaches, in metres."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.south, self.north = int(points[:, 1].min()), int(points[:, 1].max())
        self.east = int(points[:, 0].max())


@dataclass(frozen=True, slots=True)
class Map:
    """A map file, and its arcs as points."""

    document: dict[str, Any]
    arcs: list[Points]

    def chain(self, number: int) -> Points:
        """An arc in the direction that its number asks for."""
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def ring(self, numbers: list[int]) -> Points:
        """A closed ring, its first point not repeated."""
        return np.concatenate([self.chain(n)[1:] for n in numbers])

    def holds(self, polygons: list[list[list[int]]], x: float, y: float) -> bool:
        """Whether the point lies in the area, by the odd-even rule over all its rings."""
        return within(self.rings(polygons), x, y)

    def rings(self, polygons: list[list[list[int]]]) -> list[Ring]:
        """All rings of an area, for a test that asks many points."""
        return [Ring(self.ring(ring)) for polygon in polygons for ring in polygon]


def within(rings: list[Ring], x: float, y: float) -> bool:
    """Whether a point lies inside an odd number of rings; those that no ray to the east can meet are not asked."""
    near = [ring for ring in rings if ring.south <= y <= ring.north and x <= ring.east]
    return bool(sum(crossings(ring.points, x, y) for ring in near) % 2)


def crossings(ring: Points, x: float, y: float) -> int:
    """How often a ray from the point to the east meets the ring."""
    x0, y0 = ring[:, 0], ring[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    spans = (y0 > y) != (y1 > y)
    at = x0[spans] + (y - y0[spans]) * (x1[spans] - x0[spans]) / (y1[spans] - y0[spans])
    return int((at > x).sum())


def read(name: str) -> dict[str, Any]:
    """A file of `assets/maps`."""
    document: dict[str, Any] = json.loads((ASSETS / "maps" / name).read_text(encoding="utf-8"))
    return document


def read_map(name: str) -> Map:
    """A map file with its arcs decoded."""
    document = read(name)
    return Map(document, [points(flat) for flat in document["arcs"]])


@pytest.fixture(scope="session")
def china() -> Map:
    """The map of China."""
    return read_map("china.json")


@pytest.fixture(scope="session")
def world() -> Map:
    """The map of the world."""
    return read_map("world.json")


@pytest.fixture(scope="session")
def cities() -> list[dict[str, Any]]:
    """All 370 units of `china_cities.json`."""
    units: list[dict[str, Any]] = read("china_cities.json")["cities"]
    return units
