"""From the rows of a database, a file or metrics to the bytes of one document of the contract, exactly."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.list_columns import LIST_COLUMNS
from wallboard.core.contract.reading import ADAPTER, FILLED, PROBLEMS, VERSION
from wallboard.core.contract.snapshot import MAX_ITEMS
from wallboard.core.money import DOWNWARDS
from wallboard.core.strict_json import MAX_DIGITS, shortened
from wallboard.sources.protocol import FetchFailed

EXACT_FLOAT: Final = 2**53
"""From here on a float skips whole numbers: what it says may be another one."""
_PLACES: Final = Decimal("1e-12")
"""The finest amount that the contract states; what is finer is cut off."""
_AMOUNT_KIND: Final = "money"
_FRACTION = re.compile(r"\d{1,30}\.\d{1,30}")

FIRST_YEAR: Final = 1990
"""The greatest time of an empty table is that of the epoch in some databases."""
ESSENTIAL: Final = ("at", "gmv")
"""Without these a document is worth nothing: the next source is asked."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tables:
    """What one read brought: the single figures by name, and the rows of each list."""

    totals: Row
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def document(
    tables: Tables,
    kind: str,
    zone: str | None = None,
    *,
    scale: Mapping[str, Decimal] | None = None,
    filled: bool = False,
) -> bytes:
    """The document of what one source of that kind has read; `zone` is that of times without one.

    `scale`: what the amounts of a field are multiplied by. `filled`: it was asked about the past. A value that is
    missing (NULL) is left out; `at` may not be.

    Raises:
        FetchFailed("unusable"): a value cannot be stated exactly, or a column is none of the contract's.
    """
    made: dict[str, object] = {"contract": VERSION, ADAPTER: kind}
    if filled:
        made[FILLED] = True
    reading = _Reading(zone, scale or {})
    own: dict[str, object] = {}
    for name, value in tables.totals.items():
        if name.startswith("metrics."):
            own[name.removeprefix("metrics.")] = reading.value(value, name)
        elif name not in FIELDS or name in LIST_COLUMNS:
            raise unusable(f"the column {shortened(name)} is no single figure of the contract: name it, `AS gmv`")
        elif name in ESSENTIAL:
            made[name] = reading.essential(value, name)
        else:
            made[name] = reading.value(value, name)
    at = tables.totals.get("at")
    if made.get("at") is None or (isinstance(at, datetime) and at.year < FIRST_YEAR):
        raise unusable(why="`at` is NULL, as of an empty table: nothing says how old the figures are")
    if own:
        made["metrics"] = own
    for name in LIST_COLUMNS:
        if name in tables.lists:
            _add_list(made, name, tables.lists[name], reading)
    if reading.problems:
        made[PROBLEMS] = reading.problems
    return json.dumps(
        {name: value for name, value in made.items() if value is not None}, ensure_ascii=False, separators=(",", ":")
    ).encode("utf-8", "replace")


def written(made: Mapping[str, object]) -> bytes:
    """A document as JSON, numbers as exactly as they were read."""
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), default=_number).encode("utf-8", "replace")


def _number(value: object) -> int | float | str:
    """A decimal as the number that it is: 512.0 is a count, and stays one. As a text where no number would be exact."""
    if not isinstance(value, Decimal):
        msg = f"{type(value).__name__} is nothing that JSON has"
        raise TypeError(msg)
    if not value.is_finite() or abs(value.adjusted()) >= MAX_DIGITS:
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"


class _Reading:
    """Values on their way into a document: one that cannot be stated is missing, and it is said why."""

    def __init__(self, zone: str | None, scale: Mapping[str, Decimal]) -> None:
        self._zone = zone
        self._scale = scale
        self.problems: dict[str, str] = {}

    def value(self, value: object, where: str, field: str = "", *, item: bool = False) -> object:
        """The value as JSON has it, None where it cannot be stated; `where` it stands, if not at its field."""
        try:
            return self.essential(value, where, field or where, item=item)
        except FetchFailed as failed:
            self.problems[where] = failed.message.removeprefix(f"{where} ")
            return None

    def essential(self, value: object, where: str, field: str = "", *, item: bool = False) -> object:
        """The same where the document is worth nothing without it. Raises FetchFailed."""
        field = field or where
        kind = _AMOUNT_KIND if item else _kind_of(field)
        factor = self._scale.get(field)
        if factor is not None and not isinstance(value, str | datetime):
            value = _scaled(value, factor, where)
        plain = _plain(value, where, self._zone, money=kind == _AMOUNT_KIND)
        return _floored(plain) if kind == "rate" else plain


def unusable(why: str) -> FetchFailed:
    """What was read cannot be used."""
    return FetchFailed("unusable", why)


def row_of(columns: Sequence[str], values: Iterable[object], where: str) -> Row:
    """One row by the names of its columns. Raises FetchFailed where two are called alike."""
    if len(set(columns)) != len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise unusable(f"{where} has two columns that are called {shortened(twice)}")
    return dict(zip(columns, values, strict=True))


def single(rows: Sequence[Row], where: str) -> Row:
    """The only row. Raises FetchFailed where there is none, or another one."""
    if len(rows) != 1:
        raise unusable(f"{where} gives {'no row' if not rows else 'more than one row'}; it must give exactly one")
    return rows[0]


def exact_float(value: float, where: str) -> Decimal:
    """A float as the exact number that it is meant to be.

    Raises:
        FetchFailed: it is none, skips numbers, or only comes near the decimal fraction that it shows.
    """
    if not math.isfinite(value):
        raise unusable(f"{where} is {value}, which is no number")
    if abs(value) >= EXACT_FLOAT:
        raise unusable(f"{where} is {value:.17g}, beyond 2^53, where a float skips numbers: it may be another one")
    exact, shown = Decimal(value), Decimal(repr(value))
    if exact != shown:
        raise unusable(
            f"{where} is {shown}, a fraction that a float holds only nearly: "
            "state it as NUMERIC, or count in cents with scale = { … = '0.01' }"
        )
    return exact


def _kind_of(name: str) -> str:
    field = FIELDS.get(name)
    return "" if field is None or field.metric is None else field.metric.kind


def _scaled(value: object, factor: Decimal, where: str) -> object:
    """A number times the factor, exactly. Raises FetchFailed."""
    if isinstance(value, float):
        value = exact_float(value, where)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    with localcontext(DOWNWARDS):
        return Decimal(value) * factor


def _floored(value: object) -> object:
    """A rate in whole numbers, rounded down."""
    return math.floor(Decimal(value)) if isinstance(value, str) and _FRACTION.fullmatch(value) else value


def _plain(value: object, where: str, zone: str | None, *, money: bool = False) -> object:
    """A value as JSON has it: whole numbers, exact decimals as texts, times with their zone."""
    if isinstance(value, datetime):
        return _instant(value, where, zone)
    if isinstance(value, date | bytes | memoryview):
        raise unusable(f"{where} is {shortened(value)}: no number, text or time")
    if isinstance(value, float):
        value = exact_float(value, where) if money or value.is_integer() else _near(value, where)
    if isinstance(value, Decimal):
        return _decimal(value, where)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, UUID):
        return str(value)
    raise unusable(f"{where} is {shortened(value)}: no number, text or time")


def _near(value: float, where: str) -> Decimal:
    """A share or rate: what a float shows of it is near enough."""
    if not math.isfinite(value):
        raise unusable(f"{where} is {value}, which is no number")
    return Decimal(repr(value))


def _decimal(value: Decimal, where: str) -> int | str:
    if not value.is_finite() or value.adjusted() > 30:
        raise unusable(f"{where} is {value}, which is no amount")
    if value == value.to_integral_value():
        return int(value)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -12:
        with localcontext(DOWNWARDS):
            value = value.quantize(_PLACES)
    return f"{value:f}"


def _instant(value: datetime, where: str, zone: str | None) -> str:
    if value.tzinfo is None:
        if zone is None:
            raise unusable(
                f"{where} is {value}, without a zone: select a time with one, or write zone = 'Europe/Berlin'"
            )
        value = value.replace(tzinfo=ZoneInfo(zone))
    try:
        return value.astimezone(UTC).isoformat()
    except OverflowError:
        raise unusable(f"{where} is {value}, which no clock of an event shows") from None


def _add_list(made: dict[str, object], name: str, rows: Sequence[Row], reading: _Reading) -> None:
    columns = LIST_COLUMNS[name]
    if len(rows) > MAX_ITEMS:
        raise unusable(f"{name} gives more than {MAX_ITEMS} rows; add ORDER BY … LIMIT to its query")
    if rows:
        _check_columns(name, rows[0])
    items = []
    for place, row in enumerate(rows):
        here = f"{name}[{place}]"
        item = {
            column: reading.value(
                value, f"{here}.{column}", name if column == columns.figure else "-", item=column == "gmv"
            )
            for column, value in row.items()
        }
        if item[columns.key] is None or item[columns.figure] is None:
            reading.problems.setdefault(here, f"has no {columns.key if item[columns.key] is None else columns.figure}")
            continue
        items.append(_named(item) if columns.named else item)
    if name == "engagement":
        made[name] = {str(item["name"]): item["count"] for item in items}
    elif columns.below:
        _put_below(made, name, items)
    else:
        made[name] = items


def _check_columns(name: str, row: Row) -> None:
    columns = LIST_COLUMNS[name]
    strange = [column for column in row if not columns.allows(column)]
    missing = [column for column in columns.required if column not in row]
    if strange or missing:
        wanted = ", ".join(columns.required) + (" (and name)" if columns.named else "")
        raise unusable(f"{name} has the columns {', '.join(row)}; a list of {name} has {wanted}: name them with AS")


def _named(item: dict[str, object]) -> dict[str, object]:
    """`name`, or one for each language that has a column `name_en`."""
    said = {column.removeprefix("name_"): text for column, text in item.items() if column.startswith("name_") and text}
    rest = {column: value for column, value in item.items() if not column.startswith("name_")}
    return rest | ({"name": said} if said else {})


def _put_below(made: dict[str, object], name: str, items: Sequence[dict[str, object]]) -> None:
    """The items of a list that lies inside the items of another one."""
    field_name, _, inner = name.partition(".")
    above = LIST_COLUMNS[field_name].key
    below = LIST_COLUMNS[name].below
    outer = made.get(field_name)
    if not isinstance(outer, list):
        raise unusable(f"{name} needs {field_name}, the list that it belongs to")
    for item in outer:
        item[inner] = [
            {column: value for column, value in one.items() if column != below}
            for one in items
            if str(one[below]) == str(item[above])
        ]
