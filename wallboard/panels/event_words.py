"""Words that follow from the event itself: from its start, its length and what its time is called."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US, clock, elapsed, from_us
from wallboard.core.moment import Moment
from wallboard.core.number_forms import forms
from wallboard.core.numerals import Figure
from wallboard.core.numerals import money as as_money
from wallboard.core.wording import Said, say

_AGES = ((3600, "hours"), (60, "minutes"), (1, "seconds"))
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

    return str(format_skeleton("MMMd", day, locale=language.replace("-", "_")))


def passed(facts: EventInfo, event_us: int | None) -> str:
    """How long the event has been going on, up to its length; empty before it, well after it, and for days on end."""
    start_us, length_us = facts.start_us, facts.length_us
    if event_us is None or start_us is None or event_us < start_us:
        return ""
    over = length_us is not None and event_us >= start_us + length_us + FINALE_US
    if over or (length_us or 0) > ONE_DATE_US or (length_us is None and needs_date(facts, event_us)):
        return ""
    return elapsed(event_us - start_us if length_us is None else min(event_us - start_us, length_us))


def so_far(facts: EventInfo, *, final: bool = False) -> Said:
    """What stands beside a sum: tonight, where the event calls its time so; of a final one, in how many hours.

    A final sum of an event that is not of whole hours, or whose end nobody stated, is that in total.
    """
    length_us = facts.length_us or 0
    if final and length_us >= HOUR_US and length_us % HOUR_US == 0:
        return say("wall.in_hours", n=length_us // HOUR_US)
    if facts.period != Name():
        return say("wall.period_so_far", period=facts.period)
    return say("wall.in_total" if final else "wall.so_far")


def title_of(metric: Metric, facts: EventInfo) -> Said:
    """What a metric is called: the total as the event calls it, one of the operator's own as the operator does."""
    if metric.name == "gmv" and facts.total != Name():
        return facts.total
    return metric.title if metric.title != Name() else say(f"metric.{metric.name}")


CHINA = "CN"
_ABROAD = {"selling_to_china": "selling_from_abroad", "buying_from_china": "buying_abroad"}


def ranking_key(of: str, home: str) -> str:
    """The word for a list: the contract's lists of countries say China only where that is the event's `home`."""
    return of if home == CHINA else _ABROAD.get(of, of)


def curve_title(facts: EventInfo, *, final: bool = False) -> Said:
    """What the curve is called: GMV tonight; when the sum is `final`, GMV in 24 hours."""
    if facts.total != Name():
        return say("wall.trend_of", total=facts.total)
    return say("wall.trend", period=so_far(facts, final=final))


def passes(facts: EventInfo, amount: Said | None = None) -> Said:
    """That the total passes a sum."""
    key = "wall.passes" if amount is None else "wall.passes_amount"
    more = {} if amount is None else {"amount": amount}
    return say(key, **more) if facts.total == Name() else say(f"{key}_of", total=facts.total, **more)


def rate_in_words(moment: Moment, language: str) -> str:
    """The rate of exchange now: US$ 1 = RMB 6.80; empty where there is none."""
    if moment.exchange is None:
        return ""
    second, rate = moment.exchange
    written = f"{rate:f}".replace(".", forms(language).decimal)
    one = as_money(Figure("", "1"), second.code, language, "text")
    return f"{one} = {as_money(Figure('', written), moment.currency, language, 'text')}"


def short_age(seconds: int) -> Said:
    """An age in seconds, however many."""
    return say("age.seconds", n=seconds)


def rough_age(seconds: int) -> Said:
    """An age in one unit, cut: 90 s, 12 min, 8 h."""
    size, unit = next(((size, unit) for size, unit in _AGES if seconds >= 2 * size), _AGES[-1])
    return say(f"age.{unit}", n=seconds // size)


def countdown_title(facts: EventInfo, to: str) -> Said:
    """What a countdown runs to, with the time of a start that is not at midnight."""
    if to == "end":
        return say("wall.countdown_end")
    if facts.start_us is None:
        return say("wall.countdown_start")
    start = from_us(facts.start_us, facts.zoneinfo)
    if start.hour == start.minute == start.second == 0:
        return say("wall.countdown_midnight")
    return say("wall.countdown_time", time=f"{start:%H:%M}")


def final_title(facts: EventInfo) -> Said:
    """What the sum is called when it is final."""
    if facts.total != Name():
        return say("wall.final_of", total=facts.total)
    return say("wall.final_day" if is_one_day(facts) else "wall.final")
