"""Words that follow from the event itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US, to_us
from wallboard.core.wording import Said
from wallboard.panels.event_words import (
    countdown_title,
    curve_title,
    final_title,
    is_one_day,
    passed,
    so_far,
    time_of_day,
)


def both(text: Said) -> tuple[str, str]:
    """A text in Chinese and English."""
    return text.first("zh"), text.first("en")


def made(start: str | None, hours: float | None = None, zone: str = "Europe/Berlin", **more: object) -> EventInfo:
    """An event of so many hours."""
    start_us = None if start is None else to_us(datetime.fromisoformat(start))
    end_us = None if start_us is None or hours is None else start_us + round(hours * HOUR_US)
    return EventInfo(Name(en="Sale"), start_us, end_us, zone, **more)  # type: ignore[arg-type]  # fields handed on


@pytest.mark.parametrize(
    ("start", "zh", "en"),
    [
        ("2026-11-27T18:00:00+01:00", "距18:00开场", "Countdown to 18:00"),
        ("2026-11-27T00:00:00+01:00", "距零点开场", "Countdown to midnight"),
        ("2026-11-26T23:00:00+00:00", "距零点开场", "Countdown to midnight"),
        ("2026-11-27T00:00:00+00:00", "距01:00开场", "Countdown to 01:00"),
        (None, "距开场", "Countdown"),
    ],
)
def test_a_countdown_runs_to_the_start_as_the_events_clock_shows_it(start: str | None, zh: str, en: str) -> None:
    assert both(countdown_title(made(start), "start")) == (zh, en)


@pytest.mark.parametrize(
    ("start", "hours", "one"),
    [
        ("2026-11-27T00:00:00+01:00", 24, True),
        ("2026-03-29T00:00:00+01:00", 23, True),  # the day on which clocks are set forward
        ("2026-11-27T18:00:00+01:00", 24, False),
        ("2026-11-27T00:00:00+01:00", 48, False),
        ("2026-11-27T00:00:00+01:00", None, False),
    ],
)
def test_a_whole_day_is_told_from_other_spans(start: str, hours: float | None, *, one: bool) -> None:
    facts = made(start, hours)
    assert is_one_day(facts) is one
    assert final_title(facts).first("zh") == ("全天成交总额" if one else "最终成交总额")


@pytest.mark.parametrize(
    ("start", "hours", "after_h", "told"),
    [
        ("2026-11-27T18:00:00+01:00", 8, -0.5, ""),
        ("2026-11-27T18:00:00+01:00", 8, 0, "00:00:00"),
        ("2026-11-27T18:00:00+01:00", 8, 7.5, "07:30:00"),
        ("2026-11-27T18:00:00+01:00", 8, 8.5, "08:00:00"),  # the finale
        ("2026-11-27T18:00:00+01:00", 8, 9, ""),
        ("2026-11-27T18:00:00+01:00", 72, 2, ""),  # nobody counts the hours of days
        ("2026-11-27T18:00:00+01:00", None, 30, "30:00:00"),
        ("2026-11-27T18:00:00+01:00", None, 37, ""),
        (None, None, 5, ""),
    ],
)
def test_the_time_passed_is_told_while_it_says_something(
    start: str | None, hours: float | None, after_h: float, told: str
) -> None:
    facts = made(start, hours)
    assert passed(facts, (facts.start_us or 0) + round(after_h * HOUR_US)) == told


@pytest.mark.parametrize(
    ("hours", "after_h", "en", "zh"),
    [
        (8, 1, "19:00:00", "19:00:00"),
        (8, -48, "Nov 25 18:00:00", "11月25日 18:00:00"),
        (8, 50, "Nov 29 20:00:00", "11月29日 20:00:00"),
        (72, 1, "Nov 27 19:00:00", "11月27日 19:00:00"),
        (None, 20, "14:00:00", "14:00:00"),
        (None, 40, "Nov 29 10:00:00", "11月29日 10:00:00"),
    ],
)
def test_a_time_of_day_bears_its_date_where_it_needs_one(hours: float | None, after_h: float, en: str, zh: str) -> None:
    facts = made("2026-11-27T18:00:00+01:00", hours)
    at_us = (facts.start_us or 0) + round(after_h * HOUR_US)
    assert (time_of_day(facts, at_us, "en"), time_of_day(facts, at_us, "zh")) == (en, zh)


def test_the_curve_is_of_tonight_only_where_the_event_says_so() -> None:
    assert both(curve_title(made(None))) == ("成交曲线", "GMV so far")
    tonight = made("2026-11-27T18:00:00+01:00", 8, period=Name(zh="今晚", en="tonight"))
    assert both(curve_title(tonight)) == ("成交曲线", "GMV tonight")


@pytest.mark.parametrize(
    ("hours", "en", "zh"),
    [
        (24, "in 24 hours", "24小时累计"),
        (1, "in 1 hour", "1小时累计"),
        (1.5, "in total", "合计"),
        (None, "in total", "合计"),
    ],
)
def test_a_final_sum_is_one_of_so_many_hours(hours: float | None, en: str, zh: str) -> None:
    facts = made("2026-11-27T18:00:00+01:00", hours)
    assert both(so_far(facts, final=True)) == (zh, en)
    assert both(so_far(facts)) == ("累计", "so far")
    assert curve_title(facts, final=True).first("en") == f"GMV {en}"
