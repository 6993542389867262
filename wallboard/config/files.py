"""Reading a file that a configuration names: only a regular one, only up to a size, and never waiting for it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MIB = 2**20


def read_file(path: Path, most_bytes: int) -> bytes:
    """All bytes of a regular file of at most `most_bytes`; a device, a pipe or a folder is none, links are followed.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger; `strerror` says so in words.
    """
    # without O_NONBLOCK the opening of a pipe waits for somebody to write into it
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - of a handle
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        if status.st_size > most_bytes:
            raise OSError(errno.EFBIG, f"it is larger than {_size(most_bytes)}", str(path))
        parts: list[bytes] = []
        left = most_bytes + 1
        while left > 0 and (part := file.read(min(left, MIB))):
            parts.append(part)
            left -= len(part)
    if left <= 0:
        raise OSError(errno.EFBIG, f"it is larger than {_size(most_bytes)}", str(path))
    return b"".join(parts)


def _size(count: int) -> str:
    return f"{count // MIB} MiB" if count >= MIB else f"{count // 1024} KiB"
