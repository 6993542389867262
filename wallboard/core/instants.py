"""Instants as the event and its operators write them: elapsed times, clocks in the event's zone, ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from wallboard.core.errors import UsageError

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US

EARLIEST_US, LATEST_US = 0, 7_289_654_400_000_000
"""1970, where the clock of a machine without a battery begins, and 2201: no clock of an event shows more."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATE_SECOND = re.compile(
    r"(?<!\d)(24(?P<a>:?)00((?P=a)00([.,]0+)?)?|23(?P<b>:?)59(?P=b)60([.,]\d+)?)(?![\d:])", re.ASCII
)
_ZONE_BEHIND = re.compile(r"(?:\[!?[\w+\-/=]+\])+$", re.ASCII)
_UTC_BEHIND = re.compile(r"\s*(?:UTC|GMT|z)$")
_ELAPSED = re.compile(r"(?P<sign>[-+−]?)(?P<h>\d{1,3}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?P<f>\.\d{1,6})?")


def to_us(moment: datetime) -> int:
    """Microseconds since the Unix epoch of an aware datetime, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_us(at_us: int, zone: tzinfo | None = None) -> datetime:
    """An aware datetime of microseconds since the Unix epoch, in `zone` or UTC."""
    return (_EPOCH + timedelta(microseconds=at_us)).astimezone(zone or UTC)


def parse_elapsed(text: str) -> int | None:
    """`00:06:58`, `24:00:00`, `-00:00:20`, `00:00:01.5` to signed microseconds; None if it is no elapsed time."""
    match = _ELAPSED.fullmatch(text.strip())
    if match is None:
        return None
    seconds = int(match["h"]) * 3600 + int(match["m"]) * 60 + int(match["s"])
    elapsed_us = seconds * SECOND_US + int((match["f"] or ".0")[1:].ljust(6, "0"))
    return -elapsed_us if match["sign"] in ("-", "−") else elapsed_us


def parse_instant(text: str, start_us: int, zone: tzinfo) -> int:
    """The event time meant by a T of the command line, in microseconds since the Unix epoch.

    A signed elapsed time counts from the event's start; an ISO instant without an offset is meant in the event's zone.

    Raises:
        UsageError: the text is neither, or a time that is there twice or not at all in that zone.
    """
    elapsed_us = parse_elapsed(text)
    if elapsed_us is not None:
        return start_us + elapsed_us
    try:
        moment = read_iso(text)
    except ValueError:
        msg = f"{text!r} is no instant: write an elapsed time such as 00:06:58 or -00:00:20, or ISO 8601"
        raise UsageError(msg) from None
    try:
        return to_us(in_zone(moment, zone))
    except ValueError as error:
        raise UsageError(str(error)) from None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A time as people of a zone write it, with its offset; one that bears an offset stays as it is.

    Raises:
        ValueError: the clocks are set in that night, so that it is there twice or not at all; the text says so.
    """
    if moment.tzinfo is not None:
        return moment
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment
        offsets = " or ".join(each.isoformat()[len(moment.isoformat()) :] for each in (first, second))
        told = "does not exist" if skipped else "is there twice"
        msg = f"{moment.isoformat()} {told} in {zone}, where the clocks are set then: write its offset, {offsets}"
        raise ValueError(msg)
    return datetime.fromisoformat(first.isoformat())


def read_iso(text: str) -> datetime:
    """An ISO 8601 instant, read as `read_time` does. Raises ValueError.

    As RFC 3339 and RFC 9557 have it, t and z may be small, and the name of a zone may stand behind the offset, which
    holds; UTC or GMT behind a time is its offset.
    """
    plain = _UTC_BEHIND.sub("+00:00", _ZONE_BEHIND.sub("", text.strip()))
    return read_time(plain, datetime.fromisoformat)


def read_time(text: str, read: Callable[[str], datetime]) -> datetime:
    """An instant as `read` understands it; a leap second (23:59:60) and a day's end (24:00:00) are the second after.

    Raises ValueError.
    """
    try:
        return read(text)
    except ValueError:
        found = _LATE_SECOND.search(text)
        if found is None:
            raise
        between = found["a"] or found["b"] or ""
        try:
            return read(f"{text[: found.start()]}23{between}59{between}59{text[found.end() :]}") + timedelta(seconds=1)
        except OverflowError:
            msg = "it is behind the last day that there is"
            raise ValueError(msg) from None


def clock(at_us: int, zone: tzinfo, *, seconds: bool = True) -> str:
    """The time of day in `zone`, cut (not rounded) to the second: 00:06:58."""
    return _clock(at_us // SECOND_US, zone, "%H:%M:%S" if seconds else "%H:%M")


@lru_cache(maxsize=64)
def _clock(at_s: int, zone: tzinfo, form: str) -> str:
    """A wall says the same second sixty times."""
    return from_us(at_s * SECOND_US, zone).strftime(form)


def offset_where_twice(at_us: int, zone: tzinfo) -> str:
    """UTC+1 of an instant in the hour that is there twice as the clocks are set back; empty at any other time."""
    at = from_us(at_us, zone)
    offset = at.utcoffset() or timedelta()
    if at.replace(fold=1 - at.fold).utcoffset() == offset:
        return ""
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def elapsed(us: int) -> str:
    """A signed duration cut towards the past: 00:06:58, 26:00:00, −00:00:20."""
    sign, seconds = ("−", -(us // SECOND_US)) if us < 0 else ("", us // SECOND_US)
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


def remaining_short(us: int) -> str:
    """A countdown without its dead zeros: minutes and seconds from an hour down, and the last ten seconds alone."""
    seconds = max(0, -(-us // SECOND_US))
    if seconds > 3600:
        return remaining(us)
    return str(seconds) if seconds <= 10 else f"{seconds // 60:02d}:{seconds % 60:02d}"


def remaining(us: int) -> str:
    """A countdown, rounded up so that it shows 00:00:00 only when the time has come."""
    seconds = max(0, -(-us // SECOND_US))
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


_UNITS = ((HOUR_US, "h"), (MINUTE_US, "min"), (SECOND_US, "s"))


def span(us: int) -> str:
    """A time for people, in its two largest units, to the nearest of the smaller: "8 h 0 min", "4 min 58 s", "9 s"."""
    sign, left = ("-" if us < 0 else ""), abs(us)
    unit_us = MINUTE_US if left >= HOUR_US - MINUTE_US // 2 else SECOND_US
    left = (left + unit_us // 2) // unit_us * unit_us
    for place, (size_us, unit) in enumerate(_UNITS[:-1]):
        if left >= size_us:
            lesser_us, lesser = _UNITS[place + 1]
            return f"{sign}{left // size_us:,} {unit} {left % size_us // lesser_us} {lesser}"
    return f"{sign}{left // SECOND_US} s"
