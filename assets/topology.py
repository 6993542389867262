"""Store areas that touch each other as arcs: every stretch of border once, whoever shares it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import shapely
from packages import AssetError
from shapely.geometry.base import BaseGeometry

Point = tuple[int, int]
Edge = tuple[Point, Point]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs, and each area as polygons of rings of arc numbers.

    `arcs[n]` is a chain of integer points. A ring is a list of numbers: `n` is arc n as it stands, `~n` (that is
    -1 - n) the same arc backwards; neighbours in the ring share an end point. `owners[n]` are the areas beside arc n.
    """

    arcs: list[list[Point]]
    areas: dict[str, list[list[list[int]]]]
    owners: list[frozenset[str]]


def polygon_rings(geometry: BaseGeometry) -> list[list[Ring]]:
    """The polygons of a geometry with whole-number coordinates: shell first, then holes, last point not repeated."""
    polygons = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon":
            raise AssetError(f"expected only polygons, found a {polygon.geom_type}")
        polygons.append([_ring(ring) for ring in (polygon.exterior, *polygon.interiors)])
    return polygons


def _ring(ring: BaseGeometry) -> Ring:
    points: Ring = []
    for x, y in shapely.get_coordinates(ring):
        if not (x.is_integer() and y.is_integer()):
            raise AssetError(f"expected whole metres, found {x}, {y}")
        point = (int(x), int(y))
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[-1] == points[0]:
        points.pop()
    return points


def build(geometries: Mapping[str, BaseGeometry]) -> Topology:
    """Cut the areas at the points where their neighbours change.

    The geometries need whole-number coordinates, and shared borders the same vertices on both sides. A border walked
    twice by one area (two of its own polygons that touch) is an error of the input: AssetError.
    """
    polygons = {name: polygon_rings(geometry) for name, geometry in geometries.items()}
    sides: dict[Edge, set[str]] = defaultdict(set)
    for name, shapes in polygons.items():
        for edge in _edges(ring for shape in shapes for ring in shape):
            if name in sides[edge]:
                raise AssetError(f"{name} walks along {edge} twice")
            sides[edge].add(name)
    nodes = _nodes(sides)
    arcs: list[list[Point]] = []
    numbers: dict[tuple[Point, ...], int] = {}
    owners: list[frozenset[str]] = []

    def number(chain: list[Point]) -> int:
        forward, backward = tuple(chain), tuple(reversed(chain))
        if forward in numbers:
            return numbers[forward]
        if backward in numbers:
            return ~numbers[backward]
        numbers[forward] = len(arcs)
        arcs.append(chain)
        owners.append(frozenset(sides[_edge(chain[0], chain[1])]))
        return numbers[forward]

    areas = {
        name: [[[number(chain) for chain in _cut(ring, nodes)] for ring in shape] for shape in shapes]
        for name, shapes in polygons.items()
    }
    return Topology(arcs, areas, owners)


def merged(topology: Topology, numbers: Iterable[int]) -> list[list[int]]:
    """Closed rings made of the given arcs, as for the outline of all areas together; AssetError if one stays open."""
    starts: dict[Point, list[int]] = defaultdict(list)
    left = set(numbers)
    for n in sorted(left):
        starts[topology.arcs[n][0]].append(n)
        starts[topology.arcs[n][-1]].append(~n)
    rings = []
    for first in sorted(left):
        if first not in left:
            continue
        ring, end = [first], topology.arcs[first][-1]
        left.remove(first)
        while end != topology.arcs[first][0]:
            onward = [n for n in starts[end] if (n if n >= 0 else ~n) in left]
            if not onward:
                raise AssetError(f"an outline does not close at {end}")
            ring.append(onward[0])
            arc = topology.arcs[onward[0]] if onward[0] >= 0 else topology.arcs[~onward[0]][::-1]
            left.remove(onward[0] if onward[0] >= 0 else ~onward[0])
            end = arc[-1]
        rings.append(ring)
    return rings


def _edge(a: Point, b: Point) -> Edge:
    return (a, b) if a < b else (b, a)


def _edges(rings: Iterable[Ring]) -> Iterator[Edge]:
    for ring in rings:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            yield _edge(a, b)


def _nodes(sides: Mapping[Edge, set[str]]) -> set[Point]:
    """The points where more than two edges meet, or where the edges on either hand have different areas beside them."""
    around: dict[Point, list[set[str]]] = defaultdict(list)
    for (a, b), names in sides.items():
        around[a].append(names)
        around[b].append(names)
    return {point for point, names in around.items() if len(names) != 2 or names[0] != names[1]}


def _cut(ring: Ring, nodes: set[Point]) -> Iterator[list[Point]]:
    """The ring as chains from node to node; a ring without a node is one closed chain from its smallest point."""
    at = [i for i, point in enumerate(ring) if point in nodes]
    if not at:
        start = ring.index(min(ring))
        turned = ring[start:] + ring[:start]
        yield [*turned, turned[0]]
        return
    turned = ring[at[0] :] + ring[: at[0]]
    chain = [turned[0]]
    for point in [*turned[1:], turned[0]]:
        chain.append(point)
        if point in nodes:
            yield chain
            chain = [point]


def deltas(chain: Sequence[Point]) -> list[int]:
    """A chain as one flat list: x, y of the first point, then the step dx, dy to each following point."""
    flat = [*chain[0]]
    for (x0, y0), (x1, y1) in pairwise(chain):
        flat += (x1 - x0, y1 - y0)
    return flat


def write_json(path: Path, document: Mapping[str, object]) -> None:
    """One entry of the document a line, and one item a line inside its lists: small, and differences can be read."""
    lines = []
    for key, value in document.items():
        name = json.dumps(key)
        if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
            items = ",\n".join(_compact(item) for item in value)
            lines.append(f"{name}:[\n{items}\n]")
        else:
            lines.append(f"{name}:{_compact(value)}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
