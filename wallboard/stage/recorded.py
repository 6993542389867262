"""A recording directory as the display plays it: the reader and its stands behind one door."""

from __future__ import annotations

from pathlib import Path

from wallboard.core.facts import Facts
from wallboard.core.moment import Stand
from wallboard.recording.clock import system_mono_us, system_utc_us
from wallboard.recording.reader import RecordingReader
from wallboard.recording.stands import StandReader


class RecordedFolder:
    """Plays the recording in a folder; `facts` serve until the collector has stated its own."""

    def __init__(self, folder: Path, facts: Facts | None, *, live: bool) -> None:
        """Read all there is.

        Raises:
            RecordingError: nothing can be played there.
        """
        self._reader = RecordingReader(folder, live=live)
        self._stands = StandReader(self._reader, facts)

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""
        return self._reader.refresh()

    def stand_at(self, playhead_us: int) -> Stand:
        """Everything that holds at an instant of recording time. Raises RecordingError."""
        return self._stands.stand_at(playhead_us)

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now."""
        return self._reader.recording_now_us(mono_us, utc_us)

    def locate(self, event_us: int) -> int | None:
        """Recording time at which the event's clock showed `event_us`; None while nothing is recorded."""
        return self._reader.locate(event_us)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row; None while there is none."""
        return self._reader.bounds

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever of it cannot be read."""
        return self._reader.problems

    def close(self) -> None:
        """Let go of all files."""
        self._reader.close()


class SystemClocks:
    """The clocks of this machine."""

    def mono_us(self) -> int:
        """The monotonic clock in microseconds."""
        return system_mono_us()

    def utc_us(self) -> int:
        """UTC in microseconds since the Unix epoch."""
        return system_utc_us()
