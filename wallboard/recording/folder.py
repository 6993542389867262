"""The directory of a recording: where it lies, what its files are called, and who may work on it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal

import platformdirs

from wallboard.core.errors import RecordingError
from wallboard.core.instants import from_us
from wallboard.recording.errors import AlreadyRunningError, NotPlainError
from wallboard.recording.plain_files import open_plain, put_file, read_plain

JOURNAL = "journal.wallboard"
ELSEWHERE = "elsewhere.txt"
Role = Literal["collect", "show", "press"]

_SEGMENT = re.compile(r"segment-(\d{6,12})\.wallboard", re.ASCII)
_LONGEST_PATH = 4096


def recordings_folder() -> Path:
    """Where recordings go unless the user says otherwise: the platform's data folder."""
    return platformdirs.user_data_path("wallboard", appauthor=False) / "recordings"


def utc_stamp(utc_us: int) -> str:
    """An instant in UTC as it may stand in a file's name: 2016-11-10T16-00-00Z."""
    return from_us(utc_us).strftime("%Y-%m-%dT%H-%M-%SZ")


def new_folder(utc_us: int, parent: Path | None = None) -> Path:
    """Make the directory of a new run, named by its start in UTC: 2016-11-10T16-00-00Z.

    Raises:
        RecordingError: it cannot be made.
    """
    parent = parent or recordings_folder()
    name = utc_stamp(utc_us)
    for suffix in ("", *(f"-{n}" for n in range(2, 1000))):
        folder = parent / f"{name}{suffix}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            msg = f"cannot make a directory for the recording ({error.strerror}): {folder}"
            raise RecordingError(msg) from None
        return folder
    msg = f"there are too many recordings of this second: {parent}"
    raise RecordingError(msg)


def newest_folder(parent: Path | None = None) -> Path | None:
    """The recording that was begun last below `parent` (default: the platform's data folder), or None."""
    parent = parent or recordings_folder()
    try:
        folders = [entry for entry in parent.iterdir() if entry.is_dir() and segments_in(entry)]
    except OSError:
        return None
    return max(folders, key=lambda folder: folder.name, default=None)


def segment_path(folder: Path, number: int) -> Path:
    """The file of a segment; numbers count from 1."""
    return folder / f"segment-{number:06d}.wallboard"


def segments_in(folder: Path) -> tuple[tuple[int, Path], ...]:
    """The segments of a recording by number, ascending, those in its fallback directory included. Raises OSError."""
    found = dict(_segments(folder))
    other = fallback_of(folder)
    if other is not None and other.is_dir():
        found = dict(_segments(other)) | found
    return tuple(sorted(found.items()))


def segments_of(recording: Path) -> tuple[tuple[int, Path], ...]:
    """The segments of a recording, of which a packed one is a single one. Raises OSError."""
    return ((1, recording.resolve()),) if recording.is_file() else segments_in(recording)


def fallback_of(folder: Path) -> Path | None:
    """The directory in which a recording goes on while its own disk is full, as a small file in it says."""
    try:
        text = read_plain(folder / ELSEWHERE, _LONGEST_PATH).decode("utf-8").strip()
    except (OSError, NotPlainError, UnicodeDecodeError):
        return None
    other = Path(text)
    return other if text.isprintable() and other.is_absolute() else None


def state_fallback(folder: Path, other: Path) -> None:
    """Say where readers will find what no longer fits into `folder`. Raises OSError."""
    put_file(folder / ELSEWHERE, f"{other.absolute()}\n".encode())


def _segments(folder: Path) -> Iterator[tuple[int, Path]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            match = _SEGMENT.fullmatch(entry.name)
            if match:
                yield int(match[1]), folder / entry.name


def is_taken(folder: Path, role: Role) -> bool:
    """Whether a process holds a role at this recording; nothing is written."""
    try:
        handle = open_plain(folder / f"{role}.lock", os.O_RDWR)
    except (OSError, NotPlainError):
        return False  # nobody ever did, or nobody can, on media that cannot be written
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make the directory of a recording where it is not there. Raises RecordingError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"cannot make the directory of the recording ({error.strerror}): {folder}"
        raise RecordingError(msg) from None


class RoleLock:
    """One collector and one display a recording, one press desk a folder; the lock goes with the process."""

    def __init__(self, folder: Path, role: Role) -> None:
        """Take the lock.

        Raises:
            AlreadyRunningError: another process holds it.
            RecordingError: the directory cannot be written, or something else than a plain file is the lock.
        """
        self._path = folder / f"{role}.lock"
        try:
            self._handle = open_plain(self._path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            msg = f"cannot write to the recording ({error.strerror}): {folder}"
            raise RecordingError(msg) from None
        if not _lock(self._handle):
            holder = os.read(self._handle, 20).decode("ascii", "replace").strip()
            os.close(self._handle)
            by = f" (process {holder})" if holder else ""
            msg = f"another wallboard {role}{by} works on this recording: end it, or name another directory: {folder}"
            raise AlreadyRunningError(msg)
        self._held = True
        # The number is for people: on a full disk the lock holds without it, and what has a second name is not ours.
        if os.fstat(self._handle).st_nlink > 1:
            return
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.write(self._handle, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let another process have it; may be called twice."""
        if self._held:
            self._held = False
            os.close(self._handle)

    def __enter__(self) -> RoleLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        """Lock a byte far behind the text, which others may still read."""
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
