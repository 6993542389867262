"""Counties and former codes, held against the published lists that the file is made of."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.contract.snapshot import City
from wallboard.scene.counties import Counties, load_counties
from wallboard.scene.place_names import FORMER, MERGED
from wallboard.scene.places import places

FILE = Path(__file__).parents[2] / "assets/maps/china_counties.json"
TABLE: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
ONE_CITY = {
    "11": "110100",
    "12": "120100",
    "31": "310100",
    "50": "500000",
    "71": "710000",
    "81": "810000",
    "82": "820000",
}
YOUNGER = {"659011", "659012"}
"""Xinxing and Baiyang, founded since the map was made: they answer to Xinjiang itself, and are told as unknown."""
COUNTY_CITIES = [code for code, name in TABLE["counties"].items() if name.endswith("市")]


def expected(code: str) -> str:
    """An oracle: the place that the first digits of a present code tell."""
    if code in places().cities:
        return code
    return ONE_CITY.get(code[:2], f"{code[:4]}00")


def counted(*said: str) -> dict[str, int]:
    """What places make of rows of 7 fen each."""
    return dict(places().tally([City(name, 7) for name in said]).cities)


@pytest.mark.parametrize("province", sorted({code[:2] for code in TABLE["counties"]}))
def test_every_county_counts_in_its_city(province: str) -> None:
    codes = [code for code in TABLE["counties"] if code.startswith(province) and code not in YOUNGER]
    assert [(c, places().city(c)) for c in codes if getattr(places().city(c), "code", None) != expected(c)] == []


def test_every_former_code_counts_where_the_place_is_now() -> None:
    for former, now in TABLE["former"].items():
        if former not in MERGED and former not in FORMER:
            found = places().city(former)
            assert found is not None, former
            assert found.code == expected(now), former


def test_no_code_that_is_in_use_is_called_former() -> None:
    assert not TABLE["former"].keys() & TABLE["counties"].keys()
    assert not FORMER.keys() & TABLE["counties"].keys()


@given(st.sampled_from(COUNTY_CITIES))
def test_a_county_said_by_code_and_by_name_counts_once(code: str) -> None:
    name = TABLE["counties"][code]
    if places().city(name) is None:  # there are several of that name
        return
    known = counted(code)
    assert counted(code, name) == known
    assert counted(name, f"{code}000000") == known


@pytest.mark.parametrize(
    ("one", "other", "city"),
    [
        ("330782", "义乌", "330700"),
        ("330725", "义乌市", "330700"),
        ("330106", "杭州市西湖区", "330100"),
        ("320822", "灌南县", "320700"),
        ("110105", "北京市朝阳区", "110100"),
    ],
)
def test_two_ways_to_say_one_county_are_one(one: str, other: str, city: str) -> None:
    assert counted(one, other) == {city: 7}


def test_two_counties_of_a_city_are_two() -> None:
    assert counted("330782", "东阳市") == {"330700": 14}


def test_a_short_name_that_several_places_bear_is_nobody_s() -> None:
    assert places().city("东兴") is None  # a district of Neijiang, and a city of Fangchenggang's
    found = places().city("东兴市")
    assert found is not None
    assert found.code == "450600"


@pytest.mark.parametrize("name", ["矿区", "城区", "郊区", "新城区"])
def test_a_word_for_a_kind_of_district_is_nobody_s(name: str) -> None:
    assert places().city(name) is None


@pytest.mark.parametrize("code", ["469031", "469033"])
def test_a_code_that_meant_several_places_is_unknown(code: str) -> None:
    assert places().city(code) is None


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(ValueError, match="missing required field"):
        load_counties(tmp_path / "x.json")
    assert Counties({}, {}).part("330700", "330782") == "330782"


def test_the_script_finds_what_became_of_a_code() -> None:
    sys.path.insert(0, str(FILE.parents[1]))
    try:
        make_counties = pytest.importorskip("make_counties")
    finally:
        sys.path.pop(0)
    present = {"330100": "杭州市", "330782": "义乌市", "330881": "江山市", "330700": "金华市"}
    names = {"330725": {"义乌县"}, "330199": {"江山县", "义乌县"}, "332600": {"金华地区"}, "330177": {"西湖区"}}
    assert dict(make_counties.became(names, present)) == {"330725": "330782", "332600": "330700"}
