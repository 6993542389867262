"""The recording of the current night behind one door, so that the display goes on while the night changes."""

from __future__ import annotations

from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.facts import Facts
from wallboard.core.moment import Curve, Milestone, Stand
from wallboard.recording.journal import Journal
from wallboard.stage.recorded import RecordedFolder


class NightlyRecording:
    """A `Recorded` and a `Journal` of the display that are exchanged night by night."""

    def __init__(self, folder: Path, facts: Facts) -> None:
        """Begin with the recording in `folder`, which may still be empty. Raises RecordingError."""
        self._facts = facts
        self._recorded = RecordedFolder(folder, facts, live=True)
        self._journal = Journal(folder)
        self._changed = False

    def exchange(self, folder: Path) -> bool:
        """Go on with the recording in `folder` once something is in it; whether that was so. Raises RecordingError."""
        try:
            recorded = RecordedFolder(folder, self._facts, live=True)
        except RecordingError:
            return False  # the collector is just making it
        if recorded.bounds is None:
            recorded.close()
            return False
        self.close()
        self._recorded, self._journal = recorded, Journal(folder)
        self._changed = True
        return True

    def close(self) -> None:
        """Let go of all files."""
        self._recorded.close()
        self._journal.close()

    def write(self, wall_us: int, recording_us: int, action: str, argument: str, state: str) -> int:
        """Keep an action in the night's journal. Raises RecordingError."""
        return self._journal.write(wall_us, recording_us, action, argument, state)

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""
        changed, self._changed = self._changed, False
        return self._recorded.refresh() or changed

    def stand_at(self, playhead_us: int) -> Stand:
        """Everything that holds at an instant of recording time. Raises RecordingError."""
        return self._recorded.stand_at(playhead_us)

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now."""
        return self._recorded.now_us(mono_us, utc_us)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row."""
        return self._recorded.bounds

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """All that the recording knows of so far."""
        return self._recorded.milestones

    @property
    def curve(self) -> Curve:
        """The whole night so far."""
        return self._recorded.curve

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""
        return self._recorded.problems
