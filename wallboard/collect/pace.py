"""When the next fetch is due: on a fixed grid that neither drifts nor makes up for what was missed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Fetches at `anchor_us` + k · `interval_us` (monotonic microseconds), each within `deadline_us`."""

    anchor_us: int
    interval_us: int
    deadline_us: int

    def after(self, now_us: int, not_before_us: int = 0) -> int:
        """The first instant of the grid after `now_us` and not before `not_before_us`; ticks in between are skipped."""
        earliest_us = max(now_us + 1, not_before_us)
        steps = -(-(earliest_us - self.anchor_us) // self.interval_us)
        return self.anchor_us + max(0, steps) * self.interval_us
