"""Since when the broker is reached: the connection stands, and something comes through it."""

from __future__ import annotations

from typing import Final, Literal

from wallboard.core.instants import SECOND_US
from wallboard.link.bus import Contact

MUTE_US: Final = 3 * SECOND_US
"""A broker of which nothing has come for so long is not reached: a machine's own beats come back once a second."""

Change = Literal["met", "lost"]


class BrokerReach:
    """What a connection says of itself, and what is heard: a cable that is out ends no connection for a while."""

    def __init__(self) -> None:
        """Nothing has been heard yet."""
        self._times = 0
        self._heard_us = 0
        self.since_us: int | None = None
        """From when on the broker has been reached without a break; None: it is not."""

    def connected(self, contact: Contact, now_us: int) -> Change | None:
        """Whether a connection was made or ended since this was asked last."""
        if contact.reached and contact.times != self._times:
            self._times = contact.times
            return self._met(now_us)
        return self._lost() if not contact.reached and self.since_us is not None else None

    def heard(self, contact: Contact, now_us: int, *, anything: bool) -> Change | None:
        """Whether the broker is found mute, or is heard again; `anything` says whether something came just now."""
        if anything:
            self._heard_us = now_us
        if self.since_us is not None and now_us - self._heard_us > MUTE_US:
            return self._lost()
        return self._met(now_us) if self.since_us is None and anything and contact.reached else None

    def _met(self, now_us: int) -> Change:
        self.since_us = self._heard_us = now_us
        return "met"

    def _lost(self) -> Change:
        self.since_us = None
        return "lost"
