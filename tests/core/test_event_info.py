"""What a recording states about its night."""

from decimal import Decimal

import msgspec
import pytest

from tests.core.tape import FACTS
from wallboard.core.event_info import EarlierYear, EventInfo

YEAR = EarlierYear(2015, ((60_000_000, 1000), (86_400_000_000, 91_217)))


@pytest.mark.parametrize(("fen", "elapsed_us"), [(1000, 60_000_000), (1001, None), (999, None)])
def test_an_earlier_year_reached_a_sum_when_it_was_published_and_never_in_between(
    fen: int, elapsed_us: int | None
) -> None:
    assert YEAR.reached(fen) == elapsed_us


def test_the_last_sum_of_an_earlier_year_is_its_total() -> None:
    assert YEAR.final() == 91_217


def test_facts_come_back_from_a_recording_as_they_were() -> None:
    facts = msgspec.structs.replace(FACTS, earlier_years=(YEAR,), milestones_fen=(1, 2))
    assert msgspec.json.decode(msgspec.json.encode(facts), type=EventInfo) == facts


def test_the_rate_of_exchange_is_exact() -> None:
    assert msgspec.structs.replace(FACTS, usd_rate="6.7881").yuan_per_dollar == Decimal("6.7881")


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
