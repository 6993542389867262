"""The folder of a running wall, in memory where the system can: it goes with the last process that uses it.

A file beside the folder is locked, shared, by every process of the wall that uses the folder. Whoever can lock it alone
is the last one, or finds what dead processes have left, and removes both. A lock goes with its process, however that
ends, so nothing stays but until the next start.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from wallboard.core.errors import WallboardError

ABOUT: Final = "wall.json"
LOCK: Final = ".lock"
_OPEN: Final = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
_MOST_BYTES: Final = 65_536


class WallInfo(msgspec.Struct, frozen=True):
    """What a running wall says about itself to the next one: the process of its supervisor, and its recording."""

    pid: int
    recording: str


def parent_folder() -> Path:
    """Where the folders lie: what is of no lasting worth wears no disk, and a full one does not matter."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())


@contextmanager
def new_wall_folder(info: WallInfo, parent: Path | None = None) -> Iterator[Path]:
    """A folder of this wall's own, only for its user; what dead walls have left is removed first.

    Raises:
        WallboardError: it cannot be made.
    """
    parent = parent or parent_folder()
    clear_leftovers(parent)
    try:
        folder, handle = _locked_folder(parent)
    except OSError as error:
        msg = f"cannot make the folder of the wall ({error.strerror}): {parent}"
        raise WallboardError(msg) from None
    with suppress(OSError):  # a full memory: the wall does without being found by the next one
        (folder / ABOUT).write_bytes(msgspec.json.encode(info))
    with _held(folder, handle):
        yield folder


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """A new folder and its lock, held. Raises OSError."""
    while True:
        folder = parent / f"{_prefix()}{secrets.token_hex(4)}"
        handle = os.open(_lock_of(folder), _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
        _share(handle)
        if os.fstat(handle).st_nlink:
            folder.mkdir(mode=0o700)
            return folder, handle
        os.close(handle)  # another wall took it for a leftover before it was locked


@contextmanager
def use_wall_folder(folder: Path | None) -> Iterator[None]:
    """Keep the folder of another process while inside; the last one to leave removes it. None: there is none."""
    try:
        handle = None if folder is None else os.open(_lock_of(folder), _OPEN)
    except OSError:  # it is gone: there is nothing to keep, and nothing to remove
        handle = None
    if folder is None or handle is None:
        yield
        return
    _share(handle)
    with _held(folder, handle):
        yield


def running_walls(parent: Path | None = None) -> tuple[WallInfo, ...]:
    """The walls of this user that run now."""
    found = []
    for folder in _folders(parent or parent_folder()):
        handle = _open_own(_lock_of(folder))
        if handle is None:
            continue
        with suppress(OSError, msgspec.MsgspecError):
            if not _lock_alone(handle):
                with (folder / ABOUT).open("rb") as file:
                    found.append(msgspec.json.decode(file.read(_MOST_BYTES), type=WallInfo))
        os.close(handle)
    return tuple(found)


def clear_leftovers(parent: Path | None = None) -> None:
    """Remove what walls have left that were killed with all their processes; never raises."""
    for folder in _folders(parent or parent_folder()):
        _remove_if_last(folder)


@contextmanager
def _held(folder: Path, handle: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(handle)
        _remove_if_last(folder)


def _remove_if_last(folder: Path) -> None:
    """Remove the folder and its lock if no process holds it; of several that try, one can."""
    lock = _lock_of(folder)
    handle = _open_own(lock)
    if handle is None:
        return
    with suppress(OSError):
        if _lock_alone(handle) and os.fstat(handle).st_nlink:  # else another one has just removed it
            shutil.rmtree(folder, ignore_errors=True)
            if sys.platform == "win32":
                os.close(handle)  # an open file cannot be removed there
                lock.unlink(missing_ok=True)
                return
            lock.unlink(missing_ok=True)
    with suppress(OSError):
        os.close(handle)


def _open_own(lock: Path) -> int | None:
    """The lock file, open, if it is this user's."""
    with suppress(OSError):
        handle = os.open(lock, _OPEN)
        if sys.platform == "win32" or os.fstat(handle).st_uid == os.getuid():
            return handle
        os.close(handle)
    return None


def _folders(parent: Path) -> list[Path]:
    """The folders of this user's walls, running or not."""
    with suppress(OSError):
        return [lock.with_suffix("") for lock in parent.glob(f"{_prefix()}*{LOCK}")]
    return []


def _prefix() -> str:
    if sys.platform == "win32":
        return "wallboard-"
    return f"wallboard-{os.getuid()}-"


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)


if sys.platform == "win32":
    import msvcrt

    _PROCESSES = 1 << 16

    def _lock(handle: int, at: int, count: int) -> bool:
        os.lseek(handle, (1 << 20) + at, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def _share(handle: int) -> None:
        """Locks there are never shared: each process locks a byte of its own."""
        _lock(handle, os.getpid() % _PROCESSES, 1)

    def _lock_alone(handle: int) -> bool:
        """Whether nobody has locked a byte."""
        return _lock(handle, 0, _PROCESSES)

else:
    import fcntl

    def _share(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_SH)

    def _lock_alone(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
