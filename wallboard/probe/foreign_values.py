"""Single values of foreign JSON: numbers as texts, instants in any form, and keys as JMESPath writes them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from wallboard.core.contract.readers import clean_text
from wallboard.core.instants import read_iso
from wallboard.core.mapped_values import counted_ms, read_formed
from wallboard.core.number_text import GROUPED, number_in

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,12})?")
_SCIENTIFIC: Final = re.compile(r"1\.\d{1,12}[eE]\+?0?9")
_THOUSANDS: Final = re.compile(r"\d{1,3}(\.\d{3})+")
"""A plain number with three decimals, and a whole one where points part the thousands."""
_EPOCHS: Final = (("unix", 1), ("unix_ms", 10**3), ("unix_us", 10**6), ("unix_ns", 10**9))
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FORMS: Final = (
    *("%Y-%m-%d %H:%M:%S%z", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S", "%d.%m.%Y %H:%M:%S"),
    *("%d.%m.%Y %H:%M", "%Y年%m月%d日 %H:%M:%S", "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z"),
    *("%a %b %d %H:%M:%S %Z %Y", "%Y-%m-%d %I:%M:%S %p", "%d %b %Y %H:%M:%S", "%d %b %Y, %H:%M:%S"),
    *("%b %d, %Y %I:%M:%S %p", "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%b %d, %Y, %I:%M %p"),
    *("%d %b %Y %I:%M %p", "%d %b %Y %H:%M", "%d %b %Y, %H:%M", "%d %b %Y %H:%M %Z"),
    *("%d %B %Y %H:%M", "%d %B %Y, %H:%M", "%d %B %Y %H:%M:%S", "%B %d, %Y %I:%M %p", "%B %d, %Y, %I:%M:%S %p"),
    *("%A, %d %B %Y %H:%M", "%A, %d %B %Y, %H:%M", "%A, %d %B %Y, %H:%M %Z", "%A, %B %d, %Y %I:%M %p"),
)
"""Times of day that can be read in one way only."""
_EITHER: Final = tuple(
    day.replace("/", mark) + clock
    for clock in (" %H:%M:%S", ", %H:%M:%S", " %H:%M", ", %H:%M", " %I:%M:%S %p", ", %I:%M:%S %p", " %I:%M %p")
    for day in ("%d/%m/%Y", "%m/%d/%Y")
    for mark in "/-"
)
"""Those that say the day first or the month first: 27/11/2026 is read in one way only, 03/04/2026 is not read."""


@dataclass(frozen=True, slots=True)
class Number:
    """A value as a number, and the spelling by which it is one: "" for a plain one."""

    value: Decimal
    spelling: str = ""
    other: Decimal | None = None
    """What it is by the other spelling, where both fit and nothing in the answer tells which is meant."""


def quoted_key(key: str) -> str:
    """A key as JMESPath writes it."""
    return key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=not key.isprintable())


def number_of(value: object, spelled: str = "", *, share: bool = False) -> Number | None:
    """A value as a number, if it is one that a mapping can read; `spelled` is the spelling that prevails."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Number(Decimal(value))
    if not isinstance(value, str) or not value:
        return None
    if _PLAIN_NUMBER.fullmatch(value) and not (spelled == "grouped:comma" and _THOUSANDS.fullmatch(value)):
        return Number(Decimal(value))
    read: dict[str, Decimal] = {}
    for spelling in GROUPED:
        try:
            read[spelling] = Decimal(number_in(value, spelling, share=share))
        except ValueError:
            continue
    if not read:
        return None
    spelling = spelled if spelled in read else next(iter(read))
    others = [number for name, number in read.items() if name != spelling and number != read[spelling]]
    return Number(read[spelling], spelling, None if spelled == spelling or not others else others[0])


def shown(value: object) -> str:
    """The beginning of a value, for a line of text."""
    return clean_text(str(value))[:24]


def time_format_of(value: object) -> tuple[str | None, datetime] | None:
    """How a value is read as an instant (None: as the contract has it), and the instant; of no zone it is UTC."""
    if isinstance(value, str) and (counted := counted_ms(value)) is not None:
        return epoch if (epoch := _epoch(Decimal(counted))) is not None and epoch[0] == "unix_ms" else None
    number = _exponent(value) or number_of(value)
    if number is not None and not number.spelling and (epoch := _epoch(number.value)) is not None:
        return epoch
    if not isinstance(value, str) or len(value) > 60:
        return None
    try:
        moment = read_iso(value)
    except ValueError:
        return _formed(value)
    if len(value) < 12:  # a day is no instant
        return None
    return (None, moment) if moment.tzinfo else ("iso", moment.replace(tzinfo=UTC))


def _exponent(value: object) -> Number | None:
    """Seconds as a float is written: 1.795861771E9."""
    return Number(Decimal(value)) if isinstance(value, str) and _SCIENTIFIC.fullmatch(value) else None


def _epoch(number: Decimal) -> tuple[str, datetime] | None:
    for name, per_second in _EPOCHS:
        seconds = number / per_second
        if Decimal(_FIRST.timestamp()) <= seconds <= Decimal(_LAST.timestamp()):
            return name, datetime.fromtimestamp(int(seconds), UTC)
    return None


def _formed(text: str) -> tuple[str, datetime] | None:
    found = [(form, moment) for form in (*_FORMS, *_EITHER) if (moment := _read(text, form)) is not None]
    if not found or len({moment for _, moment in found}) > 1:
        return None
    return found[0] if _FIRST <= found[0][1] <= _LAST else None


def _read(text: str, form: str) -> datetime | None:
    try:
        moment = read_formed(text, form)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
