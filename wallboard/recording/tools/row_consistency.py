"""Whether what a segment's columns say of an answer is what was understood of it."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.core.contract.fields import bit
from wallboard.core.contract.metrics import own_metric_of
from wallboard.core.contract.reading import Reading
from wallboard.recording.figures import answer_figures

DIGEST, USABLE, FIGURES = 6, 7, 9
"""Places in a row of `answer`, in files of every form: the digest; usable and present; the figures, at_us first."""


def agrees(row: Sequence[object], columns: Sequence[str], reading: Reading, known: frozenset[str]) -> bool:
    """Whether a row of these columns says what was understood, as far as its program `known` the contract's fields."""
    said = dict(zip(columns, row, strict=False))
    mask, present = sum(map(bit, known)), said.pop("present", None)
    expected = _figures(columns, reading)
    fits = isinstance(present, int) and not (present ^ reading.present) & mask
    return fits and all(said[name] == value for name, value in expected.items() if name in said)


def rebuilt(row: Sequence[object], columns: Sequence[str], digest: bytes, reading: Reading) -> tuple[object, ...]:
    """The row with digest and figures as they were understood."""
    said = dict(zip(columns, row, strict=False)) | {"digest": digest} | _figures(columns, reading)
    return tuple(said.get(name) for name in columns)


def _figures(columns: Sequence[str], reading: Reading) -> dict[str, object]:
    return answer_figures(reading, (name for name in columns if own_metric_of(name) is not None))
