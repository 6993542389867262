"""How one layout becomes another: what is to be seen of each at any instant of the change."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from wallboard.core.motion import sine_in_out

LEAVING: Final = 0.42
"""The part of a dissolve in which the old layout sinks into the ground, before the new one rises out of it.

One after the other and never one through the other: figures that shine through figures read as wrong ones.
"""

BAND: Final = 0.12
"""How far the ground reaches to each side of a wipe's edge, as a fraction of the width."""
STRIP_PX: Final = 12


def is_leaving(over: float) -> bool:
    """Whether it is still the old layout that is to be seen when so much (0..1) of a dissolve is over."""
    return over < LEAVING


def veil(over: float) -> float:
    """How much (0..1) of the layout that is to be seen the ground covers when so much of a dissolve is over."""
    return sine_in_out(over / LEAVING if is_leaving(over) else (1 - over) / (1 - LEAVING))


def sunk(covered: float) -> float:
    """How much of a dissolve is over when the old layout is covered by so much: `veil` the other way round."""
    return LEAVING * math.acos(1 - 2 * min(1.0, max(0.0, covered))) / math.pi


def edge(over: float) -> float:
    """How far (0..1) a wipe has come from left to right."""
    return sine_in_out(over)


def wiped_px(come: float, width: int) -> int:
    """Up to where the new layout is to be seen on a canvas of `width` when a wipe has come so far."""
    return min(width, max(0, round(_middle(come, width))))


def veils(veil: float, come: float, width: int) -> list[tuple[int, int, float]]:
    """The upright strips (left, right, opacity) in which the bare ground covers a canvas of `width` in mid-change.

    A dissolve's is the whole canvas. A wipe draws a band of ground along: thickest where the layouts meet, so that no
    figure of the one goes on in a figure of the other.
    """
    if veil > 0:
        return [(0, width, veil)]
    middle, reach = _middle(come, width), BAND * width
    count = max(1, round(reach / STRIP_PX))
    marks = [round(middle + reach * k / count) for k in range(-count, count + 1)]
    found = []
    for left, right in pairwise(marks):
        near = 1 - abs((left + right) / 2 - middle) / reach
        if right > 0 and left < width:
            found.append((max(0, left), min(width, right), sine_in_out(min(1.0, max(0.0, near * 1.4)))))
    return found


def _middle(come: float, width: int) -> float:
    """Where the layouts meet: the band begins and ends beyond the canvas."""
    return width * (come * (1 + 2 * BAND) - BAND)
