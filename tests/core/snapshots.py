"""Snapshots by the names of the contract's fields, wherever a snapshot keeps what they say."""

from __future__ import annotations

from typing import Any

import msgspec

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Snapshot


def snapshot(at_us: int, gmv_fen: int, **fields: Any) -> Snapshot:
    """A snapshot that says so."""
    return saying(Snapshot(at_us, gmv_fen), **fields)


def saying(before: Snapshot, **fields: Any) -> Snapshot:
    """The snapshot with some fields changed; None takes one away."""
    figures = {name: value for name, value in fields.items() if name in FIELDS and not FIELDS[name].attribute}
    left = {name: value for name, value in fields.items() if name not in figures}
    totals, others = (
        {name: value for name, value in kept.items() if name not in figures}
        | {name: value for name, value in figures.items() if value is not None and METRICS[name].total is total}
        for kept, total in ((before.totals, True), (before.figures, False))
    )
    return msgspec.structs.replace(before, totals=totals, figures=others, **left)


def said(found: Snapshot, field: str) -> Any:
    """What a snapshot says of a field of the contract, None where it says nothing."""
    attribute = FIELDS[field].attribute
    return getattr(found, attribute) if attribute else found.figure(field)
