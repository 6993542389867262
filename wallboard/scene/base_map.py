"""A base map of the operator's own in place of the shipped map of China: read, checked, projected once."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from wallboard.config.panels import ChinaMapOptions
from wallboard.config.settings import Settings
from wallboard.scene.coverage import covered
from wallboard.scene.geography import Area, China, Extent, Inset, MapError, Points, china, extent_of, inside
from wallboard.scene.map_dialects import DialectError, MapFeature, features_of
from wallboard.scene.map_meaning import COUNTRY, DASHES, meaning
from wallboard.scene.map_text import MOST_POINTS, read_document, too_many
from wallboard.scene.places import places
from wallboard.scene.projection import Albers, Mercator

log = logging.getLogger(__name__)

DEGREES: Final = (70.0, 0.0, 140.0, 56.0)
"""West, south, east, north: a map of China in degrees lies within."""
MAIN_SOUTH_M: Final = -1_900_000
"""Land that reaches no farther south belongs to the map itself, the rest to the inset."""
FINE_POINTS: Final = 60_000
FINE_M: Final = 1.0
COARSE_M: Final = 300.0
"""A map of more points is taken in steps of COARSE_M, a tenth of a pixel on a 4K wall; others to the metre."""
_SHOWN: Final = 5
_CONVERT: Final = "ogr2ogr -f GeoJSON -t_srs EPSG:4326 map.geojson FILE"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a file holds: features of provinces by code, the dash line, in degrees, and what was left out."""

    provinces: Mapping[str, list[MapFeature]]
    dashes: list[Points]
    notes: tuple[str, ...]


def configured_maps(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The base maps that a configuration names, each once, with the first panel that does."""
    named: dict[Path, str] = {}
    for panel, options in settings.panels.items():
        if isinstance(options, ChinaMapOptions) and options.base_map is not None:
            named.setdefault(options.base_map, panel)
    for path, panel in named.items():
        yield panel, path


def chosen(path: Path | None) -> China:
    """The operator's map, read at the first call and kept as it was then; the shipped one where none is named.

    Raises:
        MapError: it cannot be used; never is another map shown in its place.
    """
    if path is None:
        return china()
    found = _chosen(path)
    if isinstance(found, str):
        raise MapError(found)
    return found


@lru_cache(maxsize=8)
def _chosen(path: Path) -> China | str:
    try:
        return load_base_map(path)
    except MapError as error:
        log.error("%s", error)
        return str(error)


def load_base_map(path: Path) -> China:
    """Read, check and project a base map, and log what is to be told of it. Raises MapError like `read_base_map`."""
    found = read_base_map(path)
    for line in (*found.warnings, *found.notes):
        log.warning("%s", line)
    return found


def read_base_map(path: Path) -> China:
    """Read, check and project a base map: GeoJSON, ECharts' encoded GeoJSON, TopoJSON or Esri JSON.

    Each feature with polygons belongs to a province, by a code of GB/T 2260 or a name (features of one province's
    cities or counties join); the dash line is known by its marks, names or place.

    Raises:
        MapError: the file cannot be read, holds no polygons, an unknown province, or coordinates that are no degrees;
            one line with file, feature and what to do.
    """
    with _no_collection():
        features, read_notes = _read(path)
    _check_bounds(path, features)
    drawn = _sorted(path, features)
    return _projected(path, drawn, read_notes)


def _read(path: Path) -> tuple[list[MapFeature], tuple[str, ...]]:
    document, notes = read_document(path)
    try:
        return list(features_of(document, MOST_POINTS)), notes
    except DialectError as error:
        msg = f"the base map {path}{':' if str(error).startswith('feature') else ''} {error}"
        raise MapError(msg) from None
    except OverflowError:
        raise too_many(path) from None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection, which would look at half a million lists again and again (five times as slow)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _sorted(path: Path, features: Sequence[MapFeature]) -> _Drawn:
    """Every feature by what it stands for. Raises MapError where that is not known."""
    provinces: dict[str, list[MapFeature]] = {}
    dashes: list[Points] = []
    unknown: list[str] = []
    left_out: list[str] = []
    for feature in features:
        code = meaning(feature.said, feature.rings, feature.lines)
        if code == DASHES:
            dashes += [*feature.rings, *feature.lines]
        elif not feature.rings:
            if code not in {None, COUNTRY} or feature.lines:
                left_out.append(feature.label)
        elif code is None:
            unknown.append(feature.label)
        elif code == COUNTRY:
            left_out.append(feature.label)
        else:
            provinces.setdefault(code, []).append(feature)
    if unknown:
        msg = (
            f"the base map {path} has areas of no known province: {_listed(unknown)}; give each the six digits of its"
            " province as 'adcode', or the dash line \"100000_JD\""
        )
        raise MapError(msg)
    if not provinces:
        msg = f"the base map {path} holds no polygons of provinces"
        raise MapError(msg)
    said = f"the base map {path}: {_listed(left_out)} left out: no area of a province"
    return _Drawn({code: _once(found) for code, found in provinces.items()}, dashes, (said,) if left_out else ())


def _once(features: list[MapFeature]) -> list[MapFeature]:
    """Features of a province that do not lie upon each other: of a province and its own cities, the province."""
    if len(features) == 1:
        return features
    kept: list[tuple[Extent, MapFeature]] = []
    for feature in sorted(features, key=lambda f: _size(extent_of(f.rings)), reverse=True):
        x, y = _inner_point(feature.rings)
        within = (f for (west, south, east, north), f in kept if west <= x <= east and south <= y <= north)
        if not any(inside(other.rings, x, y) for other in within):
            kept.append((extent_of(feature.rings), feature))
    return [feature for _, feature in kept]


def _size(extent: Extent) -> float:
    west, south, east, north = extent
    return (east - west) * (north - south)


def _inner_point(rings: Sequence[Points]) -> tuple[float, float]:
    """A point inside rings: in the middle of the first stretch of a line through the middle of the largest."""
    largest = max(rings, key=lambda ring: _size(extent_of([ring])))
    a, b = largest, np.roll(largest, -1, axis=0)
    heights = np.unique(largest[:, 1])
    y = float(heights[(len(heights) - 1) // 2 : (len(heights) + 3) // 2].mean())
    across = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[across], b[across]
    if len(a) < 2:
        return float(largest[0, 0]), float(largest[0, 1])
    at = np.sort(a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1]))
    return float(at[:2].mean()), y


def _check_bounds(path: Path, features: Sequence[MapFeature]) -> None:
    """Hold all that is drawn to degrees where China is. Raises MapError with the first point that is not."""
    for feature in features:
        for line in (*feature.rings, *feature.lines):
            x, y = line[:, 0], line[:, 1]
            west, south, east, north = DEGREES
            outside = (x < west) | (x > east) | (y < south) | (y > north)
            if outside.any():
                point = int(np.argmax(outside))
                msg = (
                    f"the base map {path}: {feature.label} reaches {x[point]:g}, {y[point]:g} (point {point + 1});"
                    f" degrees of longitude and latitude (WGS84) within {west:g}–{east:g}°E, {south:g}–{north:g}°N are"
                    f" needed{_remedy(line)}"
                )
                raise MapError(msg)


def _remedy(line: Points) -> str:
    """What helps, by the kind of numbers that a line out of bounds holds."""
    west, south, east, north = DEGREES
    x, y = line[:, 0], line[:, 1]
    if ((y >= west) & (y <= east) & (x >= south) & (x <= north)).all():
        return ": latitude stands before longitude; exchange the two"
    if np.abs(line).max() > 360:
        return f": these are metres of a projection; convert them with: {_CONVERT}"
    return ""


def _listed(labels: Sequence[str]) -> str:
    return "; ".join(labels[:_SHOWN]) + (f"; and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else "")


def _projected(path: Path, drawn: _Drawn, notes: Sequence[str]) -> China:
    rings = {code: [ring for f in found for ring in f.rings] for code, found in drawn.provinces.items()}
    count = sum(len(ring) for found in rings.values() for ring in found)
    step_m = FINE_M if count <= FINE_POINTS else COARSE_M
    grid = _Grid.of([ring for found in rings.values() for ring in found], step_m)
    numbers = iter(grid.lines)
    cover = covered({code: [next(numbers) for _ in found] for code, found in rings.items()})
    if not cover.outline:
        msg = f"the base map {path} holds no area larger than {step_m:g} m: its {count} points enclose nothing"
        raise MapError(msg)
    areas = {code: tuple(grid.metres[n] for n in found) for code, found in cover.areas.items()}
    outline = tuple(grid.metres[n] for n in cover.outline)
    dashes = tuple(_metres(line, Albers()) for line in drawn.dashes)
    north = [r for r in outline if r[:, 1].min() > MAIN_SOUTH_M] or list(outline)
    return China(
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


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The points of many lines, each once where they are the same after rounding: lines hold numbers of points.

    `metres` are those of the map, `degrees` those of one of the points that were rounded together; both (n, 2).
    """

    metres: Points
    degrees: Points
    lines: list[npt.NDArray[np.int64]]

    @classmethod
    def of(cls, lines: Sequence[Points], step_m: float) -> _Grid:
        """Rounded to a step in metres, without repetitions: neighbours that touched touch still."""
        degrees = np.concatenate(lines)
        steps = np.round(_metres(degrees, Albers(), None) / step_m).astype(np.int64)
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
