"""The map of China holds all of China, exactly, and each border once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from tests.assets.conftest import ASSETS, Map, points

INSIDE = {
    "Taipei": ("710000", 121.5637, 25.0375),
    "Penghu": ("710000", 119.5930, 23.5720),
    "Kinmen": ("350000", 118.3700, 24.4500),
    "Diaoyu": ("710000", 123.4750, 25.7450),
    "Yongxing": ("460000", 112.3390, 16.8340),
    "Tawang": ("540000", 91.8650, 27.5860),
    "Aksai Chin": ("650000", 79.6000, 35.2000),
    "Heixiazi": ("230000", 134.7200, 48.3600),
}


def to_metres(china: Map, lon: float, lat: float) -> tuple[float, float]:
    x, y = Transformer.from_crs("EPSG:4326", china.document["projection"], always_xy=True).transform(lon, lat)
    return float(x), float(y)


def area(china: Map, province: dict[str, Any]) -> shapely.MultiPolygon:
    shapes = [[china.ring(ring) for ring in polygon] for polygon in province["polygons"]]
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in shapes])


def test_there_are_34_provinces(china: Map) -> None:
    assert len({province["code"] for province in china.document["provinces"]}) == 34


def test_the_provinces_fit_without_gap_or_overlap(china: Map) -> None:
    provinces = np.array([area(china, province) for province in china.document["provinces"]])
    assert shapely.is_valid(provinces).all()
    assert shapely.coverage_is_valid(provinces)


def test_the_country_has_no_hole(china: Map) -> None:
    provinces = [area(china, province) for province in china.document["provinces"]]
    assert not shapely.get_num_interior_rings(shapely.get_parts(shapely.coverage_union_all(provinces))).any()


def test_the_outline_encloses_exactly_the_provinces(china: Map) -> None:
    provinces = sum(area(china, province).area for province in china.document["provinces"])
    outline = sum(shapely.Polygon(china.ring(ring)).area for ring in china.document["outline"])
    assert outline == pytest.approx(provinces, abs=1)


@pytest.mark.parametrize("place", INSIDE)
def test_the_place_lies_in_its_province_and_in_no_other(china: Map, place: str) -> None:
    code, lon, lat = INSIDE[place]
    x, y = to_metres(china, lon, lat)
    found = [p["code"] for p in china.document["provinces"] if china.holds(p["polygons"], x, y)]
    assert found == [code]


def test_every_arc_is_either_a_border_or_part_of_the_outline(china: Map) -> None:
    outline = [n if n >= 0 else ~n for ring in china.document["outline"] for n in ring]
    once = Counter(outline + china.document["borders"])
    assert once == Counter(range(len(china.arcs)))


def test_every_arc_begins_where_the_one_before_ended(china: Map) -> None:
    rings = [ring for p in china.document["provinces"] for polygon in p["polygons"] for ring in polygon]
    for ring in rings + china.document["outline"]:
        ends = [china.chain(n)[-1] for n in ring]
        starts = [china.chain(n)[0] for n in ring[1:] + ring[:1]]
        assert np.array_equal(ends, starts)


def test_every_label_stands_in_its_province(china: Map) -> None:
    astray = [p["en"] for p in china.document["provinces"] if not china.holds(p["polygons"], *p["label"])]
    assert astray == []


def test_the_main_extent_reaches_hainan_s_southern_tip_and_taiwan(china: Map) -> None:
    west, south, east, north = china.document["extent"]
    for lon, lat in ((109.57, 18.17), (121.9, 25.0), (73.6, 39.5), (135.0, 48.4), (123.3, 53.5)):
        x, y = to_metres(china, lon, lat)
        assert west < x < east
        assert south < y < north


@pytest.mark.parametrize("where", ["map", "inset"])
def test_there_are_ten_dashes_each_time(china: Map, where: str) -> None:
    dashes = china.document["dashes"] if where == "map" else china.document["inset"]["dashes"]
    assert len([points(dash) for dash in dashes if len(dash) >= 4]) == 10


def test_the_dashes_of_the_inset_lie_in_its_frame(china: Map) -> None:
    inset = china.document["inset"]
    west, south, east, north = inset["extent"]
    chains = np.concatenate([points(dash) for dash in inset["dashes"]])
    inside = (chains > (west, south)).all(axis=1) & (chains < (east, north)).all(axis=1)
    assert inside.all()


def test_the_inset_shows_hainan_taiwan_and_the_islands(china: Map) -> None:
    inset = china.document["inset"]
    rings = [points(ring) for polygon in inset["land"] for ring in polygon]
    land = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    to_inset = Transformer.from_crs("EPSG:4326", inset["projection"], always_xy=True)
    assert land.contains(shapely.Point(to_inset.transform(109.8, 19.2)))
    assert land.contains(shapely.Point(to_inset.transform(121.0, 23.8)))
    assert len(inset["islets"]) > 100


def test_all_maps_together_stay_below_3_mb() -> None:
    assert sum(file.stat().st_size for file in (ASSETS / "maps").iterdir()) < 3_000_000
