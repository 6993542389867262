"""When each frame of a stream is due: its own times laid on this machine's clock, evenly, whatever the stream does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SHORTEST_US, LONGEST_US = 8_000, 1_000_000
"""A frame a second and 120 a second: what lies beyond is shown as often as that."""
LEAP_US: Final = 1_000_000
"""A jump of the stream's times that is longer, or backwards, is a new beginning."""
BUFFER_US: Final = 100_000
"""How long frames of a stream that happens now are held back, so that late ones come in time."""
BURST_US: Final = 400_000
"""A live stream that is ahead by more has sent what lay in store: it is caught up with."""
WINDOW: Final = 100
"""Frames over which is looked how early the latest of them came."""
DRAIN: Final = 200
"""Of a frame's length one part in so many is taken off at each frame while a stream is ahead: nobody sees that."""


@dataclass(slots=True)
class Pacer:
    """Lays the times of a stream (microseconds) on the machine's monotonic clock.

    `realtime`: the stream cannot be held back: what comes late moves everything later, what is early is drained slowly,
    so that a source whose clock runs otherwise stays with us. A file or a playlist waits for us instead.
    """

    realtime: bool
    period_us: int = 40_000
    _anchor_us: int | None = None
    _last_us: int = 0
    _last_time_us: int | None = None
    _earliest_us: int = 0
    _seen: int = 0
    _drains: bool = False

    def due(self, time_us: int | None, now_us: int, *, stored: bool = False) -> int:
        """When the frame of the stream's time `time_us` (None: it states none), which came at `now_us`, is due.

        `stored`: it had not to be waited for. One that is late then is late by our fault: it is made up for.
        """
        if time_us is None:
            time_us = 0 if self._last_time_us is None else self._last_time_us + self.period_us
        step_us = None if self._last_time_us is None else time_us - self._last_time_us
        self._last_time_us = time_us
        if self._anchor_us is None or step_us is None or not 0 <= step_us < LEAP_US:
            first = self._anchor_us is None
            earliest = now_us + (BUFFER_US if self.realtime else self.period_us)
            start_us = earliest if first else max(earliest, self._last_us + self.period_us)
            if not first and not self.realtime:  # a file that begins anew goes on without a gap
                start_us = max(now_us, self._last_us + self.period_us)
            return self._restarted(start_us, time_us)
        if SHORTEST_US <= step_us <= LONGEST_US:
            self.period_us += round((step_us - self.period_us) / 8)
        due_us = time_us + self._anchor_us
        if due_us < now_us and stored and self.realtime:
            self._last_us = max(now_us, self._last_us)
            return self._last_us
        if due_us < now_us:  # it comes late: from now on all is later
            return self._restarted(max(now_us, self._last_us), time_us)
        if self.realtime:
            self._watch(due_us - now_us)
            if due_us - now_us > BURST_US + BUFFER_US:
                return self._restarted(max(now_us + BUFFER_US, self._last_us), time_us)
            if self._drains:
                self._anchor_us -= self.period_us // DRAIN
                due_us = time_us + self._anchor_us
        self._last_us = max(due_us, self._last_us)
        return self._last_us

    def _restarted(self, due_us: int, time_us: int) -> int:
        self._anchor_us = due_us - time_us
        self._last_us = due_us
        self._seen = 0
        return due_us

    def _watch(self, early_us: int) -> None:
        self._earliest_us = early_us if self._seen == 0 else min(self._earliest_us, early_us)
        self._seen += 1
        if self._seen >= WINDOW:
            self._drains, self._seen = self._earliest_us > BUFFER_US * 5 // 4, 0
