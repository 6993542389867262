"""A finished recording that several machines play: by the wall's one time, and nowhere before all of it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wallboard.core.event_info import EventInfo
from wallboard.recording.exchanged_folder import ExchangedFolder
from wallboard.recording.linked_folder import LinkWatch
from wallboard.recording.recorded_folder import RecordedFolder


class ReplayClocks:
    """This machine's clocks; its UTC is the wall's, which is the lead's as this machine knows it."""

    def __init__(self, watch: LinkWatch, mono_us: Callable[[], int], utc_us: Callable[[], int]) -> None:
        """`mono_us` and `utc_us` are the system's."""
        self._watch, self._mono_us, self._utc_us = watch, mono_us, utc_us

    def mono_us(self) -> int:
        """The monotonic clock in microseconds."""
        return self._mono_us()

    def utc_us(self) -> int:
        """The wall's time; this machine's own as long as no lead has told."""
        state = self._watch.state
        known_us = None if state is None else state.wall_us(self._mono_us())
        return self._utc_us() if known_us is None else known_us


class CopiedRecording(ExchangedFolder):
    """What another machine plays, as `RecordedFolder` has it: nothing, until all of it has come."""

    def __init__(self, path: Path, facts: EventInfo | None, watch: LinkWatch) -> None:
        """`path` is where this machine's link puts it. Raises RecordingError as `RecordedFolder` does."""
        self._path, self._facts, self._watch = path, facts, watch
        self._generation: int | None = None
        self._nowhere = path / "nothing-yet"
        super().__init__(RecordedFolder(self._nowhere, facts, live=True))
        self.refresh()

    def refresh(self) -> bool:
        """Learn whether it is there now, or another one; whether anything has changed. Raises RecordingError.

        What is there stays there while the lead is not heard.
        """
        state = self._watch.state
        if state is None or state.generation == self._generation:
            return False
        whole = state.role != "waiting" and state.is_whole  # a lead that goes on with its copy has all of it, too
        if not whole and self._generation is None:
            return False
        self._generation = state.generation if whole else None
        self._exchange(lambda: RecordedFolder(self._path if whole else self._nowhere, self._facts, live=True))
        return True

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """The wall's time."""
        return utc_us


class SharedRecording(RecordedFolder):
    """The recording that this machine plays to the others, by the wall's time."""

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """The wall's time."""
        return utc_us
