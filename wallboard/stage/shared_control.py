"""The control state of one of several machines: what is set takes effect everywhere at one instant to come."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.actions.refusal import Asked
from wallboard.core.errors import RecordingError
from wallboard.core.wording import Said, say
from wallboard.recording.link_files import ControlRow, LinkState, Role
from wallboard.recording.linked_folder import LinkWatch
from wallboard.recording.requests import Request, RequestWriter

log = logging.getLogger(__name__)

AHEAD_US: Final = 300_000
"""What the lead's operator sets takes effect so much later: by then every machine knows it."""
LOCAL: Final = ("fullscreen", "overlay", "timeline", "strip", "chosen")
"""Fields of the control state that are a machine's own: what is open over the picture, and how it is shown."""
LOCAL_EFFECTS: Final = ("quit", "photo", "screens_anew")
WRITER: Final = "keyboard"
_MOST_DUE: Final = 64


class WallLink(Protocol):
    """What the display knows of the other machines."""

    @property
    def ahead_us(self) -> int:
        """By how much what is set here takes effect later."""

    @property
    def forwards(self) -> bool:
        """Whether what is set here is for the lead to decide."""

    def forward(self, action: str, asked: Asked, utc_us: int) -> None:
        """Ask the lead for an action. Raises RecordingError."""

    def answered(self, request: str) -> None:
        """The lead has answered a request."""

    def control(self) -> tuple[ControlRow, ...]:
        """What the lead's operator has set since the last call."""


class DueControl:
    """Control states that are in force from an instant to come (monotonic clock)."""

    def __init__(self) -> None:
        self._due: list[tuple[int, Control]] = []

    def __bool__(self) -> bool:
        return bool(self._due)

    def newest(self, control: Control) -> Control:
        """What was set last; what is set next follows from it."""
        return self._due[-1][1] if self._due else control

    def put(self, from_us: int, control: Control) -> None:
        """A state that is in force from then on; one that was to come later is overtaken."""
        self._due = [each for each in self._due if each[0] <= from_us][-_MOST_DUE:]
        self._due.append((from_us, control))

    def at(self, control: Control, mono_us: int) -> Control:
        """The state in force at an instant, `control` being the one before."""
        while self._due and self._due[0][0] <= mono_us:
            control = self._due.pop(0)[1]
        return control

    def everywhere(self, change: Callable[[Control], Control]) -> None:
        """Change what is to come, too: it concerns this machine alone."""
        self._due = [(from_us, change(control)) for from_us, control in self._due]


def is_local(before: Control, after: Control) -> bool:
    """Whether a change concerns this machine alone."""
    return before != after and before == with_local(after, before)


def with_local(control: Control, own: Control) -> Control:
    """A control state with the fields that are a machine's own taken from another."""
    return replace(control, **{name: getattr(own, name) for name in LOCAL})


class FolderLink:
    """The other machines, through the files of this machine's link."""

    def __init__(self, folder: Path, watch: LinkWatch) -> None:
        self._folder, self._watch = folder, watch
        self._writer: RequestWriter | None = None

    @property
    def state(self) -> LinkState | None:
        """Where this machine stands."""
        return self._watch.state

    @property
    def ahead_us(self) -> int:
        """See `WallLink`."""
        state = self._watch.state
        shares = state is not None and state.role == "lead" and state.reached and not self._watch.is_silent
        return AHEAD_US if shares else 0

    @property
    def forwards(self) -> bool:
        """See `WallLink`: a machine that is cut off decides for itself until the lead is heard again."""
        state = self._watch.state
        if state is None or self._watch.is_silent or not state.reached:
            return False
        return state.role == "follower" and state.lead not in ("", state.node)

    def forward(self, action: str, asked: Asked, utc_us: int) -> None:
        """See `WallLink`."""
        if self._writer is None:
            self._writer = RequestWriter(self._folder, WRITER)
        argument = dict(asked.argument or {})
        if asked.prepares:
            argument["preview"] = True
        self._writer.ask(Request(str(uuid.uuid4()), WRITER, action, argument, asked.canvas, None, 0, utc_us))

    def answered(self, request: str) -> None:
        """See `WallLink`."""
        if self._writer is None:
            return
        try:
            self._writer.forget((request,))
        except RecordingError as error:
            log.warning("%s", error)

    def control(self) -> tuple[ControlRow, ...]:
        """See `WallLink`."""
        state = self._watch.state
        return () if state is None or state.role == "lead" else self._watch.control()

    def alarms(self) -> tuple[Said, ...]:
        """What an operator must know of the other machines."""
        state = self._watch.state
        if state is None or self._watch.is_silent:
            return (say("machines.no_link"),)
        found: list[Said] = [] if state.reached else [say("machines.no_broker")]
        if state.reached and state.role != "lead" and not state.lead:
            found.append(say("machines.no_lead"))
        found += [say("machines.gone", name=each.node) for each in state.machines if not each.up]
        for each in state.machines:
            if each.up and each.offset_us is not None and each.lag_us is not None and each.lag_us > LAGS_US:
                found.append(say("machines.lags", name=each.node, ms=each.lag_us // 1000))
        off_us = self._watch.uncorrected_us
        if off_us > FRAME_US:
            found.append(say("machines.clock", name=state.node, ms=round(off_us / 1000)))
        if state.refused:
            told = ", ".join(f"{why} {count}" for why, count in sorted(state.refused.items()))
            found.append(say("machines.refused", n=sum(state.refused.values()), why=told))
        return tuple(found)

    @property
    def problems(self) -> tuple[str, ...]:
        """What this machine's own link cannot do, each in one line."""
        state = self._watch.state
        return () if state is None or self._watch.is_silent else state.alarms

    def lines(self) -> tuple[tuple[Said, Said | str], ...]:
        """How this machine stands among the others, for the status."""
        state = self._watch.state
        if state is None:
            return ()
        roles: dict[Role, Said] = {
            "lead": say("machines.role_lead"),
            "follower": say("machines.role_follower", lead=state.lead or "—"),
            "waiting": say("machines.role_waiting"),
        }
        there = [each for each in state.machines if each.up]
        names = "  ·  ".join(f"{each.node} {each.frames_per_s} / s" for each in there)
        return (
            (say("machines.this"), say("joined", what=state.node, how=roles[state.role])),
            (say("machines.all"), names or "—"),
        )


FRAME_US: Final = 16_667
"""Clocks that differ by more show other frames."""
LAGS_US: Final = 2_000_000
"""Rows that are older than this when they arrive are worth an alarm."""
