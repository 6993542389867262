"""The recording of a night and its journal, opened for the display together and let go together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.recording.journal import Journal
from wallboard.recording.recorded_folder import RecordedFolder


@dataclass(frozen=True, slots=True)
class RecordedNight:
    """What the display plays and writes during one night."""

    recorded: RecordedFolder
    journal: Journal

    def close(self) -> None:
        """Let go of all files."""
        self.recorded.close()
        self.journal.close()


def first_night(folder: Path, facts: EventInfo) -> RecordedNight:
    """The recording in `folder`, which may still be empty. Raises RecordingError."""
    return RecordedNight(RecordedFolder(folder, facts, live=True), Journal(folder))


def next_night(folder: Path, facts: EventInfo) -> RecordedNight | None:
    """The recording in `folder`; None as long as nothing is in it. Raises RecordingError if it has no journal."""
    try:
        recorded = RecordedFolder(folder, facts, live=True)
    except RecordingError:
        return None  # the collector is just making it
    if recorded.bounds is None:
        recorded.close()
        return None
    return RecordedNight(recorded, Journal(folder))
