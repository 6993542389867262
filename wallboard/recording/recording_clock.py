"""Recording time: UTC at the start, monotonic from there on, never at or before what is already recorded."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], int]


class RecordingClock:
    """The collector's clock; a step of the system's time after the start does not move it.

    `utc_us` and `mono_us` are read for the present time; `last_us` is the newest commit of the recording so far.
    """

    def __init__(self, utc_us: Clock, mono_us: Clock, last_us: int | None = None) -> None:
        self._mono_us = mono_us
        self.anchor_mono_us = mono_us()
        self.utc_us = utc_us()
        self.anchor_us = self.utc_us if last_us is None else max(self.utc_us, last_us + 1)
        self._last_us = self.anchor_us - 1

    def now_us(self) -> int:
        """Recording time now."""
        return self.anchor_us + self._mono_us() - self.anchor_mono_us

    def next_us(self) -> int:
        """The time of the next commit: now, but always later than the one before."""
        self._last_us = max(self.now_us(), self._last_us + 1)
        return self._last_us
