"""A base map of the operator's own: GeoJSON in WGS84, checked, projected once, in place of the shipped map of China."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.config.files import MIB, read_file
from wallboard.scene.coverage import Coverage, covered
from wallboard.scene.geography import Area, China, Inset, MapError, Points, china, extent_of
from wallboard.scene.map_meaning import COUNTRY, DASHES, meaning, said_of
from wallboard.scene.places import places
from wallboard.scene.projection import Albers, Mercator, Projection

log = logging.getLogger(__name__)

DEGREES = (70.0, 0.0, 140.0, 56.0)
"""West, south, east, north: a map of China in degrees lies within."""
MAIN_SOUTH_M = -1_900_000
"""Land that reaches no farther south belongs to the map itself, the rest to the inset."""
FINE_POINTS, FINE_M, COARSE_M = 60_000, 1.0, 300.0
"""A map of more points is taken in steps of COARSE_M, a tenth of a pixel on a 4K wall; others to the metre."""
MOST_BYTES, MOST_POINTS = 64 * MIB, 500_000
"""Of a base map: what is larger was drawn for other scales and keeps a wall from starting."""
Degrees = npt.NDArray[np.float64]
"""Shape (n, 2): longitude and latitude."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a file holds: rings of provinces by code, and lines, in degrees."""

    rings: Mapping[str, list[Degrees]]
    lines: list[Degrees]


def chosen(path: Path | None) -> China:
    """The operator's map; the shipped one where there is none, or it cannot be used (logged once, with the reason)."""
    return china() if path is None else _chosen(path)


@lru_cache(maxsize=4)
def _chosen(path: Path) -> China:
    try:
        return load_base_map(path)
    except MapError as error:
        log.error("%s; the built-in map stays", error)
        return china()


def load_base_map(path: Path) -> China:
    """Read, check and project a GeoJSON file.

    Each feature with polygons belongs to a province, by a code of GB/T 2260 or a name among its properties (features
    of one province's cities join); lines, and polygons whose name says so, are the dashes.

    Raises:
        MapError: the file cannot be read, holds no polygons, an unknown province, or coordinates that are no degrees.
    """
    drawn = _read(path)
    _check_bounds(path, drawn)
    count = sum(len(ring) for rings in drawn.rings.values() for ring in rings)
    step = FINE_M if count <= FINE_POINTS else COARSE_M
    projected = {code: [_projected(ring, Albers(), step) for ring in rings] for code, rings in drawn.rings.items()}
    found = covered({code: [r for r in rings if len(r) > 2] for code, rings in projected.items()})
    if not found.outline:
        msg = f"the base map {path} holds no area larger than {step:g} m"
        raise MapError(msg)
    dashes = tuple(_projected(line, Albers(), FINE_M) for line in drawn.lines)
    _note_missing(path, found)
    if not dashes:
        log.warning("the base map %s does not show the dash line in the South China Sea", path)
    north = [r for r in found.outline if r[:, 1].min() > MAIN_SOUTH_M] or list(found.outline)
    return China(
        name=str(path),
        provinces=tuple(
            Area(p.code, tuple(found.areas.get(p.code, ())), _middle(found.areas.get(p.code, ())))
            for p in china().provinces
        ),
        outline=found.outline,
        borders=found.borders,
        dashes=dashes,
        inset=_inset(drawn),
        extent=extent_of(north),
        extent_with_islands=extent_of([*found.outline, *dashes]),
    )


def _read(path: Path) -> _Drawn:
    try:
        document: Any = msgspec.json.decode(read_file(path, MOST_BYTES))
    except OSError as error:
        msg = f"the base map {path} cannot be read: {error.strerror}"
        raise MapError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"the base map {path} is no JSON: {error}"
        raise MapError(msg) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        msg = f"the base map {path} is no GeoJSON FeatureCollection: it has no list of features"
        raise MapError(msg)
    rings: dict[str, list[Degrees]] = {}
    lines: list[Degrees] = []
    unknown: list[str] = []
    points = 0
    for number, feature in enumerate(features, 1):
        try:
            polygons, strokes = _parts(_table(feature, "geometry"))
        except (TypeError, ValueError, RecursionError) as error:
            msg = f"the base map {path}: feature {number} has no usable coordinates ({error})"
            raise MapError(msg) from error
        points += sum(map(len, polygons)) + sum(map(len, strokes))
        if points > MOST_POINTS:
            msg = f"the base map {path} has more than {MOST_POINTS:,} points: simplify it"
            raise MapError(msg)
        if not polygons and not strokes:
            continue
        said = said_of(feature if isinstance(feature, dict) else {})
        code = meaning(said, polygons, strokes)
        if code == DASHES or (not polygons and strokes):
            lines += [*polygons, *strokes]
        elif code is None:
            unknown.append(f"feature {number} ({', '.join(said) or 'without a code or name'})")
        elif code != COUNTRY:
            rings.setdefault(code, []).extend(polygons)
            lines += strokes
    if unknown:
        shown = "; ".join(unknown[:5]) + ("; …" if len(unknown) > 5 else "")
        msg = f"the base map {path} has areas of no known province: {shown}; give each its six-digit code as 'adcode'"
        raise MapError(msg)
    if not rings:
        msg = f"the base map {path} holds no polygons of provinces"
        raise MapError(msg)
    return _Drawn(rings, lines)


def _table(feature: object, name: str) -> Mapping[str, Any]:
    found = feature.get(name) if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _parts(geometry: Mapping[str, Any]) -> tuple[list[Degrees], list[Degrees]]:
    """The rings and the lines of a geometry."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        parts = [_parts(g) for g in geometry.get("geometries", []) if isinstance(g, dict)]
        return [r for rings, _ in parts for r in rings], [line for _, lines in parts for line in lines]
    if kind == "Polygon":
        return list(_arrays(coordinates)), []
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates or () for ring in _arrays(polygon)], []
    if kind == "LineString":
        return [], list(_arrays([coordinates]))
    if kind == "MultiLineString":
        return [], list(_arrays(coordinates))
    return [], []


def _arrays(lines: object) -> Iterator[Degrees]:
    if not isinstance(lines, list):
        msg = "coordinates are no list"
        raise TypeError(msg)
    for line in lines:
        points = np.array([point[:2] for point in line], np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            msg = "a line is no list of positions"
            raise ValueError(msg)
        yield points


def _check_bounds(path: Path, drawn: _Drawn) -> None:
    west, south, east, north = extent_of([*(r for rings in drawn.rings.values() for r in rings), *drawn.lines])
    least_lon, least_lat, most_lon, most_lat = DEGREES
    if west < least_lon or south < least_lat or east > most_lon or north > most_lat:
        msg = (
            f"the base map {path} reaches from {west:g}, {south:g} to {east:g}, {north:g}; degrees of longitude and"
            f" latitude (WGS84) within {least_lon:g}–{most_lon:g}°E, {least_lat:g}–{most_lat:g}°N are needed"
        )
        raise MapError(msg)


def _note_missing(path: Path, found: Coverage) -> None:
    missing = [p.zh for p in places().provinces.values() if p.code not in found.areas]
    if missing:
        log.warning("the base map %s does not show %s", path, ", ".join(missing))


def _projected(degrees: Degrees, projection: Projection, step_m: float) -> Points:
    """Degrees in metres, rounded to a step and without repetitions: neighbours that touched touch still."""
    x, y = projection.forward(degrees[:, 0], degrees[:, 1])
    points = np.round(np.column_stack((x, y)) / step_m) * step_m
    keep = np.concatenate(([True], np.any(points[1:] != points[:-1], axis=1)))
    return np.asarray(points[keep])


def _middle(rings: tuple[Points, ...] | list[Points]) -> tuple[float, float]:
    if not rings:
        return 0.0, 0.0
    x, y = max(rings, key=len).mean(axis=0)
    return float(x), float(y)


def _inset(drawn: _Drawn) -> Inset | None:
    """The South China Sea from the same file; neighbouring land as shipped."""
    shipped = china().inset
    if shipped is None:
        return None
    west, south, east, north = shipped.extent
    rings = [_projected(r, Mercator(), FINE_M) for rings in drawn.rings.values() for r in rings]
    within = [
        r
        for r in rings
        if r[:, 0].max() > west and r[:, 0].min() < east and r[:, 1].max() > south and r[:, 1].min() < north
    ]
    dashes = tuple(_projected(line, Mercator(), FINE_M) for line in drawn.lines)
    return Inset(shipped.extent, tuple(within), shipped.neighbours, np.empty((0, 2)), dashes)
