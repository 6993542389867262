"""A recording as it is played, live, replayed or drawn: its reader and the states read from it, behind one door."""

from __future__ import annotations

from pathlib import Path

from wallboard.core.event_info import EventInfo
from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.recording.columns import MISSING, last_at
from wallboard.recording.reader import KEPT, RecordingReader
from wallboard.recording.rows import Session
from wallboard.recording.seek import event_span, origin_us, playhead_at
from wallboard.recording.state import FAR_US, StateReader

_MOST_POLLS = 5


class RecordedFolder:
    """Plays the recording at a path, a directory or one file; `facts` serve until the collector has stated its own."""

    def __init__(self, path: Path, facts: EventInfo | None = None, *, live: bool, kept: int = KEPT) -> None:
        """Read all there is; `live`: there may be nothing yet, and it grows. `kept`: as many answers stay decoded.

        Raises:
            RecordingError: nothing can be played there.
        """
        self.path = path
        self._reader = RecordingReader(path, live=live, kept=kept)
        self._states = StateReader(self._reader, facts)

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""
        return self._reader.refresh()

    def state_at(self, playhead_us: int) -> RecordingState:
        """Everything that holds at an instant of recording time. Raises RecordingError."""
        return self._states.state_at(playhead_us)

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now."""
        return self._reader.recording_now_us(mono_us, utc_us)

    @property
    def newest_session(self) -> Session | None:
        """The newest start of a collector; None while there is none."""
        sessions = self._reader.index.sessions
        return sessions[-1] if sessions else None

    def locate(self, event_us: int) -> int | None:
        """Recording time at which the event's clock showed `event_us`; None while nothing is recorded."""
        return self._reader.locate(event_us)

    def playhead_at(self, event_us: int) -> int:
        """The playhead at which the wall's event clock shows `event_us`. Raises OutsideError, NotARecordingError."""
        return playhead_at(self._reader, event_us, self.path)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row; None while there is none."""
        return self._reader.bounds

    @property
    def facts(self) -> EventInfo:
        """The night, as it is stated at its beginning. Raises RecordingError where nothing states it."""
        return self._states.state_at(0 if self.bounds is None else self.bounds[0]).facts

    @property
    def origin_us(self) -> int:
        """What elapsed times on the command line count from. Raises RecordingError as `facts` does."""
        return origin_us(self._reader, self.facts)

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Those that the recording knows of so far, in the order of their commits; of many stated ones the newest."""
        bounds, facts = self._reader.bounds, self._reader.facts_at(FAR_US)
        if bounds is None:
            return ()
        return self._reader.index.milestones.at(bounds[1], () if facts is None else facts.milestones_fen)

    @property
    def every_milestone(self) -> tuple[Milestone, ...]:
        """Every sum that was passed, as it stands at the end, whether an event states it or not."""
        bounds = self._reader.bounds
        return () if bounds is None else self._reader.index.milestones.all_at(bounds[1])

    def event_span(self) -> tuple[int, int]:
        """Event time of the first and of the last picture; see `seek.event_span`. Raises NotARecordingError."""
        return event_span(self._reader, self.path)

    @property
    def curve(self) -> Curve:
        """The whole night so far."""
        index = self._reader.index
        shown = index.shown
        return Curve(shown["commit_us"], shown["at_us"], shown["gmv_fen"], tuple(index.gaps))

    def held_polls(self, playhead_us: int) -> tuple[tuple[int, int | None], ...]:
        """The polls held since the newest shown snapshot: when each was committed, and its sum, if it has one.

        As of one playout delay after the playhead, as everything that waits is: live that is now (`known_ahead_us`).
        """
        index, facts = self._reader.index, self._reader.facts_at(playhead_us)
        known_us = playhead_us + (0 if facts is None else facts.known_ahead_us)
        shown = last_at(index.shown["commit_us"], known_us)
        since_us = int(index.shown["commit_us"][shown]) if shown >= 0 else 0
        rows = [row for row in index.held[-_MOST_POLLS:] if since_us < row.commit_us <= known_us]
        places = [index.answer_row(row.answer_id) for row in rows]
        sums = [None if place is None else int(index.answers["gmv_fen"][place]) for place in places]
        return tuple((row.commit_us, None if fen == MISSING else fen) for row, fen in zip(rows, sums, strict=True))

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""
        return self._reader.problems

    def close(self) -> None:
        """Let go of all files."""
        self._reader.close()
