"""A base map of the operator's own in place of the shipped map of China: read, checked, kept."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from wallboard.config.map_panels import ChinaMapOptions
from wallboard.config.settings import Settings
from wallboard.scene.base_map_projection import MapContents, projected
from wallboard.scene.geography import CountryMap, Extent, MapError, Points, china, extent_of, inside
from wallboard.scene.map_crs import CrsError, crs_notes
from wallboard.scene.map_dialects import DialectError, MapFeature, features_of
from wallboard.scene.map_meaning import COUNTRY, DASHES, meaning
from wallboard.scene.map_text import MOST_POINTS, read_document, too_many

log = logging.getLogger(__name__)

DEGREES: Final = (70.0, 0.0, 140.0, 56.0)
"""West, south, east, north: a map of China in degrees lies within."""
_SHOWN: Final = 5
_CONVERT: Final = "ogr2ogr -f GeoJSON -t_srs EPSG:4326 map.geojson FILE"


def configured_maps(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The base maps that a configuration names, each once, with the first panel that does."""
    named: dict[Path, str] = {}
    for panel, options in settings.panels.items():
        if isinstance(options, ChinaMapOptions) and options.base_map is not None:
            named.setdefault(options.base_map, panel)
    for path, panel in named.items():
        yield panel, path


def chosen(path: Path | None) -> CountryMap:
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
def _chosen(path: Path) -> CountryMap | str:
    try:
        return load_base_map(path)
    except MapError as error:
        log.error("%s", error)
        return str(error)


def load_base_map(path: Path) -> CountryMap:
    """Read, check and project a base map, and log what is to be told of it. Raises MapError like `read_base_map`."""
    found = read_base_map(path)
    for line in (*found.warnings, *found.notes):
        log.warning("%s", line)
    return found


def read_base_map(path: Path) -> CountryMap:
    """Read, check and project a base map: GeoJSON, ECharts' encoded GeoJSON, TopoJSON or Esri JSON.

    Each feature with polygons belongs to a province, by a code of GB/T 2260 or a name (features of one province's
    cities or counties join); the dash line is known by its marks, names or place.

    Raises:
        MapError: the file cannot be read, holds no polygons, an unknown province, or coordinates that are no degrees;
            one line with file, feature and what to do.
    """
    features, read_notes = read_features(path)
    _check_bounds(path, features)
    drawn = _sorted(path, features)
    return projected(path, drawn, read_notes)


def read_features(path: Path) -> tuple[list[MapFeature], tuple[str, ...]]:
    """The features of a map file in any dialect, and what is to be told of how it was read. Raises MapError."""
    with _no_collection():
        return _read(path)


def _read(path: Path) -> tuple[list[MapFeature], tuple[str, ...]]:
    document, notes = read_document(path)
    try:
        told = (f"the base map {path} {note}" for note in crs_notes(document))
        features, repeated = _unrepeated(features_of(document, MOST_POINTS))
        return features, (*notes, *told, *(f"the base map {path}: {each}" for each in repeated))
    except (CrsError, DialectError) as error:
        msg = f"the base map {path}{':' if str(error).startswith('feature') else ''} {error}"
        raise MapError(msg) from None
    except OverflowError:
        raise too_many(path) from None


def _unrepeated(features: Iterable[MapFeature]) -> tuple[list[MapFeature], list[str]]:
    """The features without exact repetitions, whose edges would cancel each other, and what is to be told of those."""
    first: dict[object, MapFeature] = {}
    kept, repeated = [], []
    for feature in features:
        key = (
            (feature.said, feature.name, *(ring.tobytes() for ring in feature.rings))
            if feature.rings
            else feature.number
        )
        if first.setdefault(key, feature) is feature:
            kept.append(feature)
        else:
            repeated.append(f"{feature.label} repeats feature {first[key].number} and is left out")
    return kept, repeated


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


def _sorted(path: Path, features: Sequence[MapFeature]) -> MapContents:
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
    return MapContents({code: _once(found) for code, found in provinces.items()}, dashes, (said,) if left_out else ())


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
