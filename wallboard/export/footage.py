"""What stills and films are made from: a recording, or the demonstration, as moments at any instant of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US
from wallboard.core.moment import Moment
from wallboard.core.playhead import PlayheadMode
from wallboard.core.recording_state import Milestone, RecordingState
from wallboard.demo.moments import FETCH_US, begins_us, moment_at
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.seek import OutsideError

DEMO: Final = "demo"
"""The word that stands for the demonstration where a recording could be named."""
DEMO_SPAN_US: Final = (-24 * HOUR_US, 48 * HOUR_US)
"""From when to when the demonstration is drawn, as elapsed time."""


class Footage(Protocol):
    """Moments at any playhead, in any order, twice alike."""

    @property
    def name(self) -> str:
        """What is played, for people."""

    @property
    def facts(self) -> EventInfo:
        """The night, as it is stated at its beginning."""

    @property
    def origin_us(self) -> int:
        """What elapsed times on the command line count from, as event time."""

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""

    def playhead_at(self, event_us: int) -> int:
        """Recording time of the playhead at which the wall's event clock shows `event_us`. Raises OutsideError."""

    def moment_at(self, playhead_us: int, mode: PlayheadMode) -> Moment:
        """All that is true there. Raises RecordingError."""

    @property
    def every_milestone(self) -> tuple[Milestone, ...]:
        """Every sum that was passed, as it stands at the end."""

    def close(self) -> None:
        """Let go of all files."""


class RecordedFootage(RecordedFolder):
    """A finished recording, or what there is of one that still grows."""

    def __init__(self, path: Path) -> None:
        """Read all there is at `path`, a directory or one file.

        Raises:
            RecordingError: there is nothing that could be shown; one line says why.
        """
        super().__init__(path, live=False)
        try:
            self.event_span()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def moment_at(self, playhead_us: int, mode: PlayheadMode) -> Moment:
        """All that is true there. Raises RecordingError."""
        return Moment(self.state_at(playhead_us), playhead_us, mode)


class DemonstrationFootage:
    """The night of 2016-11-11 as a wall that follows it live shows it, without endpoint or recording."""

    name = DEMO
    problems: tuple[str, ...] = ()

    def __init__(self, facts: EventInfo) -> None:
        """`facts` of the configured event."""
        self._facts = facts
        self._state: RecordingState | None = None

    @property
    def facts(self) -> EventInfo:
        """The facts of the configured event."""
        return self._facts

    @property
    def origin_us(self) -> int:
        """The event's start."""
        return begins_us(self._facts)

    def playhead_at(self, event_us: int) -> int:
        """Recording time counts as event time here, shifted by what a fetch takes. Raises OutsideError."""
        start_us, (first_us, last_us) = self.origin_us, DEMO_SPAN_US
        if not first_us <= event_us - start_us <= last_us:
            raise OutsideError(event_us, (start_us + first_us, start_us + last_us), self._facts, self.name)
        return event_us + FETCH_US - self._facts.delay_us

    def moment_at(self, playhead_us: int, mode: PlayheadMode) -> Moment:
        """What the wall shows live: no badge of a replay, but that of a simulation."""
        state = self._state
        if state is None or not state.from_us <= playhead_us < state.until_us:
            facts = self._facts
            state = self._state = moment_at(playhead_us - FETCH_US + facts.delay_us - self.origin_us, facts).state
        return Moment(state, playhead_us)

    @property
    def every_milestone(self) -> tuple[Milestone, ...]:
        """Every sum of the night."""
        return moment_at(DEMO_SPAN_US[1], self._facts).state.milestones

    def close(self) -> None:
        """There is nothing to let go of."""


def open_footage(source: str, facts: EventInfo) -> Footage:
    """The footage that a SOURCE of the command line names; `facts` serve the demonstration.

    Raises:
        RecordingError: there is no recording, or it cannot be shown.
    """
    return DemonstrationFootage(facts) if is_demo(source) else RecordedFootage(Path(source))


def is_demo(source: str) -> bool:
    """Whether a SOURCE of the command line names the demonstration; a recording of that name comes first."""
    return source == DEMO and not Path(source).exists()
