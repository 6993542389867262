"""Whether what a segment's columns say of an answer is what was understood of it."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.core.contract.metrics import own_metric_of
from wallboard.core.contract.reading import Reading
from wallboard.recording.figures import figures_in
from wallboard.recording.schema import COLUMNS

DIGEST, USABLE, FIGURES = 6, 7, 9
"""Places in a row of `answer`: the digest; usable and present; the figures, at_us first."""
END = FIGURES + 4 + len(COLUMNS)
"""Where what an answer says ends, and what is known about its coming begins."""
SINCE_2 = ("utc_us", "date_us")
"""The columns that follow; then those of the operator's own metrics."""
ANSWER = (
    *("id", "commit_us", "session_id", "source", "status", "fetch_us", "digest", "usable", "present"),
    *("at_us", "sequence", "simulated", "rate", *COLUMNS, *SINCE_2),
)
"""The columns of a row, in their order."""


def figures_of(reading: Reading) -> tuple[object, ...]:
    """The columns from `usable` to the last figure, as a collector writes them."""
    snapshot = reading.snapshot
    if snapshot is None:
        return (0, reading.present, *(None,) * (4 + len(COLUMNS)))
    headline = (snapshot.at_us, snapshot.sequence, int(snapshot.simulated), float(snapshot.rate))
    return (1, reading.present, *headline, *figures_in(snapshot))


def own_of(reading: Reading, own: Sequence[str]) -> tuple[object, ...]:
    """The columns of the operator's own metrics, as a collector writes them."""
    snapshot = reading.snapshot
    return tuple(None if snapshot is None else snapshot.figure(own_metric_of(column) or "") for column in own)


def agrees(row: Sequence[object], reading: Reading, own: Sequence[str]) -> bool:
    """Whether a row says what was understood; `own` are its columns of the operator's own metrics."""
    said = tuple(row[END + len(SINCE_2) :])
    return figures_of(reading) == tuple(row[USABLE:END]) and (not said or said == own_of(reading, own))


def rebuilt(row: Sequence[object], digest: bytes, reading: Reading, own: Sequence[str]) -> tuple[object, ...]:
    """The row with digest and figures as they were understood."""
    known = (*row[END : END + len(SINCE_2)], *(None,) * len(SINCE_2))[: len(SINCE_2)]
    return (*row[:DIGEST], digest, *figures_of(reading), *known, *own_of(reading, own))
