"""All metrics: the contract's, which follow from its table of fields, and the operator's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name, Snapshot
from wallboard.core.mapping import compiled, usable_scale
from wallboard.core.number_text import GROUPED

METRICS: dict[str, Metric] = {field.metric.name: field.metric for field in FIELDS.values() if field.metric is not None}
"""The contract's own, by name."""

OWN_COLUMN = "own_"
"""What the column of a figure of the operator's own begins with in a recording."""

MOST_OWN = 64
"""How many metrics of the operator's own there may be: each is a column of a recording."""

_NEVER = frozenset({"rate", "share"})
"""Kinds that are no total."""
_OWN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN_COLUMN = re.compile(OWN_COLUMN + _OWN_NAME.pattern)


def is_own_name(name: str) -> bool:
    """Whether the operator may call a metric so: a plain word that the contract does not use itself."""
    return _OWN_NAME.fullmatch(name) is not None and name not in METRICS and name not in FIELDS


def is_sound(metric: Metric) -> bool:
    """Whether a metric of the operator's own, as a recording states it, can be read by."""
    try:
        compiled(metric.path or metric.name)
        usable_scale(metric.scale)
    except ValueError:
        return False
    if metric.number and metric.number not in GROUPED:
        return False
    plain = metric.kind != "audience" and metric.field == metric.name and not (metric.total and metric.kind in _NEVER)
    return is_own_name(metric.name) and plain


def own_column(name: str) -> str:
    """The column of a metric of the operator's own."""
    return OWN_COLUMN + name


def own_metric_of(column: str) -> str | None:
    """The metric of the operator's own that a column is of; None for any other column."""
    return column.removeprefix(OWN_COLUMN) if _OWN_COLUMN.fullmatch(column) else None


def metric_of(name: str, own: Iterable[Metric] = ()) -> Metric:
    """The metric of that name. One that nobody has declared is a count that nothing is known of."""
    known = METRICS.get(name) or next((metric for metric in own if metric.name == name), None)
    return known or Metric(name, "count", total=False, title=Name(en=name), field=name)


def field_of(name: str) -> str:
    """The field that a metric is read from: what is withheld of a snapshot, or remembered."""
    return METRICS[name].field if name in METRICS else name


def totals_of(snapshot: Snapshot) -> dict[str, int]:
    """Every monotone total that a snapshot has, by metric, gmv first: fen or counts."""
    found = {"gmv": snapshot.gmv_fen, **snapshot.totals}
    shakes = snapshot.figure("shakes")
    return found if shakes is None else found | {"shakes": shakes}


def metrics_of_kind(kinds: Sequence[str], own: Iterable[Metric] = ()) -> tuple[str, ...]:
    """The names of all metrics of these kinds."""
    return tuple(metric.name for metric in (*METRICS.values(), *own) if metric.kind in kinds)
