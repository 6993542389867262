"""Whether what a segment's columns say of an answer is what its body says."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.core.contract.reading import Reading
from wallboard.recording.figures import figures_in
from wallboard.recording.payload import digest_of
from wallboard.recording.schema import COLUMNS

DIGEST, USABLE, FIGURES = 6, 7, 9
"""Places in a row of `answer`: the digest; usable and present; the figures, at_us first."""
END = FIGURES + 4 + len(COLUMNS)
"""Where what an answer says ends, and what is known about its coming begins."""


def figures_of(reading: Reading) -> tuple[object, ...]:
    """The columns from `usable` on, as a collector writes them."""
    snapshot = reading.snapshot
    if snapshot is None:
        return (0, reading.present, *(None,) * (4 + len(COLUMNS)))
    headline = (snapshot.at_us, snapshot.sequence, int(snapshot.simulated), float(snapshot.rate))
    return (1, reading.present, *headline, *figures_in(snapshot))


def rebuilt(row: Sequence[object], body: bytes, reading: Reading) -> tuple[object, ...]:
    """The row with digest and figures as the body has them."""
    return (*row[:DIGEST], digest_of(body), *figures_of(reading), *row[END:])
