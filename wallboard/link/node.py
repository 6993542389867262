"""One machine of the wall: what it hears decides what it is, and what it is decides what it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from wallboard.core.errors import RecordingError
from wallboard.link.beating import Beating, Health
from wallboard.link.broker_reach import BrokerReach, Change
from wallboard.link.bus import Bus, BusMessage
from wallboard.link.candidacy import Candidacy
from wallboard.link.follower import Follower
from wallboard.link.following import Following
from wallboard.link.hearing import EarlyWords, KnownLead, examine_claim, is_for_follower
from wallboard.link.leading import Leading
from wallboard.link.mailbox import Mailbox
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
from wallboard.link.node_place import NodePlace
from wallboard.link.node_state import as_lead, resumed, save, with_lead
from wallboard.link.peers import Peers
from wallboard.link.refusals import Refusals
from wallboard.recording.link_files import Role
from wallboard.recording.replica import last_commit, set_epoch

log = logging.getLogger(__name__)

LOOK_US: Final = 8_000
"""How often files are looked at, at most."""


class LinkNode:
    """A machine among others; `turn` is called again and again, and never raises for what others send."""

    def __init__(
        self,
        place: NodePlace,
        folder: Path,
        bus: Bus,
        *,
        mono_us: Callable[[], int],
        utc_us: Callable[[], int],
        health: Callable[[], Health] = Health,
    ) -> None:
        """`folder` is this machine's recording. Raises RecordingError, OSError: it cannot be used."""
        self.place, self.folder = place, folder
        self._mono_us, self._utc_us = mono_us, utc_us
        self.topics = Topics(place.wall)
        self._mail = Mailbox(bus, self.topics, place.node, place.key)
        self.peers = Peers(place.node, place.candidates)
        begun_us = mono_us()
        self.state = resumed(folder, place.wall, place.node, begun_us)
        self.lead: LeadMessage | None = None
        self._early = EarlyWords()
        self._reach = BrokerReach()
        self._candidacy = Candidacy(place, self.peers, self._reach, begun_us)
        self._looked_us: int | None = None
        self.leading: Leading | None = None
        self._follower = Follower(place, folder, self._mail, self.topics, mono_us=mono_us, utc_us=utc_us)
        self._save(durable=True)
        self._beating = Beating(place.node, utc_us(), health)
        self.contact = self._mail.open(self._beating.gone)
        if self.state.role == "lead":
            self._begin_to_lead()

    @property
    def refusals(self) -> Refusals:
        """What was not taken."""
        return self._mail.refusals

    @property
    def following(self) -> Following:
        """The replica, and what is missing of it."""
        return self._follower.rows

    @property
    def role(self) -> Role:
        """What this machine is now."""
        return self.state.role

    @property
    def lag_us(self) -> int | None:
        """How old the newest live row was when it was here; None: not known."""
        return self._follower.clock.lag_us

    def turn(self, wait_s: float = 0.0) -> None:
        """Take in what has come (waiting so long at most for a first message), decide, and say what is new."""
        now_us = self._mono_us()
        self._note(self._reach.connected(self.contact, now_us), now_us)
        heard = self._mail.take_in(wait_s, self._take)
        now_us = self._mono_us()
        self._note(self._reach.heard(self.contact, now_us, anything=heard), now_us)
        self._decide(now_us)
        if self._looked_us is None or now_us - self._looked_us >= LOOK_US:
            self._looked_us = now_us
            self._look(now_us)
        if self._beating.is_due(now_us):
            self._beat(now_us)
            self._save()

    def _look(self, now_us: int) -> None:
        """See to what is in files, however many messages have come meanwhile."""
        if self.leading is None:
            for why in self._follower.turn(self.lead, self.state, self._wall_us()):
                self.refusals.count(why, self.topics.control)
            return
        self.leading.turn(now_us, self._wall_us())
        if self._mail.spoilt:
            self._mail.spoilt = not self.leading.repeat(now_us)

    def close(self) -> None:
        """Leave the others, and let a collector have the recording; a lead goes on leading."""
        self._mail.close()
        if self.leading is not None:
            self.leading.close()
        self._follower.close()

    # what has come

    def _note(self, change: Change | None, now_us: int) -> None:
        """The broker is reached from here on, where what was said meanwhile has not been heard; or not any more."""
        if change == "lost":
            self._save()
        if change != "met":
            return
        self._beating.anew()
        self._follower.anew()
        self.peers.forget(now_us)
        if self.leading is not None:
            self.leading.again()

    def _take(self, told: AnyMessage, message: BusMessage) -> None:
        if isinstance(told, Head | ControlSet) and self._early.keep(told, message, self._known_lead):
            return
        now_us = self._mono_us()
        match told:
            case LeadMessage():
                self._take_lead(told)
            case Beat():
                self.peers.take(told, now_us, kept=message.kept)
            case Rows() | Head() | ControlSet() | Pong():
                if is_for_follower(told, self._known_lead) and self.lead is not None:
                    state = self._follower.take(told, message, self.lead, self.state)
                    if state is not self.state:
                        self.state = state
                        self._save()
            case Ask() | Ping() | WishMessage():
                if self.leading is not None:
                    self._take_as_lead(told, message, now_us, self.leading)

    @property
    def _known_lead(self) -> KnownLead:
        newest = max(self.state.epoch, self.state.led)
        return KnownLead(self.place.node, self.lead, newest, self.leading is not None)

    def _take_lead(self, told: LeadMessage) -> None:
        heard = 0 if self.place.replay else self.state.epoch
        examine_claim(told, self._known_lead, self.place.candidates, heard)
        if told.node == self.place.node and self.leading is not None:
            return
        known = self.lead
        if known is not None and known.epoch == told.epoch and known.recording and not told.recording:
            return  # said before it had a recording, and overtaken
        self.lead = told
        if known is None or known.epoch != told.epoch:
            self._follower.another_leads()
            self.peers.claimed(told.node, told.epoch, self._mono_us())
            self.state = with_lead(self.state, told)
            self._save(durable=True)
        if self.following.replica is not None and known != told:
            self.following.agree(self.state.led, told)
        for kept, message in self._early.taken():
            try:
                self._take(kept, message)
            except Refused as refused:
                self.refusals.count(refused.why, message.topic)

    def _take_as_lead(self, told: Ask | Ping | WishMessage, message: BusMessage, now_us: int, leading: Leading) -> None:
        match told:
            case Ask():
                leading.serving.asked(told, now_us)
            case Ping():
                leading.answer(told, message.reply_to, message.at_us or now_us, self._mono_us())
            case WishMessage():
                leading.control.take(told, self._wall_us())

    # what it is

    def _decide(self, now_us: int) -> None:
        state = self.state
        decision = self._candidacy.decision(self.lead, state, self.following, now_us, self._utc_us())
        if decision.role == "lead" and self.leading is None:
            self._become_lead(decision.epoch)
        elif decision.role != "lead" and self.leading is not None:
            self._step_down(self.leading)
        elif decision.role != state.role:
            self.state = replace(state, role=decision.role)
            self._save()

    def _wall_us(self) -> int:
        """The wall's time: this machine's, but in a replay that of who began it, as far as it is known."""
        known_us = self.state.wall_us(self._mono_us()) if self.place.replay else None
        return self._utc_us() if known_us is None else known_us

    def _become_lead(self, epoch: int) -> None:
        self.following.close()
        try:
            since_us = last_commit(self.place.plays or self.folder)
            if not self.place.replay:
                set_epoch(self.folder, epoch)
        except RecordingError as error:
            self.following.problem = str(error)
            return
        mono_us = self._mono_us()
        base_us = self._wall_us() - mono_us if self.place.replay else None
        self.state = as_lead(self.state, epoch, since_us, mono_us, base_us)
        self._save(durable=True)
        log.warning("this machine leads the wall now (epoch %d)", epoch)
        self._begin_to_lead()

    def _begin_to_lead(self) -> None:
        self.lead = None
        self._beating.anew()
        replays, plays = self.place.replay, self.place.plays
        played = plays or (self.folder if replays else None)
        goes_on = replays and plays is None
        self.leading = Leading(self.folder, self.topics, self.state, self._mail.send, played, goes_on=goes_on)
        self._follower.end()
        self.leading.serving.look(self._mono_us())
        if self._reach.since_us is not None:
            self.leading.tell()

    def _step_down(self, leading: Leading) -> None:
        leading.close()
        self.leading = None
        self._follower.begin()
        self.state = replace(self.state, role="follower")
        self._beating.anew()
        self._save(durable=True)
        log.warning("this machine follows now: %s leads", "another one" if self.lead is None else self.lead.node)

    # what it says

    @property
    def _commit_us(self) -> int:
        return self.following.commit_us if self.leading is None else self.leading.serving.commit_us

    @property
    def _head_us(self) -> int:
        """How far the lead's recording goes, as far as it has been told; 0: not at all."""
        head = self.following.head
        return self._commit_us if self.leading is not None else 0 if head is None else head.commit_us

    def _beat(self, now_us: int) -> None:
        if self.leading is None:
            clock = self._follower.clock
            known = self._commit_us, clock.offset_us, clock.lag_us
        else:
            known = self._commit_us, 0.0, 0
        refused = sum(self.refusals.counts.values())
        beat = self._beating.beat(self.role, self.state.epoch, *known, refused)
        self.peers.put(beat, now_us)
        self._mail.send(self.topics.node(self.place.node), beat, True)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong on this machine's side, each in one line."""
        said = [*self._follower.problems, self._candidacy.problem(self.lead, self.state)]
        said += self.leading.problems if self.leading is not None else ()
        return tuple(each for each in said if each)

    def _save(self, *, durable: bool = False) -> None:
        now_us = self._mono_us()
        state = self.state
        self.state = replace(
            state,
            lead=self.place.node if self.leading is not None else "" if self.lead is None else self.lead.node,
            reached=self._reach.since_us is not None,
            written_us=now_us,
            generation=state.generation + self.following.take_cuts(),
            alarms=self.problems,
            refused=self.refusals.counts,
            machines=self.peers.machines(now_us),
            commit_us=self._commit_us,
            head_us=self._head_us,
        )
        save(self.folder, self.state, durable=durable)
