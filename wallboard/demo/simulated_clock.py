"""From wall time to the time of the event, so that a restarted endpoint goes on with the same night."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wallboard.core.errors import UsageError

STEP_US = 500_000
"""The endpoint's document changes this often in wall time; `sequence` counts the steps."""

MAX_SPEED = 100_000

_YEAR_US = 366 * 86_400_000_000
"""The event can be told from a year before it to a hundred years after; beyond that no calendar is asked."""


@dataclass(frozen=True, slots=True)
class EventClock:
    """The event stood at `start_at_us` (elapsed, negative on the eve) at wall time `anchor_wall_us`, and runs `speed`×.

    Two clocks with the same three values tell the same night at any time, in any process.
    """

    start_at_us: int
    anchor_wall_us: int
    speed: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Raises UsageError for a speed that is not above 0 and at most 100,000, or a start over a year away."""
        if not (self.speed.is_finite() and 0 < self.speed <= MAX_SPEED):
            msg = f"a speed of {self.speed} cannot be played: choose one above 0 and up to {MAX_SPEED}"
            raise UsageError(msg)
        if abs(self.start_at_us) > _YEAR_US:
            msg = "the demonstration starts within a year of 2016-11-11T00:00:00+08:00: choose another --start-at"
            raise UsageError(msg)

    def step(self, wall_us: int) -> int:
        """How many steps have begun since the anchor; 0 if the wall clock has been set back before it."""
        return max(0, (wall_us - self.anchor_wall_us) // STEP_US)

    def elapsed_us(self, step: int) -> int:
        """Event time at the beginning of a step, microseconds since 00:00:00, rounded down."""
        return min(self.start_at_us + int(Fraction(self.speed) * step * STEP_US), 100 * _YEAR_US)


def steady_wall_us() -> Callable[[], int]:
    """A clock of wall time in microseconds since the Unix epoch, read once and then carried on by the monotonic clock.

    So the night neither jumps nor runs backwards when the machine's clock is set while it is told.
    """
    offset_ns = time.time_ns() - time.monotonic_ns()
    return lambda: (offset_ns + time.monotonic_ns()) // 1000
