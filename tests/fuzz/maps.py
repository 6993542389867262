"""Base maps of the operator's own: GeoJSON as it is found, and worse."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from wallboard.cli.logs import start_logging
from wallboard.cli.output import say
from wallboard.scene.base_map import chosen, load_base_map
from wallboard.scene.geography import MapError, china
from wallboard.scene.places import places as known_places

from .chance import TEXTS, Raw, spoil, text_bytes, torn, written
from .kinds import HARMLESS, ForbiddenError, Kind

_CODES = ("330000", "440000", 110000, "156510000", "810000", "71", "浙江省", "广东", "999999", "100000", "JD")
_NUMBERS = ("1e400", "-1e400", "1e308", "NaN", "null", "1e-400", "9" * 400, "180", "-181", '"12"', "[]", "true")


@lru_cache(maxsize=1)
def _provinces() -> tuple[tuple[str, str], ...]:
    return tuple((p.code, p.zh) for p in known_places().provinces.values())


def make(chance: Random) -> bytes:
    """A map of a few provinces, with something wrong in it."""
    features = [_feature(chance) for _ in range(chance.choice((1, 2, 5, 34)))]
    tree: Any = {"type": "FeatureCollection", "features": features}
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        tree = spoil(chance, tree, HARMLESS)
    text = written(chance, tree)
    if chance.random() < 0.4:
        text = text.replace(".5]", f".5{chance.choice((', 1', ', null', ', 1e400'))}]", chance.randrange(1, 5))
    data = text_bytes(chance, text)
    return torn(chance, data) if chance.random() < 0.2 else data


def _feature(chance: Random) -> dict[str, Any]:
    code, name = chance.choice(_provinces())
    properties: dict[str, Any] = {"adcode": code, "name": name}
    if chance.random() < 0.2:
        properties = {chance.choice(("adcode", "name", "code", "gb", "id", "CODE")): chance.choice((*_CODES, *TEXTS))}
    shape = chance.randrange(8)
    if shape < 5:
        geometry: dict[str, Any] = {"type": "Polygon", "coordinates": [_ring(chance)]}
    elif shape == 5:
        geometry = {"type": "MultiPolygon", "coordinates": [[_ring(chance)], [_ring(chance), _ring(chance)]]}
    elif shape == 6:
        geometry = {"type": chance.choice(("LineString", "Point", "MultiPoint", "x")), "coordinates": _ring(chance)}
    else:
        geometry = {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [_ring(chance)]}]}
        levels, inner = chance.choice((1, 1, 30, 300, 5000)), written(chance, geometry)
        return {"type": "Feature", "properties": properties, "geometry": _within(levels, inner)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _within(levels: int, geometry: str) -> Raw:
    return Raw('{"type":"GeometryCollection","geometries":[' * levels + geometry + "]}" * levels)


def _ring(chance: Random) -> list[Any]:
    west, south = chance.uniform(75, 130), chance.uniform(18, 50)
    size = chance.choice((0.0, 1e-9, 0.5, 3.0, 3.0, 3.0, 400.0))
    count = chance.choice((0, 1, 2, 3, 4, *[12] * 40, 3000))
    points: list[Any] = [[_near(chance, west, size), _near(chance, south, size)] for _ in range(count)]
    if points and chance.random() < 0.1:
        points[chance.randrange(len(points))] = [Raw(chance.choice(_NUMBERS)) for _ in range(chance.randrange(4))]
    return [*points, points[0]] if points else []


def _near(chance: Random, degrees: float, size: float) -> Raw:
    return Raw(f"{degrees + chance.random() * size:.5f}")


def run(data: bytes, folder: Path) -> None:
    """Read it; what is drawn is finite and where China is, what is refused is said in one line."""
    start_logging("show", folder)
    file = folder / "input.geojson"
    file.write_bytes(data)
    try:
        found = load_base_map(file)
    except MapError as error:
        if "\n" in str(error):
            msg = "the reason has several lines"
            raise ForbiddenError(msg) from None
        say(str(error))
        try:
            chosen(file)
        except MapError:
            return
        msg = "a map that was refused is drawn"
        raise ForbiddenError(msg) from None
    lines = [*found.outline, *found.borders, *found.dashes, *(ring for area in found.provinces for ring in area.rings)]
    if not all(np.isfinite(line).all() for line in lines):
        msg = "a map is drawn at places that are no numbers"
        raise ForbiddenError(msg)
    if not np.isfinite(np.array(found.extent)).all():
        msg = "a map without bounds is drawn"
        raise ForbiddenError(msg)
    say(json.dumps([area.code for area in found.provinces if area.rings]))


def warm() -> None:
    """Load the shipped map and the places."""
    china()
    _provinces()


KIND = Kind("maps", make, run, warm, ".geojson")
