"""What stills and films are made from: a recording, or the demonstration, as moments at any instant of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US
from wallboard.core.moment import Milestone, Moment, RecordingState
from wallboard.core.playhead import PlayheadMode
from wallboard.demo.moments import FETCH_US, begins_us, moment_at
from wallboard.recording.reader import RecordingReader
from wallboard.recording.seek import OutsideError, event_span, origin_us, playhead_at
from wallboard.recording.state import StateReader

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

    def milestones(self) -> tuple[Milestone, ...]:
        """Every sum that was passed, as it stands at the end."""

    def close(self) -> None:
        """Let go of all files."""


class RecordedFootage:
    """A finished recording, or what there is of one that still grows."""

    def __init__(self, path: Path) -> None:
        """Read all there is at `path`, a directory or one file.

        Raises:
            RecordingError: there is nothing that could be shown; one line says why.
        """
        self._path = path
        self._reader = RecordingReader(path)
        self._states = StateReader(self._reader)
        try:
            event_span(self._reader, path)
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The path."""
        return str(self._path)

    @property
    def facts(self) -> EventInfo:
        """The facts of the first session."""
        return self._states.state_at(self._first_us).facts

    @property
    def origin_us(self) -> int:
        """The event's start, else the first commit."""
        return origin_us(self._reader, self.facts)

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""
        return self._reader.problems

    @property
    def _first_us(self) -> int:
        bounds = self._reader.bounds
        return 0 if bounds is None else bounds[0]

    def playhead_at(self, event_us: int) -> int:
        """Recording time of the playhead at which the wall's event clock shows `event_us`. Raises OutsideError."""
        return playhead_at(self._reader, event_us, self._path)

    def moment_at(self, playhead_us: int, mode: PlayheadMode) -> Moment:
        """All that is true there. Raises RecordingError."""
        return Moment(self._states.state_at(playhead_us), playhead_us, mode)

    def milestones(self) -> tuple[Milestone, ...]:
        """Every sum that was passed, as it stands at the end."""
        bounds = self._reader.bounds
        return () if bounds is None else tuple(self._reader.index.milestones.all_at(bounds[1]))

    def close(self) -> None:
        """Let go of all files."""
        self._reader.close()


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

    def milestones(self) -> tuple[Milestone, ...]:
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
