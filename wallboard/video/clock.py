"""Time, as the command that starts a decoder hands it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

NAP_US: Final = 200_000
"""The longest sleep: in between a decoder says that it lives."""


@dataclass(frozen=True, slots=True)
class DecoderClock:
    """The monotonic clock in microseconds, and sleep in seconds."""

    mono_us: Callable[[], int]
    sleep: Callable[[float], None]

    def wait(self, until_us: int, beat: Callable[[int], None]) -> None:
        """Sleep until an instant, and beat meanwhile."""
        while (left_us := until_us - self.mono_us()) > 0:
            self.sleep(min(left_us, NAP_US) / 1e6)
            beat(self.mono_us())
