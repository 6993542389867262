"""A base map that was read and checked, projected once: areas, outline and borders in metres, and the inset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.scene.coverage import covered
from wallboard.scene.geography import Area, CountryMap, Extent, Inset, MapError, Points, china, extent_of
from wallboard.scene.map_dialects import MapFeature
from wallboard.scene.places import places
from wallboard.scene.projection import Albers, Mercator

MAIN_SOUTH_M: Final = -1_900_000
"""Land that reaches no farther south belongs to the map itself, the rest to the inset."""
FINE_POINTS: Final = 60_000
FINE_M: Final = 1.0
COARSE_M: Final = 300.0
"""A map of more points is taken in steps of COARSE_M, a tenth of a pixel on a 4K wall; others to the metre."""


class MapContents(msgspec.Struct, frozen=True):
    """What a file holds: features of provinces by code, the dash line, in degrees, and what was left out."""

    provinces: Mapping[str, list[MapFeature]]
    dashes: list[Points]
    notes: tuple[str, ...]


def projected(path: Path, drawn: MapContents, notes: Sequence[str]) -> CountryMap:
    """A map in metres, with its outline, borders and inset. Raises MapError where it encloses nothing."""
    rings = {code: [ring for f in found for ring in f.rings] for code, found in drawn.provinces.items()}
    count = sum(len(ring) for found in rings.values() for ring in found)
    step_m = FINE_M if count <= FINE_POINTS else COARSE_M
    grid = Grid.of([ring for found in rings.values() for ring in found], step_m, lambda p: _metres(p, Albers(), None))
    numbers = iter(grid.lines)
    cover = covered({code: [next(numbers) for _ in found] for code, found in rings.items()})
    if not cover.outline:
        msg = f"the base map {path} holds no area larger than {step_m:g} m: its {count} points enclose nothing"
        raise MapError(msg)
    areas = {code: tuple(grid.metres[n] for n in found) for code, found in cover.areas.items()}
    outline = tuple(grid.metres[n] for n in cover.outline)
    dashes = tuple(_metres(line, Albers()) for line in drawn.dashes)
    north = [r for r in outline if r[:, 1].min() > MAIN_SOUTH_M] or list(outline)
    return CountryMap(
        name=str(path),
        provinces=tuple(Area(p.code, areas.get(p.code, ()), _middle(areas.get(p.code, ()))) for p in china().provinces),
        outline=outline,
        borders=tuple(grid.metres[n] for n in cover.borders),
        dashes=dashes,
        inset=_inset([_mercator(grid.degrees[n]) for n in cover.outline], drawn.dashes),
        extent=extent_of(north),
        extent_with_islands=extent_of([*outline, *dashes]),
        warnings=tuple(_lacking(path, areas, drawn.dashes)),
        notes=(*notes, *drawn.notes),
    )


class Grid(msgspec.Struct, frozen=True, eq=False):
    """The points of many lines, each once where they are the same after rounding: lines hold numbers of points.

    `metres` are those of the map, `degrees` those of one of the points that were rounded together; both (n, 2).
    """

    metres: Points
    degrees: Points
    lines: list[npt.NDArray[np.int64]]

    @classmethod
    def of(cls, lines: Sequence[Points], step_m: float, forward: Callable[[Points], Points]) -> Grid:
        """Rounded to a step in metres, without repetitions: neighbours that touched touch still."""
        degrees = np.concatenate(lines)
        steps = np.round(forward(degrees) / step_m).astype(np.int64)
        keys = (steps[:, 0] << 32) + steps[:, 1]
        _, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
        repeated = np.concatenate(([False], numbers[1:] == numbers[:-1]))
        ends = np.cumsum([len(line) for line in lines])
        repeated[np.concatenate(([0], ends[:-1]))] = False
        parts = np.split(numbers, ends[:-1])
        kept = np.split(~repeated, ends[:-1])
        rings = [_open(part[keep]) for part, keep in zip(parts, kept, strict=True)]
        return cls(steps[first] * np.float64(step_m), degrees[first], rings)


def _open(ring: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A ring without its first point again at its end; one that encloses nothing without any point."""
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    return ring if len(ring) > 2 else ring[:0]


def _metres(degrees: Points, projection: Albers, step_m: float | None = FINE_M) -> Points:
    """Degrees in metres of the map; with a step rounded to it."""
    points = np.column_stack(projection.forward(degrees[:, 0], degrees[:, 1]))
    return points if step_m is None else np.asarray(np.round(points / step_m) * step_m, np.float64)


def _mercator(degrees: Points) -> Points:
    return np.asarray(np.round(np.column_stack(Mercator().forward(degrees[:, 0], degrees[:, 1]))), np.float64)


def _lacking(path: Path, areas: Mapping[str, Sequence[Points]], dashes: Sequence[Points]) -> Iterator[str]:
    """What a map of China has and this one has not; and provinces that lie where they do not belong."""
    if not dashes:
        yield (
            f"the base map {path} does not show the dash line in the South China Sea: add it as a feature with"
            ' adcode "100000_JD", or take a map that has it'
        )
    missing = [p.zh for p in places().provinces.values() if p.code not in areas]
    if missing:
        yield f"the base map {path} does not show {', '.join(missing)}"
    for area in china().provinces:
        if area.code in areas and not _overlap(area.extent, extent_of(areas[area.code])):
            yield f"the base map {path} shows {places().provinces[area.code].zh} where it is not: look at its code"


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _middle(rings: Sequence[Points]) -> tuple[float, float]:
    if not rings:
        return 0.0, 0.0
    x, y = max(rings, key=len).mean(axis=0)
    return float(x), float(y)


def _inset(outline: Sequence[Points], dashes: Sequence[Points]) -> Inset | None:
    """The South China Sea from the same file, in metres of its own; neighbouring land as shipped."""
    shipped = china().inset
    if shipped is None:
        return None
    within = tuple(r for r in outline if len(r) > 2 and _overlap(extent_of([r]), shipped.extent))
    return Inset(shipped.extent, within, shipped.neighbours, np.empty((0, 2)), tuple(map(_mercator, dashes)))
