"""Values of foreign JSON made the contract's: objects become lists, texts numbers, units are scaled, times are ISO."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

from wallboard.core.contract.fields import FIELDS
from wallboard.core.instants import read_iso, read_time, to_us
from wallboard.core.money import DOWNWARDS
from wallboard.core.number_text import StatedCurrency

MAX_TIME = 100
"""Characters of a time that is read by a format."""
UNIX = {"unix": 1, "unix_ms": 10**3, "unix_us": 10**6, "unix_ns": 10**9}
"""Time formats that count from the Unix epoch, and how many they are to a second."""
UNFIT = (ValueError, TypeError, OverflowError, OSError, ArithmeticError)
"""What a time that does not fit its format raises."""
_UTC_IN_FORMAT = re.compile(r"%Z|(?P<before>%.|(?<![A-Za-z]))(?:UTC|GMT|Z)(?![A-Za-z+\-])|%.")
_DATE_MS = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_UTC_IN_TEXT = re.compile(r"(?<![A-Za-z])(?:UTC|GMT)(?![A-Za-z+\-])")
_AMOUNT_KEYS = frozenset({"gmv", "amount"})
_NUMBER_KEYS = _AMOUNT_KEYS | {"viewers"}


def scaled(value: object, scale: Decimal) -> object:
    """The number, or every amount inside what was found, multiplied exactly; anything else as it is."""
    return value if scale == 1 else _scaled(value, scale, top=True)


def spelled(value: object, spelling: str, currency: StatedCurrency, *, share: bool) -> object:
    """The number that a text says under a spelling of `GROUPED`; any other value as it is.

    Raises ValueError, also where the text bears another `currency` than the answer.
    """
    return currency.amount_in(value, spelling, share=share) if isinstance(value, str) else value


def listed(value: object, key: str, amount: str) -> object:
    """The items of an object: {"330100": 5} and {"330100": {"gmv": 5}} alike."""
    if not isinstance(value, dict):
        msg = "is no object"
        raise TypeError(msg)
    return [{key: said} | (one if isinstance(one, dict) else {amount: one}) for said, one in value.items()]


def numbered(value: object, name: str, spelling: str, currency: StatedCurrency) -> object:
    """The number that a text says, or the same of every amount and count inside; one that does not fit stays there."""
    if isinstance(value, str):
        metric = FIELDS[name].metric
        return spelled(value, spelling, currency, share=metric is not None and metric.kind == "share")
    return _numbers_inside(value, spelling, currency, everything=name == "engagement")


def _numbers_inside(value: object, spelling: str, currency: StatedCurrency, *, everything: bool = False) -> object:
    if isinstance(value, list):
        return [_numbers_inside(item, spelling, currency) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _numbers_inside(item, spelling, currency) for key, item in value.items()}
    for key, text in value.items():
        if isinstance(text, str) and (everything or key in _NUMBER_KEYS):
            with suppress(*UNFIT):
                made[key] = currency.amount_in(text, spelling)
    return made


def _scaled(value: object, scale: Decimal, *, top: bool) -> object:
    """Multiply a bare number, or every `gmv` and `amount` inside lists and objects."""
    if isinstance(value, list):
        return [_scaled(item, scale, top=False) for item in value]
    if isinstance(value, dict):
        return {
            key: _scaled(item, scale, top=key in _AMOUNT_KEYS)
            if key in _AMOUNT_KEYS or isinstance(item, list | dict)
            else item
            for key, item in value.items()
        }
    if not top or isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return value
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", value):
        return value
    with localcontext(DOWNWARDS):
        product = Decimal(value) * scale
        return int(product) if product == product.to_integral_value() else product


def timed(value: object, time_format: str, zone: ZoneInfo, near_us: int | None = None) -> object:
    """The ISO form of a bare time, or of every `at` inside a list; an `at` that does not fit stays as it is.

    A time without an offset is meant in `zone`; in the hour that is there twice, of two it is the one nearer to
    `near_us`, when the answer came.
    """
    if not isinstance(value, list):
        return _instant(value, time_format, zone, near_us).isoformat()
    made = []
    for item in value:
        if isinstance(item, dict) and "at" in item:
            with suppress(*UNFIT):
                made.append(item | {"at": _instant(item["at"], time_format, zone, near_us).isoformat()})
                continue
        made.append(item)
    return made


def _instant(value: object, time_format: str, zone: ZoneInfo, near_us: int | None) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or len(str(value)) > MAX_TIME:
        msg = "is no time"
        raise ValueError(msg)
    if time_format in UNIX:
        counted = counted_ms(str(value)) if time_format == "unix_ms" else None
        seconds = Decimal(str(value) if counted is None else counted) / UNIX[time_format]
        whole = int(seconds // 1)
        return datetime.fromtimestamp(whole, UTC).replace(microsecond=int((seconds - whole) * 1_000_000))
    moment = read_iso(str(value)) if time_format == "iso" else read_formed(str(value), time_format)
    return moment if moment.tzinfo else _in_zone(moment, zone, near_us)


def counted_ms(text: str) -> str | None:
    """The milliseconds of a time as ASP.NET and OData 2 write it, /Date(1795861771198+0100)/; None for another text.

    The offset is that of a display: the count is of UTC.
    """
    found = _DATE_MS.fullmatch(text)
    return None if found is None else found[1]


def with_offset(time_format: str) -> str:
    """The format with %z for what stands for UTC in it (Z, UTC, GMT) or for a zone's name (%Z), which strptime reads
    past: the time would be taken for one of the event's zone."""
    if "%z" in time_format:
        return time_format
    return _UTC_IN_FORMAT.sub(_offset_of, time_format)


def _offset_of(found: re.Match[str]) -> str:
    if found[0] == "%Z":
        return "%z"
    return found[0] if found["before"] is None else f"{found['before']}%z"


def read_formed(text: str, time_format: str) -> datetime:
    """A time by a strptime format; one that says UTC or GMT is of UTC. Raises ValueError."""
    offset_format = with_offset(time_format)
    if offset_format != time_format:
        text = _UTC_IN_TEXT.sub("+0000", text)
    return read_time(text, lambda said: datetime.strptime(said, offset_format))  # noqa: DTZ007 - the zone is set by the caller where the text holds none


def _in_zone(moment: datetime, zone: ZoneInfo, near_us: int | None) -> datetime:
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    apart_us = [abs(to_us(each) - near_us) for each in (first, second)] if near_us is not None else [0, 0]
    return second if apart_us[1] < apart_us[0] else first
