"""How the press desk writes amounts, times and dates in a language: cut, never rounded up, fit to be quoted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from wallboard.core.contract.metric import MetricKind
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import Currency, is_home
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US, clock, from_us, offset_where_twice
from wallboard.core.money import exchanged
from wallboard.core.number_forms import forms
from wallboard.core.numerals import MISSING, Figure, compact, full_amount, grouped, money, share, trimmed
from wallboard.core.wording import Said, has, say
from wallboard.press.instants import PressFigure

_NO_BLANKS: Final = ("zh", "ja")
"""Languages that set no blanks between words."""
_SHORT_MONTHS: Final = {1: "Jan.", 2: "Feb.", 8: "Aug.", 9: "Sept.", 10: "Oct.", 11: "Nov.", 12: "Dec."}
"""The months that the agencies shorten before a day, in English."""


def exact(minor: int, own: Currency, language: str) -> str:
    """An amount to the whole unit, cut, as the wall's headline has it: ¥47,507,219,903."""
    return str(full_amount(minor, own, language, "headline"))


def exact_parts(minor: int, own: Currency, language: str) -> tuple[str, str, str]:
    """The same in its parts: the sign before, the digits, and what stands after."""
    figure = full_amount(minor, own, language, "headline")
    return figure.sign, figure.digits, figure.gap + figure.unit


def to_the_last(minor: int, own: Currency) -> str:
    """An amount with all places of its minor unit, in international writing: RMB 47,507,219,903.39."""
    whole, part = divmod(minor, own.scale)
    digits = grouped(whole, "en") + (f".{part:0{own.digits}d}" if own.digits else "")
    return str(money(Figure("", digits), own.code, "en", "text"))


def plain(minor: int, own: Currency) -> str:
    """An amount for programs: 47507219903.39."""
    return f"{Decimal(minor).scaleb(-own.digits):f}"


def minor_of(text: str, own: Currency) -> int:
    """An amount for programs back in minor units. Raises ValueError for what `plain` does not write."""
    if re.fullmatch(r"[0-9]{1,19}(\.[0-9]{1,4})?", text, re.ASCII) is None:
        msg = f"{text!r} is no amount"
        raise ValueError(msg)
    minor = Decimal(text).scaleb(own.digits)
    if minor != minor.to_integral_value():
        msg = f"{text!r} has more places than the currency"
        raise ValueError(msg)
    return int(minor)


def plain_share(ppm: int) -> str:
    """A share for programs, of one: 0.889."""
    return f"{Decimal(ppm).scaleb(-6):f}"


def rounded(minor: int, own: Currency, language: str) -> str:
    """An amount in the largest unit it fills with two decimals, cut: RMB 47.50 billion, 475.07亿元."""
    return _with_word(compact(minor, own.scale, language, 2, long=True), minor, own, language)


def short(minor: int, own: Currency, language: str) -> str:
    """An amount for tables, in the language's short units, cut: 944.7 m, 9.44亿."""
    figure = compact(minor, own.scale, language, 1 if language == "en" else 2)
    return f"{figure.digits}{figure.gap or (' ' if figure.unit.isascii() and figure.unit else '')}{figure.unit}"


def round_sum(minor: int, own: Currency, language: str) -> str:
    """A sum that was passed, without the zeros that end its fraction: RMB 10 billion, 100亿元."""
    if minor % own.scale or not _is_round(minor, own, language):
        return exact_text(minor, own, language)
    digits = trimmed(compact(minor, own.scale, language, 2, long=True).digits, language)
    # With as many places as are written, for the unit's word depends on them: 1 Milliarde, 1,25 Milliarden.
    figures = (compact(minor, own.scale, language, places, long=True) for places in (0, 1, 2))
    return _with_word(next(figure for figure in figures if figure.digits == digits), minor, own, language)


def exact_text(minor: int, own: Currency, language: str) -> str:
    """An amount to the whole unit in running text: RMB 10,000,000,001."""
    return str(full_amount(minor, own, language, "text"))


def _is_round(minor: int, own: Currency, language: str) -> bool:
    """Whether two decimals of the largest unit say the sum in full."""
    whole = minor // own.scale
    unit = next((u.size for u in forms(language).units(long=True) if whole >= u.size), 1)
    return whole * 100 % unit == 0


def _with_word(figure: Figure, minor: int, own: Currency, language: str) -> str:
    key = f"money.{own.code}"
    if not is_home(own.code, language) and has(key, language):
        written = say(key, amount=str(figure)).first(language)
        return written.replace(" ", "") if language.startswith(_NO_BLANKS) else written
    return str(money(figure, own.code, language, "text"))


def is_cut(minor: int, own: Currency, language: str) -> bool:
    """Whether the rounded writing of an amount says less than the amount."""
    whole = minor // own.scale
    unit = next((u.size for u in forms(language).units(long=True) if whole >= u.size), 1)
    return minor * 100 % (unit * own.scale) != 0 if unit > 1 else minor % own.scale != 0


def abroad(minor: int, own: Currency, exchange: tuple[Currency, Decimal] | None) -> tuple[int, Currency] | None:
    """An amount in the second currency, rounded down; None where there is none."""
    if exchange is None or not own.code:
        return None
    second, rate = exchange
    return exchanged(minor, own, second, rate), second


def in_sentence(text: str, language: str) -> str:
    """An amount as the agencies set it in English sentences: US$6.98 billion."""
    return text.replace("US$ ", "US$") if language.startswith("en") else text


def rate_text(own: Currency, exchange: tuple[Currency, Decimal] | None, language: str) -> str:
    """The rate of exchange: US$ 1 = RMB 6.80; empty where there is none."""
    if exchange is None or not own.code:
        return ""
    second, rate = exchange
    digits = f"{rate:f}".replace(".", forms(language).decimal)
    return f"{_priced('1', second, language)} = {_priced(digits, own, language)}"


def _priced(digits: str, currency: Currency, language: str) -> str:
    figure = Figure("", digits)
    return in_sentence(_with_word(figure, 0, currency, language), language)


def figure_text(figure: PressFigure, own: Currency, language: str) -> str:
    """A figure in full: an amount to the whole unit, a count with all its digits, a share with one decimal; "—"."""
    value = figure.value
    if value is None:
        return MISSING
    return value_text(value, figure.kind, own, language)


def value_text(value: int, kind: MetricKind, own: Currency, language: str) -> str:
    """The same of a value of a kind."""
    if kind == "money":
        return exact(value, own, language)
    return str(share(value, 1, language)) if kind == "share" else grouped(value, language)


def title(figure: PressFigure, facts: EventInfo) -> Said:
    """What a figure is called."""
    if figure.name == "gmv":
        return facts.total if facts.total != Name() else say("press.gmv")
    return figure.title if figure.title != Name() else say(f"metric.{figure.name}")


def total_name(facts: EventInfo) -> Said:
    """What the total is called in a sentence."""
    return facts.total if facts.total != Name() else say("press.gmv_in_text")


def zone_name(at_us: int | None, facts: EventInfo, language: str) -> str:
    """What the event's time is called at an instant: Beijing time, 北京时间, UTC; with its offset where it is there
    twice: Berlin time (UTC+1)."""
    place = facts.place.first(language)
    if not place or place == "UTC":
        return place or _told_apart(facts.zone, at_us, facts)
    return _told_apart(say("press.zone_time", place=place).first(language), at_us, facts)


def zone_short(at_us: int | None, facts: EventInfo, language: str) -> str:
    """The same beside a time: Beijing."""
    return _told_apart(facts.place.first(language) or facts.zone, at_us, facts)


def _told_apart(name: str, at_us: int | None, facts: EventInfo) -> str:
    offset = "" if at_us is None else offset_where_twice(at_us, facts.zoneinfo)
    return f"{name} ({offset})" if offset else name


def time_text(at_us: int | None, facts: EventInfo) -> str:
    """The time of day in the event's zone, cut to the second; "—" where none is known."""
    return MISSING if at_us is None else clock(at_us, facts.zoneinfo)


def utc_time(at_us: int) -> str:
    """The time of day in UTC, cut to the second."""
    return clock(at_us, UTC)


def clock_words(at_us: int, facts: EventInfo, language: str) -> str:
    """A time of day in a sentence: 00:06:58, 0时06分58秒."""
    at = from_us(at_us, facts.zoneinfo)
    hour = str(at.hour) if language.startswith(_NO_BLANKS) else f"{at.hour:02d}"
    return say("press.clock", h=hour, m=f"{at.minute:02d}", s=f"{at.second:02d}").first(language)


def date_text(at_us: int | None, facts: EventInfo, language: str) -> str:
    """A date in a table: Fri 11 Nov 2016, 2016-11-11 周五."""
    if at_us is None:
        return MISSING
    at = from_us(at_us, facts.zoneinfo)
    if language.startswith("en"):
        return f"{at:%a} {at.day} {at:%b} {at.year}"
    return f"{at:%Y-%m-%d} {_babel_date(at, 'EEE', language)}"


def day_text(at_us: int | None, language: str) -> str:
    """The day and month of UTC: 10 Nov, 11月10日."""
    return MISSING if at_us is None else _babel_date(from_us(at_us), "d MMM" if language == "en" else "", language)


def long_date(at_us: int, facts: EventInfo, language: str) -> str:
    """A date in a sentence: Friday, Nov. 11, 2016 and 2016年11月11日."""
    at = from_us(at_us, facts.zoneinfo)
    if language.startswith("en"):
        return f"{at:%A}, {_SHORT_MONTHS.get(at.month, f'{at:%B}')} {at.day}, {at.year}"
    from babel.dates import format_date  # noqa: PLC0415 - reads its tables when it is first asked

    return str(format_date(at.date(), "long", locale=language.replace("-", "_")))


def _babel_date(at: datetime, pattern: str, language: str) -> str:
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415 - likewise

    day = at.date()
    locale = language.replace("-", "_")
    return str(format_date(day, pattern, locale=locale) if pattern else format_skeleton("MMMd", day, locale=locale))


def span_short(us: int, language: str) -> str:
    """A length of time in its places, cut: 6 min 58 s, 6分58秒."""
    gap = say("span.gap").first(language)
    return gap.join(say(f"span.{unit}", n=str(n)).first(language) for unit, n in _places(us))


def span_long(us: int, language: str) -> str:
    """The same in words: 2 hours 4 seconds; short where the language needs no words."""
    if language.startswith(_NO_BLANKS):
        return span_short(us, language)
    from babel.units import format_unit  # noqa: PLC0415 - likewise

    names = {"hours": "duration-hour", "minutes": "duration-minute", "seconds": "duration-second"}
    locale = language.replace("-", "_")
    return " ".join(str(format_unit(n, names[unit], "long", locale=locale)) for unit, n in _places(us))


def _places(us: int) -> list[tuple[str, int]]:
    seconds = max(0, us) // SECOND_US
    counts = (("hours", seconds // 3600), ("minutes", seconds // 60 % 60), ("seconds", seconds % 60))
    return [(unit, n) for unit, n in counts if n] or [("seconds", 0)]


def lag_text(later_us: int, language: str) -> str:
    """How much later something was: 0.04 s, 4 min 2 s; cut."""
    if later_us < SECOND_US:
        hundredths = max(0, later_us) // 10_000
        written = f"0{forms(language).decimal}{hundredths:02d}"
        return say("span.seconds", n=written).first(language)
    return span_short(later_us, language)


def told(at_us: int, facts: EventInfo) -> str:
    """A time exactly as the wall tells it."""
    return facts.told(at_us)


def since_start(at_us: int, facts: EventInfo) -> int | None:
    """How long after the start an instant is; None where there is no start or it is before it."""
    return None if facts.start_us is None or at_us < facts.start_us else at_us - facts.start_us


def iso(at_us: int | None, facts: EventInfo | None = None) -> str | None:
    """An instant for programs, in the event's zone or UTC, with its offset."""
    if at_us is None:
        return None
    at = from_us(at_us, None if facts is None else facts.zoneinfo)
    return at.isoformat(timespec="milliseconds")
