"""Rules that map foreign JSON onto the contract: a JMESPath, then the spelling, scale or time format."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wallboard.core.contract.fields import FIELDS
from wallboard.core.currencies import currency_code
from wallboard.core.errors import MappingError
from wallboard.core.instants import from_us
from wallboard.core.jmes_budget import Budget, EvaluationError
from wallboard.core.mapped_values import UNFIT, UNIX, listed, numbered, scaled, timed, with_offset
from wallboard.core.number_text import EXAMPLES, GROUPED, OtherCurrencyError, StatedCurrency
from wallboard.core.strict_json import shortened

if TYPE_CHECKING:
    from wallboard.core.jmes import Expression

LEAST_SCALE, MOST_SCALE, SCALE_DIGITS = Decimal("1e-12"), Decimal("1e12"), 24
"""The bounds of a scale: what lies beyond turns no unit of money into another."""
MAX_FORMAT = 100
"""Characters of a time format."""
NAMED_FORMATS = ("iso", *UNIX)
TAKEN_FROM = {"arrival": "when the answer arrived", "date": "the answer's Date"}
"""What stands in for a time that the source does not state, as it is stated under `from`, and in words."""

ITEM_KEYS = {
    "cities": ("code", "gmv"),
    "categories": ("id", "gmv"),
    "best_selling_brands": ("id", "gmv"),
    "selling_to_china": ("country", "gmv"),
    "buying_from_china": ("country", "gmv"),
    "audience": ("channel", "viewers"),
}
"""Of each list that can come as an object: what its keys are in an item, and what its values are."""
_SAMPLE = datetime(2016, 11, 29, 13, 45, 59, tzinfo=UTC)
"""Day, month and hour of this instant cannot stand for each other."""


class FieldRule(msgspec.Struct, frozen=True):
    """Where one contract field is found in a foreign document.

    `scale` multiplies the number found, or every amount inside what is found (分 -> yuan is 0.01, 万 -> yuan is 10000);
    `time_format` is one of `NAMED_FORMATS` or a strptime format (meant in the event's zone where it holds no offset)
    and reads the time found, or every `at` inside what is found; `number` is the spelling (of `number_text.GROUPED`) of
    texts that are numbers, bare or as amounts and counts inside; `items`: a list is found as an object, by key.
    `taken_from`: one of `TAKEN_FROM`, in place of a path.
    """

    path: str
    scale: Decimal = Decimal(1)
    time_format: str | None = None
    number: str | None = None
    items: bool = False
    taken_from: str = ""


class Received(msgspec.Struct, frozen=True):
    """When an answer came by the machine's clock, and what its HTTP Date said; None where unknown."""

    arrival_us: int | None = None
    date_us: int | None = None

    def time(self, taken_from: str) -> str | None:
        """What stands in for a time that the source does not state, in ISO form."""
        at_us = self.arrival_us if taken_from == "arrival" else self.date_us
        return None if at_us is None else from_us(at_us).isoformat()


NOT_KNOWN = Received()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A rule for each contract field that a foreign document serves; a field without a rule stays missing."""

    rules: tuple[tuple[str, FieldRule], ...]
    zone: str = "UTC"
    _compiled: dict[str, Expression] = field(default_factory=dict, init=False, compare=False, repr=False)

    @staticmethod
    def from_dict(rules: Table[str, Table[str, object]], zone: str = "UTC") -> Mapping:
        """Build and compile a mapping from its JSON or TOML form.

        Raises:
            MappingError: a name is no contract field, a path no JMESPath within its bounds, a scale no number, a time
                format or a spelling none, or `items` or `from` stated of what takes none; it names the key.
        """
        made: list[tuple[str, FieldRule]] = []
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            msg = f"event.zone: {zone!r} is no time zone; write a name such as Europe/Berlin"
            raise MappingError(msg) from None
        for name, rule in rules.items():
            if name not in FIELDS:
                msg = f"mapping.{name}: no such field in the contract; it has {', '.join(FIELDS)}"
                raise MappingError(msg)
            scale, time_format = _scale(name, rule.get("scale", 1)), _time_format(name, rule.get("time_format"))
            number, items = _number(name, rule.get("number")), _items(name, rule.get("items", False))
            taken_from = _taken_from(name, rule.get("from", ""))
            made.append((name, FieldRule(str(rule.get("path", "")), scale, time_format, number, items, taken_from)))
        return Mapping(tuple(made), zone)

    def __post_init__(self) -> None:
        """Compile every path once, so that a mapping that exists can be applied."""
        for name, rule in self.rules:
            if rule.taken_from:
                continue
            try:
                self._compiled[name] = compiled(rule.path)
            except ValueError as error:
                msg = f"mapping.{name}.path: {error}"
                raise MappingError(msg) from None

    def to_dict(self) -> dict[str, dict[str, str | bool]]:
        """The JSON form, as a recording keeps it."""
        return {
            name: ({"from": rule.taken_from} if rule.taken_from else {"path": rule.path, "scale": str(rule.scale)})
            | ({} if rule.time_format is None else {"time_format": rule.time_format})
            | ({} if rule.number is None else {"number": rule.number})
            | ({"items": True} if rule.items else {})
            for name, rule in self.rules
        }

    def apply(
        self, document: object, budget: Budget | None = None, received: Received = NOT_KNOWN
    ) -> tuple[dict[str, object], list[tuple[str, str]]]:
        """The contract document found in `document`, and (field, why) for each rule that failed.

        `budget` is the work that may be done for this answer; one of its own when left out.
        """
        found: dict[str, object] = {}
        problems: list[tuple[str, str]] = []
        budget = budget or Budget()
        currency = StatedCurrency()
        for name, rule in sorted(self.rules, key=_currency_first):
            if rule.taken_from:
                found[name] = received.time(rule.taken_from)
                if found[name] is None:
                    problems.append((name, f"is taken from {TAKEN_FROM[rule.taken_from]}, which is not known"))
                continue
            value, why = searched(self._compiled[name], document, budget)
            if why:
                problems.append((name, why))
            if value is None:
                continue
            try:
                found[name] = self._converted(name, value, rule, received, currency)
            except OtherCurrencyError as error:
                problems.append((name, f"{shortened(value)} {error}"))
            except UNFIT:
                fits = "items" if rule.items else rule.time_format or rule.number or rule.scale
                reads = f", which reads {EXAMPLES[rule.number]}" if rule.number and fits == rule.number else ""
                problems.append((name, f"{shortened(value)} does not fit {fits}{reads}"))
        if currency.code:
            found.setdefault("currency", currency.code)  # what the amounts bear is judged as what the answer states
        return found, problems

    def _converted(
        self, name: str, value: object, rule: FieldRule, received: Received, currency: StatedCurrency
    ) -> object:
        if rule.items:
            value = listed(value, *ITEM_KEYS[name])
        if rule.number is not None:
            value = numbered(value, name, rule.number, currency)
        if rule.time_format is not None:
            value = timed(value, rule.time_format, ZoneInfo(self.zone), received.arrival_us)
        if name == "currency":
            currency.code = currency_code(value) or ""
            value = currency.code or value
        return scaled(value, rule.scale)


@lru_cache(maxsize=256)
def compiled(path: str) -> Expression:
    """A JMESPath, ready to be searched with.

    Raises:
        ValueError: it is none, or could cost too much; the text says why, in one line.
    """
    from wallboard.core.jmes import Expression  # noqa: PLC0415 - who states no rule need not load the language

    return Expression(path)


def searched(path: Expression, document: object, budget: Budget) -> tuple[object, str]:
    """What stands at a path of a document (None: nothing), and why that cannot be told, if so."""
    try:
        return path.search(document, budget), ""
    except EvaluationError as error:
        return None, f"the rule {shortened(path.text)} failed: {error}"


def _currency_first(rule: tuple[str, FieldRule]) -> tuple[bool, bool]:
    """What the answer is in is known before its amounts are read, and before the lists what the total is in."""
    return rule[0] != "currency", rule[0] != "gmv"


def usable_scale(value: object) -> Decimal:
    """What a number is multiplied by, as a mapping or a metric states it.

    Raises:
        ValueError: it is no number, or lies beyond every unit; the text says so.
    """
    try:
        scale = Decimal(str(value))
    except (DecimalException, ValueError):
        scale = Decimal("NaN")
    if not scale.is_finite() or scale <= 0:
        msg = f"{shortened(value)} is not a number above 0; write it as a string such as '0.01'"
        raise ValueError(msg)
    if not LEAST_SCALE <= scale <= MOST_SCALE or len(scale.as_tuple().digits) > SCALE_DIGITS:
        msg = f"{shortened(value)} is not between {LEAST_SCALE} and {MOST_SCALE}, of {SCALE_DIGITS} digits at most"
        raise ValueError(msg)
    return scale


def _scale(name: str, value: object) -> Decimal:
    try:
        return usable_scale(value)
    except ValueError as error:
        msg = f"mapping.{name}.scale: {error}"
        raise MappingError(msg) from None


def _time_format(name: str, value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    why = f"has more than {MAX_FORMAT} characters" if len(text) > MAX_FORMAT else None
    if why is None and text not in NAMED_FORMATS:
        why = _unreadable(text)
    if why is not None:
        forms = f"{', '.join(NAMED_FORMATS)} or %Y-%m-%d %H:%M:%S"
        msg = f"mapping.{name}.time_format: {shortened(text)} {why}; write {forms}"
        raise MappingError(msg)
    return text


def _unreadable(time_format: str) -> str | None:
    """Why no time at all can be read by a format, tried once; None if one can."""
    try:
        form = with_offset(time_format)
        datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - only tried
    except re.error:
        return "asks for the same part of a time twice"
    except (ValueError, LookupError, OverflowError):
        return "is no format that a time can be read by"
    return None


def lost_by(time_format: str) -> str | None:
    """Which part of a time a format does not carry, so that every instant would be a wrong one; None if none is."""
    if time_format in NAMED_FORMATS:
        return None
    form = with_offset(time_format)
    read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - compared part by part
    parts = ("year", "month", "day", "hour")
    return next((part for part in parts if getattr(read, part) != getattr(_SAMPLE, part)), None)


def _taken_from(name: str, value: object) -> str:
    if value and (name != "at" or value not in TAKEN_FROM):
        msg = f"mapping.{name}.from: it is of `at`, and one of {', '.join(TAKEN_FROM)}"
        raise MappingError(msg)
    return str(value)


def _number(name: str, value: object) -> str | None:
    if value is not None and value not in GROUPED:
        msg = f"mapping.{name}.number: {shortened(value)} is no spelling of numbers; write {' or '.join(GROUPED)}"
        raise MappingError(msg)
    return None if value is None else str(value)


def _items(name: str, value: object) -> bool:
    if not isinstance(value, bool) or (value and name not in ITEM_KEYS):
        msg = f"mapping.{name}.items: it is true or false, and of the lists {', '.join(ITEM_KEYS)}"
        raise MappingError(msg)
    return value
