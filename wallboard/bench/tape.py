"""The demonstration at its peak as a recording in memory: every stand is made before anything is timed."""

from __future__ import annotations

from bisect import bisect_right

from wallboard.core.event_info import EventInfo
from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.demo.moments import FETCH_US, begins_us, moment_at


class Tape:
    """Plays on from `elapsed_us` of the night, as if it were live; shaped like a recording that is being followed."""

    def __init__(self, facts: EventInfo, elapsed_us: int, seconds: float) -> None:
        self.facts = facts
        interval_us = facts.interval_us
        steps = int(seconds * 1e6) // interval_us + 4
        self._states = [moment_at(elapsed_us + k * interval_us, facts).state for k in range(steps)]
        self._from_us = [state.from_us for state in self._states]
        self._begins_us = begins_us(facts) + elapsed_us + FETCH_US
        self._mono_us: int | None = None

    def refresh(self) -> bool:
        """Nothing comes in: all is there."""
        return False

    def state_at(self, playhead_us: int) -> RecordingState:
        """The stand of an instant."""
        return self._states[max(0, bisect_right(self._from_us, playhead_us) - 1)]

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time, which begins when it is asked for first."""
        if self._mono_us is None:
            self._mono_us = mono_us
        return self._begins_us + mono_us - self._mono_us

    @property
    def bounds(self) -> tuple[int, int]:
        """From the first to the last stand."""
        return self._from_us[0], self._states[-1].until_us

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Those of the last stand."""
        return self._states[-1].milestones

    @property
    def curve(self) -> Curve:
        """The night so far."""
        curve = self._states[-1].curve
        assert curve is not None, "every stand of the demonstration has one"
        return curve

    @property
    def problems(self) -> tuple[str, ...]:
        """None."""
        return ()
