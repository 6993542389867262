"""The fields of the contract."""

from __future__ import annotations

FIELDS: tuple[str, ...] = (
    "at",
    "gmv",
    "simulated",
    "rate",
    "sequence",
    "currency",
    "orders",
    "buyers",
    "countries_and_regions",
    "brands",
    "orders_per_second",
    "payments_per_second",
    "mobile_share",
    "cities",
    "categories",
    "best_selling_brands",
    "selling_to_china",
    "buying_from_china",
    "audience",
    "engagement",
    "milestones",
)
"""The contract's fields in the order of their bits in `present`."""


def bit(field: str) -> int:
    """The bit of a contract field in a `present` mask."""
    return 1 << FIELDS.index(field)
