"""Places are found by every name a feed may use, and by no name that could mean two."""

from __future__ import annotations

import pytest

from wallboard.core.contract.snapshot import City, Name
from wallboard.scene.places import places


@pytest.mark.parametrize(
    "said", ["330100", "3301", "330100000000", "杭州", "杭州市", "Hangzhou", "hangzhou city", " HANGZHOU "]
)
def test_a_city_is_found_by_code_and_by_name(said: str) -> None:
    found = places().city(said)
    assert found is not None
    assert (found.code, found.zh, found.en, found.province) == ("330100", "杭州", "Hangzhou", "330000")


@pytest.mark.parametrize("said", ["北京", "北京市", "Beijing", "110000", "110100"])
def test_every_alias_of_beijing_is_one_city(said: str) -> None:
    found = places().city(said)
    assert found is not None
    assert found.code == "110100"


@pytest.mark.parametrize("said", ["Suzhou", "Taizhou", "Fuzhou", "Yichun", "Tongren", "海南", "Atlantis", "", "999999"])
def test_a_name_that_is_nobodys_or_twos_is_unknown(said: str) -> None:
    assert places().city(said) is None


def test_a_county_under_its_province_counts_there_without_a_dot() -> None:
    county = places().city("429004")
    assert county is not None
    assert not county.dot
    assert places().tally([City("429004", 7)]).provinces == {"420000": 7}


def test_a_province_is_found_by_full_and_short_name() -> None:
    found = [places().province(said) for said in ("广东", "广东省", "Guangdong", "440000", "44")]
    assert {p.code for p in found if p is not None} == {"440000"}
    assert all(found)


def test_sums_keep_the_unknown_apart_and_complete() -> None:
    tally = places().tally([City("330100", 5), City("宁波", 3), City("Gotham", 11), City("Suzhou", 2)])
    assert tally.provinces == {"330000": 8}
    assert (tally.other_fen, tally.unknown) == (13, ("Gotham", "Suzhou"))


def test_a_city_under_two_names_counts_once() -> None:
    assert places().tally([City("北京", 5), City("北京市", 6)]).cities == {"110100": 6}


def test_a_negative_amount_is_left_out() -> None:
    assert places().tally([City("330100", -5), City("330200", 6)]).provinces == {"330000": 6}


def test_countries_have_short_names_in_both_languages() -> None:
    assert places().country("us") == Name(zh="美国", en="United States")
    assert places().country("HK") is not None


def test_a_country_that_is_on_no_map_is_named_by_cldr() -> None:
    assert places().country("AQ") == Name(zh="南极洲", en="Antarctica")
    assert places().country("QX") is None
