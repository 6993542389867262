"""One machine of the wall: what it hears decides what it is, and what it is decides what it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US, from_us
from wallboard.link.beating import Beating, Health
from wallboard.link.bus import Bus, BusMessage
from wallboard.link.control_share import ControlFollower
from wallboard.link.election import Heard, LeadClaim, decide, decide_replay
from wallboard.link.following import Following
from wallboard.link.hearing import KnownLead, examine_claim, is_for_follower
from wallboard.link.lead_clock import LeadClock
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
from wallboard.link.node_state import as_lead, resumed, save, with_clock, with_lead
from wallboard.link.peers import Peers
from wallboard.link.refusals import Refusals
from wallboard.recording.link_files import Role
from wallboard.recording.replica import last_commit, set_epoch

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Which machine of which wall this is."""

    wall: str
    node: str
    candidates: tuple[str, ...]
    takeover_us: int = 5 * SECOND_US
    replay: bool = False
    """A finished recording is played to the wall, which `plays` names on the machine that starts it."""
    plays: Path | None = None
    key: bytes = field(default=b"", repr=False)


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
        self.peers = Peers(place.node)
        self._begun_us = mono_us()
        self.state = resumed(folder, place.wall, place.node)
        self.lead: LeadMessage | None = None
        self._early: dict[str, tuple[Head | ControlSet, BusMessage]] = {}
        self._reached_us: int | None = None
        self._times = 0
        self._clock = LeadClock(place.node, self._mail.ask)
        self.leading: Leading | None = None
        self.following = Following(
            folder, place.node, self._mail.ask, lambda: _stamp(utc_us()), begun=utc_us(), keeps=not place.replay
        )
        self._control = ControlFollower(folder, place.node)
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
    def role(self) -> Role:
        """What this machine is now."""
        return self.state.role

    def turn(self, wait_s: float = 0.0) -> None:
        """Take in what has come (waiting so long at most for a first message), decide, and say what is new."""
        self._meet()
        self._mail.take_in(wait_s, self._take)
        now_us = self._mono_us()
        self._decide(now_us)
        if self.leading is not None:
            self.leading.turn(now_us, self._utc_us())
            if self._mail.spoilt:
                self._mail.spoilt = not self.leading.repeat(now_us)
        else:
            self._follow(now_us)
        if self._beating.is_due(now_us):
            self._beat(now_us)
            self._save()

    def close(self) -> None:
        """Leave the others, and let a collector have the recording; a lead goes on leading."""
        self._mail.close()
        if self.leading is not None:
            self.leading.close()
        self.following.close()
        self._control.close()

    # what has come

    def _meet(self) -> None:
        if self.contact.reached and self.contact.times != self._times:
            self._times = self.contact.times
            self._reached_us = self._mono_us()
            self._beating.anew()
            self._clock.anew()
            self.peers.forget(self._reached_us)
            self.following.anew()
            if self.leading is not None:
                self.leading.again()
        elif not self.contact.reached and self._reached_us is not None:
            self._reached_us = None
            self._save()

    def _take(self, told: AnyMessage, message: BusMessage) -> None:
        if isinstance(told, Head | ControlSet) and self.leading is None and self._is_early(told, message):
            self._early[message.topic] = told, message
            return
        now_us = self._mono_us()
        match told:
            case LeadMessage():
                self._take_lead(told)
            case Beat():
                self.peers.take(told, now_us, kept=message.kept)
            case Rows() | Head() | ControlSet() | Pong():
                if is_for_follower(told, self._known_lead):
                    self._take_from_lead(told, message, now_us)
            case Ask() | Ping() | WishMessage():
                if self.leading is not None:
                    self._take_as_lead(told, message, now_us, self.leading)

    def _is_early(self, told: Head | ControlSet, message: BusMessage) -> bool:
        """Whether it comes before the word of who leads: what the broker keeps comes in any order."""
        return (
            message.kept
            and told.epoch >= self._known_lead.epoch
            and (self.lead is None or told.epoch > self.lead.epoch)
        )

    @property
    def _known_lead(self) -> KnownLead:
        newest = max(self.state.epoch, self.state.led)
        return KnownLead(self.place.node, self.lead, newest, self.leading is not None)

    def _take_lead(self, told: LeadMessage) -> None:
        heard = 0 if self.place.replay else self.state.epoch
        examine_claim(told, self._known_lead, self.place.candidates, heard)
        if told.node == self.place.node and self.leading is not None:
            return
        known, self.lead = self.lead, told
        if known is None or known.epoch != told.epoch:
            self._clock.forget()
            self.following.anew()
            self.peers.claimed(told.node, told.epoch, self._mono_us())
            self.state = with_lead(self.state, told)
            self._save(durable=True)
        if self.following.replica is not None and known != told:
            self.following.agree(self.state.led, told)
        early, self._early = self._early, {}
        for kept, message in early.values():
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
                leading.control.take(told, self._utc_us())

    def _take_from_lead(self, told: Rows | Head | ControlSet | Pong, message: BusMessage, now_us: int) -> None:
        assert self.lead is not None  # it was compared with what has come
        match told:
            case Rows():
                answer = message.topic != self.topics.rows
                if self.following.take(told, self.lead, now_us, answer=answer) and not answer:
                    replica = self.following.replica
                    session = None if replica is None else replica.session
                    self._clock.measure_lag(session, told.commit_us, self._mono_us())
            case Head():
                self.following.take_head(told, now_us)
            case ControlSet():
                self._control.take(told)
                self._control.turn(self._base_us)
            case Pong():
                self._clock.take(told, message.at_us or now_us)
                self._correct_clock(told.session_us, now_us)

    def _correct_clock(self, session_us: int, now_us: int) -> None:
        clocks = self.state.clocks
        entry = self._clock.entry(clocks[-1] if clocks else None, session_us, now_us)
        if entry is not None:
            self.state = with_clock(self.state, entry)
            self._save()

    # what it is

    def _decide(self, now_us: int) -> None:
        claim = None if self.lead is None else LeadClaim(self.lead.epoch, self.lead.node)
        state, place = self.state, self.place
        heard = Heard(
            place.node,
            place.candidates,
            state.role,
            state.led,
            claim,
            max(state.epoch, state.led),
            now_us,
            self._begun_us,
            self._reached_us,
            None if claim is None else self.peers.gone_us(claim.node, claim.epoch, now_us),
            self.peers.present(now_us),
            place.takeover_us,
        )
        if place.replay:
            starts, utc_s = place.plays is not None, self._utc_us() // SECOND_US
            decision = decide_replay(heard, starts=starts, utc_s=utc_s)
        else:
            decision = decide(heard)
        if decision.role == "lead" and self.leading is None:
            self._become_lead(decision.epoch)
        elif decision.role != "lead" and self.leading is not None:
            self._step_down(self.leading)
        elif decision.role != state.role:
            self.state = replace(state, role=decision.role)
            self._save()

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
        base_us = self._utc_us() - mono_us if self.place.replay else None
        self.state = as_lead(self.state, epoch, since_us, mono_us, base_us)
        self._save(durable=True)
        log.warning("this machine leads the wall now (epoch %d)", epoch)
        self._begin_to_lead()

    def _begin_to_lead(self) -> None:
        self.lead = None
        self._beating.anew()
        self.leading = Leading(self.folder, self.topics, self.state, self._mail.send, self.place.plays)
        self._control.close()
        if self._reached_us is not None:
            self.leading.tell()

    def _step_down(self, leading: Leading) -> None:
        leading.close()
        self.leading = None
        self._control = ControlFollower(self.folder, self.place.node)
        self.state = replace(self.state, role="follower")
        self._beating.anew()
        self._save(durable=True)
        log.warning("this machine follows now: %s leads", "another one" if self.lead is None else self.lead.node)

    # what it says

    def _base_us(self) -> int | None:
        """By how much recording time, by which all displays go, is ahead of the lead's monotonic clock."""
        if self.place.replay:
            return self.state.clocks[-1].since_us if self.state.clocks else None
        session = None if self.following.replica is None else self.following.replica.session
        return None if session is None else session.commit_us - session.mono_us

    def _follow(self, now_us: int) -> None:
        if self.following.replica is None and self.role == "follower" and self.place.plays is None:
            self.following.take_over(self.state.led, self.lead)
        self.following.turn(now_us)
        self._control.turn(self._base_us)
        if self.lead is None or self.role != "follower":
            return
        for wish in self._control.wishes(self._utc_us()):
            self._mail.send(self.topics.request, wish)
        self._clock.turn(now_us, self._mono_us)

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
            known = self._commit_us, self._clock.offset_us, self._clock.lag_us
        else:
            known = self._commit_us, 0.0, 0
        refused = sum(self.refusals.counts.values())
        beat = self._beating.beat(self.role, self.state.epoch, *known, refused)
        self.peers.put(beat, now_us)
        self._mail.send(self.topics.node(self.place.node), beat, True)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong on this machine's side, each in one line."""
        said = [self.following.problem, self._control.problem]
        if self.place.plays is not None and self.role == "follower" and self.lead is not None:
            said.append(f"{self.lead.node} plays a recording on this wall already: end one of the two replays")
        said += self.leading.problems if self.leading is not None else ()
        return tuple(each for each in said if each)

    def _save(self, *, durable: bool = False) -> None:
        now_us = self._mono_us()
        state = self.state
        self.state = replace(
            state,
            lead=self.place.node if self.leading is not None else "" if self.lead is None else self.lead.node,
            reached=self._reached_us is not None,
            written_us=now_us,
            generation=state.generation + self.following.take_cuts(),
            alarms=self.problems,
            refused=self.refusals.counts,
            machines=self.peers.machines(now_us),
            commit_us=self._commit_us,
            head_us=self._head_us,
        )
        save(self.folder, self.state, durable=durable)


def _stamp(utc_us: int) -> str:
    return from_us(utc_us).strftime("%Y-%m-%dT%H-%M-%SZ")
