"""The shipped map of China, thinned, written in the dialects, encodings and codings that base maps come in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj

from wallboard.core.resources import shipped

Ring = list[list[float]]
THINNED = 25
"""Every so manyth point of an arc is kept, and its ends."""

TRADITIONAL = str.maketrans("内辽宁龙苏东广庆贵云陕肃台湾门区别壮维尔", "內遼寧龍蘇東廣慶貴雲陝肅臺灣門區別壯維爾")
_LETTERS = "BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ TW HK MO"
ISO = re.findall("[A-Z]{2}", _LETTERS)


@dataclass(frozen=True)
class Country:
    """Arcs and dashes in degrees; provinces in the order of their codes: names, and polygons as numbers of arcs."""

    arcs: list[Ring]
    provinces: list[dict[str, Any]]
    dashes: list[Ring]

    def ring(self, numbers: Sequence[int]) -> Ring:
        points: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points


@lru_cache(maxsize=1)
def country() -> Country:
    """The shipped map, thinned along its arcs, so that provinces still share their borders; rounded to 0.0001°."""
    document = json.loads(shipped("assets/maps/china.json").read_text(encoding="utf-8"))
    to_degrees = pyproj.Transformer.from_crs(document["projection"], "EPSG:4326", always_xy=True)

    def degrees(flat: Sequence[int], step: int) -> Ring:
        points = np.cumsum(np.array(flat, np.float64).reshape(-1, 2), axis=0)
        kept = np.unique([*range(0, len(points), step), len(points) // 3, 2 * len(points) // 3, len(points) - 1])
        lon, lat = to_degrees.transform(points[kept, 0], points[kept, 1])
        return [[float(x), float(y)] for x, y in np.round(np.column_stack((lon, lat)), 4)]

    return Country(
        [degrees(flat, THINNED) for flat in document["arcs"]],
        document["provinces"],
        [degrees(flat, 4) for flat in document["dashes"]],
    )


def areas(rings: Mapping[str, Sequence[Any]]) -> dict[str, float]:
    """Square metres inside the rings of each code: a ring inside an odd number of others is a hole."""
    return {code: _area([np.asarray(r, np.float64) for r in found]) for code, found in rings.items()}


def _area(rings: Sequence[Any]) -> float:
    least, most = np.array([r.min(axis=0) for r in rings]), np.array([r.max(axis=0) for r in rings])
    total = 0.0
    for number, ring in enumerate(rings):
        around = (least <= least[number]).all(axis=1) & (most >= most[number]).all(axis=1)
        around[number] = False
        depth = sum(_within(ring, rings[int(other)]) for other in np.flatnonzero(around))
        x, y = ring.T
        size = abs(float(np.dot(x - x[0], np.roll(y, -1)) - np.dot(np.roll(x, -1) - x[0], y))) / 2
        total += size if depth % 2 == 0 else -size
    return total


def _within(ring: Any, other: Any) -> bool:
    """Whether most of some points of a ring lie inside another, by the crossings of a ray to the east."""
    some = ring[:: max(1, len(ring) // 9)]
    x, y = some[:, :1], some[:, 1:]
    (ax, ay), (bx, by) = other.T, np.roll(other, -1, axis=0).T
    spans = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crosses = spans & (ax + (y - ay) * (bx - ax) / (by - ay) > x)
    return bool((crosses.sum(axis=1) % 2).mean() > 0.5)


@lru_cache(maxsize=1)
def true_areas() -> dict[str, float]:
    """Of the thinned map itself, projected by another library."""
    to_metres = pyproj.Transformer.from_crs(
        "EPSG:4326", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=35 +lon_0=105 +datum=WGS84", always_xy=True
    )
    land = country()
    return areas(
        {
            p["code"]: [
                np.column_stack(to_metres.transform(*np.array(land.ring(ring)).T))
                for poly in p["polygons"]
                for ring in poly
            ]
            for p in land.provinces
        }
    )


def said(coding: str, number: int) -> dict[str, Any]:
    """What a feature of a province says of itself, beside its geometry."""
    province = country().provinces[number]
    code, full = province["code"], province["zh_full"]
    pinyin = next((a for a in province["aliases"] if a.endswith(("sheng", "shi"))), province["en"].lower())
    properties: dict[str, Any] = {
        "number": {"adcode": int(code), "name": full},
        "text": {"adcode": code, "name": full},
        "float": {"ADCODE": float(code), "NAME": full},
        "county": {"adcode": int(code) + 106, "name": "某区", "parent": {"adcode": int(code)}},
        "village": {"code": f"{code[:2]}0106001000"},
        "gb": {"gb": f"156{code}", "name": full},
        "full": {"name": full},
        "short": {"name": province["zh"]},
        "traditional": {"name": full.translate(TRADITIONAL)},
        "english": {"name": province["en_full"]},
        "pinyin": {"NAME_1": pinyin, "NAME_2": "Xinqu"},
        "iso": {"iso_3166_2": f"CN-{ISO[number]}"},
        "iso digits": {"iso_3166_2": f"CN-{code[:2]}"},
        "hasc": {"HASC_1": f"CN.{ISO[number]}"},
        "id": {},
        "short id": {"name": province["zh"]},
    }[coding]
    identity = {"id": code} if coding == "id" else {"id": code[:2]} if coding == "short id" else {}
    return {"type": "Feature", "properties": properties, **identity}


CODINGS = (
    "number", "text", "float", "county", "village", "gb", "full", "short", "traditional", "english", "pinyin", "iso",
    "iso digits", "hasc", "id", "short id",
)  # fmt: skip
DASHED: Mapping[str, dict[str, Any]] = {
    "_JD": {"adcode": "100000_JD", "name": "", "adchar": "JD"},
    "adchar": {"adcode": 100000, "adchar": "JD"},
    "adchar text": {"adcode": "100000", "name": "", "adchar": "JD"},
    "nine": {"name": "九段线"},
    "ten": {"name": "十段线", "adcode": 100000},
    "traditional": {"name": "十段線"},
    "islands": {"name": "南海诸岛"},
    "boundary": {"gb": "", "name": "境界线"},
    "english": {"NAME": "Ten-Dash Line"},
    "nothing": {},
    "country": {"adcode": 100000, "name": ""},
}
SHAPES = ("lines", "polygons", "each")
DIALECTS = ("geojson", "echarts", "topojson", "topojson plain", "esri")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "escaped")


def written(dialect: str, encoding: str, coding: str, dashed: str, shape: str) -> bytes:
    """The whole map as a file."""
    document = _topology(coding, dashed, quantised=dialect == "topojson") if "topo" in dialect else None
    if document is None:
        features = [_province(coding, n) for n in range(len(country().provinces))] + _dash_features(dashed, shape)
        document = {"type": "FeatureCollection", "features": features}
        if dialect == "echarts":
            document = {"type": "FeatureCollection", "UTF8Encoding": True, "features": [_packed(f) for f in features]}
        elif dialect == "esri":
            document = {"geometryType": "esriGeometryPolygon", "features": [_esri(f) for f in features]}
    if encoding == "gb18030":
        document["title"] = "中国：广东省、台湾省"
    text = json.dumps(document, ensure_ascii=encoding == "escaped")
    if encoding == "utf-16-be":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode("utf-8" if encoding == "escaped" else encoding)


def _province(coding: str, number: int) -> dict[str, Any]:
    land = country()
    polygons = [[land.ring(ring) for ring in polygon] for polygon in land.provinces[number]["polygons"]]
    return {**said(coding, number), "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _thick(dash: Ring) -> list[Ring]:
    """A dash as a thin polygon."""
    return [[*dash, *([x + 0.03, y] for x, y in reversed(dash)), dash[0]]]


def _dash_features(dashed: str, shape: str) -> list[dict[str, Any]]:
    dashes = country().dashes
    if shape == "lines":
        geometries: list[dict[str, Any]] = [{"type": "MultiLineString", "coordinates": dashes}]
    elif shape == "polygons":
        geometries = [{"type": "MultiPolygon", "coordinates": [_thick(dash) for dash in dashes]}]
    else:
        geometries = [{"type": "LineString", "coordinates": dash} for dash in dashes]
    return [{"type": "Feature", "properties": DASHED[dashed], "geometry": g} for g in geometries]


def _packed(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature in ECharts' encoding, as its `convert` scripts write it."""
    geometry = feature["geometry"]

    def both(inner: Any, level: int) -> tuple[Any, Any]:
        if level == 0:
            return encoded(inner)
        pairs = [both(each, level - 1) for each in inner]
        return [text for text, _ in pairs], [offset for _, offset in pairs]

    level = {"LineString": 0, "MultiLineString": 1, "MultiPolygon": 2}[geometry["type"]]
    coordinates, offsets = both(geometry["coordinates"], level)
    return {**feature, "geometry": {"type": geometry["type"], "coordinates": coordinates, "encodeOffsets": offsets}}


def encoded(line: Ring) -> tuple[str, list[int]]:
    """A line as ECharts packs it, and its offset."""
    whole = [(round(x * 1024), round(y * 1024)) for x, y in line]
    text, before = "", whole[0]
    for point in whole:
        for now, then in zip(point, before, strict=True):
            step = now - then
            text += chr((2 * step if step >= 0 else -2 * step - 1) + 64)
        before = point
    return text, list(whole[0])


def _esri(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature["geometry"]
    attributes = {**feature["properties"], **({"id": feature["id"]} if "id" in feature else {})}
    if geometry["type"] == "MultiPolygon":
        return {"attributes": attributes, "geometry": {"rings": [r for p in geometry["coordinates"] for r in p]}}
    paths = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    return {"attributes": attributes, "geometry": {"paths": paths}}


def _topology(coding: str, dashed: str, *, quantised: bool) -> dict[str, Any]:
    """TopoJSON with the arcs that provinces share; the dash line has an object of its own, beside one of no use."""
    land = country()
    arcs = [*land.arcs, *land.dashes]
    provinces = []
    for number, province in enumerate(land.provinces):
        feature = said(coding, number)
        del feature["type"]
        provinces.append({**feature, "type": "MultiPolygon", "arcs": province["polygons"]})
    first = len(land.arcs)
    line = {
        "type": "MultiLineString",
        "properties": DASHED[dashed],
        "arcs": [[n] for n in range(first, first + len(land.dashes))],
    }
    objects = {
        "places": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]},
        "provinces": {"type": "GeometryCollection", "geometries": provinces},
        "line": {"type": "GeometryCollection", "geometries": [line]},
    }
    document: dict[str, Any] = {"type": "Topology", "objects": objects}
    if not quantised:
        return {**document, "arcs": arcs}
    scale, origin = 0.0005, np.array([70.0, 0.0])
    steps = [np.round((np.array(arc) - origin) / scale).astype(int) for arc in arcs]
    deltas = [np.diff(arc, axis=0, prepend=[[0, 0]]).tolist() for arc in steps]
    return {**document, "transform": {"scale": [scale, scale], "translate": origin.tolist()}, "arcs": deltas}
