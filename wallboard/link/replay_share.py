"""What a machine has of a recording that is played to the wall: one of its own that it plays, or a whole copy."""

from __future__ import annotations

from wallboard.core.instants import SECOND_US
from wallboard.link.election import Replayed
from wallboard.link.following import Following
from wallboard.link.messages import LeadMessage
from wallboard.link.node_place import NodePlace
from wallboard.recording.newest_session import newest_session


class ReplayShare:
    """Knows which recording this machine plays, and of which it has held all."""

    def __init__(self, place: NodePlace) -> None:
        """`place` says what is played from here."""
        session = None if place.plays is None else newest_session(place.plays)
        self._plays = place.plays is not None
        self._own = "" if session is None else session.recording
        self._copied = ""

    def has(self, lead: LeadMessage | None, following: Following, led: int, utc_us: int) -> Replayed:
        """What it could lead with; `led` is the newest epoch in which it led."""
        replica, head = following.replica, following.head
        if replica is not None and head is not None and 0 < head.commit_us == replica.last_us:
            self._copied = replica.recording
        copied = replica is not None and bool(self._copied) and replica.recording == self._copied
        same = self._plays and lead is not None and lead.recording == self._own
        succeeds = lead is not None and lead.goes_on and self._is_another(lead) and not led
        return Replayed(self._plays, same or copied, succeeds, utc_us // SECOND_US)

    def problem(self, lead: LeadMessage | None) -> str:
        """Why what is to be played from here is not; "": it is, or nothing is."""
        if lead is None or not self._is_another(lead):
            return ""
        return f"{lead.node} plays a recording on this wall already: end one of the two replays"

    def _is_another(self, lead: LeadMessage) -> bool:
        return self._plays and lead.recording not in ("", self._own)
