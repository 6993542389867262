"""One machine of the wall: what it hears decides what it is, and what it is decides what it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Final

from msgspec.structs import replace

from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US, from_us
from wallboard.link.bus import Bus, BusMessage
from wallboard.link.clock import ClockEstimate, corrected
from wallboard.link.control_share import ControlFollower, ControlLead
from wallboard.link.election import Heard, LeadClaim, decide, is_credible
from wallboard.link.following import Following
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
    Sealer,
    Topics,
    WishMessage,
)
from wallboard.link.peers import Peers
from wallboard.link.refusals import Refusals
from wallboard.link.serving import LinkServing
from wallboard.recording.folder import is_taken
from wallboard.recording.link_files import ClockEntry, LinkState, Role, read_link, write_link
from wallboard.recording.replica import last_commit, set_epoch

log = logging.getLogger(__name__)

BEAT_US: Final = SECOND_US
PINGS_AT_ONCE: Final = 16
"""So many pings are sent quickly to a lead that is new."""
QUICK_US: Final = 70_000
PING_US: Final = 730_000
"""Not in step with anything else that is sent: what is sent together waits for each other."""
MOST_A_TURN: Final = 256
MOST_EPOCHS: Final = 64


@dataclass(frozen=True, slots=True)
class Health:
    """How the display of this machine does, as its supervisor has told last."""

    frames: int = 0
    frames_per_s: int = 0
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Which machine of which wall this is."""

    wall: str
    node: str
    candidates: tuple[str, ...]
    takeover_us: int = 5 * SECOND_US
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
        self._bus, self._mono_us, self._utc_us, self._health = bus, mono_us, utc_us, health
        self.topics = Topics(place.wall)
        self._sealer = Sealer(place.key)
        self.refusals = Refusals()
        self.peers = Peers(place.node)
        self._begun_us = mono_us()
        before = read_link(folder)
        if before is not None and (before.wall, before.node) != (place.wall, place.node):
            before = None
        self.state = _resumed(before, place, collecting=is_taken(folder, "collect"))
        self.lead: LeadMessage | None = None
        self._early: dict[str, BusMessage] = {}
        self._reached_us: int | None = None
        self._times = 0
        self._beats = 0
        self._beat_us: int | None = None
        self._ping_us: int | None = None
        self._pings = 0
        self._lag_us: int | None = None
        self.clock = ClockEstimate()
        self.serving: LinkServing | None = None
        self.following = Following(folder, place.node, self._ask, lambda: _stamp(utc_us()))
        self._control_lead: ControlLead | None = None
        self._control = ControlFollower(folder, place.node)
        self._save(durable=True)
        topics = self.topics
        heard = (topics.lead, topics.rows, topics.head, topics.control, topics.ask, topics.request, topics.node("+"))
        self._inbox = bus.subscribe((*heard, topics.to(place.node)))
        gone = Beat(place.node, utc_us(), 0, False)
        self._since = gone.since
        self.contact = bus.presence(topics.node(place.node), self._sealer.sealed(topics.node(place.node), gone))
        if self.state.role == "lead":
            self._begin_to_lead()

    @property
    def role(self) -> Role:
        """What this machine is now."""
        return self.state.role

    def turn(self, wait_s: float = 0.0) -> None:
        """Take in what has come (waiting so long at most for a first message), decide, and say what is new."""
        self._meet()
        self._take_in(wait_s)
        now_us = self._mono_us()
        self._decide(now_us)
        if self.serving is not None:
            self._lead_turn(now_us)
        else:
            self._follow_turn(now_us)
        if self._beat_us is None or now_us - self._beat_us >= BEAT_US:
            self._beat_us = now_us
            self._beat(now_us)
            self._save()

    def close(self) -> None:
        """Leave the others, and let a collector have the recording; a lead goes on leading."""
        self._bus.close()
        if self.serving is not None:
            self.serving.close()
        if self._control_lead is not None:
            self._control_lead.close()
        self.following.close()
        self._control.close()

    # what has come

    def _meet(self) -> None:
        if self.contact.reached and self.contact.times != self._times:
            self._times = self.contact.times
            self._reached_us = self._mono_us()
            self._beat_us, self._pings, self._ping_us = None, 0, None
            self.peers.forget(self._reached_us)
            self.following.anew()
            if self.serving is not None:
                self._tell_lead()
                self.serving.again()
                if self._control_lead is not None and self._control_lead.last is not None:
                    self._send(self.topics.control, self._control_lead.last, True)
        elif not self.contact.reached and self._reached_us is not None:
            self._reached_us = None
            self._save()

    def _take_in(self, wait_s: float) -> None:
        for _ in range(MOST_A_TURN):
            try:
                message = self._inbox.get(timeout=wait_s) if wait_s > 0 else self._inbox.get_nowait()
            except Empty:
                return
            wait_s = 0.0
            try:
                self._take(message)
            except Refused as refused:
                self.refusals.count(refused.why, message.topic)

    def _take(self, message: BusMessage) -> None:
        if not message.payload:
            return  # what was kept under a topic was cleared
        told = self._sealer.opened(message.topic, message.payload)
        if self.lead is None and message.kept and isinstance(told, Head | ControlSet):
            self._early[message.topic] = message  # what is kept comes in any order: who leads is not known yet
            return
        topics, now_us = self.topics, self._mono_us()
        match told:
            case LeadMessage() if message.topic == topics.lead:
                self._take_lead(told)
            case Beat() if message.topic == topics.node(told.node):
                self.peers.take(told, now_us, kept=message.kept)
            case Ask() if message.topic == topics.ask:
                if self.serving is not None:
                    self.serving.asked(told, now_us)
            case Ping() if message.topic == topics.ask:
                self._answer_ping(told, message, now_us)
            case WishMessage() if message.topic == topics.request:
                if self._control_lead is not None:
                    self._control_lead.take(told, self._utc_us())
            case Rows() | Head() | ControlSet() | Pong() if self._is_from_lead(told, message):
                self._take_from_lead(told, message, now_us)
            case Rows() | Head() | ControlSet() | Pong():
                return  # its own words come back to a lead
            case _:
                raise Refused(why="misplaced")

    def _is_from_lead(self, told: Rows | Head | ControlSet | Pong, message: BusMessage) -> bool:
        """Whether the lead says it, and where it may be said. Raises Refused."""
        topics = self.topics
        mine = topics.to(self.place.node)
        where = {Rows: (topics.rows, mine), Head: (topics.head,), ControlSet: (topics.control,), Pong: (mine,)}
        if message.topic not in where[type(told)]:
            raise Refused(why="misplaced")
        if self.serving is not None and told.node == self.place.node:
            return False
        if told.epoch < max(self.state.epoch, self.state.led):
            raise Refused(why="stale")
        if self.lead is None or (told.epoch, told.node) != (self.lead.epoch, self.lead.node):
            raise Refused(why="not the lead")
        return self.serving is None

    def _take_lead(self, told: LeadMessage) -> None:
        claim = LeadClaim(told.epoch, told.node)
        if not is_credible(claim, self.place.candidates, self.state.epoch):
            raise Refused(why="not the lead")
        if told.epoch < self.state.epoch or told.epoch < self.state.led:
            raise Refused(why="stale")
        if told.node == self.place.node and self.serving is not None:
            return
        known, self.lead = self.lead, told
        if known is None or known.epoch != told.epoch:
            self.clock.forget()
            self._pings, self._ping_us = 0, None
            self.following.anew()
            history = dict(self.state.history) | dict(told.history)
            self.state = replace(self.state, epoch=told.epoch, history=tuple(sorted(history.items())[-MOST_EPOCHS:]))
            self._save(durable=True)
        if self.following.replica is not None and known != told:
            self.following.agree(self.state.led, told)
        early, self._early = self._early, {}
        for message in early.values():
            self._take(message)

    def _take_from_lead(self, told: Rows | Head | ControlSet | Pong, message: BusMessage, now_us: int) -> None:
        assert self.lead is not None  # it was compared with what has come
        match told:
            case Rows():
                answer = message.topic != self.topics.rows
                if self.following.take(told, self.lead, now_us, answer=answer) and not answer:
                    self._measure_lag(told.commit_us)
            case Head():
                self.following.take_head(told, now_us)
            case ControlSet():
                self._control.take(told)
                self._control.turn(self.clock.offset_us)
            case Pong():
                got_us = message.at_us or now_us
                if not self.clock.take(told.sent_us, (told.got_us, told.lead_us), got_us):
                    raise Refused(why="stale")
                self._correct_clock(told.session_us, now_us)

    def _answer_ping(self, ping: Ping, message: BusMessage, now_us: int) -> None:
        if self.serving is None:
            return
        told = self.state.epoch, self.place.node, ping.sent_us, message.at_us or now_us
        pong = Pong(*told, self._mono_us(), self.serving.session_us)
        self._send(message.reply_to or self.topics.to(ping.node), pong)

    def _measure_lag(self, commit_us: int) -> None:
        """How old the newest row was when it was here, by the recording's clock as this machine knows it."""
        replica, offset_us = self.following.replica, self.clock.offset_us
        session = None if replica is None else replica.session
        if session is None or offset_us is None:
            return
        self._lag_us = round(session.commit_us + self._mono_us() + offset_us - session.mono_us) - commit_us

    def _correct_clock(self, session_us: int, now_us: int) -> None:
        offset_us = self.clock.offset_us
        if offset_us is None or not self.clock.is_settled:
            return
        entries = self.state.clocks
        current = entries[-1] if entries and entries[-1].since_us == session_us else None
        entry = corrected(current, session_us, now_us, offset_us)
        older = tuple(each for each in entries if each.since_us < session_us)
        self.state = replace(self.state, clocks=(*older, entry)[-2:])
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
        decision = decide(heard)
        if decision.role == "lead" and self.serving is None:
            self._become_lead(decision.epoch)
        elif decision.role != "lead" and self.serving is not None:
            self._step_down()
        elif decision.role != state.role:
            self.state = replace(state, role=decision.role)
            self._save()

    def _become_lead(self, epoch: int) -> None:
        self.following.close()
        try:
            since_us = last_commit(self.folder)
            set_epoch(self.folder, epoch)
        except RecordingError as error:
            self.following.problem = str(error)
            return
        history = {**dict(self.state.history)}
        if epoch not in history:
            history[epoch] = since_us
        clocks = (*self.state.clocks, ClockEntry(since_us + 1, self._mono_us(), 0.0))[-2:]
        kept = tuple(sorted(history.items())[-MOST_EPOCHS:])
        self.state = replace(
            self.state, role="lead", epoch=epoch, led=epoch, lead=self.place.node, history=kept, clocks=clocks
        )
        self._save(durable=True)
        log.warning("this machine leads the wall now (epoch %d)", epoch)
        self._begin_to_lead()

    def _begin_to_lead(self) -> None:
        self.lead, self._beat_us = None, None
        self.serving = LinkServing(self.folder, self.topics, self.place.node, self.state.epoch, self._send)
        with suppress(RecordingError):
            self.serving.skip_to(last_commit(self.folder))
        self._control_lead = ControlLead(self.folder, self.place.node, self.state.epoch)
        self._control.close()
        if self._reached_us is not None:
            self._tell_lead()

    def _step_down(self) -> None:
        assert self.serving is not None  # the caller has looked
        self.serving.close()
        self.serving = None
        if self._control_lead is not None:
            self._control_lead.close()
            self._control_lead = None
        self._control = ControlFollower(self.folder, self.place.node)
        self.state = replace(self.state, role="follower")
        self._beat_us = None
        self._save(durable=True)
        log.warning("this machine follows now: %s leads", "another one" if self.lead is None else self.lead.node)

    def _tell_lead(self) -> None:
        recording = (self.serving and self.serving.recording) or ""
        self._send(
            self.topics.lead, LeadMessage(self.state.epoch, self.place.node, recording, self.state.history), True
        )

    # what it says

    def _lead_turn(self, now_us: int) -> None:
        assert self.serving is not None  # the caller has looked
        if self.serving.look(now_us):
            self._tell_lead()
        self.serving.turn(now_us)
        if self._control_lead is not None:
            for told in self._control_lead.turn(now_us, self._utc_us()):
                self._send(self.topics.control, told, True)

    def _follow_turn(self, now_us: int) -> None:
        if self.following.replica is None and self.role == "follower":
            self.following.take_over(self.state.led, self.lead)
        self.following.turn(now_us)
        self._control.turn(self.clock.offset_us)
        if self.lead is None or self.role != "follower":
            return
        for wish in self._control.wishes(self._utc_us()):
            self._send(self.topics.request, wish)
        due_us = QUICK_US if self._pings < PINGS_AT_ONCE else PING_US
        if self._ping_us is None or now_us - self._ping_us >= due_us:
            self._ping_us = now_us
            self._pings += 1
            ping = Ping(self.place.node, self._mono_us())
            self._bus.ask(self.topics.ask, self._sealer.sealed(self.topics.ask, ping), self.topics.to(self.place.node))

    def _ask(self, ask: Ask) -> None:
        self._bus.ask(self.topics.ask, self._sealer.sealed(self.topics.ask, ask), self.topics.to(self.place.node))

    def _send(self, topic: str, message: AnyMessage, keep: bool = False) -> None:
        self._bus.publish(topic, self._sealer.sealed(topic, message), keep=keep)

    def _beat(self, now_us: int) -> None:
        self._beats += 1
        health = self._health()
        serving = self.serving
        beat = Beat(
            self.place.node,
            self._since,
            self._beats,
            True,
            self.role,
            self.state.epoch,
            self.following.commit_us if serving is None else serving.commit_us,
            0.0 if serving is not None else self.clock.offset_us,
            0 if serving is not None else self._lag_us,
            health.frames,
            health.frames_per_s,
            health.alarms[:8],
        )
        self.peers.take(beat, now_us, kept=False)
        self._send(self.topics.node(self.place.node), beat, True)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong on this machine's side, each in one line."""
        said = [self.following.problem, self._control.problem]
        said += [self.serving.problem] if self.serving is not None else []
        said += [self._control_lead.problem] if self._control_lead is not None else []
        return tuple(each for each in said if each)

    def _save(self, *, durable: bool = False) -> None:
        now_us = self._mono_us()
        state = self.state
        self.state = replace(
            state,
            lead=self.place.node if self.serving is not None else "" if self.lead is None else self.lead.node,
            reached=self._reached_us is not None,
            written_us=now_us,
            generation=state.generation + self.following.take_cuts(),
            alarms=self.problems,
            refused=self.refusals.counts,
            machines=self.peers.machines(now_us),
        )
        try:
            write_link(self.folder, self.state, durable=durable)
        except OSError as error:
            if durable:
                raise
            log.warning("cannot say how this machine stands among the others (%s): %s", error.strerror, self.folder)


def _resumed(before: LinkState | None, place: NodePlace, *, collecting: bool) -> LinkState:
    """Where a machine stands when its link begins: a lead whose collector has gone on goes on leading."""
    if before is None:
        return LinkState(place.wall, place.node)
    goes_on = before.role == "lead" and collecting
    kept = replace(before, reached=False, machines=(), refused={}, alarms=())
    return kept if goes_on else replace(kept, role="waiting", lead="")


def _stamp(utc_us: int) -> str:
    return from_us(utc_us).strftime("%Y-%m-%dT%H-%M-%SZ")
