"""The forms of value in the contract: the reader of each, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from wallboard.core.contract.readers import (
    Problems,
    Reader,
    items_of,
    read_category,
    read_channel,
    read_city,
    read_count,
    read_country,
    read_counts,
    read_currency,
    read_flag,
    read_instant,
    read_milestone,
    read_money,
    read_pace,
    read_ranked,
    read_share,
)
from wallboard.core.contract.snapshot import MAX_ITEMS


class Form(msgspec.Struct, frozen=True):
    """A form of value: how it is read, and its JSON Schema."""

    read: Reader
    schema: Mapping[str, Any]


def _single(read: Callable[[object], object], schema: Mapping[str, Any]) -> Form:
    return Form(lambda value, _path, _problems: read(value), schema)


def _list_of(
    read: Callable[[dict[str, object], str, Problems], object],
    key: str,
    required: dict[str, Any],
    optional: dict[str, Any] | None = None,
) -> Form:
    """A list whose items are told apart by the attribute `key` of what is read."""
    items = {"type": "object", "properties": required | (optional or {}), "required": list(required)}
    return Form(items_of(read, key), {"type": "array", "maxItems": MAX_ITEMS, "items": items})


_AMOUNT_SCHEMA: dict[str, Any] = {
    "description": "an amount in the currency stated, not negative: a decimal string (exact) or a number",
    "anyOf": [{"type": "string", "pattern": r"^\d{1,20}(\.\d{1,12})?$"}, {"type": "number", "minimum": 0}],
}
_COUNT_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 0}
_INSTANT_SCHEMA: dict[str, Any] = {
    "type": "string",
    "format": "date-time",
    "description": "ISO 8601 with an offset",
}
_NAME_SCHEMA: dict[str, Any] = {
    "description": "a name, or one for each language by its tag (zh, en, de, …)",
    "anyOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    ],
}
_ID_SCHEMA: dict[str, Any] = {"type": ["string", "integer"]}
_SHARE_SCHEMA: dict[str, Any] = {
    "description": "between 0 and 1",
    "anyOf": [
        {"type": "string", "pattern": r"^(0(\.\d{1,12})?|1(\.0{1,12})?)$"},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
}

INSTANT = _single(read_instant, _INSTANT_SCHEMA)
MONEY = Form(lambda value, _path, problems: read_money(value, problems.digits), _AMOUNT_SCHEMA)
COUNT = _single(read_count, _COUNT_SCHEMA)
SHARE = _single(read_share, _SHARE_SCHEMA)
FLAG = _single(read_flag, {"type": "boolean"})
PACE = _single(read_pace, {"type": "number", "exclusiveMinimum": 0, "description": "event seconds per real second"})
CURRENCY = _single(read_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})
COUNTS = Form(read_counts, {"type": "object", "additionalProperties": _COUNT_SCHEMA})
CITIES = _list_of(
    read_city,
    "code",
    {"code": _ID_SCHEMA | {"description": "GB/T 2260 code, or a city's name"}, "gmv": _AMOUNT_SCHEMA},
)
RANKING = _list_of(read_ranked, "id", {"id": _ID_SCHEMA, "gmv": _AMOUNT_SCHEMA}, {"name": _NAME_SCHEMA})
CATEGORIES = _list_of(
    read_category,
    "id",
    {"id": _ID_SCHEMA, "gmv": _AMOUNT_SCHEMA},
    {"name": _NAME_SCHEMA, "top": RANKING.schema},
)
COUNTRIES = _list_of(
    read_country,
    "code",
    {"country": {"type": "string", "description": "ISO 3166-1 alpha-2"}, "gmv": _AMOUNT_SCHEMA},
)
CHANNELS = _list_of(read_channel, "id", {"channel": _ID_SCHEMA, "viewers": _COUNT_SCHEMA}, {"name": _NAME_SCHEMA})
MILESTONES = _list_of(read_milestone, "gmv_fen", {"gmv": _AMOUNT_SCHEMA, "at": _INSTANT_SCHEMA})
