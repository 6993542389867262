"""The lead's clock as a follower knows it: when it is asked for, how it is corrected, and how old rows are by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wallboard.core.instants import SECOND_US
from wallboard.link.clock import ClockEstimate, corrected
from wallboard.link.messages import Ping, Pong, Refused
from wallboard.recording.link_files import ClockEntry
from wallboard.recording.newest_session import NewestSession

PINGS_AT_ONCE: Final = 16
"""So many pings are sent quickly to a lead that is new."""
QUICK_US: Final = 70_000
ANEW_US: Final = 5 * SECOND_US
"""A clock that falls back by more is that of a machine that was started anew."""
PING_US: Final = 730_000
"""Not in step with anything else that is sent: what is sent together waits for each other."""


class LeadClock:
    """Learns the lead's clock from pings; all instants are of this machine's monotonic clock."""

    def __init__(self, node: str, ask: Callable[[Ping], None]) -> None:
        self._node, self._ask = node, ask
        self._estimate = ClockEstimate()
        self._pings = 0
        self._ping_us: int | None = None
        self.lag_us: int | None = None
        """How old the newest row was when it was here; None: not known."""

    @property
    def offset_us(self) -> float | None:
        """By how much the lead's clock leads; None: not known."""
        return self._estimate.offset_us

    def anew(self) -> None:
        """The broker has come back: ask quickly at first."""
        self._pings, self._ping_us = 0, None

    def forget(self) -> None:
        """Another machine leads."""
        self._estimate.forget()
        self.anew()

    def turn(self, now_us: int, mono_us: Callable[[], int]) -> None:
        """Ask, if it is time to; `mono_us` reads the clock as late as can be."""
        due_us = QUICK_US if self._pings < PINGS_AT_ONCE else PING_US
        if self._ping_us is None or now_us - self._ping_us >= due_us:
            self._ping_us = now_us
            self._pings += 1
            self._ask(Ping(self._node, mono_us()))

    def take(self, pong: Pong, got_us: int) -> bool:
        """An answer has come; whether the lead's clock has begun anew since the last one. Raises Refused."""
        before_us = self._estimate.offset_us
        if not self._estimate.take(pong.sent_us, (pong.got_us, pong.lead_us), got_us):
            raise Refused(why="stale")
        after_us = self._estimate.offset_us
        return before_us is not None and after_us is not None and before_us - after_us > ANEW_US

    def entry(self, current: ClockEntry | None, session_us: int, now_us: int) -> ClockEntry | None:
        """The clock to go by since a session began, `current` being the one so far; None: it is not known yet."""
        offset_us = self._estimate.offset_us
        if offset_us is None or not self._estimate.is_settled:
            return None
        known = current if current is not None and current.since_us == session_us else None
        return corrected(known, session_us, now_us, offset_us)

    def measure_lag(self, session: NewestSession | None, commit_us: int, mono_us: int) -> None:
        """A row has come: how old it is by the recording's clock, as far as this machine knows that."""
        offset_us = self.offset_us
        if session is not None and offset_us is not None:
            self.lag_us = round(session.commit_us + mono_us + offset_us - session.mono_us) - commit_us
