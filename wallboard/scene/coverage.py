"""Areas that touch, told apart into outline and borders: an edge of one area is coast, an edge of two is a border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Path = npt.NDArray[np.int64]
"""Numbers of points, one after another; of a ring without the first one again at its end."""
Flags = npt.NDArray[np.bool_]


class Coverage(msgspec.Struct, frozen=True, eq=False):
    """Rings of each area, the rings around all of them together, and the lines between two areas, each once."""

    areas: Mapping[str, tuple[Path, ...]]
    outline: tuple[Path, ...]
    borders: tuple[Path, ...]


class _Edges(msgspec.Struct, frozen=True, eq=False):
    """All edges, ring after ring: from `start` to `end`, of an area by number; `before` is the one before in a ring.

    `first` is the place of a ring's first edge, `size` the number of its edges, for each edge.
    """

    start: Path
    end: Path
    area: Path
    before: Path
    first: Path
    size: Path


def covered(areas: Mapping[str, Sequence[Path]]) -> Coverage:
    """Sort the edges of areas; edges that two pieces of one area share vanish, as those pieces are one.

    Points that are the same bear the same number. Time and memory are linear in the points but for two sorts.
    """
    edges = _edges(areas)
    if edges is None:
        return Coverage({}, (), ())
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    _, edge = np.unique(low * (int(high.max()) + 1) + high, return_inverse=True)
    _, at, own, times = np.unique(
        edge * len(areas) + edges.area, return_index=True, return_inverse=True, return_counts=True
    )
    odd = times % 2 == 1
    first_of_own = np.zeros(len(edge), np.bool_)
    first_of_own[at] = True
    kept = first_of_own & odd[own] & (edges.start != edges.end)
    owners = np.bincount(edge[kept], minlength=int(edge.max()) + 1)
    between = np.zeros(len(edge), np.bool_)
    shared = np.flatnonzero(kept & (owners[edge] > 1))
    between[shared[np.unique(edge[shared], return_index=True)[1]]] = True
    own_rings = ((code, _rings(edges, kept & (edges.area == n))) for n, code in enumerate(areas))
    return Coverage(
        {code: rings for code, rings in own_rings if rings},
        _rings(edges, kept & (owners[edge] == 1)),
        tuple(_joined(_runs(edges, between))),
    )


def _edges(areas: Mapping[str, Sequence[Path]]) -> _Edges | None:
    rings = [(n, ring) for n, rings in enumerate(areas.values()) for ring in rings if len(ring)]
    if not rings:
        return None
    sizes = np.array([len(ring) for _, ring in rings])
    firsts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    start = np.concatenate([ring for _, ring in rings])
    place = np.arange(len(start))
    first, size = np.repeat(firsts, sizes), np.repeat(sizes, sizes)
    after = np.where(place == first + size - 1, first, place + 1)
    before = np.where(place == first, first + size - 1, place - 1)
    return _Edges(start, start[after], np.repeat([n for n, _ in rings], sizes), before, first, size)


def _rings(edges: _Edges, kept: Flags) -> tuple[Path, ...]:
    lines = _joined(_runs(edges, kept))
    return tuple(line[:-1] if line[0] == line[-1] else line for line in lines if len(line) > 3)


def _runs(edges: _Edges, kept: Flags) -> list[Path]:
    """The edges that are kept as lines along their rings, as long as each goes; a whole ring ends where it began."""
    of_ring = np.add.reduceat(kept, np.flatnonzero(edges.first == np.arange(len(kept))))
    whole = np.repeat(of_ring, edges.size[np.flatnonzero(edges.first == np.arange(len(kept)))]) == edges.size
    begins = np.flatnonzero(kept & (~kept[edges.before] | (whole & (edges.first == np.arange(len(kept))))))
    stops = np.concatenate((np.flatnonzero(~kept), [len(kept)]))
    ends = stops[np.searchsorted(stops, begins)]
    runs = []
    for begin, stop in zip(begins.tolist(), ends.tolist(), strict=True):
        first, size = int(edges.first[begin]), int(edges.size[begin])
        parts = [edges.start[begin : min(stop, first + size)]]
        last = min(stop, first + size) - 1
        if stop >= first + size and begin != first and kept[first]:  # goes on at the beginning of its ring
            last = first + int(np.argmin(kept[first:begin])) - 1
            parts.append(edges.start[first : last + 1])
        runs.append(np.concatenate((*parts, edges.end[last : last + 1])))
    return runs


def _joined(runs: Sequence[Path]) -> list[Path]:
    """Lines joined end to end, from the loose ends and forks first; every line once."""
    done = [run for run in runs if run[0] == run[-1]]
    open_ones = [run for run in runs if run[0] != run[-1]]
    beside: dict[int, list[int]] = defaultdict(list)
    for number, run in enumerate(open_ones):
        beside[int(run[0])].append(number)
        beside[int(run[-1])].append(number)
    used = [False] * len(open_ones)
    starts = [point for point, near in beside.items() if len(near) != 2] + list(beside)
    for start in starts:
        while (line := _walk(start, open_ones, beside, used)) is not None:
            done.append(line)
    return done


def _walk(start: int, runs: Sequence[Path], beside: Mapping[int, list[int]], used: list[bool]) -> Path | None:
    parts: list[Path] = []
    here = start
    while beside[here]:
        number = beside[here].pop()
        if used[number]:
            continue
        used[number] = True
        run = runs[number] if runs[number][0] == here else runs[number][::-1]
        parts.append(run[1:] if parts else run)
        here = int(run[-1])
        if here == start:
            break
    return np.concatenate(parts) if parts else None
