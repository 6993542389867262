"""The dialects base maps are written in, as plain features: GeoJSON, ECharts' encoded GeoJSON, TopoJSON, Esri JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from wallboard.core.plain_text import one_line
from wallboard.scene.geography import Points
from wallboard.scene.map_meaning import COUNTRY, DASHES, meaning, name_of, names_of, said_of

MOST_FEATURES: Final = 10_000
_MOST_LEVELS: Final = 32
_ECHARTS_SCALE: Final = 1024
_POLYGONS, _LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")
_LEVELS: Final[Mapping[str, int]] = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}
"""How deep the lines of a geometry lie in its coordinates."""


class DialectError(Exception):
    """A feature or a file cannot be understood; the text says why, without the file."""


class MapFeature(msgspec.Struct, frozen=True):
    """A feature: its number (from 1), what it says of itself, its rings and lines in degrees of shape (n, 2)."""

    number: int
    said: tuple[str, ...]
    rings: list[Points]
    lines: list[Points]
    name: str = ""
    """What it is called, on a map of any country."""
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What it is called by language, where it says so."""

    @property
    def label(self) -> str:
        """How a message names it."""
        return label(self.number, self.said)


def label(number: int, said: Sequence[str]) -> str:
    """How a message names a feature."""
    return f"feature {number} ({', '.join(said[:3]) or 'without a code or name'})"


Line = Callable[[Any, Any], Points]
"""Reads the coordinates of one line, given its entry of `encodeOffsets` (ECharts) or None."""


def features_of(document: object, most_points: int) -> Iterator[MapFeature]:
    """Every feature of a map in whichever dialect, in the order of the file.

    Raises:
        DialectError: it is none of these dialects, or a feature has coordinates that are none.
        OverflowError: there are more points than `most_points`, or more features than MOST_FEATURES.
    """
    left = most_points
    for count, (raw, read_line) in enumerate(_raw_features(document, most_points), 1):
        said = said_of(raw)
        try:
            rings, lines = _parts(raw.get("geometry"), read_line, _MOST_LEVELS)
        except DialectError as error:
            msg = f"{label(count, said)} {error}"
            raise DialectError(msg) from None
        left -= sum(map(len, rings)) + sum(map(len, lines))
        if left < 0 or count > MOST_FEATURES:
            raise OverflowError
        yield MapFeature(count, said, rings, lines, name_of(raw), names_of(raw))


def _raw_features(document: object, most_points: int) -> Iterator[tuple[Mapping[str, Any], Line]]:
    if not isinstance(document, dict):
        msg = "is no GeoJSON FeatureCollection: it has no list of features"
        raise DialectError(msg)
    if document.get("type") == "Topology":
        yield from _topology(document, most_points)
        return
    found = [document] if document.get("type") == "Feature" else document.get("features")
    if not isinstance(found, list):
        msg = "is no GeoJSON FeatureCollection, TopoJSON or Esri JSON: it has no list of features"
        raise DialectError(msg)
    scale = document.get("UTF8Scale", _ECHARTS_SCALE)
    if not isinstance(scale, int | float) or isinstance(scale, bool) or not 1 <= scale <= 1e9:
        msg = "has a UTF8Scale that is no number from 1 upwards"
        raise DialectError(msg)

    def line(coordinates: object, offset: object) -> Points:
        return _encoded(coordinates, offset, scale) if isinstance(coordinates, str) else positions(coordinates)

    for each in found:
        feature = each if isinstance(each, dict) else {}
        if "properties" not in feature and isinstance(feature.get("attributes"), dict):
            feature = {**feature, "properties": feature["attributes"]}
        yield feature, line


def _parts(geometry: object, read_line: Line, levels: int) -> tuple[list[Points], list[Points]]:
    """The rings and the lines of a geometry. Raises DialectError."""
    if not isinstance(geometry, dict):
        return [], []
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        return _collected(geometry.get("geometries"), read_line, levels)
    if kind is None and ("rings" in geometry or "paths" in geometry):  # Esri's
        rings = list(_lines(geometry.get("rings") or [], None, 1, read_line))
        return rings, list(_lines(geometry.get("paths") or [], None, 1, read_line))
    if kind not in _POLYGONS and kind not in _LINES:
        return [], []
    inner = geometry["arcs"] if "arcs" in geometry and coordinates is None else coordinates
    found = list(_lines(inner, geometry.get("encodeOffsets"), _LEVELS[kind], read_line))
    return (found, []) if kind in _POLYGONS else ([], found)


def _collected(geometries: object, read_line: Line, levels: int) -> tuple[list[Points], list[Points]]:
    if levels == 0:
        msg = "is nested too deeply"
        raise DialectError(msg)
    parts = [_parts(g, read_line, levels - 1) for g in geometries] if isinstance(geometries, list) else []
    return [ring for rings, _ in parts for ring in rings], [line for _, lines in parts for line in lines]


def _lines(inner: object, offsets: object, level: int, read_line: Line) -> Iterator[Points]:
    if level == 0:
        yield read_line(inner, offsets)
        return
    if not isinstance(inner, list):
        msg = f"has coordinates that are no list ({_shown(inner)})"
        raise DialectError(msg)
    for number, each in enumerate(inner):
        offset = offsets[number] if isinstance(offsets, list) and number < len(offsets) else None
        try:
            yield from _lines(each, offset, level - 1, read_line)
        except DialectError as error:
            msg = f"{error}" if level > 1 or " of ring " in str(error) else f"{error} of ring {number + 1}"
            raise DialectError(msg) from None


def positions(coordinates: object) -> Points:
    """Positions as an array; heights are left out.

    Raises:
        DialectError: one is no pair of numbers.
    """
    if not isinstance(coordinates, list):
        msg = f"has coordinates that are no list ({_shown(coordinates)})"
        raise DialectError(msg)
    try:
        points = np.array(msgspec.convert(coordinates, list[list[float]]), np.float64)
    except (msgspec.ValidationError, ValueError):  # something else among the numbers, or heights here and there
        points = np.array([_position(n, p) for n, p in enumerate(coordinates, 1)], np.float64)
    if points.ndim != 2 or points.shape[1] < 2 or not np.isfinite(points).all():
        points = np.array([_position(n, p) for n, p in enumerate(coordinates, 1)], np.float64).reshape(-1, 2)
    if not len(points):
        msg = "has a line without any point"
        raise DialectError(msg)
    return points[:, :2]


def _position(number: int, position: object) -> tuple[float, float]:
    if isinstance(position, list) and len(position) >= 2:
        x, y = position[:2]
        if all(isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e18 for v in (x, y)):
            return float(x), float(y)
    msg = f"has no pair of numbers, but {_shown(position)}, as point {number}"
    raise DialectError(msg)


def _shown(value: object) -> str:
    try:
        text = msgspec.json.encode(value).decode()
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        text = str(type(value).__name__)
    if isinstance(value, list) and any(isinstance(v, float) and not math.isfinite(v) for v in value):
        text = text.replace("null", "NaN")
    return one_line(text[:40] + ("…" if len(text) > 40 else ""))


def _encoded(text: str, offset: object, scale: float) -> Points:
    """A line of ECharts' UTF8Encoding: code units less 64, zigzag, steps from the offset, in 1/scale degrees."""
    pair = offset if isinstance(offset, list) else []
    if len(pair) != 2 or not all(isinstance(v, int | float) and abs(v) < 1e9 for v in pair):
        msg = f"is encoded, but its encodeOffsets are no pair of numbers ({_shown(offset)})"
        raise DialectError(msg)
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.int64) - 64
    if not len(units) or len(units) % 2:
        msg = f"is encoded, but a line has {len(units)} characters, no even number"
        raise DialectError(msg)
    steps = ((units >> 1) ^ -(units & 1)).reshape(-1, 2)
    return np.asarray((np.cumsum(steps, axis=0) + np.array(offset, np.float64)) / scale)


def _topology(document: Mapping[str, Any], most_points: int) -> Iterator[tuple[Mapping[str, Any], Line]]:
    """The features of the object that holds the provinces, and those of the dash line from all others."""
    objects, arcs = document.get("objects"), document.get("arcs")
    if not isinstance(objects, dict) or not isinstance(arcs, list):
        msg = "is TopoJSON without objects or arcs"
        raise DialectError(msg)
    drawn = [_arc(n, arc, document.get("transform")) for n, arc in enumerate(arcs, 1)]
    read_line, look_at = _arc_reader(drawn, most_points), _arc_reader(drawn, most_points)
    collections = {str(name): list(_geometries(found, _MOST_LEVELS)) for name, found in objects.items()}
    if not any(collections.values()):
        msg = "is TopoJSON whose objects are empty"
        raise DialectError(msg)

    def rank(name: str) -> tuple[int, int]:
        codes = {meaning(said_of(g), [], []) for g in collections[name]} - {None, COUNTRY, DASHES}
        return len(codes), -len(collections[name])

    best = max(collections, key=rank)
    for name, geometries in collections.items():
        for geometry in geometries:
            feature = {"properties": geometry.get("properties"), "id": geometry.get("id"), "geometry": geometry}
            if name == best or _is_dash(name, feature, look_at):
                yield feature, read_line


def _is_dash(name: str, feature: Mapping[str, Any], read_line: Line) -> bool:
    said = said_of(feature)
    if meaning(said or (name,), [], []) == DASHES:
        return True
    if said and meaning(said, [], []) != COUNTRY:
        return False
    rings, lines = _parts(feature["geometry"], read_line, _MOST_LEVELS)
    return meaning(said, rings, lines) == DASHES


def _geometries(found: object, levels: int) -> Iterator[dict[str, Any]]:
    if not isinstance(found, dict):
        return
    inner = found.get("geometries")
    if found.get("type") == "GeometryCollection" and isinstance(inner, list) and "properties" not in found and levels:
        for each in inner:
            yield from _geometries(each, levels - 1)
    else:
        yield found


def _arc(number: int, arc: object, transform: object) -> Points:
    """One arc in degrees; with a transform its points are whole steps from one to the next."""
    try:
        points = positions(arc)
    except DialectError as error:
        msg = f"is TopoJSON whose arc {number} {error}"
        raise DialectError(msg) from None
    if transform is None:
        return points
    scale, translate = (transform.get(k) for k in ("scale", "translate")) if isinstance(transform, dict) else (0, 0)
    try:
        (factor,), (origin,) = positions([scale]), positions([translate])
    except DialectError as error:
        msg = f"is TopoJSON whose transform {error}"
        raise DialectError(msg) from None
    return np.asarray(np.cumsum(points, axis=0) * factor + origin)


def _arc_reader(arcs: Sequence[Points], most_points: int) -> Line:
    """Joins arcs by their numbers: ~n is arc n backwards, each begins where the one before ended."""
    left = [most_points]

    def line(numbers: object, _offset: object) -> Points:
        if not isinstance(numbers, list) or not numbers:
            msg = f"has arcs that are no list of numbers ({_shown(numbers)})"
            raise DialectError(msg)
        parts: list[Points] = []
        for number in numbers:
            if not isinstance(number, int) or isinstance(number, bool) or not -len(arcs) <= number < len(arcs):
                msg = f"names an arc that there is not ({_shown(number)})"
                raise DialectError(msg)
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            left[0] -= len(arc)
            if left[0] < 0:
                raise OverflowError
            parts.append(arc[1:] if parts else arc)
        return np.concatenate(parts)

    return line
