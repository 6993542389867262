"""Opens files of a recording as plain files alone: no link is followed, no FIFO or device is waited for."""

from __future__ import annotations

import errno
import os
import stat
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


def open_plain(path: Path, flags: int = os.O_RDONLY, mode: int = 0o644) -> int:
    """A descriptor of a plain file, proven by the descriptor itself.

    Raises:
        NotPlainError: something else has that name.
        OSError: it cannot be opened.
    """
    # Before opening: to open a device may already act on it.
    check_plain(path)
    try:
        handle = os.open(path, flags | _SAFELY, mode)
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


def write_anew(path: Path, content: bytes) -> None:
    """Write a new plain file at `path`; one that is there is removed first, never written through. Raises OSError."""
    path.unlink(missing_ok=True)
    with os.fdopen(create_plain(path), "wb") as file:
        file.write(content)


def create_plain(path: Path) -> int:
    """A descriptor of a new file, where nothing lies yet. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, 0o644)


def _refuse(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "something else")
        raise NotPlainError(path, kind)
