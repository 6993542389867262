"""What a machine does while another one leads: it takes that one's rows, what is set there, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wallboard.link.bus import BusMessage
from wallboard.link.control_share import ControlFollower, LeadTime
from wallboard.link.following import Following
from wallboard.link.lead_clock import LeadClock
from wallboard.link.mailbox import Mailbox
from wallboard.link.messages import ControlSet, Head, LeadMessage, Pong, Rows, Topics
from wallboard.link.node_place import NodePlace
from wallboard.link.node_state import with_clock
from wallboard.recording.folder import utc_stamp
from wallboard.recording.link_files import LinkState


class Follower:
    """The follower's side of a machine. Microseconds; `mono_us` and `utc_us` read this machine's clocks."""

    def __init__(
        self,
        place: NodePlace,
        folder: Path,
        mail: Mailbox,
        topics: Topics,
        *,
        mono_us: Callable[[], int],
        utc_us: Callable[[], int],
    ) -> None:
        """`folder` holds the replica and what the display is told."""
        self._place, self._folder, self._mail, self._topics, self._mono_us = place, folder, mail, topics, mono_us
        self.rows = Following(
            folder, place.node, mail.ask, lambda: utc_stamp(utc_us()), begun=utc_us(), keeps=not place.replay
        )
        self.clock = LeadClock(place.node, mail.ask)
        self._control = ControlFollower(folder, place.node)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, each in one line; "" where nothing is."""
        return self.rows.problem, self._control.problem

    def anew(self) -> None:
        """The broker has come back."""
        self.clock.anew()
        self.rows.anew()

    def another_leads(self) -> None:
        """Nothing that is known of a lead holds any more."""
        self.clock.forget()
        self.rows.anew()

    def begin(self) -> None:
        """This machine leads no more."""
        self._control = ControlFollower(self._folder, self._place.node)

    def end(self) -> None:
        """This machine leads from here on."""
        self._control.close()

    def take(
        self, told: Rows | Head | ControlSet | Pong, message: BusMessage, lead: LeadMessage, state: LinkState
    ) -> LinkState:
        """What the lead has said; how this machine stands after it. Raises Refused."""
        now_us = self._mono_us()
        match told:
            case Rows():
                answer = message.topic != self._topics.rows
                if self.rows.take(told, lead, now_us, answer=answer) and not answer:
                    replica = self.rows.replica
                    session = None if replica is None else replica.session
                    self.clock.measure_lag(session, told.commit_us, self._mono_us())
            case Head():
                self.rows.take_head(told, now_us)
            case ControlSet():
                self._control.take(told, self._lead_time(lead, state))
            case Pong():
                if self.clock.take(told, message.at_us or now_us):
                    self._control.anew()
                entry = self.clock.entry(state.clocks[-1] if state.clocks else None, told.session_us, now_us)
                return state if entry is None else with_clock(state, entry)
        return state

    def turn(self, lead: LeadMessage | None, state: LinkState, wall_us: int) -> tuple[str, ...]:
        """Ask for what is missing, and hand on what is asked for here; why what had waited is refused, if it is."""
        now_us = self._mono_us()
        follows = state.role == "follower"
        if self.rows.replica is None and follows and self._place.plays is None:
            self.rows.take_over(state.led, lead)
        self.rows.turn(now_us)
        refused = () if lead is None else self._control.turn(self._lead_time(lead, state))
        if lead is not None and follows:
            for wish in self._control.wishes(wall_us):
                self._mail.send(self._topics.request, wish)
            self.clock.turn(now_us, self._mono_us)
        return refused

    def close(self) -> None:
        """Let a collector have the recording, and let go of the files."""
        self.rows.close()
        self._control.close()

    def _lead_time(self, lead: LeadMessage, state: LinkState) -> LeadTime | None:
        """How the lead's monotonic clock goes with recording time; None: that is not known yet.

        Only a session that the lead itself began is one of its clock.
        """
        offset_us = self.clock.offset_us
        if offset_us is None:
            return None
        if self._place.replay:
            base_us = state.clocks[-1].since_us if state.clocks else None
        else:
            session = None if self.rows.replica is None else self.rows.replica.session
            own = session is not None and session.commit_us > dict(lead.history).get(lead.epoch, 0)
            base_us = session.commit_us - session.mono_us if session is not None and own else None
        return None if base_us is None else LeadTime(base_us, round(self._mono_us() + offset_us))
