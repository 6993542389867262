"""An oracle for answers and figures: what a document says and what a written figure claims, in fractions, told anew."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from tests.core.snapshots import said as found
from wallboard.core.contract.fields import bit
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.numerals import Figure
from wallboard.scene.places import Places

UNITS = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12} | {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
COUNTS = ("sequence", "orders", "buyers", "countries_and_regions", "brands", "orders_per_second", "payments_per_second")
KEYS = {
    "cities": ("code", "code"),
    "categories": ("id", "id"),
    "best_selling_brands": ("id", "id"),
    "selling_to_china": ("country", "code"),
    "buying_from_china": ("country", "code"),
    "audience": ("channel", "id"),
}
"""Each list of the contract: the key that names an item in the document, and the attribute that has it afterwards."""

SAYING_NOTHING = (int, float, Fraction, Decimal, np.ndarray, np.generic, Places)
"""What of a view says no text of an answer; a map's places are called as its files call them."""


class NoOracleError(ValueError):
    """The bytes say nothing that could be relied on."""


class Number(str):
    """A number as it was written."""

    __slots__ = ()


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise NoOracleError
    return dict(pairs)


def _no_constant(text: str) -> Any:
    raise NoOracleError(text)


def said_by(body: bytes) -> dict[str, Any]:
    """The document in some bytes, numbers as they were written. Raises NoOracleError where there is none."""
    try:
        tree = json.loads(
            unmarked(body),
            parse_float=Number,
            parse_int=Number,
            parse_constant=_no_constant,
            object_pairs_hook=_no_key_twice,
        )
    except (ValueError, RecursionError):
        raise NoOracleError from None
    if not isinstance(tree, dict):
        raise NoOracleError
    return tree


def unmarked(body: bytes) -> str:
    """The text after a byte order mark, in the encoding that it marks; UTF-8 without one. Raises UnicodeDecodeError."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(codec)
    return body.decode("utf-8")


def amount_of(value: Any) -> Fraction:
    """What an amount, a count or a share says."""
    if isinstance(value, Number) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?0*[0-9]{1,3})?", value):
        return Fraction(value)
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value, re.ASCII):
        return Fraction(value)
    msg = f"{value!r} is no amount"
    raise NoOracleError(msg)


def whole_of(value: Any) -> int:
    """What a count says."""
    if isinstance(value, Number) and (said := amount_of(value)).denominator == 1:
        return int(said)
    msg = f"{value!r} is no count"
    raise NoOracleError(msg)


def instant_of(value: Any) -> int:
    """Microseconds since 1970 of an instant with an offset; the 60th second and the 24th hour are what follows."""
    over_s = 0
    if leap := re.fullmatch(r"(.*T\d\d:\d\d:)60(.*)", value):
        value, over_s = f"{leap[1]}59{leap[2]}", 1
    elif midnight := re.fullmatch(r"(.*T)24(:00:00.*)", value):
        value, over_s = f"{midnight[1]}00{midnight[2]}", 86_400
    moment = datetime.fromisoformat(value)
    offset = moment.utcoffset()
    assert offset is not None
    days = moment.date().toordinal() - 719_163
    clock_s = moment.hour * 3600 + moment.minute * 60 + moment.second + over_s
    return (days * 86_400 + clock_s) * 10**6 + moment.microsecond - round(offset.total_seconds() * 10**6)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text without what no wall may draw, its spaces single, at most 200 characters."""
    kept = [c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}]
    return " ".join("".join(kept).split())[:200].rstrip()


def id_of(value: Any) -> str:
    """The identity that an item's key gives it."""
    if not isinstance(value, str):
        raise NoOracleError
    return str(int(value)) if isinstance(value, Number) else plain(value)


def check_reading(body: bytes, reading: Reading) -> None:
    """Every figure and text of a reading is what the bytes say, rounded down. Raises AssertionError, NoOracleError."""
    for problem in map(str, reading.problems):
        problem.encode()
        assert problem.isprintable(), problem
    snapshot = reading.snapshot
    if snapshot is None:
        assert reading.problems
        return
    said = said_by(body)
    assert snapshot.gmv_fen == amount_of(said["gmv"]) * 100 // 1
    assert 0 <= snapshot.gmv_fen <= 10**18
    assert snapshot.at_us == instant_of(said["at"])
    for name in COUNTS:
        value = found(snapshot, name)
        assert value is None or value == whole_of(said[name]) >= 0, name
    if (ppm := snapshot.figure("mobile_share")) is not None:
        assert ppm == amount_of(said["mobile_share"]) * 10**6 // 1 <= 10**6
    if bit("simulated") & reading.present:
        assert snapshot.simulated is said["simulated"]
    if bit("rate") & reading.present:
        assert snapshot.rate == float(amount_of(said["rate"])) > 0
    assert snapshot.currency == said.get("currency", snapshot.currency) or said["currency"] is None
    _check_lists(said, snapshot)


def _check_lists(said: dict[str, Any], snapshot: Snapshot) -> None:
    for name, (key, attribute) in KEYS.items():
        kept = getattr(snapshot, name)
        if kept is not None:
            _check_items(said[name], kept, key, attribute)
    if snapshot.engagement is not None:
        told = [(plain(key), value) for key, value in said["engagement"].items()]
        for name, count in snapshot.engagement.items():
            assert any(key == name and _counts(value) == count for key, value in told), name
    for passed in snapshot.milestones or ():
        assert any(_passed(m) == (passed.gmv_fen, passed.at_us) for m in said["milestones"])


def _passed(told: Any) -> tuple[int, int] | None:
    try:
        return amount_of(told["gmv"]) * 100 // 1, instant_of(told["at"])
    except (ValueError, LookupError, TypeError, AssertionError):
        return None


def _counts(value: Any) -> int | None:
    try:
        return whole_of(value)
    except ValueError:
        return None


def _check_items(told: list[Any], kept: tuple[Any, ...], key: str, attribute: str) -> None:
    """Each item kept is one of those told, with its own figure, name and products, and none stands twice."""
    identities = [getattr(item, attribute) for item in kept]
    assert len(set(identities)) == len(identities)
    for item, identity in zip(kept, identities, strict=True):
        clean(identity)
        meant = [one for one in told if _is_told(one, item, key, identity)]
        assert meant, item
        if not hasattr(item, "name"):
            continue
        assert any(_names(one.get("name"), identity) >= {t for t in (item.name.zh, item.name.en) if t} for one in meant)
        for text in (item.name.zh, item.name.en):
            assert text is None or clean(text)
        if getattr(item, "top", ()):
            _check_items([i for one in meant for i in one["top"]], item.top, "id", "id")


def _is_told(told: Any, item: Any, key: str, identity: str) -> bool:
    try:
        if id_of(told[key]).upper() != identity.upper():
            return False
        if key == "channel":
            return bool(whole_of(told["viewers"]) == item.viewers >= 0)
        return bool(amount_of(told["gmv"]) * 100 // 1 == item.gmv_fen >= 0)
    except (ValueError, LookupError, TypeError):
        return False


def _names(told: Any, identity: str) -> set[str]:
    texts = (told.get("zh"), told.get("en")) if isinstance(told, dict) else (told,)
    return {plain(t) for t in texts if isinstance(t, str) and not isinstance(t, Number)} | {identity}


def clean(text: str) -> bool:
    """Text as a wall may draw it. Raises AssertionError, UnicodeError."""
    assert text == plain(text)
    return bool(text.encode())


def worth(figure: Figure) -> Fraction:
    """What a written figure claims, in its own currency or unit; it must be grouped as CLDR groups."""
    digits = figure.digits
    assert re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?", digits, re.ASCII), digits
    scale = Fraction(1, 100) if figure.unit == "%" else UNITS[figure.unit]
    return Fraction(digits.replace(",", "")) * scale


def check_figure(figure: Figure, truth: Fraction) -> None:
    """A written figure never exceeds the truth, and falls short of it by less than its last place."""
    places = len(figure.digits.partition(".")[2])
    last = (Fraction(1, 100) if figure.unit == "%" else UNITS[figure.unit]) * Fraction(1, 10**places)
    assert 0 <= truth - worth(figure) < last, (str(figure), truth)


def texts_in(view: Any) -> Iterator[str]:
    """Every text within a view."""
    if isinstance(view, str):
        yield view
    elif isinstance(view, dict):
        for value in view.values():
            yield from texts_in(value)
    elif isinstance(view, tuple | list | frozenset | set):
        for value in view:
            yield from texts_in(value)
    elif isinstance(view, msgspec.Struct) or is_dataclass(view):
        names = view.__struct_fields__ if isinstance(view, msgspec.Struct) else [field.name for field in fields(view)]
        for name in names:
            yield from texts_in(getattr(view, name))
    else:
        assert view is None or callable(view) or isinstance(view, SAYING_NOTHING), (
            f"nobody looks for texts in a {type(view).__name__}"
        )
