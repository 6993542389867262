"""What a value in a recording may be at most: a row that goes beyond is of no collector, and costs itself alone."""

from __future__ import annotations

from itertools import chain
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.instants import EARLIEST_US, LATEST_US, MINUTE_US
from wallboard.recording.columns import MISSING, Column

MOST_FIGURE = 2**62
"""Of any figure; what is computed from two of them still fits into 64 bits."""
MOST_RATE = 100_000.0
LONGEST_SPAN_US = 2 * 366 * 1440 * MINUTE_US

LONGEST_NAME, LONGEST_TEXT, LONGEST_JSON = 200, 2_000, 262_144
"""Letters of a name, of a message or definition, and of a JSON document in a column."""
MOST_STATE = 2**23
"""Letters of the judge's state, which may name every part of every list."""
_DEEPEST = 16


class RowError(ValueError):
    """A row that no program of this project has written; the text says what is wrong with it."""


def instant(value: object) -> int:
    """A time in microseconds since the Unix epoch. Raises RowError."""
    if type(value) is not int or not EARLIEST_US <= value < LATEST_US:
        msg = "holds a time that no clock shows"
        raise RowError(msg)
    return value


def whole(value: object, most: int = MOST_FIGURE) -> int:
    """A whole number from `-most` to `most`. Raises RowError."""
    if type(value) is not int or not -most <= value <= most:
        msg = "holds what is no whole number, or one beyond bounds"
        raise RowError(msg)
    return value


def clock_of(value: object) -> int | None:
    """A time as `instant`, or None for what is none."""
    return value if type(value) is int and EARLIEST_US <= value < LATEST_US else None


def rate_of(value: object) -> float:
    """How fast an event's clock runs; 1 for what is no rate."""
    return float(value) if isinstance(value, int | float) and 0 < value <= MOST_RATE else 1.0


def text(value: object, most: int = LONGEST_TEXT) -> str:
    """A text, cut to `most` letters. Raises RowError."""
    if not isinstance(value, str):
        msg = "holds a number or bytes where a text belongs"
        raise RowError(msg)
    return value[:most]


def table(value: object, most: int = LONGEST_JSON) -> dict[str, Any]:
    """A JSON object of at most so many letters, without anything too large or too deep. Raises RowError."""
    if not isinstance(value, str) or len(value) > most:
        msg = "holds no JSON, or too much of it"
        raise RowError(msg)
    try:
        found = msgspec.json.decode(value, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        msg = f"holds JSON that cannot be read ({str(error)[:80]})"
        raise RowError(msg) from None
    _bounded(found, _DEEPEST)
    return found


def _bounded(value: object, levels: int) -> None:
    if isinstance(value, str):
        large = len(value) > LONGEST_TEXT
    elif isinstance(value, int | float):
        large = not abs(value) <= MOST_FIGURE  # not a number is none either
    elif isinstance(value, dict | list):
        large = levels == 0
        if not large:
            for item in value.values() if isinstance(value, dict) else value:
                _bounded(item, levels - 1)
    else:
        large = False
    if large:
        msg = "holds JSON with a value beyond bounds"
        raise RowError(msg)


def whole_rows(rows: list[tuple[Any, ...]]) -> tuple[Column, list[int]]:
    """Rows of whole numbers as an array, shape (n, columns), and which of `rows` those are.

    A row with anything else in it is left out: text, fractions, nothing.
    """
    kept = list(range(len(rows)))
    if not set(map(type, chain.from_iterable(rows))) <= {int}:
        kept = [place for place in kept if all(type(value) is int for value in rows[place])]
    width = len(rows[0]) if rows else 0
    return np.array([rows[place] for place in kept], dtype=np.int64).reshape(len(kept), width), kept


def sound(
    block: Column, instants: tuple[int, ...], known: tuple[int, ...], *, signed: bool = False
) -> npt.NDArray[np.bool_]:
    """Which rows, shape (n,), hold ids in column 0, times in `instants` (`known`: or MISSING), figures elsewhere."""
    least = -MOST_FIGURE if signed else MISSING
    fine = np.ones(len(block), dtype=bool)
    for column in range(block.shape[1]):
        values = block[:, column]
        if column in instants or column in known:
            fine &= ((values >= EARLIEST_US) & (values < LATEST_US)) | ((column in known) & (values == MISSING))
        else:
            fine &= (values >= (1 if column == 0 else least)) & (values <= MOST_FIGURE)
    return fine
