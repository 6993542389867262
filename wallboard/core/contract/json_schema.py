"""The contract as a JSON Schema, for those who build an endpoint."""

from __future__ import annotations

from typing import Any

from wallboard.core.contract.reading import MAX_ITEMS, VERSION

_AMOUNT: dict[str, Any] = {
    "description": "RMB yuan, not negative: a decimal string (exact) or a number",
    "anyOf": [{"type": "string", "pattern": r"^\d{1,20}(\.\d{1,12})?$"}, {"type": "number", "minimum": 0}],
}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_INSTANT: dict[str, Any] = {"type": "string", "format": "date-time", "description": "ISO 8601 with an offset"}
_NAME: dict[str, Any] = {
    "description": "a name in one or both languages",
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}, "minProperties": 1},
    ],
}
_ID: dict[str, Any] = {"type": ["string", "integer"]}


def _list_of(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": MAX_ITEMS,
        "items": {"type": "object", "properties": required | (optional or {}), "required": list(required)},
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one answer; only `at` and `gmv` are required, unknown fields are ignored."""
    ranked = _list_of({"id": _ID, "gmv": _AMOUNT}, {"name": _NAME})
    countries = _list_of({"country": {"type": "string", "description": "ISO 3166-1 alpha-2"}, "gmv": _AMOUNT})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": VERSION,
        "description": "What a metrics endpoint answers to GET: one instant of the event, sums since its start.",
        "type": "object",
        "required": ["at", "gmv"],
        "properties": {
            "contract": {"const": VERSION},
            "simulated": {"type": "boolean", "description": "true marks every canvas SIMULATED"},
            "rate": {"type": "number", "exclusiveMinimum": 0, "description": "event seconds per real second"},
            "at": _INSTANT,
            "sequence": _COUNT,
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "gmv": _AMOUNT,
            "orders": _COUNT,
            "buyers": _COUNT,
            "countries_and_regions": _COUNT,
            "brands": _COUNT,
            "orders_per_second": _COUNT,
            "payments_per_second": _COUNT,
            "mobile_share": {
                "description": "between 0 and 1",
                "anyOf": [
                    {"type": "string", "pattern": r"^(0(\.\d{1,12})?|1(\.0{1,12})?)$"},
                    {"type": "number", "minimum": 0, "maximum": 1},
                ],
            },
            "cities": _list_of({"code": {**_ID, "description": "GB/T 2260 code, or a city's name"}, "gmv": _AMOUNT}),
            "categories": _list_of({"id": _ID, "gmv": _AMOUNT}, {"name": _NAME, "top": ranked}),
            "best_selling_brands": ranked,
            "selling_to_china": countries,
            "buying_from_china": countries,
            "audience": _list_of({"channel": _ID, "viewers": _COUNT}, {"name": _NAME}),
            "engagement": {"type": "object", "additionalProperties": _COUNT},
            "milestones": _list_of({"gmv": _AMOUNT, "at": _INSTANT}),
        },
    }
