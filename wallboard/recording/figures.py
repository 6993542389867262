"""The figures of an answer that lie in columns of their own, and a snapshot of them alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wallboard.core.contract.fields import COLUMNS
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import metric_of, own_metric_of
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot

_HEADLINE = ("at_us", "sequence", "simulated", "rate")


def answer_figures(reading: Reading, own: Iterable[str] = ()) -> dict[str, object]:
    """The columns that say what was understood of an answer; `own`: those of the operator's own metrics."""
    snapshot = reading.snapshot
    columns = (*COLUMNS, *own)
    if snapshot is None:
        nothing: dict[str, object] = dict.fromkeys((*_HEADLINE, *columns))
        return {"usable": 0, "present": reading.present} | nothing
    headline = (snapshot.at_us, snapshot.sequence, int(snapshot.simulated), float(snapshot.rate))
    said: dict[str, object] = {"usable": 1, "present": reading.present} | dict(zip(_HEADLINE, headline, strict=True))
    return said | {column: snapshot.figure(metric_of_column(column) or "") for column in columns}


def metric_of_column(column: str) -> str | None:
    """The metric, and field, that a column keeps; None for a column of anything else."""
    return COLUMNS.get(column) or own_metric_of(column)


def snapshot_of(
    at_us: int, figures: Mapping[str, int], own: Sequence[Metric], *, simulated: bool, rate: float
) -> Snapshot:
    """A snapshot of which only columns are left, gmv_fen among them."""
    named = {metric_of_column(column) or "": value for column, value in figures.items()}
    gmv_fen = named.pop("gmv")
    totals = {name: value for name, value in named.items() if metric_of(name, own).total}
    others = {name: value for name, value in named.items() if name not in totals}
    return Snapshot(at_us, gmv_fen, simulated, rate, totals=totals, figures=others)
