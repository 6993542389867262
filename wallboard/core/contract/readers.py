"""How values of the contract are read, strictly and exactly."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from wallboard.core.contract.snapshot import (
    MAX_COUNT,
    MAX_ITEMS,
    MAX_NAME,
    MAX_PACE,
    MAX_TAG,
    MOST_LANGUAGES,
    Category,
    Channel,
    City,
    Country,
    Name,
    Ranked,
    StatedMilestone,
)
from wallboard.core.currencies import USUAL_DIGITS, currency_code
from wallboard.core.instants import read_iso, to_us
from wallboard.core.money import DOWNWARDS, MAX_FEN, to_minor
from wallboard.core.strict_json import shortened

_AMOUNT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,12})?")
_SHARE = re.compile(r"[01](\.[0-9]{1,12})?")
T = TypeVar("T")


MOST_PROBLEMS = 100
"""So many of one field are told one by one."""
MOST_VALUES = 50_000
"""Items and counts that are read of one answer, in all its lists."""


class FieldProblem(msgspec.Struct, frozen=True):
    """What could not be used, and why: `cities[3].gmv` "is negative"; `count` such things in the last one of many."""

    path: str
    why: str
    count: int = 1

    @property
    def field(self) -> str:
        """The field of the contract that it is about."""
        return self.path.partition("[")[0].partition(".")[0]

    def __str__(self) -> str:
        """One line for a log."""
        return f"{self.path}: {self.why}"


class UnusableError(ValueError):
    """A value that does not fit its field; the text says why."""


class Problems:
    """What could not be used of one answer, and how much of it may still be read: both are bounded.

    `digits` are those of the minor unit that amounts are read to.
    """

    def __init__(self, digits: int = USUAL_DIGITS) -> None:
        self.digits = digits
        self._told: list[FieldProblem] = []
        self._counts: Counter[str] = Counter()
        self._values_left = MOST_VALUES

    def add(self, path: str, why: str) -> None:
        """Something could not be used; of the items of one field only the first are kept."""
        problem = FieldProblem(path, why)
        self._counts[problem.field] += 1
        if self._counts[problem.field] <= MOST_PROBLEMS or path == problem.field:
            self._told.append(problem)

    @property
    def all(self) -> tuple[FieldProblem, ...]:
        """The problems in their order, with one more for each field of which more were left out than are told."""
        more = [(field, count - MOST_PROBLEMS) for field, count in self._counts.items() if count > MOST_PROBLEMS]
        return (*self._told, *(FieldProblem(f"{field}[…]", f"{n:,} more are left out", n) for field, n in more))

    def read(self, values: int) -> None:
        """So many items are about to be read. Raises UnusableError where the answer has more than can be meant."""
        if values > self._values_left:
            msg = f"holds {values} items, and the answer more than {MOST_VALUES:,}"
            raise UnusableError(msg)
        self._values_left -= values


Reader = Callable[[object, str, Problems], Any]
"""Reads the value at a path; items it leaves out are added to the problems. Raises UnusableError."""


def clean_text(text: str) -> str:
    """Plain text for a wall: no control characters, no lone surrogates, no bidirectional overrides; trimmed."""
    return _known_text(text) if len(text) <= MAX_NAME else _cleaned(text)


def _cleaned(text: str) -> str:
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(text.split())[:MAX_NAME].rstrip()


_known_text = lru_cache(8192)(_cleaned)
"""Most texts of an answer were in the one before."""


def read_money(value: object, digits: int = USUAL_DIGITS) -> int:
    """A decimal string or a number of whole money, not negative, to its minor unit of so many digits."""
    if isinstance(value, str):
        if not _AMOUNT.fullmatch(value):
            msg = f'is {shortened(value)}, not a plain decimal number; number = "grouped" in its mapping reads 1,234.5'
            raise UnusableError(msg)
        whole, _, fraction = value.partition(".")
        minor = int(whole + fraction[:digits].ljust(digits, "0"))
        if value[0] != "-" and minor <= MAX_FEN:
            return minor
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        msg = f"is {shortened(value)}, not an amount"
        raise UnusableError(msg)
    try:
        minor = to_minor(Decimal(value) if isinstance(value, str) else value, digits)
    except (ValueError, InvalidOperation) as error:
        raise UnusableError(str(error)) from None
    if minor < 0:
        msg = f"is {shortened(value)}: negative"
        raise UnusableError(msg)
    return minor


def read_count(value: object) -> int:
    """A whole number, not negative; 12345.0 is one."""
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        hint = '; number = "grouped" in its mapping reads 1,234' if isinstance(value, str) else ""
        msg = f"is {shortened(value)}, not a whole number{hint}"
        raise UnusableError(msg)
    if not 0 <= value <= MAX_COUNT:
        msg = f"is {shortened(value)}: negative" if value < 0 else f"is {shortened(value)}: beyond any count"
        raise UnusableError(msg)
    return value


def read_instant(value: object) -> int:
    if not isinstance(value, str):
        msg = f"is {shortened(value)}, not an ISO 8601 instant with an offset"
        raise UnusableError(msg)
    try:
        moment = read_iso(value)
    except ValueError:
        msg = f"is {shortened(value)}, not an ISO 8601 instant"
        raise UnusableError(msg) from None
    if moment.tzinfo is None:
        msg = f"is {shortened(value)}: it needs an offset such as +08:00"
        raise UnusableError(msg)
    if not 1990 <= moment.year <= 2200:
        msg = f"is {shortened(value)}: the year cannot be meant"
        raise UnusableError(msg)
    return to_us(moment)


def read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        msg = f"is {shortened(value)}, not true or false"
        raise UnusableError(msg)
    return value


def read_pace(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value <= MAX_PACE:
        msg = f"is {shortened(value)}, not a pace above 0 and up to 100000"
        raise UnusableError(msg)
    return float(value)


def read_currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        meant = currency_code(value)
        remedy = f' (currency = "currency" under [mapping] reads it as {meant})' if meant else ""
        msg = f"is {shortened(value)}, not an ISO 4217 code such as CNY or EUR{remedy}"
        raise UnusableError(msg)
    return value


def read_share(value: object) -> int:
    """A share between 0 and 1 to parts per million, rounded down."""
    if isinstance(value, str) and _SHARE.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 1:
        msg = f"is {shortened(value)}, not a share between 0 and 1"
        raise UnusableError(msg)
    with localcontext(DOWNWARDS):
        return int(value * 1_000_000)


def read_text(value: object) -> str:
    text = clean_text(value) if isinstance(value, str) else ""
    if not text:
        msg = f"is {shortened(value)}, not a text"
        raise UnusableError(msg)
    return text


def read_code(value: object) -> str:
    return str(read_count(value)) if isinstance(value, int) and not isinstance(value, bool) else read_text(value)


def _name(item: dict[str, object], identity: str, path: str, problems: Problems) -> Name:
    """The item's name in the languages it has; a bare string serves both; without a usable one the id stands."""
    value = item.get("name")
    if isinstance(value, str) and (text := clean_text(value)):
        return Name(zh=text, en=text)
    if isinstance(value, dict):
        said = {tag: clean_text(v) for tag, v in value.items() if isinstance(v, str) and len(tag) <= MAX_TAG}
        name = Name.of(said) if len(said) > MOST_LANGUAGES else _known_name(tuple(said.items()))
        if name.zh or name.en or name.others:
            return name
    if value is not None:
        problems.add(f"{path}.name", f"is {shortened(value)}, not a name")
    return Name(en=identity)


@lru_cache(2048)
def _known_name(texts: tuple[tuple[str, str], ...]) -> Name:
    """The name that says these texts: most names of an answer were in the one before."""
    return Name.of(dict(texts))


def items_of(
    read: Callable[[dict[str, object], str, Problems], T], key: str
) -> Callable[[object, str, Problems], tuple[T, ...]]:
    """A reader of a list that leaves out wrong items alone, and every later one of the same `key`."""

    def read_list(value: object, path: str, problems: Problems) -> tuple[T, ...]:
        if not isinstance(value, list):
            msg = f"is {shortened(value)}, not a list"
            raise UnusableError(msg)
        if len(value) > MAX_ITEMS:
            msg = f"holds {len(value)} items, more than {MAX_ITEMS}"
            raise UnusableError(msg)
        problems.read(len(value))
        kept: list[T] = []
        seen: set[object] = set()
        for index, item in enumerate(value):
            here = f"{path}[{index}]"
            try:
                if not isinstance(item, dict):
                    msg = "is not an object"
                    raise UnusableError(msg)
                made = read(item, here, problems)
            except UnusableError as error:
                problems.add(here, str(error))
                continue
            identity = getattr(made, key)
            if identity in seen:
                problems.add(here, f"repeats {shortened(identity)}")
                continue
            seen.add(identity)
            kept.append(made)
        return tuple(kept)

    return read_list


def _within(field: str, read: Callable[[object], T], item: dict[str, object]) -> T:
    if item.get(field) is None:
        msg = f"has no {field}"
        raise UnusableError(msg)
    try:
        return read(item[field])
    except UnusableError as error:
        msg = f"{field} {error}"
        raise UnusableError(msg) from None


def _code(field: str, item: dict[str, object]) -> str:
    """The code by which an item of a list is known; most are texts."""
    value = item.get(field)
    text = clean_text(value) if isinstance(value, str) else ""
    return text or _within(field, read_code, item)


def _gmv(item: dict[str, object], problems: Problems) -> int:
    value = item.get("gmv")
    try:
        return read_money(value, problems.digits)
    except UnusableError as error:
        msg = "has no gmv" if value is None else f"gmv {error}"
        raise UnusableError(msg) from None


def read_city(item: dict[str, object], _path: str, problems: Problems) -> City:
    return City(_code("code", item), _gmv(item, problems))


def read_country(item: dict[str, object], _path: str, problems: Problems) -> Country:
    return Country(_code("country", item).upper(), _gmv(item, problems))


def read_ranked(item: dict[str, object], path: str, problems: Problems) -> Ranked:
    identity, gmv_fen = _code("id", item), _gmv(item, problems)
    return Ranked(identity, _name(item, identity, path, problems), gmv_fen)


def read_category(item: dict[str, object], path: str, problems: Problems) -> Category:
    identity, gmv_fen = _code("id", item), _gmv(item, problems)
    top: tuple[Ranked, ...] = ()
    if item.get("top") is not None:
        try:
            top = items_of(read_ranked, "id")(item["top"], f"{path}.top", problems)
        except UnusableError as error:
            problems.add(f"{path}.top", str(error))
    return Category(identity, _name(item, identity, path, problems), gmv_fen, top)


def read_channel(item: dict[str, object], path: str, problems: Problems) -> Channel:
    identity, viewers = _code("channel", item), _within("viewers", read_count, item)
    return Channel(identity, _name(item, identity, path, problems), viewers)


def read_milestone(item: dict[str, object], _path: str, problems: Problems) -> StatedMilestone:
    return StatedMilestone(_gmv(item, problems), _within("at", read_instant, item))


def read_counts(value: object, path: str, problems: Problems) -> dict[str, int]:
    if not isinstance(value, dict):
        msg = f"is {shortened(value)}, not an object"
        raise UnusableError(msg)
    if len(value) > MAX_ITEMS:
        msg = f"holds {len(value)} counts, more than {MAX_ITEMS}"
        raise UnusableError(msg)
    problems.read(len(value))
    kept: dict[str, int] = {}
    for key, count in value.items():
        name = clean_text(key)
        try:
            if name in kept:
                msg = "is there twice"
                raise UnusableError(msg)
            kept[name] = read_count(count)
        except UnusableError as error:
            problems.add(f"{path}.{name}", str(error))
    return kept
