"""What the display needs of the recording: two small protocols, so that its parts can be tried without a disk."""

from __future__ import annotations

from typing import Protocol

from wallboard.core.recording_state import Curve, Milestone, RecordingState


class RecordedPort(Protocol):
    """A recording to play."""

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""

    def state_at(self, playhead_us: int) -> RecordingState:
        """Everything that holds at an instant of recording time. Raises RecordingError."""

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now."""

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row; None while there is none."""

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """All that the recording knows of so far, in the order of their commits: marks by themselves."""

    @property
    def curve(self) -> Curve:
        """The whole night so far."""

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""


class JournalPort(Protocol):
    """Where every action of the operator is kept."""

    def write(self, wall_us: int, recording_us: int, action: str, argument: str, state: str) -> int:
        """Keep one action, its argument and the control state after it (both JSON). Raises RecordingError."""


class Unkept:
    """A journal that keeps nothing: where none can be written, or nobody does anything."""

    def write(self, wall_us: int, recording_us: int, action: str, argument: str, state: str) -> int:
        """Nothing is kept."""
        return 0
