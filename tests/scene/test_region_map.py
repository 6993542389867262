"""A map of any country, from files of the operator's own: parts, cities, insets, and what is told of a wrong file."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.map_writing import encoded
from wallboard.config.load import load
from wallboard.config.map_panels import RegionMapOptions
from wallboard.core.contract.snapshot import City
from wallboard.scene.exchanged_degrees import region_warnings
from wallboard.scene.geography import CountryMap, MapError, extent_of, inside
from wallboard.scene.region_map import configured_regions, places_of, read_region, region_of

USA = Path(__file__).parents[2] / "config/examples/usa"
INSETS = {"AK": (-0.02, 0.72, 0.22, 1.04), "HI": (0.24, 0.88, 0.36, 1.04)}
LAKES = "name,region,lon,lat\nNorthtown,N,10.5,50.5\nSouthtown,S,10.5,49.5\nTwin,N,10.2,50.2\nTwin,S,10.2,49.2\n"


@pytest.fixture(scope="module")
def usa() -> CountryMap:
    """The shipped example."""
    return read_region(USA / "states.json", USA / "cities.csv", INSETS)


def square(west: float, south: float, **said: str) -> dict[str, Any]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def country(folder: Path, *features: dict[str, Any], places: str = "") -> CountryMap:
    """A country of squares, two by default."""
    found = features or (square(10, 50, code="N", name="North"), square(10, 49, code="S", name="South"))
    (folder / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": found}))
    (folder / "places.csv").write_text(places or LAKES)
    return read_region(folder / "map.geojson", folder / "places.csv", {})


def sums(land: CountryMap, **said: int) -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    tally = land.places.tally([City(name.replace("__", ", "), fen) for name, fen in said.items()])
    return dict(tally.cities), dict(tally.provinces), tally.unknown


def test_every_city_of_the_usa_lies_in_its_state(usa: CountryMap) -> None:
    assert len(usa.provinces) == 51
    assert usa.warnings == ()
    outside = []
    for city in usa.places.cities.values():
        area = usa.province(city.province)
        assert area is not None
        if city.dot and not inside(area.rings, city.x, city.y):
            west, south, east, north = extent_of(area.rings)
            near = 0.05 * max(east - west, north - south)  # on a shore that the map simplifies
            if not any(np.hypot(*(ring - (city.x, city.y)).T).min() < near for ring in area.rings):
                outside.append(city.code)
    assert outside == []


def test_insets_lie_in_their_boxes_and_nothing_of_the_main_land_moves(usa: CountryMap) -> None:
    alone = read_region(USA / "states.json", None, {code: INSETS[code] for code in ("AK", "HI")})
    main = [ring for area in alone.provinces if area.code not in INSETS for ring in area.rings]
    west, south, east, north = extent_of(main)
    for code, (left, top, right, bottom) in INSETS.items():
        area = usa.province(code)
        assert area is not None
        w, s, e, n = area.extent
        slack = 0.002 * (east - west)
        assert west + left * (east - west) - slack <= w < e <= west + right * (east - west) + slack
        assert north - bottom * (north - south) - slack <= s < n <= north - top * (north - south) + slack


def test_the_same_projection_as_by_hand(usa: CountryMap) -> None:
    """New York and Los Angeles are 3,936 km apart on the ground; an equal-area map of the USA strays little."""
    first, second = (usa.places.city(name) for name in ("New York, NY", "Los Angeles"))
    assert first is not None
    assert second is not None
    assert math.hypot(first.x - second.x, first.y - second.y) == pytest.approx(3_936_000, rel=0.02)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Chicago", "Chicago, IL"),
        ("chicago", "Chicago, IL"),
        ("Springfield", None),
        ("Springfield, IL", "Springfield, IL"),
        ("Springfield (Missouri)", "Springfield, MO"),
        ("Illinois/Springfield", "Springfield, IL"),
        ("NYC", "New York, NY"),
        ("St. Paul", "Saint Paul, MN"),
        ("Gotham", None),
        ("Chicago, TX", None),
        ("CA", "region:CA"),
        ("california", "region:CA"),
        ("Kansas City, KS", "Kansas City, KS"),
    ],
)
def test_a_city_is_found_by_its_names_and_by_its_state_where_there_are_several(
    usa: CountryMap, said: str, code: str | None
) -> None:
    found = usa.places.city(said)
    assert (None if found is None else found.code) == code


def test_amounts_are_summed_by_part_and_a_part_may_be_said_itself(tmp_path: Path) -> None:
    land = country(tmp_path)
    cities, parts, unknown = sums(land, Northtown=5, Twin__S=7, S=11, Nowhere=1, Twin=2)
    assert (cities, parts) == ({"Northtown, N": 5, "Twin, S": 7, "region:S": 11}, {"N": 5, "S": 18})
    assert unknown == ("Nowhere", "Twin")


@pytest.mark.parametrize(
    "said",
    [
        {"code": "N", "name": "North", "title": "The North"},
        {"HASC_1": "N", "NAME_1": "North", "NL_NAME_1": "Nord", "VARNAME_1": "Norden"},
        {"ID": "N", "nom": "North"},
        {"GEN": "North", "id": "N", "BEZ": "Land"},
        {"shapeName": "North", "code": "N", "shapeGroup": "XXX"},
        {"code": "N", "whatever": "North", "kind": "x"},
    ],
)
def test_a_part_is_called_what_its_feature_s_name_says(tmp_path: Path, said: dict[str, str]) -> None:
    land = country(tmp_path, square(10, 50, **said), square(10, 49, code="S", name="South"))
    part = land.places.provinces["N"]
    assert (part.en, land.places.province("north")) == ("North", part)


def test_a_part_without_a_code_goes_by_its_name(tmp_path: Path) -> None:
    land = country(tmp_path, square(10, 50, nom="North"), places="name,region,lon,lat\nA,north,10.5,50.5\n")
    assert set(land.places.provinces) == {"North"}


def test_the_border_between_two_parts_is_drawn_once(tmp_path: Path) -> None:
    land = country(tmp_path)
    assert [len(border) for border in land.borders] == [2]
    assert len(land.outline) == 1


@settings(max_examples=40)
@given(west=st.integers(-180, 178), south=st.integers(-80, 78))
def test_a_country_anywhere_on_earth_is_whole(tmp_path_factory: pytest.TempPathFactory, west: int, south: int) -> None:
    """Over the date line, at the equator, in the far north: two squares side by side, a city in the middle of one."""
    folder = tmp_path_factory.mktemp("anywhere")
    east = west + 1 if west + 1 < 180 else -180
    text = f"name,region,lon,lat\nMid,A,{west + 0.5},{south + 0.5}\n"
    land = country(folder, square(west, south, code="A"), square(east, south, code="B"), places=text)
    a = land.province("A")
    city = land.places.city("Mid")
    assert a is not None
    assert city is not None
    assert inside(a.rings, city.x, city.y)
    west_m, south_m, east_m, north_m = land.extent
    assert 0 < east_m - west_m < 1_000_000
    assert 0 < north_m - south_m < 1_500_000
    assert len(land.outline) == 1


@pytest.mark.parametrize(
    ("features", "places", "said"),
    [
        ((), "name,lon,lat\nA,1,2\n", "have no column region"),
        (
            (),
            "name,region,lon,lat\nA,X,10.5,50.5\n",
            "line 2: no part of the map is called 'X'; its parts are North (N), South (S)",
        ),
        ((), "name,region,lon,lat\nA,N,ten,50.5\n", "line 2: lon is 'ten', no degrees within ±180"),
        ((), "name,region,lon,lat\nA,N,10.5,99\n", "line 2: lat is '99', no degrees within ±90"),
        ((), "name,region,lon,lat\nA,N,10.5,50.5\nA,N,10.6,50.6\n", "line 3 repeats 'A, N'"),
        ((), "name,region,lon,lat\nA,N\n", "line 2 is shorter than the first"),
        ((), "name,region,lon,lat\n,N,10.5,50.5\n", "line 2 has no name"),
        ((square(1000, 50, code="N"),), LAKES, "is not in degrees"),
        ((square(10, 50),), LAKES, "give each area an id, code or name"),
        (({"type": "Feature", "properties": {}, "geometry": None},), LAKES, "holds no areas"),
        (tuple(square(n % 100, n // 100, code=f"c{n}") for n in range(251)), LAKES, "more than the 250"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, features: tuple[dict[str, Any], ...], places: str, said: str
) -> None:
    with pytest.raises(MapError) as told:
        country(tmp_path, *features, places=places)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_city_far_from_its_part_is_a_warning(tmp_path: Path) -> None:
    land = country(tmp_path, places="name,region,lon,lat\nLost,N,70.5,30.5\n")
    assert "Lost (North) lie far outside their part" in land.warnings[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["A,N,50.5,10.5", "B,S,49.5,10.2"], ["exchange the words lon and lat in its first line"]),
        (["A,N,50.5,10.5", "B,S,10.5,49.5"], ["write A (North): lon 10.5, lat 50.5"]),
        (["A,N,50.5,10.5", "B,S,30,30", "C,S,10.5,49.5"], ["write A (North): lon 10.5, lat 50.5", "B (South) lie far"]),
        (["A,N,10.5,50.5", "B,S,10.5,49.5"], []),
    ],
)
def test_places_whose_degrees_are_exchanged_are_told_with_what_to_write(
    tmp_path: Path, rows: list[str], said: list[str]
) -> None:
    land = country(tmp_path, places="\n".join(("name,region,lon,lat", *rows)))
    assert len(land.warnings) == len(said)
    for line, words in zip(land.warnings, said, strict=True):
        assert words in line


BOXES = {
    "Europe/Berlin": (9.0, 48.0), "America/Sao_Paulo": (-50.0, -22.0), "Asia/Kolkata": (77.0, 22.0),
    "Africa/Addis_Ababa": (38.0, 8.0), "Europe/Istanbul": (32.0, 38.0), "America/Argentina/Cordoba": (-65.0, -32.0),
    "Asia/Tashkent": (65.0, 40.0), "Europe/Rome": (11.0, 43.0), "Africa/Nairobi": (37.0, 0.0),
}  # fmt: skip
"""A corner of a square in the zone's country that no other country's zone may be taken for."""


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("zone", BOXES)
def test_a_map_that_writes_latitude_first_is_told_by_the_zone_of_the_event(
    tmp_path: Path, zone: str, turned: bool
) -> None:
    west, south = BOXES[zone]
    feature = square(west, south, code="N", name="North")
    if turned:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[lat, lon] for lon, lat in ring]]
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (tmp_path / "places.csv").write_text(f"name,region,lon,lat\nMid,N,{west + 0.5},{south + 0.5}\n")

    def warnings(keys: str) -> tuple[str, ...]:
        text = (
            f'[event]\nzone = "{zone}"\n[panels.m]\nkind = "region_map"\nregions = "map.geojson"\nplaces = "places.csv"'
        )
        (tmp_path / "wallboard.toml").write_text(f"{text}\n{keys}")
        found = load(tmp_path / "wallboard.toml")
        ((_, options),) = configured_regions(found)
        return region_warnings(region_of(options), found)

    if turned:
        (line,) = warnings("")
        assert "latitude_first = true" in line
        assert zone in line
        assert warnings("latitude_first = true") == ()
    else:
        assert warnings("") == ()


def test_a_map_of_elsewhere_than_the_zone_is_no_mistake(tmp_path: Path) -> None:
    """A gala in Berlin may show Nigeria; the machine's own zone says nothing of the map either."""
    land = country(tmp_path, square(6, 10, code="N", name="North"), places="name,region,lon,lat\nA,N,6.5,10.5\n")
    (tmp_path / "berlin.toml").write_text('[event]\nzone = "Europe/Berlin"\n')
    (tmp_path / "none.toml").write_text("")
    for name in ("berlin.toml", "none.toml"):
        assert region_warnings(land, load(tmp_path / name)) == ()


def esri(feature: dict[str, Any]) -> dict[str, Any]:
    return {"attributes": feature["properties"], "geometry": {"rings": feature["geometry"]["coordinates"]}}


def echarts(feature: dict[str, Any]) -> dict[str, Any]:
    text, offset = encoded(feature["geometry"]["coordinates"][0])
    geometry = {"type": "Polygon", "coordinates": [text], "encodeOffsets": [offset]}
    return {"type": "Feature", "properties": feature["properties"], "geometry": geometry}


def topology(features: list[dict[str, Any]]) -> dict[str, Any]:
    arcs = [feature["geometry"]["coordinates"][0] for feature in features]
    parts = [{"type": "Polygon", "arcs": [[n]], "properties": f["properties"]} for n, f in enumerate(features)]
    objects = {"parts": {"type": "GeometryCollection", "geometries": parts}}
    return {"type": "Topology", "objects": objects, "arcs": arcs}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("dialect", ["geojson", "echarts", "esri", "topojson"])
def test_the_same_country_comes_out_of_every_dialect_and_encoding(tmp_path: Path, dialect: str, encoding: str) -> None:
    features = [square(10, 50, code="N", name="北国"), square(10, 49, code="S", name="南国")]
    document = {
        "geojson": {"type": "FeatureCollection", "features": features},
        "echarts": {"type": "FeatureCollection", "UTF8Encoding": True, "features": [echarts(f) for f in features]},
        "esri": {"geometryType": "esriGeometryPolygon", "features": [esri(f) for f in features]},
        "topojson": topology(features),
    }[dialect]
    (tmp_path / "map.json").write_bytes(json.dumps(document, ensure_ascii=False).encode(encoding))
    (tmp_path / "places.csv").write_text(LAKES)
    land = read_region(tmp_path / "map.json", tmp_path / "places.csv", {})
    plain = country(tmp_path)
    assert {p.code: p.zh for p in land.places.provinces.values()} == {"N": "北国", "S": "南国"}
    assert land.extent == pytest.approx(plain.extent, abs=2)
    assert [len(border) for border in land.borders] == [2]
    assert land.places.city("北国") is land.places.city("N")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_separator_a_byte_order_mark_and_names_in_two_languages_are_read(tmp_path: Path, mark: str) -> None:
    head = mark.join(("Name", "Region", "Lon", "Lat", "zh", "aliases", "code"))
    row = mark.join(("Northtown", "north", "10.5", "50.5", "北城", "Nord|N-town", "42"))
    land = country(tmp_path, places=f"\ufeff{head}\r\n{row}\r\n")
    for said in ("Northtown", "北城", "nord", "n town", "42"):
        found = land.places.city(said)
        assert found is not None
        assert (found.code, found.zh) == ("42", "北城")


def test_the_example_is_a_wall_that_passes_check_and_its_map_is_kept(usa: CountryMap) -> None:
    example = load(USA / "wallboard.toml")
    ((panel, options),) = configured_regions(example)
    assert panel == "usa"
    assert isinstance(options, RegionMapOptions)
    assert region_of(options) is region_of(options)
    assert places_of(example).city("Honolulu") is not None
    assert places_of(load(None)).city("330100") is not None


def outline(*ring: tuple[float, float], **said: str) -> dict[str, Any]:
    """A part with this outline."""
    return {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}


NORTH = square(10, 50, code="N", name="North")
FLAT = [outline((1, 1), (1, 2), (1, 3), name="F"), outline((1, 1), (1, 1), (1, 1), name="F")]


@pytest.mark.parametrize("flat", FLAT, ids=["line", "point"])
def test_land_without_an_area_is_told(tmp_path: Path, flat: dict[str, Any]) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [NORTH, flat]}))
    with pytest.raises(MapError, match="'F' of an inset is no more than a line or a point"):
        read_region(tmp_path / "map.geojson", None, {"F": (0.0, 0.0, 0.1, 0.1)})
    with pytest.raises(MapError, match="leave one of N, F where it is"):
        read_region(tmp_path / "map.geojson", None, {"N": (0.0, 0.0, 0.1, 0.1), "F": (0.5, 0.5, 0.6, 0.6)})


THIN = [
    outline((1, 1), (2, 1), (3, 1), name="F"),
    outline((112, 22), (115, 22), name="F"),
    outline((112, 40), (112, 40), (112, 40), name="F"),
]


@pytest.mark.parametrize("thin", THIN, ids=["on the equator", "parallel", "point"])
def test_a_map_of_nothing_but_a_line_is_told(tmp_path: Path, thin: dict[str, Any]) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [thin]}))
    with pytest.raises(MapError, match=r"no more than a line or a point|no area larger than"):
        read_region(tmp_path / "map.geojson", None, {})


def test_an_area_that_is_there_twice_is_drawn_once(tmp_path: Path) -> None:
    both = [NORTH, square(20, 50, code="E", name="East"), NORTH]
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": both}))
    found = read_region(tmp_path / "map.geojson", None, {})
    assert {area.code: len(area.rings) for area in found.provinces} == {"N": 1, "E": 1}
    assert [note for note in found.notes if "feature 3 (N, North) repeats feature 1 and is left out" in note]


def test_a_map_that_reaches_the_poles_ends_before_them(tmp_path: Path) -> None:
    ice = outline((-90, -70), (0, -65), (90, -70), (90, -90), (0, -90), (-90, -90), name="Ice")
    top = outline((-60, 60), (0, 90), (60, 60), name="Top")
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [ice, top]}))
    west, south, east, north = read_region(tmp_path / "map.geojson", None, {}).extent
    assert all(map(math.isfinite, (west, south, east, north)))
    assert (east - west) > (north - south) / 3


def test_parts_and_cities_are_named_in_the_languages_that_their_files_know(tmp_path: Path) -> None:
    land = country(
        tmp_path,
        square(10, 50, code="N", name="Norden", **{"name_en": "North", "name:ja": "北部", "NAME_PT": "Norte"}),
        places="name,region,lon,lat,zh,ja,de\nTokyo,N,10.5,50.5,东京,東京,Tokio\nOsaka,Norte,10.4,50.4,,,\n",
    )
    part, city, plain = land.places.provinces["N"], land.places.city("東京"), land.places.city("Osaka")
    assert city is not None
    assert plain is not None
    told = [[each.name.first(tag) for tag in ("zh", "en", "ja", "de", "pt")] for each in (part, city, plain)]
    assert told == [
        ["Norden", "North", "北部", "North", "Norte"],
        ["东京", "Tokyo", "東京", "Tokio", "Tokyo"],
        ["Osaka"] * 5,
    ]
    assert {land.places.city(said) for said in ("Tokio", "东京", "tokyo, north", "北部/東京")} == {city}
    assert {land.places.province(said) for said in ("norden", "North", "norte", "北部", "N")} == {part}
