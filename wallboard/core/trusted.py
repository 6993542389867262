"""A quick second reading of answers that were already read strictly: the same `Reading` in a fifth of the time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.reading import MAX_COUNT, MAX_ITEMS, MAX_NAME, VERSION, Reading, read_answer
from wallboard.core.contract.snapshot import Category, Channel, City, Country, Name, Ranked, Snapshot, StatedMilestone
from wallboard.core.instants import to_us

_AMOUNT = re.compile(rb'("?)([0-9]{1,15})(?:\.([0-9]{1,2}))?\1')
_SHARE = re.compile(rb'("?)([01])(?:\.([0-9]{1,12}))?\1')
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTS = (
    "sequence",
    "orders",
    "buyers",
    "countries_and_regions",
    "brands",
    "orders_per_second",
    "payments_per_second",
)
_BITS = tuple((name, bit(name)) for name in FIELDS)

Raw = msgspec.Raw


class _Unsure(ValueError):  # noqa: N818 - no error: the strict reader decides
    """Something is not as plain as almost every answer is."""


class _Name(msgspec.Struct, frozen=True, gc=False):
    zh: str | None = None
    en: str | None = None


class _Item(msgspec.Struct, frozen=True, gc=False):
    gmv: Raw
    id: str = ""
    code: str = ""
    country: str = ""
    name: _Name | None = None
    top: list[_Item] | None = None


class _Viewers(msgspec.Struct, frozen=True):
    channel: str
    viewers: int
    name: _Name | None = None


class _Passed(msgspec.Struct, frozen=True):
    gmv: Raw
    at: str


class _Document(msgspec.Struct, frozen=True):
    at: str
    gmv: Raw
    contract: str = VERSION
    simulated: bool | None = None
    rate: float | None = None
    sequence: int | None = None
    currency: str | None = None
    orders: int | None = None
    buyers: int | None = None
    countries_and_regions: int | None = None
    brands: int | None = None
    orders_per_second: int | None = None
    payments_per_second: int | None = None
    mobile_share: Raw = Raw(b"null")
    cities: list[_Item] | None = None
    categories: list[_Item] | None = None
    best_selling_brands: list[_Item] | None = None
    selling_to_china: list[_Item] | None = None
    buying_from_china: list[_Item] | None = None
    audience: list[_Viewers] | None = None
    engagement: dict[str, int] | None = None
    milestones: list[_Passed] | None = None


_DECODER = msgspec.json.Decoder(_Document)


def read_again(body: bytes) -> Reading:
    """What `read_answer(body)` says of an answer in which it found a snapshot, from which alone this may be called.

    Plain documents are taken the short way; whatever deviates in any detail goes to `read_answer` itself. What that
    refuses outright (a key twice, a number beyond bounds) is not looked for here a second time.
    """
    try:
        return _plain(_DECODER.decode(body))
    except (msgspec.MsgspecError, _Unsure, UnicodeDecodeError):
        return read_answer(body)


def _plain(document: _Document) -> Reading:
    if document.contract != VERSION:
        raise _Unsure
    values: dict[str, Any] = {"at_us": _instant(document.at), "gmv_fen": _fen(document.gmv)}
    present = bit("at") | bit("gmv")
    for name, mask in _BITS[2:]:
        value = getattr(document, name)
        if value is None:
            continue
        if name == "mobile_share":
            share = bytes(value)
            if share == b"null":
                continue
            values["mobile_share_ppm"] = _ppm(share)
        else:
            values[name] = _READ[name](value)
        present |= mask
    return Reading(Snapshot(**values), present, ())


def _fen(raw: Raw) -> int:
    text = bytes(raw)
    if text[:1] == b'"' and text[-4:-3] == b"." and len(text) <= 20:  # "312044820.10", as almost all are
        digits = text[1:-4] + text[-3:-1]
        if digits.isdigit() and len(digits) > 2:
            return int(digits)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise _Unsure
    _, yuan, cents = match.groups()
    return int(yuan) * 100 + (int(cents.ljust(2, b"0")) if cents else 0)


def _ppm(share: bytes) -> int:
    match = _SHARE.fullmatch(share)
    if match is None:
        raise _Unsure
    _, whole, part = match.groups()
    ppm = int(whole) * 1_000_000 + int((part or b"0")[:6].ljust(6, b"0"))
    if ppm > 1_000_000 or (whole == b"1" and part and part.strip(b"0")):
        raise _Unsure
    return ppm


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _Unsure from None
    if moment.tzinfo is None or not 1990 <= moment.year <= 2200:
        raise _Unsure
    return to_us(moment)


def _whole(value: int) -> int:
    if not 0 <= value <= MAX_COUNT:
        raise _Unsure
    return value


def _pace(value: float) -> float:
    if not 0 < value <= 100_000:
        raise _Unsure
    return float(value)


def _currency(value: str) -> str:
    if not _CURRENCY.fullmatch(value):
        raise _Unsure
    return value


@lru_cache(maxsize=8192)
def _text(value: str) -> str:
    """A text that cleaning would leave as it is; one answer repeats the texts of the last."""
    if not value or not value.isprintable() or len(value) > MAX_NAME or " ".join(value.split()) != value:
        raise _Unsure
    return value


def _name(name: _Name | None, identity: str) -> Name:
    if name is None:
        return Name(None, identity)
    return _named(name.zh, name.en)


@lru_cache(maxsize=8192)
def _named(zh: str | None, en: str | None) -> Name:
    if zh is None and en is None:
        raise _Unsure
    return Name(None if zh is None else _text(zh), None if en is None else _text(en))


def _cities(items: list[_Item]) -> tuple[City, ...]:
    made = tuple([City(_text(item.code), _fen(item.gmv)) for item in items])
    _distinct(city.code for city in made)
    return made


def _countries(items: list[_Item]) -> tuple[Country, ...]:
    made = tuple([Country(_text(item.country).upper(), _fen(item.gmv)) for item in items])
    _distinct(country.code for country in made)
    return made


def _ranking(items: list[_Item]) -> tuple[Ranked, ...]:
    made = tuple([Ranked(_text(item.id), _name(item.name, item.id), _fen(item.gmv)) for item in items])
    _distinct(ranked.id for ranked in made)
    return made


def _categories(items: list[_Item]) -> tuple[Category, ...]:
    made = tuple(
        [
            Category(_text(item.id), _name(item.name, item.id), _fen(item.gmv), _ranking(item.top or []))
            for item in items
        ]
    )
    _distinct(category.id for category in made)
    return made


def _audience(items: list[_Viewers]) -> tuple[Channel, ...]:
    made = tuple([Channel(_text(i.channel), _name(i.name, i.channel), _whole(i.viewers)) for i in items])
    _distinct(channel.id for channel in made)
    return made


def _engagement(counts: dict[str, int]) -> dict[str, int]:
    if len(counts) > MAX_ITEMS:
        raise _Unsure
    return {_text(name): _whole(count) for name, count in counts.items()}


def _milestones(items: list[_Passed]) -> tuple[StatedMilestone, ...]:
    made = tuple([StatedMilestone(_fen(item.gmv), _instant(item.at)) for item in items])
    _distinct(milestone.gmv_fen for milestone in made)
    return made


def _distinct(identities: Iterable[object]) -> None:
    listed = list(identities)
    if len(listed) > MAX_ITEMS or len(set(listed)) != len(listed):
        raise _Unsure


def _flag(value: bool) -> bool:
    return value


_READ: dict[str, Any] = {
    "simulated": _flag,
    "rate": _pace,
    "currency": _currency,
    "cities": _cities,
    "categories": _categories,
    "best_selling_brands": _ranking,
    "selling_to_china": _countries,
    "buying_from_china": _countries,
    "audience": _audience,
    "engagement": _engagement,
    "milestones": _milestones,
} | dict.fromkeys(_COUNTS, _whole)
