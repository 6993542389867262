"""What a recording states about its night."""

from decimal import Decimal

import msgspec
import pytest

from tests.core.tape import FACTS
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EarlierYear, EventInfo, is_rate

YEAR = EarlierYear(2015, ((60_000_000, 1000), (86_400_000_000, 91_217)))


@pytest.mark.parametrize(("fen", "elapsed_us"), [(1000, 60_000_000), (1001, None), (999, None)])
def test_an_earlier_year_reached_a_sum_when_it_was_published_and_never_in_between(
    fen: int, elapsed_us: int | None
) -> None:
    assert YEAR.reached(fen) == elapsed_us


def test_the_last_sum_of_an_earlier_year_is_its_total() -> None:
    assert YEAR.final() == 91_217
    assert EarlierYear(2014, ((1, 5), (2, 6), (3, 7))).final() == 7


def test_facts_come_back_from_a_recording_as_they_were() -> None:
    facts = msgspec.structs.replace(FACTS, earlier_years=(YEAR,), milestones_fen=(1, 2))
    assert msgspec.json.decode(msgspec.json.encode(facts), type=EventInfo) == facts


def test_the_rate_of_exchange_is_exact() -> None:
    assert msgspec.structs.replace(FACTS, usd_rate="6.7881").rate_at(0) == Decimal("6.7881")


def test_the_zone_is_that_of_the_event() -> None:
    assert FACTS.zoneinfo.key == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "No/Where"),
        ("zone", "../etc"),
        ("usd_rate", "nan"),
        ("usd_rate", "0"),
        ("end_us", 0),
        ("interval_us", 0),
    ],
)
def test_facts_that_no_clock_or_figure_can_take_are_not_read(field: str, value: object) -> None:
    text = msgspec.json.encode(msgspec.to_builtins(FACTS) | {field: value})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=EventInfo)


def test_an_instant_is_told_by_the_time_since_the_start_and_without_one_by_the_date_where_it_is_needed() -> None:
    start_us = FACTS.start_us
    assert start_us is not None
    assert (FACTS.told(start_us + 418_000_000), FACTS.dated(start_us + 418_000_000)) == ("00:06:58", "00:06:58")
    open_ended = msgspec.structs.replace(FACTS, start_us=None, end_us=None, zone="Asia/Shanghai")
    at_us = 1_478_793_600_000_000
    assert open_ended.told(at_us) == "00:00:00"
    assert open_ended.dated(at_us) == "2016-11-11 00:00:00"
    assert open_ended.length_us is None


@pytest.mark.parametrize("rate", ["1e20000000", "1e-20000000", "1e400", "9" * 2000, "NaN", "0", "-1", "x", "Infinity"])
def test_a_rate_that_claims_any_number_of_digits_is_none(rate: str) -> None:
    assert not is_rate(rate)
    with pytest.raises(ValueError, match="is no rate of exchange"):
        EventInfo(Name(en="x"), usd_rate=rate)
    with pytest.raises(ValueError, match="is no rate of exchange"):
        EventInfo(Name(en="x"), rates=((0, rate),))


@pytest.mark.parametrize("scale", ["1e99999999", "1e-99999999", "0", "x", "1" * 99])
def test_a_scale_that_claims_any_number_of_digits_is_none(scale: str) -> None:
    metric = Metric("a", "count", total=True, title=Name(), field="a", scale=scale)
    with pytest.raises(ValueError, match="is not"):
        EventInfo(Name(en="x"), metrics=(metric,))


@pytest.mark.parametrize(
    ("name", "year", "beside"),
    [("Autumn Sale", "2026", "2026"), ("Autumn Sale 2026", "2026", ""), ("", "2026", "2026"), ("Sale", "", "")],
)
def test_the_year_stands_beside_a_name_that_does_not_say_it(name: str, year: str, beside: str) -> None:
    assert EventInfo(Name(en=name), year=year).year_beside(name) == beside
