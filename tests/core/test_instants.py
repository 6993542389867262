"""Instants as the event and its operators write them."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.errors import UsageError
from wallboard.core.instants import (
    HOUR_US,
    SECOND_US,
    clock,
    elapsed,
    from_us,
    offset_where_twice,
    parse_elapsed,
    parse_instant,
    remaining,
    remaining_short,
    span,
    to_us,
)

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
START_US = 1_478_793_600 * SECOND_US


@given(st.integers(-(10**16), 10**17), st.sampled_from([None, SHANGHAI, BERLIN]))
def test_microseconds_survive_every_zone(at_us: int, zone: ZoneInfo | None) -> None:
    assert to_us(from_us(at_us, zone)) == at_us


@pytest.mark.parametrize(
    ("text", "offset_us"),
    [
        ("00:06:58", 418 * SECOND_US),
        ("24:00:00", 24 * HOUR_US),
        ("-00:00:20", -20 * SECOND_US),
        ("−00:00:20", -20 * SECOND_US),
        ("+00:00:01", SECOND_US),
        (" 100:00:00 ", 100 * HOUR_US),
        ("00:00:01.5", 1_500_000),
        ("-00:00:00.000001", -1),
        ("2016-11-11T00:06:58", 418 * SECOND_US),
        ("2016-11-11T00:06:58+08:00", 418 * SECOND_US),
        ("2016-11-10T16:06:58Z", 418 * SECOND_US),
        ("2016-11-11 00:06:58", 418 * SECOND_US),
        ("2016-11-11", 0),
    ],
)
def test_every_form_of_an_instant_is_understood(text: str, offset_us: int) -> None:
    assert parse_instant(text, START_US, SHANGHAI) == START_US + offset_us


@pytest.mark.parametrize("text", ["", "now", "00:60:00", "00:00:60", "6:58", "00:06", "1e3", "2016-13-01", "00:06:58x"])
def test_what_is_no_instant_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="00:06:58"):
        parse_instant(text, START_US, SHANGHAI)


@given(st.text(st.sampled_from("0123456789:-+.TZ W"), max_size=20))
def test_any_text_is_an_instant_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        assert isinstance(parse_instant(text, START_US, SHANGHAI), int)


@given(st.integers(-999 * 3600, 999 * 3600))
def test_what_elapsed_writes_is_read_back(seconds: int) -> None:
    assert parse_elapsed(elapsed(seconds * SECOND_US)) == seconds * SECOND_US


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (-20 * SECOND_US, "−00:00:20"),
        (-19_500_000, "−00:00:20"),
        (-1, "−00:00:01"),
        (0, "00:00:00"),
        (999_999, "00:00:00"),
        (26 * HOUR_US, "26:00:00"),
    ],
)
def test_elapsed_time_is_cut_towards_the_past(us: int, text: str) -> None:
    assert elapsed(us) == text


@pytest.mark.parametrize(
    ("us", "text"), [(20 * SECOND_US, "00:00:20"), (1, "00:00:01"), (0, "00:00:00"), (-5 * SECOND_US, "00:00:00")]
)
def test_a_countdown_reads_zero_only_when_the_time_has_come(us: int, text: str) -> None:
    assert remaining(us) == text


@given(st.integers(1, 100 * 3600 * SECOND_US))
def test_a_countdown_and_the_elapsed_time_before_the_start_agree(us: int) -> None:
    assert elapsed(-us) == f"−{remaining(us)}"


def test_an_hour_after_an_hour_is_an_hour_even_when_summer_time_ends() -> None:
    before_us = to_us(datetime(2016, 10, 30, 2, 30, tzinfo=BERLIN))
    assert [clock(before_us + k * HOUR_US, BERLIN, seconds=False) for k in (0, 1, 2)] == ["02:30", "02:30", "03:30"]


def test_an_elapsed_time_over_the_change_of_clocks_counts_real_hours() -> None:
    start_us = to_us(datetime(2016, 10, 30, 0, 0, tzinfo=BERLIN))
    assert clock(parse_instant("04:00:00", start_us, BERLIN), BERLIN) == "03:00:00"


def test_a_leap_second_is_no_second_of_its_own() -> None:
    before_us, after_us = (to_us(datetime(y, m, d, tzinfo=UTC)) for y, m, d in ((2016, 12, 31), (2017, 1, 1)))
    assert after_us - before_us == 24 * HOUR_US


def test_a_clock_is_cut_to_the_second_in_the_zone_of_the_event() -> None:
    assert clock(START_US + 418_999_999, SHANGHAI) == "00:06:58"


def test_a_short_countdown_leaves_out_its_zeros() -> None:
    shown = {3601: "01:00:01", 3600: "60:00", 61: "01:01", 11: "00:11", 10: "10", 1: "1", 0: "0", -5: "0"}
    assert {s: remaining_short(s * SECOND_US) for s in shown} == shown
    assert remaining_short(10 * SECOND_US + 1) == "00:11"
    assert remaining_short(1) == "1"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.499999, "0 s"),
        (0.5, "1 s"),
        (59.4, "59 s"),
        (59.5, "1 min 0 s"),
        (298, "4 min 58 s"),
        (3569.9, "59 min 30 s"),
        (3570, "1 h 0 min"),
        (28_800, "8 h 0 min"),
        (28_829, "8 h 0 min"),
        (28_830, "8 h 1 min"),
        (-90, "-1 min 30 s"),
        (4_000_000, "1,111 h 7 min"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units_to_the_nearest_of_the_smaller(seconds: float, said: str) -> None:
    assert span(round(seconds * SECOND_US)) == said


@pytest.mark.parametrize(("text", "said"), [("2026-10-25T02:30", "twice"), ("2026-03-29T02:30", "does not exist")])
def test_a_time_that_a_zone_has_twice_or_not_at_all_is_asked_back(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_instant(text, 0, ZoneInfo("Europe/Berlin"))
    assert parse_instant(f"{text}Z", 0, ZoneInfo("Europe/Berlin")) == parse_instant(f"{text}z", 0, UTC)


@pytest.mark.parametrize(
    ("instant", "zone", "offset"),
    [
        ("2026-10-24T23:59:59Z", "Europe/Berlin", ""),
        ("2026-10-25T00:00:00Z", "Europe/Berlin", "UTC+2"),
        ("2026-10-25T01:59:59Z", "Europe/Berlin", "UTC+1"),
        ("2026-10-25T02:00:00Z", "Europe/Berlin", ""),
        ("2026-03-29T01:00:00Z", "Europe/Berlin", ""),
        ("2018-02-18T02:30:00Z", "America/Sao_Paulo", "UTC−3"),
        ("2026-04-04T14:45:00Z", "Australia/Lord_Howe", "UTC+11"),
        ("2026-04-04T15:15:00Z", "Australia/Lord_Howe", "UTC+10:30"),
        ("2026-10-25T00:30:00Z", "UTC", ""),
    ],
)
def test_an_instant_that_the_clocks_show_twice_is_told_apart_by_its_offset(
    instant: str, zone: str, offset: str
) -> None:
    assert offset_where_twice(parse_instant(instant, 0, UTC), ZoneInfo(zone)) == offset
