"""Reads and writes plain files alone: no link is followed, no FIFO or device waited for, nothing half written seen."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from wallboard.recording.errors import NotPlainError

_SAFELY = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
"""Flags that a system lacks (Windows has neither links by default nor FIFOs in folders) are left out."""

_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


def check_plain(path: Path) -> os.stat_result | None:
    """What lies at `path`, its last part not followed; None where there is nothing.

    Raises:
        NotPlainError: it is a link, directory, FIFO, socket or device.
        OSError: it cannot be looked at.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    _refuse(found, path)
    return found


def is_plain(path: Path) -> bool:
    """Whether a plain file lies at `path`; a link to one is none."""
    try:
        return check_plain(path) is not None
    except (NotPlainError, OSError, ValueError):
        return False


def open_plain(path: Path, flags: int = os.O_RDONLY) -> int:
    """A descriptor of a plain file, proven by the descriptor itself.

    Raises:
        NotPlainError: something else has that name.
        OSError: it cannot be opened.
    """
    # Before opening: to open a device may already act on it.
    check_plain(path)
    try:
        handle = os.open(path, flags | _SAFELY, 0o644)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):  # a link that has just appeared
            raise NotPlainError(path, "a symbolic link") from None
        raise
    try:
        _refuse(os.fstat(handle), path)
    except BaseException:
        os.close(handle)
        raise
    return handle


def read_plain(path: Path, most: int) -> bytes:
    """The first `most` bytes of a plain file (-1: all). Raises NotPlainError, OSError."""
    with os.fdopen(open_plain(path), "rb") as file:
        return file.read(most)


def put_file(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put a plain file in the place of the one before: a reader finds the one or the other. Raises OSError.

    `durable`: it outlives a power cut from now on.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)  # one that is there is never written through
    with os.fdopen(create_plain(part), "wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in a directory durable; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create_plain(path: Path) -> int:
    """A descriptor of a new file, where nothing lies yet. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, 0o644)


def _refuse(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "something else")
        raise NotPlainError(path, kind)
