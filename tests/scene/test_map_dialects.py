"""Whichever dialect, encoding and coding the map of China is written in, the same provinces and dashes come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wallboard.scene.base_map import read_base_map
from wallboard.scene.geography import CountryMap, MapError
from wallboard.scene.map_dialects import DialectError, features_of

from .map_writing import CODINGS, DASHED, DIALECTS, ENCODINGS, SHAPES, areas, country, encoded, true_areas, written

CASES = Path(__file__).parent / "maps"
DASHES = 10


def assert_is_china(found: CountryMap) -> None:
    assert found.warnings == ()
    assert len(found.dashes) == DASHES
    assert found.inset is not None
    assert len(found.inset.dashes) == DASHES
    measured = areas({p.code: p.rings for p in found.provinces if p.rings})
    assert measured == {code: pytest.approx(area, rel=0.01, abs=2e7) for code, area in true_areas().items()}
    together = areas({"": found.outline})[""]
    assert together == pytest.approx(sum(true_areas().values()), rel=0.001)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dialect=st.sampled_from(DIALECTS),
    encoding=st.sampled_from(ENCODINGS),
    coding=st.sampled_from(CODINGS),
    dashed=st.sampled_from(sorted(DASHED)),
    shape=st.sampled_from(SHAPES),
)
def test_the_same_map_comes_out_of_every_file(
    dialect: str, encoding: str, coding: str, dashed: str, shape: str, tmp_path: Path
) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(written(dialect, encoding, coding, dashed, shape))
    found = read_base_map(file)
    assert_is_china(found)
    assert ("GB 18030" in "".join(found.notes)) == (encoding == "gb18030")


@pytest.mark.parametrize("coding", CODINGS)
def test_every_coding_of_provinces_is_read(coding: str, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(written("geojson", "utf-8", coding, "nothing", "polygons"))
    assert {p.code for p in read_base_map(file).provinces if p.rings} == set(true_areas())


def test_traditional_names_in_big5_are_read(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(written("geojson", "big5hkscs", "traditional", "_JD", "lines"))
    found = read_base_map(file)
    assert_is_china(found)
    assert "Big5" in found.notes[0]


@given(st.lists(st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)), min_size=1, max_size=20))
def test_the_encoding_of_echarts_is_undone_exactly(steps: list[tuple[int, int]]) -> None:
    points = np.cumsum(np.array([(112_640, 35_840), *steps]), axis=0) / 1024
    text, offset = encoded(points.tolist())
    geometry = {"type": "LineString", "coordinates": text, "encodeOffsets": offset}
    (feature,) = features_of({"UTF8Encoding": True, "features": [{"geometry": geometry}]}, 1000)
    assert np.array_equal(feature.lines[0], points)


def test_arcs_that_are_used_over_and_over_do_not_fill_the_memory() -> None:
    arcs = [[[110 + n / 1000, 30] for n in range(1000)]]
    geometry = {"type": "Polygon", "id": "420000", "arcs": [[0] * 2000]}
    with pytest.raises(OverflowError):
        list(features_of({"type": "Topology", "objects": {"c": geometry}, "arcs": arcs}, 500_000))


@pytest.mark.parametrize(
    ("arcs", "why"),
    [
        ([[5]], "names an arc that there is not (5)"),
        ([["0"]], "an arc that there is not"),
        (3, "no list"),
        ([[]], "no list"),
    ],
)
def test_arcs_that_are_none_are_told_with_the_feature(arcs: object, why: str) -> None:
    geometry = {"type": "Polygon", "id": "420000", "arcs": arcs}
    document = {"type": "Topology", "objects": {"c": geometry}, "arcs": [[[110, 30], [111, 30], [111, 31]]]}
    with pytest.raises(DialectError, match=r"feature 1 \(420000\)") as raised:
        list(features_of(document, 1000))
    assert why in str(raised.value)


@pytest.mark.parametrize(
    "name",
    ["bom", "county_codes", "dash_adchar", "dash_original_ok", "dongsha_442100", "gbk", "no_dash", "traditional"],
)
def test_the_files_of_the_field_are_read(name: str) -> None:
    found = read_base_map(CASES / f"map_{name}.geojson")
    assert [p.code for p in found.provinces if p.rings] == ["440000"]
    assert len(found.dashes) == (2 if "dash_" in name and name != "no_dash" else 0)
    assert any("dash line" in line for line in found.warnings) == (not found.dashes)
    if name == "dongsha_442100":
        guangdong = found.province("440000")
        assert guangdong is not None
        assert len(guangdong.rings) == 2


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "null_coordinate.geojson",
            "feature 2 (460000, 海南省) has no pair of numbers, but [111,null], as point 2 of ring 1",
        ),
        ("topojson.json", "is TopoJSON whose objects are empty"),
        ("echarts_encoded.json", "its 4 points enclose nothing"),
    ],
)
def test_a_file_of_the_field_that_holds_nothing_to_draw_is_refused_in_words(name: str, why: str) -> None:
    with pytest.raises(MapError) as raised:
        read_base_map(CASES / f"map_{name}")
    assert why in str(raised.value)
    assert str(raised.value).isprintable()


def one_province(points: object, **more: object) -> str:
    feature = {"properties": {"adcode": 330000}, "geometry": {"type": "Polygon", "coordinates": [points]}}
    return json.dumps({"features": [{"geometry": None}, feature], **more})


GOOD = [[119, 29], [121, 29], [121, 31], [119, 31]]


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        ([121, None], "[121,null]"),
        ([121, float("nan")], "[121,NaN]"),
        (["121", "29"], '["121","29"]'),
        ([121], "[121]"),
        ([], "[]"),
        (None, "null"),
        ([True, 29], "[true,29]"),
        ([121, float("inf")], "NaN]"),
        ([121, 10**400], "point 2"),
        ({"x": 1}, '{"x":1}'),
    ],
)
def test_what_is_no_number_is_told_with_feature_ring_and_point(bad: object, shown: str, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(one_province([GOOD[0], bad, *GOOD[2:]]), encoding="utf-8")
    with pytest.raises(MapError, match=r"feature 2 \(330000\)") as raised:
        read_base_map(file)
    assert shown in str(raised.value)
    assert "point 2 of ring 1" in str(raised.value)


@pytest.mark.parametrize(
    "heights", [[[119, 29, 5], [121, 29, 5], [121, 31, 5], [119, 31, 5]], [[119, 29, 5], *GOOD[1:]]]
)
def test_heights_are_left_out(heights: object, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(one_province(heights), encoding="utf-8")
    assert len(read_base_map(file).outline) == 1


@pytest.mark.parametrize(
    ("points", "help_"),
    [
        ([[y, x] for x, y in GOOD], "latitude stands before longitude"),
        ([[x * 111_000, y * 111_000] for x, y in GOOD], "ogr2ogr"),
        ([[x + 30, y] for x, y in GOOD], "149, 29"),
        ([*GOOD, [119, 95]], "point 5"),
    ],
)
def test_other_coordinates_are_refused_in_words_that_help(points: object, help_: str, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(one_province(points), encoding="utf-8")
    with pytest.raises(MapError, match=r"feature 2 \(330000\)") as raised:
        read_base_map(file)
    assert help_ in str(raised.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04zip", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"  <?xml version='1.0'?><kml/>", "ogr2ogr"),
        (b"\x00\x00\x27\x0a" + bytes(96), "shapefile"),
        (b"SQLite format 3\0", "GeoPackage"),
        (b"echarts.registerMap('china', {});", "JavaScript"),
        ('{"name": "Zürich"}'.encode("latin-1"), "save it as UTF-8"),
        (b"\xff\xfe{\0\x00\xd8", "UTF-16"),
        (b'{"features": [' + b"{}," * 10_000 + b"{}]}", "500,000 points"),
        (b"[" + b"[]," * 2_000_000 + b"[]]", "500,000 points"),
    ],
    ids=["zip", "gzip", "kml", "shp", "gpkg", "js", "latin-1", "utf-16", "features", "lists"],
)
def test_what_is_no_map_is_told_what_it_is(data: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(data)
    with pytest.raises(MapError, match=r"map\.json") as raised:
        read_base_map(file)
    assert why in str(raised.value)


def square(west: float, south: float, size: float, **properties: object) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_a_province_and_its_own_cities_in_one_file_are_the_province(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    whole, same = square(119, 28, 2, adcode=330000), square(119, 28, 2, adcode=330000)
    cities = [square(119 + n % 2, 28 + n // 2, 1, adcode=330100 + 100 * n) for n in range(4)]
    for features in ([whole], [*cities, whole], [whole, same], cities):
        file.write_text(json.dumps({"features": features}), encoding="utf-8")
        zhejiang = read_base_map(file).province("330000")
        assert zhejiang is not None
        (ring,) = zhejiang.rings
        assert areas({"": [ring]})[""] == pytest.approx(4.35e10, rel=0.02)


def test_a_province_that_lies_elsewhere_is_told(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"features": [square(85, 40, 2, adcode=330000)]}), encoding="utf-8")
    assert any("浙江 where it is not" in line for line in read_base_map(file).warnings)


def test_the_thinned_map_is_no_trifle() -> None:
    assert len(true_areas()) == 34
    assert sum(true_areas().values()) == pytest.approx(9.5e12, rel=0.03)
    assert len(country().dashes) == DASHES


def test_a_collection_of_geometries_is_all_of_them(tmp_path: Path) -> None:
    def area(west: float) -> dict[str, Any]:
        ring = [[west, 29], [west + 1, 29], [west + 1, 30], [west, 30], [west, 29]]
        return {"type": "Polygon", "coordinates": [ring]}

    line = {"type": "LineString", "coordinates": [[110, 10], [111, 11]]}
    inner = {"type": "GeometryCollection", "geometries": [area(121), line]}
    outer = {"type": "GeometryCollection", "geometries": [area(119), inner]}
    document = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": outer}]}
    (feature,) = features_of(document, 1000)
    assert [ring[0].tolist() for ring in feature.rings] == [[119, 29], [121, 29]]
    assert [found.tolist() for found in feature.lines] == [line["coordinates"]]


@pytest.mark.parametrize(
    "text",
    ['registerMap("china", {})', 'echarts.registerMap("china", {})', "var china = {};", "export default {};", "cb({})"],
)
def test_a_script_is_told_wherever_its_call_stands(text: str, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapError, match="is JavaScript"):
        read_base_map(path)
