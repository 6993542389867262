"""A live recording of one of several machines: by the wall's one clock, and read anew where rows were taken off it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wallboard.core.event_info import EventInfo
from wallboard.recording.exchanged_folder import ExchangedFolder
from wallboard.recording.link_files import (
    CONTROL_FILE,
    LINK_FILE,
    SILENT_US,
    ControlRow,
    LinkState,
    read_control,
    read_link,
)
from wallboard.recording.reader import KEPT
from wallboard.recording.recorded_folder import RecordedFolder

LOOK_US: Final = 100_000


class LinkWatch:
    """What the link of this machine says, looked at ten times a second at most."""

    def __init__(self, folder: Path, mono_us: Callable[[], int]) -> None:
        self._folder = folder
        self._mono_us = mono_us
        self._looked_us: int | None = None
        self._seen: tuple[int, int] | None = None
        self._control_seen: tuple[int, int] | None = None
        self._state: LinkState | None = None
        self._newest: tuple[int, int, int] | None = None
        """Which row was the newest at the last call."""

    @property
    def state(self) -> LinkState | None:
        """Where this machine stands; None where no link has ever said."""
        now_us = self._mono_us()
        if self._looked_us is None or now_us - self._looked_us >= LOOK_US:
            self._looked_us = now_us
            seen = _seen(self._folder / LINK_FILE)
            if seen is not None and seen != self._seen:
                self._seen = seen
                self._state = read_link(self._folder) or self._state
        return self._state

    @property
    def is_silent(self) -> bool:
        """Whether the link has ended or hangs."""
        state = self.state
        return state is None or not 0 <= self._mono_us() - state.written_us < SILENT_US

    @property
    def uncorrected_us(self) -> float:
        """By how much this machine's idea of the lead's clock is still to be corrected; 0 where it leads itself."""
        state = self.state
        if state is None or state.role != "follower" or not state.clocks:
            return 0.0
        entry = state.clocks[-1]
        return abs(entry.offset_us + entry.slew_us - entry.at(self._mono_us()))

    def control(self) -> tuple[ControlRow, ...]:
        """What the lead's operator has done since the last call; at first only how everything stands."""
        seen = _seen(self._folder / CONTROL_FILE)
        if seen is None or seen == self._control_seen:
            return ()
        self._control_seen = seen
        rows = read_control(self._folder)
        named = [_name(row) for row in rows]
        if self._newest is None:
            new = rows[-1:]
        elif self._newest in named:
            new = rows[1 + named.index(self._newest) :]
        else:  # the link has begun anew, or so many came at once
            new = tuple(row for row in rows if row.epoch >= self._newest[0])
        self._newest = _name(new[-1]) if new else self._newest
        return new


def _name(row: ControlRow) -> tuple[int, int, int]:
    """What tells a row from all others; the time of day may be set back, and says nothing of which is newer."""
    return row.epoch, row.wall_us, row.number


def _seen(path: Path) -> tuple[int, int] | None:
    """What tells one version of a file from the next."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a hundred times a second
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def live_folder(
    path: Path, facts: EventInfo | None, watch: LinkWatch | None, kept: int = KEPT
) -> RecordedFolder | LinkedFolder:
    """A recording that grows; `watch`: this is one of several machines. `kept`: as many answers stay decoded.

    Raises RecordingError.
    """
    if watch is None:
        return RecordedFolder(path, facts, live=True, kept=kept)
    return LinkedFolder(path, facts, watch, kept)


class LinkedFolder(ExchangedFolder):
    """Plays a recording as `RecordedFolder` does."""

    def __init__(self, path: Path, facts: EventInfo | None, watch: LinkWatch, kept: int = KEPT) -> None:
        """Raises RecordingError as `RecordedFolder` does."""
        self._path, self._facts, self._watch, self._kept = path, facts, watch, kept
        super().__init__(RecordedFolder(path, facts, live=True, kept=kept))
        state = watch.state
        self._generation = 0 if state is None else state.generation

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""
        state = self._watch.state
        if state is not None and state.generation != self._generation:
            self._generation = state.generation
            self._exchange(lambda: RecordedFolder(self._path, self._facts, live=True, kept=self._kept))
            return True
        return self._inner.refresh()

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now: by the clock of the machine that records, as this one knows it."""
        session = self._inner.newest_session
        state = self._watch.state
        entry = None if state is None or session is None else state.entry(session.commit_us)
        if session is None or entry is None:
            return self._inner.now_us(mono_us, utc_us)
        bounds = self._inner.bounds
        now_us = session.commit_us + round(mono_us + entry.at(mono_us)) - session.mono_us
        return now_us if bounds is None else max(now_us, bounds[1])
