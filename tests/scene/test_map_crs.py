"""Coordinates that are no degrees of WGS 84 are told in one line, whichever way a file says so, or does not."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from wallboard.scene.geography import MapError
from wallboard.scene.map_crs import CrsError, crs_notes
from wallboard.scene.region_map import read_region


def square(x: float, y: float, wide: float = 2) -> list[list[float]]:
    return [[x, y], [x + wide, y], [x + wide, y + wide], [x, y + wide], [x, y]]


def collection(*rings: list[list[float]], **more: object) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in zip("ABCDEF", rings, strict=False)
    ]
    return {"type": "FeatureCollection", "features": features, **more}


def named(name: object) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


def read(folder: Path, document: dict[str, Any]) -> Any:
    file = folder / "map.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return read_region(file, None, {})


LAND = (square(8, 48), square(10, 50))


@pytest.mark.parametrize(
    "crs",
    [
        None, {}, named("urn:ogc:def:crs:OGC:1.3:CRS84"), named("OGC:CRS84"), named("EPSG:4326"),
        named("urn:ogc:def:crs:EPSG::4490"), named("urn:ogc:def:crs:EPSG:9.8.5:4258"), named("WGS84"), named("WGS 84"),
        {"type": "EPSG", "properties": {"code": 4269}}, named("CGCS2000"), 4326, "EPSG:4674",
        named("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), named("http://www.opengis.net/def/crs/EPSG/0/4326"),
    ],
)  # fmt: skip
def test_degrees_by_any_name_are_drawn(tmp_path: Path, crs: object) -> None:
    plain = read(tmp_path, collection(*LAND))
    said = read(tmp_path, collection(*LAND, crs=crs))
    assert said.extent == plain.extent
    assert (said.warnings, said.notes) == ((), ())


@pytest.mark.parametrize(
    ("crs", "shown"),
    [
        (named("urn:ogc:def:crs:EPSG::3857"), "metres of a projection"),
        (named("EPSG:900913"), "metres of a projection"),
        (named("urn:ogc:def:crs:EPSG::25832"), "not WGS 84"),
        (named("EPSG:2326"), "not WGS 84"),
        ({"type": "link", "properties": {"href": "http://example.org/crs/42"}}, "example.org"),
        ("PROJCS[unnamed]", "PROJCS"),
        (2154, "EPSG:2154"),
    ],
)
def test_another_system_is_refused_by_its_name_with_the_remedy(tmp_path: Path, crs: object, shown: str) -> None:
    with pytest.raises(MapError, match="ogr2ogr") as raised:
        read(tmp_path, collection(*LAND, crs=crs))
    assert shown in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("wkid", [3857, 102100, 4326])
def test_the_system_of_esri_s_maps_is_looked_at_too(wkid: int) -> None:
    document = {"features": [], "spatialReference": {"wkid": wkid}}
    if wkid == 4326:
        assert crs_notes(document) == ()
    else:
        with pytest.raises(CrsError):
            crs_notes(document)


@pytest.mark.parametrize("name", ["GCJ-02", "gcj02", "BD-09", "火星坐标系"])
def test_shifted_coordinates_are_drawn_and_told(tmp_path: Path, name: str) -> None:
    (note,) = read(tmp_path, collection(*LAND, crs=named(name))).notes
    assert name in note
    assert "some hundred metres" in note


def metres(ring: list[list[float]]) -> list[list[float]]:
    return [[x * 111_319.49, math.log(math.tan((90 + y) * math.pi / 360)) * 6_378_137] for x, y in ring]


@pytest.mark.parametrize(
    ("rings", "why"),
    [
        ([metres(ring) for ring in LAND], "ogr2ogr"),
        ([[[x * 1e6, y * 1e6] for x, y in ring] for ring in LAND], "ogr2ogr"),
        ([[[y, x] for x, y in square(-100, 40)]], "latitude stands before longitude"),
        ([[[y, x] for x, y in square(139, 35)]], "latitude stands before longitude"),
    ],
    ids=["metres", "microdegrees", "exchanged west", "exchanged east"],
)
def test_numbers_that_are_no_degrees_are_told_though_the_file_names_nothing(
    tmp_path: Path, rings: list[list[list[float]]], why: str
) -> None:
    with pytest.raises(MapError, match=r"feature 1 \(A\)") as raised:
        read(tmp_path, collection(*rings))
    assert why in str(raised.value)


@pytest.mark.parametrize(
    "rings",
    [
        [square(178, -18), square(180, -18)],
        [square(178, -18), square(-180, -18)],
        [square(-182, -18), square(-180, -18)],
        [[[178, -18], [-180, -18], [-180, -16], [178, -16], [178, -18]], square(180, -18)],
    ],
    ids=["beyond 180", "from −180", "below −180", "mixed"],
)
def test_land_across_the_180th_degree_is_in_one_piece(tmp_path: Path, rings: list[list[list[float]]]) -> None:
    found = read(tmp_path, collection(*rings))
    west, south, east, north = found.extent
    at_home = read(tmp_path, collection(square(8, -18), square(10, -18)))
    assert found.extent == pytest.approx(at_home.extent, abs=1000)
    assert len(found.provinces) == 2
    assert east - west == pytest.approx(2 * (north - south), rel=0.1)


def test_rings_that_are_not_closed_are_closed(tmp_path: Path) -> None:
    closed, open_ = read(tmp_path, collection(*LAND)), read(tmp_path, collection(*(ring[:-1] for ring in LAND)))
    assert closed.extent == open_.extent
    assert [len(area.rings) for area in closed.provinces] == [len(area.rings) for area in open_.provinces]


def test_a_part_of_which_nothing_is_drawn_is_a_warning(tmp_path: Path) -> None:
    found = read(tmp_path, collection([[8, 48], [9, 49], [8, 48]], square(10, 50)))
    assert any("nothing is drawn of A" in warning for warning in found.warnings)


@pytest.mark.parametrize("begin", ["", "\x1e"])
def test_a_feature_a_line_is_told(tmp_path: Path, begin: str) -> None:
    file = tmp_path / "map.geojsonl"
    lines = (begin + json.dumps(feature) for feature in collection(*LAND)["features"])
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(MapError, match="a feature a line"):
        read_region(file, None, {})
