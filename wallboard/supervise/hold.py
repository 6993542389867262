"""One wall to a recording: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wallboard.core.errors import RecordingError, UsageError

LOCK_NAME = "supervisor.lock"


@contextmanager
def held(recording: Path) -> Iterator[None]:
    """Hold the recording directory, which is made if it is missing, against a second instance.

    Raises:
        UsageError: another instance holds it.
        RecordingError: the directory cannot be made or written.
    """
    try:
        recording.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(recording / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        msg = f"the recording cannot be written ({error.strerror}); name another folder with --record: {recording}"
        raise RecordingError(msg) from error
    try:
        if not _lock(descriptor):
            msg = f"another wallboard is recording here; end it, or name another folder with --record: {recording}"
            raise UsageError(msg)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
