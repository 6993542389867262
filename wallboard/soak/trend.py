"""Growth told from noise: the slope of a figure over the nights, its standard error, and what follows from both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

_T_999: Final = (
    318.31, 22.33, 10.21, 7.17, 5.89, 5.21, 4.79, 4.50, 4.30, 4.14, 4.02, 3.93, 3.85, 3.79, 3.73,
    3.69, 3.65, 3.61, 3.58, 3.55, 3.53, 3.51, 3.48, 3.47, 3.45, 3.43, 3.42, 3.41, 3.40, 3.39,
)  # fmt: skip
"""Student's t for 1, 2, 3 … degrees of freedom: exceeded by chance once in a thousand times, upwards."""
_FEWEST: Final = 3
"""A line through two points has no error."""


class GrowthTrend(msgspec.Struct, frozen=True):
    """A figure over the nights: its mean, least-squares slope a night, and the standard error of the slope.

    `slope` is None below two nights, `error` below three. `grows` and `levels`: see `trend`. `later` is the slope over
    the later half alone.
    """

    mean: float
    slope: float | None
    error: float | None
    grows: bool
    levels: bool = False
    later: float | None = None


def trend(values: Sequence[float]) -> GrowthTrend:
    """The trend of a figure that was read once a night, in order.

    It grows when the slope over all nights is beyond what chance gives once in a thousand times (Student's t), and, so
    that a single step is no growth, the later half of them still rises by more than twice its own error. It levels off
    instead, where the later half rises less than half as fast as the earlier one and the two differ by more than twice
    the error of their difference: what fills up or warms up slowly, like the interpreter's own caches.
    """
    mean = float(np.mean(values)) if len(values) else math.nan
    slope, error = line(values)
    chance = _T_999[max(1, min(len(values) - 2, len(_T_999))) - 1]
    later = values[len(values) // 2 :]
    rises = _rises(values, chance) and (len(later) < _FEWEST or _rises(later, 2.0))
    levels = rises and _levels(line(values[: (len(values) + 1) // 2]), line(later))
    return GrowthTrend(mean, slope, error, rises and not levels, levels, line(later)[0])


def line(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The least-squares slope a night and its standard error; None where there are too few nights for them."""
    count = len(values)
    if count < 2:
        return None, None
    nights = np.arange(count) - (count - 1) / 2
    spread = float(nights @ nights)
    found = np.asarray(values, float)
    slope = float(nights @ found) / spread
    if count < _FEWEST:
        return slope, None
    rest = found - found.mean() - slope * nights
    return slope, math.sqrt(float(rest @ rest) / (count - 2) / spread)


def _rises(values: Sequence[float], errors: float) -> bool:
    """Whether the slope is more than so many of its errors above nought."""
    slope, error = line(values)
    if slope is None or error is None:
        return False
    # a series without any noise has an error of nothing but rounding
    return slope > max(errors * error, 1e-9 * max(1.0, float(np.max(np.abs(values)))))


def _levels(earlier: tuple[float | None, float | None], later: tuple[float | None, float | None]) -> bool:
    """Whether the later slope is less than half of the earlier one, and that beyond noise."""
    (first, first_error), (second, second_error) = earlier, later
    if first is None or first_error is None or second is None or second_error is None:
        return False
    return second < first / 2 and first - second > 2 * math.hypot(first_error, second_error)


def warm_up(nights: int) -> int:
    """How many of the first nights are left out: caches fill, and the allocator finds its size."""
    return 0 if nights < 2 else max(1, nights // 10)
