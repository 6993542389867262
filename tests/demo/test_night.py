"""The document of any instant: published figures, totals that never fall, parts within their wholes."""

import hashlib
import json
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demo.published import (
    BEST_SELLERS_NAMED,
    BUYERS_FROM_CHINA,
    SELLERS_TO_CHINA_AT_00_06,
    SELLERS_TO_CHINA_FINAL,
)
from tests.demo.totals import fallen, fen, totals_of
from wallboard.core.contract.reading import read_answer
from wallboard.demo.knots import DAY_S, MOBILE_SHARE
from wallboard.demo.night import gmv_fen_at, night, snapshot_at
from wallboard.demo.shares import CHECKPOINTS_S

SECOND_US = 10**6
DAY_US = DAY_S * SECOND_US

instants = st.integers(-6 * 3600 * SECOND_US, DAY_US + 3600 * SECOND_US)


@given(instants, st.integers(0, 5000) | st.integers(0, DAY_US))
def test_no_total_falls_between_two_instants(first_us: int, later_us: int) -> None:
    assert fallen(snapshot_at(first_us), snapshot_at(first_us + later_us)) == {}


@pytest.mark.parametrize("seed", [11, 7])
def test_no_total_falls_where_the_shares_are_drawn_anew(seed: int) -> None:
    around = [second * SECOND_US + off for second in CHECKPOINTS_S for off in (-1000, 0, 1000)]
    documents = [snapshot_at(elapsed_us, seed) for elapsed_us in around]
    assert [fallen(before, after) for before, after in pairwise(documents)] == [{}] * (len(documents) - 1)


@given(instants)
def test_the_parts_never_exceed_their_whole(elapsed_us: int) -> None:
    said = snapshot_at(elapsed_us)
    gmv = fen(said["gmv"])
    for listing in ("cities", "categories", "selling_to_china", "buying_from_china", "best_selling_brands"):
        assert sum(fen(part["gmv"]) for part in said[listing]) <= gmv
    for category in said["categories"]:
        assert sum(fen(seller["gmv"]) for seller in category["top"]) <= fen(category["gmv"])


@given(st.integers(SECOND_US, DAY_US))
def test_the_cities_make_up_all_but_a_small_rest(elapsed_us: int) -> None:
    said = snapshot_at(elapsed_us)
    assert sum(fen(city["gmv"]) for city in said["cities"]) / fen(said["gmv"]) == pytest.approx(0.982, abs=0.0001)


@given(instants)
def test_a_brand_sells_at_least_what_its_categories_list(elapsed_us: int) -> None:
    said = snapshot_at(elapsed_us)
    nike = sum(fen(s["gmv"]) for category in said["categories"] for s in category["top"] if s["id"] == "nike")
    assert {b["id"]: fen(b["gmv"]) for b in said["best_selling_brands"]}["nike"] == nike


@given(instants)
def test_the_collector_understands_every_word(elapsed_us: int) -> None:
    assert read_answer(json.dumps(snapshot_at(elapsed_us)).encode()).problems == ()


@given(instants)
def test_rankings_stand_greatest_first(elapsed_us: int) -> None:
    said = snapshot_at(elapsed_us)
    lists = [said["selling_to_china"], said["buying_from_china"], said["best_selling_brands"]]
    for ranking in [*lists, *(category["top"] for category in said["categories"])]:
        amounts = [fen(entry["gmv"]) for entry in ranking]
        assert amounts == sorted(amounts, reverse=True)


def test_everything_is_there_in_number() -> None:
    said = snapshot_at(7200 * SECOND_US)
    assert len({city["code"] for city in said["cities"]}) == 340
    assert len(said["categories"]) == 15
    assert {len({seller["id"] for seller in category["top"]}) for category in said["categories"]} == {20}
    assert [len(said[name]) for name in ("best_selling_brands", "selling_to_china", "buying_from_china")] == [20] * 3
    assert len(said["audience"]) == 5


def test_before_the_start_nothing_is_sold_and_the_audience_is_there() -> None:
    said = snapshot_at(-1)
    assert {count for name, count in totals_of(said).items() if name not in ("sequence", "shakes")} == {0}
    assert (said["orders_per_second"], said["payments_per_second"], said["milestones"]) == (0, 0, [])
    assert "mobile_share" not in said
    assert sum(channel["viewers"] for channel in said["audience"]) == pytest.approx(35_000_000, rel=0.03)


def test_after_the_end_nothing_moves_but_the_clock_and_the_audience() -> None:
    end, later = snapshot_at(DAY_US, sequence=1), snapshot_at(DAY_US + 1800 * SECOND_US, sequence=1)
    moving = ("at", "audience")
    assert {k: v for k, v in end.items() if k not in moving} == {k: v for k, v in later.items() if k not in moving}
    assert (end["gmv"], end["orders"], end["countries_and_regions"]) == ("120700000000.00", 657_000_000, 235)


@pytest.mark.parametrize("seed", [11, 2, 3])
def test_the_countries_stand_in_the_published_orders(seed: int) -> None:
    early, end = snapshot_at(360 * SECOND_US, seed), snapshot_at(DAY_US, seed)
    assert tuple(c["country"] for c in early["selling_to_china"][:5]) == SELLERS_TO_CHINA_AT_00_06
    assert tuple(c["country"] for c in end["selling_to_china"][:5]) == SELLERS_TO_CHINA_FINAL
    assert tuple(c["country"] for c in end["buying_from_china"][:5]) == BUYERS_FROM_CHINA


@pytest.mark.parametrize("seed", [11, 2, 3])
def test_the_named_best_sellers_are_among_the_first_twenty(seed: int) -> None:
    assert set(BEST_SELLERS_NAMED) <= {brand["id"] for brand in snapshot_at(DAY_US, seed)["best_selling_brands"]}


@pytest.mark.parametrize("seed", [11, 2, 3])
def test_the_cities_and_provinces_that_led_lead(seed: int) -> None:
    cities = {city["code"]: fen(city["gmv"]) for city in snapshot_at(DAY_US, seed)["cities"]}
    provinces: dict[str, int] = {}
    for code, amount in cities.items():
        provinces[code[:2]] = provinces.get(code[:2], 0) + amount
    assert sorted(cities, key=lambda c: -cities[c])[:5] == ["310100", "110100", "330100", "440100", "440300"]
    assert sorted(provinces, key=lambda p: -provinces[p])[:3] == ["44", "33", "32"]


def test_the_ranks_of_cities_and_brands_change_in_the_first_ten_minutes() -> None:
    orders = {
        tuple(
            code for _, code in sorted((-fen(c["gmv"]), c["code"]) for c in snapshot_at(s * SECOND_US)["cities"])[:20]
        )
        for s in range(30, 600, 10)
    }
    assert len(orders) > 5


@pytest.mark.parametrize(("second", "share"), MOBILE_SHARE)
def test_the_share_of_the_phones_is_the_published_one(second: int, share: int) -> None:
    assert snapshot_at(second * SECOND_US)["mobile_share"] == f"0.{share}"


def test_a_peak_stands_for_its_whole_second() -> None:
    rates = {snapshot_at(579 * SECOND_US + off)["payments_per_second"] for off in (0, 500_000, 999_999)}
    assert rates == {120_000}


def test_a_milestone_is_stated_from_its_second_on() -> None:
    before, reached = snapshot_at(418 * SECOND_US - 1000), snapshot_at(418 * SECOND_US)
    assert reached["milestones"][:-1] == before["milestones"]
    assert reached["milestones"][-1] == {"gmv": "10000000000", "at": "2016-11-11T00:06:58+08:00"}


def test_the_instant_is_told_in_the_event_zone_cut_to_the_millisecond() -> None:
    assert snapshot_at(-1)["at"] == "2016-11-10T23:59:59.999+08:00"
    assert snapshot_at(418_123_999)["gmv"] == snapshot_at(418_123_000)["gmv"]


def test_the_pace_is_a_number_whole_where_it_is_whole() -> None:
    assert json.dumps([snapshot_at(0, rate=Decimal(rate))["rate"] for rate in ("1", "60.0", "0.5")]) == "[1, 60, 0.5]"


def test_the_same_seed_draws_the_same_night_again() -> None:
    kept = snapshot_at(3_000 * SECOND_US)
    night.cache_clear()
    assert snapshot_at(3_000 * SECOND_US) == kept


def test_another_seed_draws_another_night_with_the_same_published_sums() -> None:
    ours, theirs = snapshot_at(3_000 * SECOND_US, 11), snapshot_at(3_000 * SECOND_US, 12)
    assert ours["cities"] != theirs["cities"]
    assert ours["gmv"] != theirs["gmv"]
    assert gmv_fen_at(7200 * SECOND_US, 11) == gmv_fen_at(7200 * SECOND_US, 12)


def test_the_bytes_are_those_of_every_other_machine() -> None:
    told = json.dumps([snapshot_at(s * SECOND_US + 250_000) for s in (-600, 0, 41, 418, 7200, 50_000, DAY_S)])
    digest = hashlib.sha256(told.encode()).hexdigest()
    assert digest == "e443cf0544332e918db21f431f6c1124d96c959d35501f32cb89deed91aaa64e"


def test_every_chinese_name_is_within_the_characters_of_the_bundled_font() -> None:
    said = snapshot_at(DAY_US)
    named = [*said["categories"], *said["audience"], *said["best_selling_brands"]]
    named += [seller for category in said["categories"] for seller in category["top"]]
    assert all(entry["name"]["zh"].encode("gb2312") for entry in named)
