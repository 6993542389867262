"""What is believed of what is heard: where each kind of message may be said, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.link.election import LeadClaim, is_credible
from wallboard.link.messages import (
    AnyMessage,
    Ask,
    Beat,
    ControlSet,
    Head,
    LeadMessage,
    Ping,
    Pong,
    Refused,
    Rows,
    Topics,
    WishMessage,
)


@dataclass(frozen=True, slots=True)
class KnownLead:
    """What a machine knows of who leads: the newest claim, the newest epoch known, and whether it leads itself."""

    node: str
    claim: LeadMessage | None
    epoch: int
    leads: bool


def examine_topic(told: AnyMessage, topic: str, topics: Topics, node: str) -> None:
    """Refuse what is said under a topic that is for something else. Raises Refused."""
    if topic not in _places(told, topics, topics.to(node)):
        raise Refused(why="misplaced")


def examine_claim(told: LeadMessage, known: KnownLead, candidates: tuple[str, ...], heard: int) -> None:
    """Refuse who cannot lead, and who led once; `heard` is the newest epoch of others. Raises Refused."""
    if not is_credible(LeadClaim(told.epoch, told.node), candidates, heard):
        raise Refused(why="not the lead")
    if told.epoch < known.epoch:
        raise Refused(why="stale")


def is_for_follower(told: Rows | Head | ControlSet | Pong, known: KnownLead) -> bool:
    """Whether it is for this machine to take: its own words come back to a lead. Raises Refused: not the lead's."""
    if known.leads and told.node == known.node:
        return False
    if told.epoch < known.epoch:
        raise Refused(why="stale")
    if known.claim is None:
        return False  # who leads is said in a moment
    if (told.epoch, told.node) != (known.claim.epoch, known.claim.node):
        raise Refused(why="not the lead")
    return not known.leads


def _places(told: AnyMessage, topics: Topics, mine: str) -> tuple[str, ...]:
    """The topics under which a message may be said to this machine."""
    return {
        LeadMessage: (topics.lead,),
        Rows: (topics.rows, mine),
        Head: (topics.head,),
        ControlSet: (topics.control,),
        Pong: (mine,),
        Ask: (topics.ask,),
        Ping: (topics.ask,),
        WishMessage: (topics.request,),
        Beat: (topics.node(told.node),),
    }[type(told)]
