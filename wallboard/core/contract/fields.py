"""The table of the contract's fields: whatever depends on a field (reading, schema, disk, metrics) follows from it."""

from __future__ import annotations

import msgspec

from wallboard.core.contract import forms
from wallboard.core.contract.forms import Form
from wallboard.core.contract.metric import Metric, MetricKind
from wallboard.core.contract.snapshot import Name


class Field(msgspec.Struct, frozen=True):
    """One top-level field of the contract.

    `number`: of its bit in the `present` mask of an answer; it is on disk and never changes. `since`: the format of a
    recording from which on it is there. `attribute`: of `Snapshot`, empty for a figure that `totals` or `figures` hold.
    `metric`: the single figure it carries, if any; `column`: where the rows of a recording keep that figure.
    """

    name: str
    number: int
    form: Form
    attribute: str = ""
    metric: Metric | None = None
    column: str = ""
    since: int = 1


def _figure(number: int, name: str, kind: MetricKind, *, total: bool, column: str = "", since: int = 1) -> Field:
    """A field that is one figure, which is all that a new metric needs."""
    form = {"money": forms.MONEY, "share": forms.SHARE}.get(kind, forms.COUNT)
    return Field(name, number, form, "", Metric(name, kind, total, Name(), name), column or name, since)


_GMV = Metric("gmv", "money", total=True, title=Name(), field="gmv")
_VIEWERS = Metric("viewers", "audience", total=False, title=Name(), field="audience")
_SHAKES = Metric("shakes", "count", total=True, title=Name(), field="engagement")

_TABLE = (
    Field("at", 0, forms.INSTANT, "at_us"),
    Field("gmv", 1, forms.MONEY, "gmv_fen", _GMV, "gmv_fen"),
    Field("simulated", 2, forms.FLAG, "simulated"),
    Field("rate", 3, forms.PACE, "rate"),
    Field("sequence", 4, forms.COUNT, "sequence"),
    Field("currency", 5, forms.CURRENCY, "currency"),
    _figure(6, "orders", "count", total=True),
    _figure(7, "buyers", "count", total=True),
    _figure(8, "countries_and_regions", "count", total=True),
    _figure(9, "brands", "count", total=True),
    _figure(10, "orders_per_second", "rate", total=False),
    _figure(11, "payments_per_second", "rate", total=False),
    _figure(12, "mobile_share", "share", total=False, column="mobile_share_ppm"),
    Field("cities", 13, forms.CITIES, "cities"),
    Field("categories", 14, forms.CATEGORIES, "categories"),
    Field("best_selling_brands", 15, forms.RANKING, "best_selling_brands"),
    Field("selling_to_china", 16, forms.COUNTRIES, "selling_to_china"),
    Field("buying_from_china", 17, forms.COUNTRIES, "buying_from_china"),
    Field("audience", 18, forms.CHANNELS, "audience", _VIEWERS),
    Field("engagement", 19, forms.COUNTS, "engagement", _SHAKES),
    Field("milestones", 20, forms.MILESTONES, "milestones"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _TABLE}
"""The contract's fields by name."""

COLUMNS: dict[str, str] = {field.column: field.name for field in sorted(_TABLE, key=lambda f: f.since) if field.column}
"""The columns of figures in a recording, gmv_fen first, each with its field; a night's curve is one query."""

NUMBERS_END = 32
"""Bits of fields are below; figures of the operator's own have none."""


def fields_of_form(version: int) -> frozenset[str]:
    """The fields that are known to every program which writes recordings of that form."""
    return frozenset(name for name, field in FIELDS.items() if field.since <= version)


def bit(field: str) -> int:
    """The bit of a contract field in a `present` mask; none for a figure of the operator's own."""
    known = FIELDS.get(field)
    return 0 if known is None else 1 << known.number
