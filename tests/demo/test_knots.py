"""The published figures as they are kept."""

from datetime import UTC, datetime
from itertools import pairwise

from wallboard.demo.categories import Categories
from wallboard.demo.csv_lists import rows_of
from wallboard.demo.knots import BILLION_FEN, EVENT_START_US, FINAL_GMV_FEN, GMV_2016
from wallboard.demo.shares import CHECKPOINTS_S


def test_the_night_rises_in_time_and_money() -> None:
    assert all(a.elapsed_s < b.elapsed_s and a.amount_fen < b.amount_fen for a, b in pairwise(GMV_2016))


def test_it_ends_with_the_day() -> None:
    assert GMV_2016[-1].elapsed_s == 24 * 3600


def test_ten_billion_were_reached_after_six_minutes_and_fifty_eight_seconds() -> None:
    assert (6 * 60 + 58, 10 * BILLION_FEN) in [(knot.elapsed_s, knot.amount_fen) for knot in GMV_2016]


def test_the_day_ended_at_120_7_billion() -> None:
    assert FINAL_GMV_FEN == 120_700_000_000 * 100


def test_the_start_is_midnight_in_china() -> None:
    assert datetime.fromtimestamp(EVENT_START_US / 1e6, UTC).isoformat() == "2016-11-10T16:00:00+00:00"


def test_every_brand_has_a_name_of_its_own() -> None:
    brands = {row["brand"] or row["id"] for row in rows_of("brands.csv")}
    assert brands == set(Categories.of([0] * len(CHECKPOINTS_S), 11).brands)


def test_the_cities_are_told_once_each() -> None:
    codes = [row["code"] for row in rows_of("cities.csv")]
    assert (len(codes), len(set(codes))) == (340, 340)
