"""Every city has its place on the map, a name of its own in both languages, and the names a feed may use."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pyproj import Transformer

from tests.assets.conftest import Map, within

City = dict[str, Any]


def test_there_are_340_cities_with_a_dot_and_30_counties_without(cities: list[City]) -> None:
    assert Counter(city["dot"] for city in cities) == {True: 340, False: 30}
    assert all(("x" in city) is city["dot"] for city in cities)


def test_every_city_lies_in_its_own_province_and_in_no_other(china: Map, cities: list[City]) -> None:
    provinces = {p["code"]: china.rings(p["polygons"]) for p in china.document["provinces"]}
    for city in (city for city in cities if city["dot"]):
        found = [code for code, rings in provinces.items() if within(rings, city["x"], city["y"])]
        assert found == [city["province"]], city["zh"]


def test_positions_on_the_map_are_those_of_the_projection(china: Map, cities: list[City]) -> None:
    transformer = Transformer.from_crs("EPSG:4326", china.document["projection"], always_xy=True)
    for city in (city for city in cities if city["dot"]):
        assert transformer.transform(city["lon"], city["lat"]) == pytest.approx((city["x"], city["y"]), abs=0.51)


@pytest.mark.parametrize("name", ["code", "zh", "zh_full", "en", "en_full"])
def test_no_two_units_share(cities: list[City], name: str) -> None:
    doubled = [value for value, count in Counter(city[name] for city in cities).items() if count > 1]
    assert doubled == []


def test_an_alias_means_one_place_only(cities: list[City]) -> None:
    counts = Counter(alias for city in cities for alias in city["aliases"])
    assert [alias for alias, count in counts.items() if count > 1] == []


def test_aliases_are_in_the_form_they_are_compared_in(cities: list[City]) -> None:
    odd = [a for city in cities for a in city["aliases"] if not a.isalnum() or a != a.casefold()]
    assert odd == []


def test_short_names_fit_a_label(cities: list[City]) -> None:
    assert [city["zh"] for city in cities if len(city["zh"]) > 4] == []


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("北京", "110100"), ("北京市", "110100"), ("110000", "110100"), ("500100", "500000"),
        ("黔东南", "522600"), ("黔东南州", "522600"), ("黔东南苗族侗族自治州", "522600"), ("qiandongnan", "522600"),
        ("延边州", "222400"), ("恩施", "422800"), ("阿克苏", "652900"), ("喀什地区", "653100"), ("兴安盟", "152200"),
        ("伊犁州", "654000"), ("xian", "610100"), ("台湾", "710000"), ("hongkong", "810000"), ("macau", "820000"),
        ("海南州", "632500"), ("吉林", "220200"), ("神农架林区", "429021"), ("shigatse", "540200"),
    ],
)  # fmt: skip
def test_a_feed_may_call_it(cities: list[City], alias: str, code: str) -> None:
    assert [city["code"] for city in cities if alias in city["aliases"]] == [code]


@pytest.mark.parametrize(
    "alias", ["海南", "hainan", "suzhou", "fuzhou", "taizhou", "yichun", "yulin", "kaili", "taipei"]
)
def test_a_name_that_does_not_say_which_is_no_alias(cities: list[City], alias: str) -> None:
    assert [city["zh"] for city in cities if alias in city["aliases"]] == []


@pytest.mark.parametrize(
    ("code", "english"),
    [("522600", "Qiandongnan"), ("710000", "Taiwan"), ("220400", "Liaoyuan"), ("610800", "Yulin (Shaanxi)"),
     ("430900", "Yiyang"), ("653200", "Hotan"), ("632800", "Haixi"), ("320500", "Suzhou")],
)  # fmt: skip
def test_the_english_name_is_its_own_and_not_its_seat_s(cities: list[City], code: str, english: str) -> None:
    assert [city["en"] for city in cities if city["code"] == code] == [english]
