"""Rules that map foreign JSON onto the contract: a JMESPath for the path, then an exact scale or a time format."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, DecimalException, localcontext
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jmespath
import jmespath.exceptions

from wallboard.core.contract.fields import FIELDS
from wallboard.core.errors import MappingError
from wallboard.core.money import DOWNWARDS

_AMOUNT_KEYS = frozenset({"gmv", "amount"})
_UNFIT = (ValueError, OverflowError, OSError, ArithmeticError)
"""What a time that does not fit its format raises."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where one contract field is found in a foreign document.

    `scale` multiplies the number found, or every amount inside what is found (分 -> yuan is 0.01, 万 -> yuan is 10000);
    `time_format` is "iso", "unix", "unix_ms" or a strptime format (meant in the event's zone where it holds no offset)
    and reads the time found, or every `at` inside what is found.
    """

    path: str
    scale: Decimal = Decimal(1)
    time_format: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A rule for each contract field that a foreign document serves; a field without a rule stays missing."""

    rules: tuple[tuple[str, FieldRule], ...]
    zone: str = "UTC"
    _compiled: dict[str, jmespath.parser.ParsedResult] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @staticmethod
    def from_dict(rules: Table[str, Table[str, object]], zone: str = "UTC") -> Mapping:
        """Build and compile a mapping from its JSON or TOML form.

        Raises:
            MappingError: a name is no contract field, a path no JMESPath, or a scale no number; it names the key.
        """
        made: list[tuple[str, FieldRule]] = []
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            msg = f"event.zone: {zone!r} is no time zone; write a name such as Asia/Shanghai"
            raise MappingError(msg) from None
        for name, rule in rules.items():
            if name not in FIELDS:
                msg = f"mapping.{name}: no such field in the contract; it has {', '.join(FIELDS)}"
                raise MappingError(msg)
            time_format = rule.get("time_format")
            made.append(
                (
                    name,
                    FieldRule(
                        str(rule.get("path", "")),
                        _scale(name, rule.get("scale", 1)),
                        None if time_format is None else str(time_format),
                    ),
                )
            )
        return Mapping(tuple(made), zone)

    def __post_init__(self) -> None:
        """Compile every path once, so that a mapping that exists can be applied."""
        for name, rule in self.rules:
            try:
                self._compiled[name] = compiled(rule.path)
            except ValueError as error:
                msg = f"mapping.{name}.path: {error}"
                raise MappingError(msg) from None

    def to_dict(self) -> dict[str, dict[str, str]]:
        """The JSON form, as a recording keeps it."""
        return {
            name: {"path": rule.path, "scale": str(rule.scale)}
            | ({} if rule.time_format is None else {"time_format": rule.time_format})
            for name, rule in self.rules
        }

    def apply(self, document: object) -> tuple[dict[str, object], list[tuple[str, str]]]:
        """The contract document found in `document`, and (field, why) for each rule that failed."""
        found: dict[str, object] = {}
        problems: list[tuple[str, str]] = []
        for name, rule in self.rules:
            value, why = searched(self._compiled[name], document)
            if why:
                problems.append((name, why))
            if value is None:
                continue
            try:
                found[name] = self._converted(value, rule)
            except _UNFIT:
                problems.append((name, f"{str(value)[:40]!r} does not fit {rule.time_format or rule.scale!s}"))
        return found, problems

    def _converted(self, value: object, rule: FieldRule) -> object:
        if rule.time_format is not None:
            value = _timed(value, rule.time_format, ZoneInfo(self.zone))
        return scaled(value, rule.scale)


@lru_cache(maxsize=256)
def compiled(path: str) -> jmespath.parser.ParsedResult:
    """A JMESPath, ready to be searched with.

    Raises:
        ValueError: it is none; the text says why, in one line.
    """
    try:
        return jmespath.compile(path)
    except (jmespath.exceptions.JMESPathError, RecursionError) as error:
        reason = " ".join(str(error).split())
        msg = f"{path!r} is not a JMESPath expression ({reason})"
        raise ValueError(msg) from None


def searched(path: jmespath.parser.ParsedResult, document: object) -> tuple[object, str]:
    """What stands at a path of a document (None: nothing), and why that cannot be told, if so."""
    try:
        return path.search(document), ""
    except (jmespath.exceptions.JMESPathError, TypeError, ValueError, ArithmeticError) as error:
        return None, f"the rule {path.expression!r} failed: {' '.join(str(error).split())}"


def scaled(value: object, scale: Decimal) -> object:
    """The number, or every amount inside what was found, multiplied exactly; anything else as it is."""
    return value if scale == 1 else _scaled(value, scale, top=True)


def _scale(name: str, value: object) -> Decimal:
    try:
        scale = Decimal(str(value))
    except DecimalException:
        scale = Decimal("NaN")
    if not scale.is_finite() or scale <= 0:
        msg = f"mapping.{name}.scale: {value!r} is not a number above 0; write it as a string such as '0.01'"
        raise MappingError(msg)
    return scale


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


def _timed(value: object, time_format: str, zone: ZoneInfo) -> object:
    """The ISO form of a bare time, or of every `at` inside a list; an `at` that does not fit stays as it is."""
    if not isinstance(value, list):
        return _instant(value, time_format, zone).isoformat()
    made = []
    for item in value:
        if isinstance(item, dict) and "at" in item:
            with suppress(*_UNFIT):
                made.append(item | {"at": _instant(item["at"], time_format, zone).isoformat()})
                continue
        made.append(item)
    return made


def _instant(value: object, time_format: str, zone: ZoneInfo) -> datetime:
    if time_format in ("unix", "unix_ms"):
        seconds = Decimal(str(value)) / (1000 if time_format == "unix_ms" else 1)
        whole = int(seconds // 1)
        return datetime.fromtimestamp(whole, UTC).replace(microsecond=int((seconds - whole) * 1_000_000))
    text = str(value)
    moment = datetime.fromisoformat(text) if time_format == "iso" else datetime.strptime(text, time_format)  # noqa: DTZ007 - the zone is set below where the text holds none
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
