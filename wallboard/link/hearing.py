"""What is believed of what is heard: where each kind of message may be said, and by whom."""

from __future__ import annotations

import msgspec

from wallboard.link.bus import BusMessage
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


class KnownLead(msgspec.Struct, frozen=True):
    """What a machine knows of who leads: the newest claim, the newest epoch known, and whether it leads itself."""

    node: str
    claim: LeadMessage | None
    epoch: int
    leads: bool


class EarlyWords:
    """What comes before the word of who leads, newest by topic: what the broker keeps comes in any order."""

    def __init__(self) -> None:
        self._words: dict[str, tuple[Head | ControlSet, BusMessage]] = {}

    def keep(self, told: Head | ControlSet, message: BusMessage, known: KnownLead) -> bool:
        """Keep what is early; False: it is not, and is to be taken now."""
        early = not known.leads and message.kept and told.epoch >= known.epoch
        if early and (known.claim is None or told.epoch > known.claim.epoch):
            self._words[message.topic] = told, message
            return True
        return False

    def taken(self) -> tuple[tuple[Head | ControlSet, BusMessage], ...]:
        """All that was kept, which is forgotten."""
        words, self._words = tuple(self._words.values()), {}
        return words


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
