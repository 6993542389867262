"""What the wall shows during a rehearsal, read from the recording as a display reads it."""

from __future__ import annotations

from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.recording.recorded_folder import RecordedFolder


class Watcher:
    """The live edge of a recording as a display reads it: its badges, and what waits for the operator."""

    def __init__(self, folder: Path, facts: EventInfo) -> None:
        self._recorded = RecordedFolder(folder, facts, live=True)
        self._delay_us = facts.delay_us

    def moment(self) -> Moment | None:
        """What is shown now; None while nothing can be read."""
        try:
            self._recorded.refresh()
            at_us = self._recorded.now_us(system_mono_us(), system_utc_us()) - self._delay_us
            return Moment(self._recorded.state_at(at_us), at_us)
        except RecordingError:
            return None

    def close(self) -> None:
        """Let go of the files."""
        self._recorded.close()
