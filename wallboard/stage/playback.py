"""The playhead on a recording: one moment a frame, and the questions to the recording that it takes."""

from __future__ import annotations

from typing import Protocol

import msgspec
from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.actions.photo_countdown import held_for_us
from wallboard.core.event_clock import ClockPoint
from wallboard.core.moment import Moment
from wallboard.core.playhead import FOLLOWING
from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.stage.ports import RecordedPort


class Clocks(Protocol):
    """The system's two clocks in microseconds."""

    def mono_us(self) -> int:
        """The monotonic clock, the same for all processes of this machine."""

    def utc_us(self) -> int:
        """UTC since the Unix epoch."""


class Now(msgspec.Struct, frozen=True):
    """One instant on all clocks: the system's two, recording time, and the live edge of the recording.

    `shared`: playheads go by recording time, which all machines that play this share, and not by the monotonic clock.
    """

    mono_us: int
    utc_us: int
    now_us: int
    edge_us: int
    shared: bool = False

    @property
    def control_us(self) -> int:
        """The clock of playheads, and of what is set for an instant to come."""
        return self.now_us if self.shared else self.mono_us

    def later(self, by_us: int) -> Now:
        """An instant to come."""
        if not by_us:
            return self
        return Now(self.mono_us + by_us, self.utc_us + by_us, self.now_us + by_us, self.edge_us + by_us, self.shared)


class Playback:
    """Turns clock and control state into moments.

    `live` recordings grow, and their edge is the present less the playout delay (`delay_us` until the recording states
    its own); the edge of a finished one is its end.
    """

    def __init__(
        self, recorded: RecordedPort, clocks: Clocks, *, delay_us: int, live: bool = True, shared: bool = False
    ) -> None:
        """`shared`: several machines play this, see `Now`."""
        self._recorded = recorded
        self._clocks = clocks
        self.live = live
        self._shared = shared
        self.grid_us = 0
        """The instants at which several machines show the same frame are multiples of it; 0: this wall is one."""
        self._delay_us = delay_us
        self._turned = False
        self._made: tuple[Now, Moment] | None = None

    def turn_to(self, recorded: RecordedPort) -> None:
        """Go on with another recording, all of which is new."""
        self._recorded, self._turned, self._made = recorded, True, None

    def refresh(self) -> bool:
        """Learn what is new in the recording; whether there was anything."""
        turned, self._turned = self._turned, False
        new = self._recorded.refresh() or turned
        if new:
            self._made = None
        return new

    def now(self) -> Now:
        """This instant."""
        mono_us, utc_us = self._clocks.mono_us(), self._clocks.utc_us()
        now_us = self._recorded.now_us(mono_us, utc_us)
        if self.grid_us:
            past_us = now_us % self.grid_us
            mono_us, utc_us, now_us = mono_us - past_us, utc_us - past_us, now_us - past_us
        if not self.live and self._recorded.bounds is not None:
            return Now(mono_us, utc_us, now_us, self._recorded.bounds[1], self._shared)
        return Now(mono_us, utc_us, now_us, now_us - self._delay_us, self._shared)

    def until_grid_us(self) -> int:
        """How long it is until the next instant of the grid."""
        now_us = self._recorded.now_us(self._clocks.mono_us(), self._clocks.utc_us())
        return self.grid_us - now_us % self.grid_us

    @property
    def first_us(self) -> int | None:
        """Recording time of the first row, if there is one."""
        bounds = self._recorded.bounds
        return None if bounds is None else bounds[0]

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones the recording knows of, which are marks by themselves."""
        return self._recorded.milestones

    @property
    def curve(self) -> Curve:
        """The whole night so far."""
        return self._recorded.curve

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the recording cannot be read."""
        return self._recorded.problems

    def playhead_us(self, control: Control, now: Now) -> int:
        """Where the playhead stands, whether or not the picture is frozen elsewhere."""
        return control.playhead.position(now.edge_us, now.control_us, self.first_us)

    def moment_at(self, at_us: int) -> Moment:
        """An instant of the recording, played beside the live picture. Raises RecordingError."""
        return Moment(_ticking(self._recorded.state_at(at_us), at_us), at_us, "playing")

    def _shown_us(self, control: Control, now: Now) -> int:
        """The playhead of the picture: where it stood when the photographers' count was over, while that is held."""
        held_us = held_for_us(control, now.now_us)
        at_us = self.playhead_us(control, now)
        if not held_us or control.playhead.mode == "paused":
            return at_us
        rate = 1.0 if control.playhead.mode == "following" else control.playhead.rate
        return at_us - round(held_us * rate)

    def moment(self, control: Control, now: Now) -> Moment:
        """What is shown at this instant under a control state; the same value as before, as long as it is.

        A key asks before and after its action, and the frame that shows it once more. Raises RecordingError.
        """
        frozen = control.frozen_us is not None
        at_us = control.frozen_us if control.frozen_us is not None else self._shown_us(control, now)
        mode = control.playhead.mode
        made = self._made[1] if self._made is not None and self._made[0] is now else None
        if made is None or made.playhead_us != at_us:
            state = self._recorded.state_at(at_us)
            self._delay_us = state.facts.delay_us
            made = Moment(_ticking(state, at_us), at_us, mode, frozen)
        elif (made.mode, made.frozen) != (mode, frozen):
            made = replace(made, mode=mode, frozen=frozen)
        self._made = now, made
        return made


def resumed(control: Control, mono_us: int) -> Control:
    """The control state a display comes back with: a playing playhead of an earlier boot of the machine goes live.

    Its anchor is an instant of that boot's monotonic clock, which has begun again. `mono_us` is `Now.control_us`.
    """
    if control.playhead.mode == "playing" and control.playhead.anchor_mono_us > mono_us:
        return replace(control, playhead=FOLLOWING)
    return control


def _ticking(state: RecordingState, at_us: int) -> RecordingState:
    """Before the first snapshot the event's clock is the system's, which recording time follows."""
    return state if state.clock is not None else replace(state, clock=ClockPoint(at_us, at_us))
