"""Where a recording may lie: its own directory, and another one while that disk is full."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wallboard.recording.door import holds_wal, segment_recording
from wallboard.recording.folder import fallback_of, segments_in, state_fallback
from wallboard.recording.plain_files import create_plain, open_plain, sync_folder

FreeBytes = Callable[[Path], int]

LOOK_US = 60_000_000
"""How often the collector looks whether there is space at home again."""
RESERVE_BYTES = 64 * 2**20
"""So much must be free at home beyond what is to be joined, so that the disk is not full again at once."""


def free_bytes(folder: Path) -> int:
    """What the file system of a directory has left for this user; 0 where that cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


class StoragePlaces:
    """The directory of a recording (`home`) and its fallback, which comes to be when it is needed."""

    def __init__(self, home: Path, parent: Path | None, recording: str, free: FreeBytes = free_bytes) -> None:
        """`parent`: the configured folder for what does not fit; without one the fallback of an earlier run serves."""
        self.home = home
        self._recording = recording
        self.fallback = fallback_of(home)
        self._free = free
        self._looked_us: int | None = None
        if parent is not None:
            self.fallback = (parent / f"{home.name}-{recording[:8]}").absolute()
            # On a disk that is already full this fails: what is recorded elsewhere is then joined later.
            with suppress(OSError):
                state_fallback(home, self.fallback)

    def is_away(self, segment: Path) -> bool:
        """Whether a segment lies in the fallback directory."""
        return segment.parent != self.home

    def other(self, segment: Path) -> Path | None:
        """The place to go on in when there is no space beside `segment`; None where there is none."""
        if self.is_away(segment):
            return self.home
        try:
            if self.fallback is not None:
                self.fallback.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        return self.fallback

    def has_room_at_home(self, now_us: int) -> bool:
        """Whether all that lies away fits into the home directory again; looked at once a minute."""
        if self._looked_us is not None and now_us - self._looked_us < LOOK_US:
            return False
        self._looked_us = now_us
        return self._free(self.home) > RESERVE_BYTES + sum(_size(path) for path in self._away())

    def join_one(self, current: Path) -> bool:
        """Bring one finished and sealed segment home; whether there was one. Raises OSError, with nothing lost."""
        if self.fallback is None or not self.fallback.is_dir():
            return False
        for path in self._away():
            if path != current and not holds_wal(path):
                _move(path, self.home / path.name)
                return True
        with suppress(OSError):
            self.fallback.rmdir()  # when it is empty
        return False

    def _away(self) -> list[Path]:
        try:
            found = [path for _, path in segments_in(self.home) if self.is_away(path)]
        except OSError:
            return []
        # Whoever wrote where it goes on: segments of another recording are nobody's to move.
        return [path for path in found if segment_recording(path) == self._recording]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _move(path: Path, target: Path) -> None:
    """Copy, make durable, then let go of the original: a reader finds the segment in one place or the other."""
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(open_plain(path), "rb") as source, os.fdopen(create_plain(part), "wb") as file:
            shutil.copyfileobj(source, file, 2**20)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    try:
        path.unlink()
    except OSError:
        return  # a reader holds it on Windows; the copy at home goes before it
