"""The slow drift against burn-in: where the whole picture stands on its screen, as a function of recording time."""

from __future__ import annotations

from wallboard.core.instants import MINUTE_US

REACH_PX = 2
"""The picture stands at most so many device pixels from its place: nobody sees it move, no edge stays for a night."""
ACROSS_US, DOWN_US = 16 * MINUTE_US, 11 * MINUTE_US
"""How long it takes there and back; they have no common measure, so the way does not repeat within three hours."""


def offset(at_us: int) -> tuple[int, int]:
    """How many pixels to the right and down the picture stands: by one pixel at a time, back and forth."""
    return _swing(at_us, ACROSS_US), _swing(at_us, DOWN_US)


def _swing(at_us: int, period_us: int) -> int:
    """Whole numbers from -REACH_PX to REACH_PX and back, each held for the same time."""
    steps = 4 * REACH_PX
    step = at_us % period_us * steps // period_us
    return REACH_PX - abs(step - 2 * REACH_PX) if step <= steps else 0
