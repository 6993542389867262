"""One clock: how far the lead's monotonic clock is from this machine's, from pings, and the way it is corrected."""

from __future__ import annotations

from collections import deque
from typing import Final

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.recording.link_files import ClockEntry

KEPT: Final = 16
"""Pings of which the one with the least round trip counts: the others stood in a queue somewhere."""
SETTLED: Final = 8
OLD_US: Final = 60 * SECOND_US
SLEW_PPM: Final = 500.0
JUMP_US: Final = 250_000.0
"""A difference beyond is none of drift: another machine leads, or it was started anew."""
DRIFT_PPM: Final = 50.0
"""How far two quartz clocks may run apart: an old ping is that much worse."""


class _Ping(msgspec.Struct, frozen=True):
    got_us: int
    round_us: int
    offset_us: float


class ClockEstimate:
    """Learns from pings; `offset_us` is by how much the lead's clock leads, None while nothing is known."""

    def __init__(self) -> None:
        self._pings: deque[_Ping] = deque(maxlen=KEPT)

    def take(self, sent_us: int, there_us: tuple[int, int], got_us: int) -> bool:
        """A ping has come back; whether it makes sense. Clocks are monotonic, in microseconds.

        It was sent and came back by this machine's clock, and came there and left (`there_us`) by the lead's: the
        offset as NTP has it (RFC 5905, section 8).
        """
        round_us = (got_us - sent_us) - (there_us[1] - there_us[0])
        if not 0 <= got_us - sent_us <= 5 * SECOND_US or there_us[1] < there_us[0] or round_us < 0:
            return False
        offset_us = (there_us[0] - sent_us + there_us[1] - got_us) / 2
        best = self._best(got_us)
        if best is not None and abs(offset_us - best.offset_us) > JUMP_US + round_us:
            self._pings.clear()
        self._pings.append(_Ping(got_us, round_us, offset_us))
        return True

    def forget(self) -> None:
        """Another machine leads."""
        self._pings.clear()

    @property
    def is_settled(self) -> bool:
        """Whether there were enough pings for one of them to be a quick one."""
        return len(self._pings) >= SETTLED

    @property
    def offset_us(self) -> float | None:
        """The offset by the best ping."""
        best = self._best(self._pings[-1].got_us) if self._pings else None
        return None if best is None else best.offset_us

    @property
    def round_us(self) -> int | None:
        """The round trip of the best ping: the offset is known to half of it at worst."""
        best = self._best(self._pings[-1].got_us) if self._pings else None
        return None if best is None else best.round_us

    def _best(self, now_us: int) -> _Ping | None:
        fresh = [ping for ping in self._pings if now_us - ping.got_us <= OLD_US]
        return min(fresh, key=lambda p: p.round_us / 2 + (now_us - p.got_us) * DRIFT_PPM / 1e6, default=None)


def corrected(entry: ClockEntry | None, since_us: int, mono_us: int, offset_us: float) -> ClockEntry:
    """The clock that is to hold for sessions since `since_us`: slewed from where it stands, unless it is far off."""
    if entry is None or entry.since_us != since_us or abs(offset_us - entry.at(mono_us)) > JUMP_US:
        return ClockEntry(since_us, mono_us, offset_us)
    stands_us = entry.at(mono_us)
    slew_us = offset_us - stands_us
    return ClockEntry(since_us, mono_us, stands_us, SLEW_PPM if slew_us > 0 else -SLEW_PPM, slew_us)
