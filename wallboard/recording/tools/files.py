"""The files of a recording, whichever way it lies there: a directory, one segment, a packed file, read-only media."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wallboard.core.errors import RecordingError, UsageError
from wallboard.recording.door import BoundedConnection, open_for_reading, size_of
from wallboard.recording.errors import (
    AlreadyRunningError,
    LaterVersionError,
    NotARecordingError,
    NotPlainError,
    is_damage,
    reason_of,
)
from wallboard.recording.folder import JOURNAL, is_taken, segments_in
from wallboard.recording.plain_files import is_plain, read_plain
from wallboard.recording.schema import APPLICATION_ID, USER_VERSION, later_form

Step = Callable[[int, int], None]
"""Told how much is done, and of how much."""


_LAST_VERSION = 1000
"""No form will ever have a higher number: what says so is damaged."""


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class RecordingFiles:
    """A recording by its files: segments in their order, and the operator's journal where there is one."""

    path: Path
    segments: tuple[Path, ...]
    journal: Path | None

    @property
    def size_bytes(self) -> int:
        """What all of it takes on disk."""
        return sum(size_of(path) for path in (*self.segments, *((self.journal,) if self.journal else ())))


def files_of(path: Path) -> RecordingFiles:
    """The files of the recording at `path`.

    Raises:
        NotARecordingError: there is none, or it may not be read; one line says which.
    """
    if not path.exists():
        msg = f"there is no recording: {path}"
        raise NotARecordingError(msg)
    if not os.access(path, os.R_OK):
        msg = f"cannot be read (no permission): {path}"
        raise NotARecordingError(msg)
    if path.is_file():
        return RecordingFiles(path, (path.resolve(),), None)
    try:
        segments = tuple(segment for _, segment in segments_in(path))
    except OSError as error:
        msg = f"cannot be read ({error.strerror}): {path}"
        raise NotARecordingError(msg) from None
    if not segments:
        msg = f"holds no recording (no segment-000001.wallboard): {path}"
        raise NotARecordingError(msg)
    journal = path / JOURNAL
    return RecordingFiles(path, segments, journal if is_plain(journal) else None)


def opened(segment: Path) -> BoundedConnection:
    """A reading connection to one segment.

    Raises:
        RecordingError: it cannot be read; the line says why and what to do.
    """
    try:
        return open_for_reading(segment, alone=not is_taken(segment.parent, "collect"))
    except sqlite3.Error as error:
        raise unreadable(error, segment) from None
    except OSError as error:
        msg = f"cannot be read ({error.strerror}): {segment}"
        raise NotARecordingError(msg) from None


def unreadable(error: sqlite3.Error, segment: Path) -> RecordingError:
    """The error to raise for a segment that fails while it is read."""
    if not os.access(segment, os.R_OK):
        return NotARecordingError(f"cannot be read (no permission): {segment}")
    if is_damage(error):
        return NotARecordingError(
            f"is damaged ({reason_of(error)}): save what can be read with `wallboard record repair`: {segment}"
        )
    return NotARecordingError(f"cannot be read now ({reason_of(error)}): {segment}")


def refuse_live(parts: RecordingFiles) -> None:
    """Raise AlreadyRunningError while a collector writes to it."""
    if parts.path.is_dir() and is_taken(parts.path, "collect"):
        msg = f"is being recorded to: end the collector first: {parts.path}"
        raise AlreadyRunningError(msg)


def refuse_later(parts: RecordingFiles) -> None:
    """Raise LaterVersionError where every segment says that it is of a later version; one alone may be damaged."""
    versions = []
    for path in parts.segments:
        try:
            head = read_plain(path, 100)
        except (OSError, NotPlainError):
            continue
        if len(head) == 100:
            version, application = struct.unpack(">I", head[60:64])[0], struct.unpack(">I", head[68:72])[0]
            versions.append(version if application == APPLICATION_ID else 0)
    if versions and all(USER_VERSION < version <= _LAST_VERSION for version in versions):
        msg = f"was written by a later version of wallboard ({later_form(max(versions))})"
        msg = f"{msg}: {parts.path}"
        raise LaterVersionError(msg)


def new_file(path: Path) -> Path:
    """Where a command may put what it makes.

    Raises:
        UsageError: there is something already, or the directory is not there.
    """
    if path.exists():
        msg = f"there is something already, nothing was changed; name another file with -o: {path}"
        raise UsageError(msg)
    if not path.absolute().parent.is_dir():
        msg = f"there is no such directory: {path.absolute().parent}"
        raise UsageError(msg)
    return path


def beside(path: Path, ending: str) -> Path:
    """The name of what is made of a recording, beside it: `night` and `-repaired` give `night-repaired.wallboard`."""
    whole = path.absolute()
    stem = whole.name if whole.is_dir() else whole.stem
    return whole.with_name(f"{stem}{ending}.wallboard")
