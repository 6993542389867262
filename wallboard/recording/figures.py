"""The figures of an answer that lie in columns of their own, and a snapshot of them alone."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.core.contract.fields import COLUMNS
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Snapshot


def figures_in(snapshot: Snapshot) -> tuple[int | None, ...]:
    """The figures of a snapshot in the order of `COLUMNS`."""
    return tuple(snapshot.figure(name) for name in COLUMNS.values())


def snapshot_of(at_us: int, figures: Mapping[str, int], *, simulated: bool, rate: float) -> Snapshot:
    """A snapshot of which only columns are left, gmv_fen among them."""
    named = {COLUMNS[column]: value for column, value in figures.items()}
    gmv_fen = named.pop("gmv")
    totals = {name: value for name, value in named.items() if METRICS[name].total}
    others = {name: value for name, value in named.items() if not METRICS[name].total}
    return Snapshot(at_us, gmv_fen, simulated, rate, totals=totals, figures=others)
