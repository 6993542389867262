"""Words that follow from the event itself: from its start, its length and what its time is called."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US, clock, elapsed, from_us
from wallboard.panels.wording import say

DAY_US = 24 * HOUR_US
ONE_DATE_US = 36 * HOUR_US
"""So long after its start a time of day alone still says which one is meant; a longer event writes dates."""
FINALE_US = HOUR_US
"""How long after its end the length of the event is still told."""


def is_one_day(facts: EventInfo) -> bool:
    """Whether the event is one day from midnight to midnight, in its own zone."""
    if facts.start_us is None or facts.end_us is None:
        return False
    start, end = from_us(facts.start_us, facts.zoneinfo), from_us(facts.end_us, facts.zoneinfo)
    return start.hour == start.minute == start.second == 0 and end.date().toordinal() == start.date().toordinal() + 1


def needs_date(facts: EventInfo, at_us: int) -> bool:
    """Whether a time of day does not say which day is meant."""
    if facts.start_us is None or (facts.length_us or 0) > ONE_DATE_US:
        return True
    return not facts.start_us - DAY_US <= at_us < facts.start_us + (facts.length_us or 0) + ONE_DATE_US


def time_of_day(facts: EventInfo, at_us: int, language: str) -> str:
    """The time of day in the event's zone, with the date where it is needed: 14:03:05, Nov 28 14:03:05."""
    time = clock(at_us, facts.zoneinfo)
    return f"{day_of(facts, at_us, language)} {time}" if needs_date(facts, at_us) else time


def day_of(facts: EventInfo, at_us: int, language: str) -> str:
    """The date in the event's zone: Nov 28, 11月28日."""
    return _day(from_us(at_us, facts.zoneinfo).date(), language)


@lru_cache(maxsize=64)
def _day(day: date, language: str) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 - most events have one date and need none

    return str(format_skeleton("MMMd", day, locale=language))


def passed(facts: EventInfo, event_us: int | None) -> str:
    """How long the event has been going on, up to its length; empty before it, well after it, and for days on end."""
    start_us, length_us = facts.start_us, facts.length_us
    if event_us is None or start_us is None or event_us < start_us:
        return ""
    over = length_us is not None and event_us >= start_us + length_us + FINALE_US
    if over or (length_us or 0) > ONE_DATE_US or (length_us is None and needs_date(facts, event_us)):
        return ""
    return elapsed(event_us - start_us if length_us is None else min(event_us - start_us, length_us))


def so_far(facts: EventInfo) -> Name:
    """What stands beside a sum: tonight, where the event calls its time so."""
    if facts.period == Name():
        return say("so_far")
    return Name(zh=f"{facts.period.first('zh')}累计", en=facts.period.first("en"))


def curve_title(facts: EventInfo) -> Name:
    """What the curve is called: GMV tonight."""
    return Name(zh=say("trend").zh, en=f"{say('trend').en} {so_far(facts).first('en')}")


def countdown_title(facts: EventInfo, to: str) -> Name:
    """What a countdown runs to, with the time of a start that is not at midnight."""
    if to == "end":
        return say("countdown_end")
    if facts.start_us is None:
        return say("countdown_start")
    start = from_us(facts.start_us, facts.zoneinfo)
    if start.hour == start.minute == start.second == 0:
        return say("countdown_midnight")
    time = f"{start:%H:%M}"
    return Name(zh=f"距{time}开场", en=f"Countdown to {time}")


def final_title(facts: EventInfo) -> Name:
    """What the sum is called when it is final."""
    return say("final_day" if is_one_day(facts) else "final")
