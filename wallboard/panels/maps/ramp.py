"""The colours of the provinces: logarithmic, between bounds that move in steps of 1, 3, 10, in few classes."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from wallboard.paint.theme import Stops

CLASSES = 6
"""Colour classes of the ramp: as many as the legend can show and a hall can tell apart."""
NO_DATA = -1
NARROWEST = 100
"""The bounds lie at least two decades apart, so that a night's first small sums do not fill the whole ramp."""


def steps(values: Iterable[int]) -> tuple[int, int]:
    """The bounds of a ramp: the steps of 1-3-10 just below the least and above the largest value that is over zero."""
    known = [v for v in values if v > 0]
    if not known:
        return 1, NARROWEST
    low, high = _step_down(min(known)), _step_up(max(known))
    while high < low * NARROWEST:
        low = _step_down(low - 1) if low > 1 else low
        high = high if high >= low * NARROWEST else (_step_up(high + 1) if low == 1 else high)
    return low, high


def geometric(low: int, high: int) -> int:
    """The sum in the middle of the bounds on the logarithmic scale, to one digit, for the legend."""
    exact = math.isqrt(low * high)
    power = int(10 ** (len(str(exact)) - 1))
    return max(1, round(exact / power) * power)


def share(value: float, low: int, high: int) -> float:
    """Where a value stands between the bounds on the logarithmic scale, 0..1."""
    if value <= low:
        return 0.0
    return min(1.0, math.log(value / low) / math.log(high / low))


def class_of(value: int | None, low: int, high: int) -> int:
    """The colour class of a sum, 0 to CLASSES - 1; NO_DATA of nothing."""
    if value is None or value <= 0:
        return NO_DATA
    return min(CLASSES - 1, int(share(value, low, high) * CLASSES))


def tone(number: int) -> float:
    """Where a class stands on the ramp's stops, 0..1: by even steps from one end to the other."""
    return number / (CLASSES - 1)


def color_at(stops: Stops, at: float) -> tuple[int, int, int]:
    """The red, green and blue (0..255) of a ramp at 0..1."""
    where = [s for s, _ in stops]
    colors = [QColor(c) for _, c in stops]
    channels = ([c.red() for c in colors], [c.green() for c in colors], [c.blue() for c in colors])
    red, green, blue = (round(float(np.interp(at, where, channel))) for channel in channels)
    return red, green, blue


def table(stops: Stops, no_data: str) -> npt.NDArray[np.uint32]:
    """The opaque colour 0xAARRGGBB of each class, shape (CLASSES + 1,); the last one is NO_DATA's."""
    nothing = QColor(no_data)
    colors = [color_at(stops, tone(k)) for k in range(CLASSES)] + [(nothing.red(), nothing.green(), nothing.blue())]
    return np.array([0xFF000000 | r << 16 | g << 8 | b for r, g, b in colors], np.uint32)


def _step_down(value: int) -> int:
    power = int(10 ** (len(str(value)) - 1))
    return 3 * power if value >= 3 * power else power


def _step_up(value: int) -> int:
    down = _step_down(value)
    if down == value:
        return value
    return down * 3 if str(down)[0] == "1" else down // 3 * 10
