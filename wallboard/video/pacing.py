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
"""A live stream that is ahead by more has sent what lay in store: it is caught up with. Late by more: it stalled."""
YOUNG_US: Final = 1_000_000
"""For so long after a beginning or a stall every frame that is ahead is caught up with."""
STORE_US: Final = 15_000_000
"""A stream that gets further ahead of its beginning is sent faster than it happens: it waits for us, like a file."""
WINDOW: Final = 100
"""Frames over which is looked how early the latest of them came."""
DRAIN, HURRY = 50, 20
"""Of a frame's length one part in so many is taken off while a stream is ahead, or a playlist behind."""


@dataclass(slots=True)
class Pacer:
    """Lays the times of a stream (microseconds) on the machine's monotonic clock.

    `realtime`: the stream cannot be held back: what arrives late moves everything later; of what lies ahead at the
    beginning or after a stall the newest is shown, and what is ahead otherwise is drained, so that a source whose clock
    runs otherwise stays with us. A file or a playlist waits for us instead; one of what happens now (`live`) that was
    held up is shown a little faster until it is where it was, unless it is late again: its source is behind then.
    """

    realtime: bool
    live: bool = False
    period_us: int = 40_000
    _anchor_us: int | None = None
    _meant_us: int = 0
    _last_us: int = 0
    _last_time_us: int | None = None
    _begun_us: int = 0
    _begun_time_us: int = 0
    _young_us: int = 0
    _earliest_us: int = 0
    _seen: int = 0
    _drains: bool = False

    def due(self, time_us: int | None, now_us: int, arrived_us: int | None = None) -> int:
        """When the frame of the stream's time `time_us` (None: it states none) is due; never before `now_us`.

        `arrived_us` is when it came (None: now). One that came in time, but is late now, is so by our own fault: it is
        made up for.
        """
        arrived_us = now_us if arrived_us is None else arrived_us
        if time_us is None:
            time_us = 0 if self._last_time_us is None else self._last_time_us + self.period_us
        step_us = None if self._last_time_us is None else time_us - self._last_time_us
        self._last_time_us = time_us
        if self._anchor_us is None or step_us is None or not 0 <= step_us < LEAP_US:
            due_us = self._begin(time_us, now_us, arrived_us)
        else:
            if SHORTEST_US <= step_us <= LONGEST_US:
                self.period_us += round((step_us - self.period_us) / 8)
            lay = self._lay_live if self.realtime else self._lay_file
            due_us = lay(time_us, now_us, arrived_us)
        self._last_us = max(due_us, now_us, self._last_us)
        return self._last_us

    def _begin(self, time_us: int, now_us: int, arrived_us: int) -> int:
        first = self._anchor_us is None
        self._begun_us, self._begun_time_us, self._young_us = arrived_us, time_us, arrived_us
        if self.realtime:
            start_us = max(arrived_us + BUFFER_US, 0 if first else self._last_us + self.period_us)
        else:  # a file that begins anew goes on without a gap
            start_us = now_us + self.period_us if first else max(now_us, self._last_us + self.period_us)
        self._meant_us = start_us - time_us
        return self._laid(start_us, time_us)

    def _lay_file(self, time_us: int, now_us: int, _arrived_us: int) -> int:
        anchor_us = self._anchor_us or 0
        due_us, behind_us = time_us + anchor_us, anchor_us - self._meant_us
        if due_us < now_us:
            laid_us = self._laid(max(now_us, self._last_us), time_us)
            if behind_us > 0 or now_us - due_us < BURST_US:
                self._meant_us = laid_us - time_us
            return laid_us
        if self.live and behind_us > 0:
            self._anchor_us = anchor_us - min(behind_us, self.period_us // HURRY)
        return time_us + (self._anchor_us or 0)

    def _lay_live(self, time_us: int, _now_us: int, arrived_us: int) -> int:
        early_us = time_us + (self._anchor_us or 0) - arrived_us
        if time_us - self._begun_time_us - (arrived_us - self._begun_us) > STORE_US:
            self.realtime = False
        elif early_us < -BURST_US:  # it has stalled; what comes first now may be old
            self._young_us = arrived_us
            return self._laid(arrived_us + BUFFER_US, time_us)
        elif early_us < 0:  # it comes late: from now on all is later
            return self._laid(arrived_us, time_us)
        elif early_us > BUFFER_US + (0 if arrived_us - self._young_us < YOUNG_US else BURST_US):
            return self._laid(arrived_us + BUFFER_US, time_us)
        else:
            self._watch(early_us)
            if self._drains:
                self._anchor_us = (self._anchor_us or 0) - self.period_us // DRAIN
        return time_us + (self._anchor_us or 0)

    def _laid(self, due_us: int, time_us: int) -> int:
        self._anchor_us = due_us - time_us
        self._seen = 0
        return due_us

    def _watch(self, early_us: int) -> None:
        self._earliest_us = early_us if self._seen == 0 else min(self._earliest_us, early_us)
        self._seen += 1
        if self._seen >= WINDOW:
            self._drains, self._seen = self._earliest_us > BUFFER_US * 5 // 4, 0
