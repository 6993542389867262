"""Whether a machine leads, follows or waits, by what it has heard of the others and of the broker."""

from __future__ import annotations

from wallboard.link.broker_reach import BrokerReach
from wallboard.link.election import Decision, Heard, LeadClaim, decide, decide_replay
from wallboard.link.following import Following
from wallboard.link.messages import LeadMessage
from wallboard.link.node_place import NodePlace
from wallboard.link.peers import Peers
from wallboard.link.replay_share import ReplayShare
from wallboard.recording.link_files import LinkState


class Candidacy:
    """Puts together what `election` decides by."""

    def __init__(self, place: NodePlace, peers: Peers, reach: BrokerReach, begun_us: int) -> None:
        """`begun_us` is when this process began, by the monotonic clock."""
        self._place, self._peers, self._reach, self._begun_us = place, peers, reach, begun_us
        self._share = ReplayShare(place)

    def decision(
        self, lead: LeadMessage | None, state: LinkState, following: Following, now_us: int, utc_us: int
    ) -> Decision:
        """What this machine is from now on; `lead` is the newest claim of another one."""
        claim = None if lead is None else LeadClaim(lead.epoch, lead.node)
        heard = Heard(
            self._place.node,
            self._place.candidates,
            state.role,
            state.led,
            claim,
            max(state.epoch, state.led),
            now_us,
            self._begun_us,
            self._reach.since_us,
            None if claim is None else self._peers.gone_us(claim.node, claim.epoch, now_us),
            self._peers.present(now_us),
            self._place.takeover_us,
        )
        if self._place.replay:
            return decide_replay(heard, self._share.has(lead, following, state.led, utc_us))
        return decide(heard)

    def problem(self, lead: LeadMessage | None, state: LinkState) -> str:
        """Why what is to be played from here is not; "": it is, or nothing is."""
        return self._share.problem(lead) if state.role == "follower" else ""
