"""The contract `wallboard/1`: strict and exact reading of one answer, where a wrong field costs only itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation, localcontext
from typing import TypeVar

from wallboard.core.contract.fields import bit
from wallboard.core.contract.snapshot import Category, Channel, City, Country, Name, Ranked, Snapshot, StatedMilestone
from wallboard.core.instants import to_us
from wallboard.core.mapping import Mapping
from wallboard.core.money import DOWNWARDS, to_fen
from wallboard.core.strict_json import read_json, shortened

VERSION = "wallboard/1"
MAX_COUNT = 2**62
MAX_ITEMS = 5_000
MAX_NAME = 200

_AMOUNT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,12})?")
_SHARE = re.compile(r"[01](\.[0-9]{1,12})?")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What could not be used, and why: `cities[3].gmv` "is negative"."""

    path: str
    why: str

    def __str__(self) -> str:
        """One line for a log."""
        return f"{self.path}: {self.why}"


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as understood: the snapshot (None if it is rejected whole), which fields were usable, what was not."""

    snapshot: Snapshot | None
    present: int
    problems: tuple[FieldProblem, ...]


class _UnusableError(ValueError):
    """A value that does not fit its field; the text says why."""


def read_answer(body: bytes, mapping: Mapping | None = None) -> Reading:
    """Understand one answer; never raises for anything a network can deliver.

    Without a usable `at` and `gmv`, or with a `currency` that cannot be read, the snapshot is None. Any other wrong
    field becomes missing, an item of a list that is wrong is left out alone, and each is named in `problems`.
    """
    try:
        tree = read_json(body)
    except ValueError as error:
        return Reading(None, 0, (FieldProblem("body", str(error)),))
    problems: list[FieldProblem] = []
    unread: set[str] = set()
    if mapping is not None:
        tree, failed = mapping.apply(tree)
        problems += [FieldProblem(path, why) for path, why in failed]
        unread = {path for path, _ in failed}
    if not isinstance(tree, dict):
        return Reading(None, 0, (FieldProblem("body", "is not a JSON object"),))
    version = tree.get("contract", VERSION)
    if version != VERSION:
        return Reading(None, 0, (FieldProblem("contract", f"is {shortened(version)}, this program reads {VERSION!r}"),))
    values: dict[str, object] = {}
    present = 0
    if "simulated" in unread:
        values["simulated"] = True  # what may be a simulation must never pass for the real night
    for name, (attribute, read) in _READERS.items():
        if name not in tree or tree[name] is None:
            continue
        try:
            values[attribute] = read(tree[name], name, problems)
            present |= bit(name)
        except _UnusableError as error:
            problems.append(FieldProblem(name, str(error)))
            unread.add(name)
            if name == "simulated":
                values["simulated"] = True
    if "currency" in unread:  # nobody knows what the amounts mean
        return Reading(None, present, tuple(problems))
    missing = [name for name in ("at", "gmv") if not present & bit(name)]
    if missing:
        named = {p.path for p in problems}
        problems += [FieldProblem(name, "is missing") for name in missing if name not in named]
        return Reading(None, present, tuple(problems))
    return Reading(Snapshot(**values), present, tuple(problems))  # type: ignore[arg-type]  # each reader returns its attribute's type


def clean_text(text: str) -> str:
    """Plain text for a wall: no control characters, no lone surrogates, no bidirectional overrides; trimmed."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(text.split())[:MAX_NAME].rstrip()


def _money(value: object) -> int:
    """A decimal string or a number of yuan, not negative, to fen."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        msg = f"is {shortened(value)}, not an amount"
        raise _UnusableError(msg)
    if isinstance(value, str) and not _AMOUNT.fullmatch(value):
        msg = f"is {shortened(value)}, not a plain decimal number"
        raise _UnusableError(msg)
    try:
        fen = to_fen(Decimal(value) if isinstance(value, str) else value)
    except (ValueError, InvalidOperation) as error:
        raise _UnusableError(str(error)) from None
    if fen < 0:
        msg = f"is {shortened(value)}: negative"
        raise _UnusableError(msg)
    return fen


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"is {shortened(value)}, not a whole number"
        raise _UnusableError(msg)
    if not 0 <= value <= MAX_COUNT:
        msg = f"is {shortened(value)}: negative" if value < 0 else f"is {shortened(value)}: beyond any count"
        raise _UnusableError(msg)
    return value


def _instant(value: object) -> int:
    if not isinstance(value, str):
        msg = f"is {shortened(value)}, not an ISO 8601 instant with an offset"
        raise _UnusableError(msg)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        msg = f"is {shortened(value)}, not an ISO 8601 instant"
        raise _UnusableError(msg) from None
    if moment.tzinfo is None:
        msg = f"is {shortened(value)}: it needs an offset such as +08:00"
        raise _UnusableError(msg)
    if not 1990 <= moment.year <= 2200:
        msg = f"is {shortened(value)}: the year cannot be meant"
        raise _UnusableError(msg)
    return to_us(moment)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        msg = f"is {shortened(value)}, not true or false"
        raise _UnusableError(msg)
    return value


def _pace(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value <= 100_000:
        msg = f"is {shortened(value)}, not a pace above 0 and up to 100000"
        raise _UnusableError(msg)
    return float(value)


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        msg = f"is {shortened(value)}, not an ISO 4217 code"
        raise _UnusableError(msg)
    return value


def _part(value: object) -> int:
    """A share between 0 and 1 to parts per million, rounded down."""
    if isinstance(value, str) and _SHARE.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 1:
        msg = f"is {shortened(value)}, not a share between 0 and 1"
        raise _UnusableError(msg)
    with localcontext(DOWNWARDS):
        return int(value * 1_000_000)


def _text(value: object) -> str:
    text = clean_text(value) if isinstance(value, str) else ""
    if not text:
        msg = f"is {shortened(value)}, not a text"
        raise _UnusableError(msg)
    return text


def _code(value: object) -> str:
    return str(_whole(value)) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _name(item: dict[str, object], identity: str, path: str, problems: list[FieldProblem]) -> Name:
    """The item's name in the languages it has; a bare string serves both; without a usable one the id stands."""
    value = item.get("name")
    if isinstance(value, str) and (text := clean_text(value)):
        return Name(zh=text, en=text)
    if isinstance(value, dict):
        zh, en = (clean_text(v) if isinstance(v, str) else "" for v in (value.get("zh"), value.get("en")))
        if zh or en:
            return Name(zh=zh or None, en=en or None)
    if value is not None:
        problems.append(FieldProblem(f"{path}.name", f"is {shortened(value)}, not a name"))
    return Name(en=identity)


def _items(
    read: Callable[[dict[str, object], str, list[FieldProblem]], T], key: str
) -> Callable[[object, str, list[FieldProblem]], tuple[T, ...]]:
    """A reader of a list that leaves out wrong items alone, and every later one of the same `key`."""

    def read_list(value: object, path: str, problems: list[FieldProblem]) -> tuple[T, ...]:
        if not isinstance(value, list):
            msg = f"is {shortened(value)}, not a list"
            raise _UnusableError(msg)
        if len(value) > MAX_ITEMS:
            msg = f"holds {len(value)} items, more than {MAX_ITEMS}"
            raise _UnusableError(msg)
        kept: list[T] = []
        seen: set[object] = set()
        for index, item in enumerate(value):
            here = f"{path}[{index}]"
            try:
                if not isinstance(item, dict):
                    msg = "is not an object"
                    raise _UnusableError(msg)
                made = read(item, here, problems)
            except _UnusableError as error:
                problems.append(FieldProblem(here, str(error)))
                continue
            identity = getattr(made, key)
            if identity in seen:
                problems.append(FieldProblem(here, f"repeats {shortened(identity)}"))
                continue
            seen.add(identity)
            kept.append(made)
        return tuple(kept)

    return read_list


def _within(field: str, read: Callable[[object], T], item: dict[str, object]) -> T:
    if item.get(field) is None:
        msg = f"has no {field}"
        raise _UnusableError(msg)
    try:
        return read(item[field])
    except _UnusableError as error:
        msg = f"{field} {error}"
        raise _UnusableError(msg) from None


def _city(item: dict[str, object], _path: str, _problems: list[FieldProblem]) -> City:
    return City(_within("code", _code, item), _within("gmv", _money, item))


def _country(item: dict[str, object], _path: str, _problems: list[FieldProblem]) -> Country:
    return Country(_within("country", _code, item).upper(), _within("gmv", _money, item))


def _ranked(item: dict[str, object], path: str, problems: list[FieldProblem]) -> Ranked:
    identity, gmv_fen = _within("id", _code, item), _within("gmv", _money, item)
    return Ranked(identity, _name(item, identity, path, problems), gmv_fen)


def _category(item: dict[str, object], path: str, problems: list[FieldProblem]) -> Category:
    identity, gmv_fen = _within("id", _code, item), _within("gmv", _money, item)
    top: tuple[Ranked, ...] = ()
    if item.get("top") is not None:
        try:
            top = _items(_ranked, "id")(item["top"], f"{path}.top", problems)
        except _UnusableError as error:
            problems.append(FieldProblem(f"{path}.top", str(error)))
    return Category(identity, _name(item, identity, path, problems), gmv_fen, top)


def _channel(item: dict[str, object], path: str, problems: list[FieldProblem]) -> Channel:
    identity, viewers = _within("channel", _code, item), _within("viewers", _whole, item)
    return Channel(identity, _name(item, identity, path, problems), viewers)


def _milestone(item: dict[str, object], _path: str, _problems: list[FieldProblem]) -> StatedMilestone:
    return StatedMilestone(_within("gmv", _money, item), _within("at", _instant, item))


def _counts(value: object, path: str, problems: list[FieldProblem]) -> dict[str, int]:
    if not isinstance(value, dict):
        msg = f"is {shortened(value)}, not an object"
        raise _UnusableError(msg)
    if len(value) > MAX_ITEMS:
        msg = f"holds {len(value)} counts, more than {MAX_ITEMS}"
        raise _UnusableError(msg)
    kept: dict[str, int] = {}
    for key, count in value.items():
        name = clean_text(key)
        try:
            if name in kept:
                msg = "is there twice"
                raise _UnusableError(msg)
            kept[name] = _whole(count)
        except _UnusableError as error:
            problems.append(FieldProblem(f"{path}.{name}", str(error)))
    return kept


def _one(read: Callable[[object], object]) -> Callable[[object, str, list[FieldProblem]], object]:
    return lambda value, _path, _problems: read(value)


_READERS: dict[str, tuple[str, Callable[[object, str, list[FieldProblem]], object]]] = {
    "at": ("at_us", _one(_instant)),
    "gmv": ("gmv_fen", _one(_money)),
    "simulated": ("simulated", _one(_flag)),
    "rate": ("rate", _one(_pace)),
    "sequence": ("sequence", _one(_whole)),
    "currency": ("currency", _one(_currency)),
    "orders": ("orders", _one(_whole)),
    "buyers": ("buyers", _one(_whole)),
    "countries_and_regions": ("countries_and_regions", _one(_whole)),
    "brands": ("brands", _one(_whole)),
    "orders_per_second": ("orders_per_second", _one(_whole)),
    "payments_per_second": ("payments_per_second", _one(_whole)),
    "mobile_share": ("mobile_share_ppm", _one(_part)),
    "cities": ("cities", _items(_city, "code")),
    "categories": ("categories", _items(_category, "id")),
    "best_selling_brands": ("best_selling_brands", _items(_ranked, "id")),
    "selling_to_china": ("selling_to_china", _items(_country, "code")),
    "buying_from_china": ("buying_from_china", _items(_country, "code")),
    "audience": ("audience", _items(_channel, "id")),
    "engagement": ("engagement", _counts),
    "milestones": ("milestones", _items(_milestone, "gmv_fen")),
}
