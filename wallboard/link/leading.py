"""What a machine says while it leads: that it does, the rows, what its operator sets, and its clock."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.link.control_share import ControlLead
from wallboard.link.messages import LeadMessage, Ping, Pong, Topics
from wallboard.link.serving import LinkServing, Send
from wallboard.recording.link_files import LinkState
from wallboard.recording.replica import last_commit


class Leading:
    """One time of leading, in one epoch. Raises nothing but what `ControlLead.take` refuses."""

    def __init__(
        self,
        folder: Path,
        topics: Topics,
        state: LinkState,
        send: Send,
        plays: Path | None = None,
        *,
        goes_on: bool = False,
    ) -> None:
        """`state` says in which epoch this machine leads, and what each epoch took over.

        `plays`: the finished recording that is played to the wall, where it is not the one in `folder` that grows;
        `goes_on`: another machine began to.
        """
        self._base_us = None if plays is None or not state.clocks else state.clocks[-1].since_us
        self._since_us = dict(state.history).get(state.epoch, 0)
        self._goes_on = goes_on
        recording = plays or folder
        self._topics, self._node, self._epoch, self._history = topics, state.node, state.epoch, state.history
        self._send = send
        self.serving = LinkServing(recording, topics, state.node, state.epoch, send)
        with suppress(RecordingError):
            self.serving.skip_to(last_commit(recording))
        self.control = ControlLead(folder, state.node, state.epoch)
        self._repeated_us: int | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, each in one line; "" where nothing is."""
        return self.serving.problem, self.control.problem

    def tell(self) -> None:
        """Say who leads."""
        lead = LeadMessage(self._epoch, self._node, self.serving.recording, self._history, self._goes_on)
        self._send(self._topics.lead, lead, True)

    def again(self) -> None:
        """The broker has come back, and has forgotten what it kept."""
        self.tell()
        self.serving.again()
        if self.control.last is not None:
            self._send(self._topics.control, self.control.last, True)

    def repeat(self, mono_us: int) -> bool:
        """Say anew what is kept with the broker, once a second at most: another has overwritten it; whether it is said.

        A lead that was cut off and comes back does so, before it hears that it has been succeeded.
        """
        if self._repeated_us is not None and mono_us - self._repeated_us < SECOND_US:
            return False
        self._repeated_us = mono_us
        self.again()
        return True

    def turn(self, mono_us: int, utc_us: int) -> None:
        """Say what is new."""
        if self.serving.look(mono_us):
            self.tell()
        self.serving.turn(mono_us)
        for told in self.control.turn(mono_us, utc_us):
            self._send(self._topics.control, told, True)

    def answer(self, ping: Ping, reply_to: str, got_us: int, mono_us: int) -> None:
        """A machine asks for the clock: its question came at `got_us`, and it is `mono_us` now."""
        since_us = self._base_us
        if since_us is None:  # a session of whoever led before was one of another clock
            since_us = max(self.serving.session_us, 1 + self._since_us)
        pong = Pong(self._epoch, self._node, ping.sent_us, got_us, mono_us, since_us)
        self._send(reply_to or self._topics.to(ping.node), pong, False)

    def close(self) -> None:
        """Let go of the recording and the journal."""
        self.serving.close()
        self.control.close()
