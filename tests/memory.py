"""A file system in memory, on which nothing waits for a disk, which took half of the time of `tests/recording`."""

from __future__ import annotations

import getpass
import os
import tempfile
from pathlib import Path

WHERE = Path("/dev/shm")
SUITE_BYTES = 4 * 2**30
"""Several times what all processes of a run have there at a time."""


def memory_place(room: int) -> Path | None:
    """Where files may lie in memory that need so many bytes; None where there is no such place, or no program runs."""
    if not (WHERE.is_dir() and os.access(WHERE, os.W_OK | os.X_OK)):
        return None
    found = os.statvfs(WHERE)
    return WHERE if found.f_bavail * found.f_frsize >= room and not found.f_flag & os.ST_NOEXEC else None


def keep_temporary_files() -> None:
    """Let this process and all that it starts keep them there, unless TMPDIR says where."""
    place = None if "TMPDIR" in os.environ else memory_place(SUITE_BYTES)
    if place is None:
        return
    own = place / f"tests-of-{getpass.getuser()}"
    own.mkdir(exist_ok=True)
    if own.stat().st_uid == os.getuid():
        own.chmod(0o1777)  # as /tmp is: servers that tests start as users of their own have their temporary files there
        os.environ["TMPDIR"] = tempfile.tempdir = str(own)
