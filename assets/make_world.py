"""Make `maps/world.json`: the countries and regions centred on 150°E, so that no continent but the seas is cut."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from gcj02 import Floats
from make_china import deltas_of_lines, read_dashes
from packages import CHINA, HERE, WORLD, AssetError, fetch, run, tar_member, write_licence
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from topology import build, deltas, write_json

RADIUS_M = 6371000.0
CENTRE_LON = 150.0
SEAM_LON = -30.0
PROJECTION = f"+proj=patterson +lon_0={CENTRE_LON:.0f} +R={RADIUS_M:.0f} +units=m"
# The seam runs through these; they stay whole and reach a little over the edge: west is left of Africa, east right of
# the Americas.
WHOLE = {"GL": "east", "BR": "east", "GS": "east", "PT": "west"}
# Features without a code of their own, and where they belong. The glacier is land of no country here.
JOINED = {"索马里兰": "SO", "北塞浦路斯": "CY"}
NO_COUNTRY = "锡亚琴冰川"
NOT_DRAWN = "AQ"
# The source lacks the island that the anchor stands on, or has only a distant one of the group.
FAR_FROM_ITS_SHAPE = {"KI", "PN", "WF"}
ANCHOR_TOLERANCE_DEG = 0.7
NEEDED = "US JP KR DE AU RU ES IL UA FR GB IT NL NZ CA BR TH SG MY HK MO TW CN TR PL IN ID VN PH AE SA KZ BY CL MX"
CHINESE = {"Taipei": (121.2, 24.2), "Tawang": (91.86, 27.59), "Aksai Chin": (79.6, 35.2), "Diaoyu": (123.47, 25.74)}


@dataclass(frozen=True, slots=True)
class Country:
    """A row of `inputs/countries.csv`: a country or region, its anchor in degrees, and whose land it lies in."""

    code: str
    zh: str
    en: str
    part_of: str
    lon: float
    lat: float


def read_countries() -> list[Country]:
    """The rows of `inputs/countries.csv`, by code."""
    with (HERE / "inputs" / "countries.csv").open(encoding="utf-8", newline="") as table:
        return [
            Country(row["code"], row["zh"], row["en"], row["part_of"], float(row["lon"]), float(row["lat"]))
            for row in csv.DictReader(table)
        ]


def project(points: Floats) -> Floats:
    """Degrees (n, 2) to metres, by Patterson's polynomial (Patterson, Savric, Jenny 2014); x goes on past the seam."""
    lon, phi = points[:, 0], np.radians(points[:, 1])
    y = phi * (1.0148 + phi**4 * (0.23185 + phi**2 * (-0.14499 + phi**2 * 0.02406)))
    return np.column_stack((RADIUS_M * np.radians(lon - CENTRE_LON), RADIUS_M * y))


def east_of_seam(lon: float, code: str) -> float:
    """The longitude between -30 and 330; a `WHOLE` country keeps to one side."""
    side = WHOLE.get(code)
    if side == "east" and lon < 0:
        return lon + 360
    return lon + 360 if lon < SEAM_LON and side != "west" else lon


def turn(land: BaseGeometry, code: str) -> BaseGeometry:
    """The land with longitudes from the seam eastwards, and what the 180° meridian had cut joined again."""
    parts = []
    for part in shapely.get_parts(land):
        middle = float(shapely.point_on_surface(part).x)
        offset = east_of_seam(middle, code) - middle

        def move(points: Floats, offset: float = offset) -> Floats:
            lon = np.where(np.abs(points[:, 0]) > 179.999, np.copysign(180.0, points[:, 0]), points[:, 0])
            return np.column_stack((lon + offset, points[:, 1]))

        parts.append(shapely.transform(part, move))
    return shapely.union_all(parts)


def _flatten(land: BaseGeometry) -> BaseGeometry:
    rounded = shapely.transform(shapely.transform(land, project), np.round)
    return _polygons(shapely.make_valid(rounded))


def gather(features: list[Mapping[str, Any]], dashes: BaseGeometry) -> dict[str, BaseGeometry]:
    """Land by country code in degrees as given, the land of no country under `""`; China without its dashes."""
    if len(features) != 239:
        raise AssetError(f"expected 239 features of the world, found {len(features)}")
    pieces: dict[str, list[BaseGeometry]] = {}
    for feature in features:
        name, code = feature["properties"]["name"], feature["properties"]["iso_a2"]
        if code == "-99":
            if name not in JOINED and name != NO_COUNTRY:
                raise AssetError(f"{name} has no code: say in JOINED where it belongs")
            code = JOINED.get(name, "")
        land = shapely.make_valid(shape(feature["geometry"]))
        if code == "CN":
            land = _without_dashes(land, dashes)
        pieces.setdefault(code, []).append(land)
    del pieces[NOT_DRAWN]
    return {code: _polygons(shapely.union_all(lands)) for code, lands in sorted(pieces.items())}


def _without_dashes(land: BaseGeometry, dashes: BaseGeometry) -> BaseGeometry:
    """China's islands and mainland; the source draws the ten dashes as thin areas, which are lines here."""
    parts = shapely.get_parts(land)
    kept = [part for part in parts if part.area > 1 or part.distance(dashes) > 0.1]
    if len(parts) - len(kept) != 10:
        raise AssetError(f"expected ten thin areas along the dashes, found {len(parts) - len(kept)}")
    return shapely.MultiPolygon(kept)


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the areas of what `make_valid` and `union_all` return, which may be collections of collections."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])


def check_anchors(countries: list[Country], lands: Mapping[str, BaseGeometry]) -> None:
    """AssetError if a country lacks its shape, a shape its country, or an anchor does not stand in or at its land."""
    named, shaped = {country.code for country in countries if not country.part_of}, set(lands) - {""}
    if named != shaped:
        raise AssetError(f"inputs/countries.csv and the shapes differ by {named ^ shaped}")
    missing = set(NEEDED.split()) - {country.code for country in countries}
    if missing:
        raise AssetError(f"these codes are needed and missing: {missing}")
    for country in countries:
        if country.code in FAR_FROM_ITS_SHAPE or (country.part_of and country.part_of != "CN"):
            continue
        away = lands[country.part_of or country.code].distance(shapely.Point(country.lon, country.lat))
        if away > ANCHOR_TOLERANCE_DEG:
            raise AssetError(f"the anchor of {country.code} is {away:.2f} degrees away from its land")
    for name, position in CHINESE.items():
        if lands["CN"].distance(shapely.Point(position)) > (0.2 if name == "Diaoyu" else 0):
            raise AssetError(f"{name} {position} must lie in China")


def check_projection() -> None:
    """AssetError if `project` and PROJ disagree by a metre anywhere on a grid."""
    grid = np.array([(lon, lat) for lon in range(-25, 325, 7) for lat in range(-80, 85, 5)], dtype=float)
    reference = np.column_stack(Transformer.from_crs("EPSG:4326", PROJECTION, always_xy=True).transform(*grid.T))
    worst = float(np.abs(project(grid) - reference).max())
    if worst > 1:
        raise AssetError(f"the projection is {worst:.1f} m off PROJ's {PROJECTION}")


def make(downloads: Path) -> None:
    """Write `maps/world.json`."""
    check_projection()
    archive = fetch(WORLD, downloads)
    features = json.loads(tar_member(archive, "world.zh.json"))["features"]
    write_licence("world-geo-json-zh.txt", tar_member(archive, "LICENSE"))
    dashes = read_dashes(fetch(CHINA, downloads))
    countries = read_countries()
    lands = gather(features, dashes)
    check_anchors(countries, lands)
    flat = {code: _flatten(turn(land, code)) for code, land in lands.items()}
    topology = build(flat)
    entries = []
    for country in countries:
        anchor = np.array([[east_of_seam(country.lon, country.code), country.lat]])
        x, y = np.round(project(anchor)).astype(int).tolist()[0]
        entries.append(
            {
                "code": country.code,
                "zh": country.zh,
                "en": country.en,
                "part_of": country.part_of or None,
                "lon": country.lon,
                "lat": country.lat,
                "x": x,
                "y": y,
                "polygons": topology.areas.get(country.code, []),
            }
        )
    west, south, east, north = shapely.bounds(shapely.union_all(list(flat.values()))).tolist()
    document = {
        "format": "wallboard-map/1",
        "projection": PROJECTION,
        "extent": [int(west), int(south), int(east), int(north)],
        "countries": entries,
        "other_land": topology.areas[""],
        "coasts": [n for n, owners in enumerate(topology.owners) if len(owners) == 1],
        "borders": [n for n, owners in enumerate(topology.owners) if len(owners) == 2],
        "dashes": deltas_of_lines(shapely.transform(dashes, project)),
        "arcs": [deltas(arc) for arc in topology.arcs],
    }
    write_json(HERE / "maps" / "world.json", document)
    print(f"world: {len(entries)} countries and regions, {len(topology.arcs)} arcs,", end=" ")
    print(f"{sum(map(len, topology.arcs))} vertices")


if __name__ == "__main__":
    raise SystemExit(run(make, "Make assets/maps/world.json."))
