"""Areas that touch, told apart into outline and borders: an edge of one area is coast, an edge of two is a border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wallboard.scene.geography import Points

Vertex = tuple[float, float]
Edge = tuple[Vertex, Vertex]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Rings of each area, the rings around all of them together, and the lines between two areas, each once."""

    areas: Mapping[str, tuple[Points, ...]]
    outline: tuple[Points, ...]
    borders: tuple[Points, ...]


def covered(areas: Mapping[str, Sequence[Points]]) -> Coverage:
    """Sort the edges of areas; edges that two pieces of one area share vanish, as those pieces are one."""
    owners: dict[Edge, list[str]] = defaultdict(list)
    for code, rings in areas.items():
        for ring in rings:
            vertices = [(float(x), float(y)) for x, y in ring]
            if vertices[0] == vertices[-1]:
                vertices.pop()
            for a, b in zip(vertices, [*vertices[1:], vertices[0]], strict=True):
                owners[(a, b) if a < b else (b, a)].append(code)
    own: dict[str, list[Edge]] = {code: [] for code in areas}
    coast: list[Edge] = []
    between: list[Edge] = []
    for edge, codes in owners.items():
        odd = {code for code in codes if codes.count(code) % 2}
        for code in odd:
            own[code].append(edge)
        if len(odd) == 1:
            coast.append(edge)
        elif odd:
            between.append(edge)
    return Coverage(
        {code: tuple(_rings(edges)) for code, edges in own.items() if edges},
        tuple(_rings(coast)),
        tuple(_lines(between)),
    )


def _rings(edges: Sequence[Edge]) -> list[Points]:
    return [line[:-1] if np.array_equal(line[0], line[-1]) else line for line in _lines(edges) if len(line) > 3]


def _lines(edges: Sequence[Edge]) -> list[Points]:
    """Edges joined end to end, from the loose ends and forks first; every edge once."""
    beside: dict[Vertex, list[Vertex]] = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    starts = [v for v, near in beside.items() if len(near) != 2] + list(beside)
    lines = []
    for start in starts:
        while beside[start]:
            line = [start]
            here = start
            while beside[here]:
                there = beside[here].pop()
                beside[there].remove(here)
                line.append(there)
                here = there
                if here == start:
                    break
            lines.append(np.array(line, np.float64))
    return lines
