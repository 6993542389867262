"""What can be wrong with a recording, each in one line that names the file and the remedy."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from wallboard.core.errors import RecordingError

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


class RecordingFailedError(RecordingError):
    """A row could not be written; nothing of it is in the file, and what was committed before is intact."""

    exit_code = 1


class DiskFullError(RecordingFailedError):
    """There is no space for another row; writing goes on as soon as there is."""


class NotARecordingError(RecordingError):
    """The path holds no recording, one of a later version, or nothing readable."""


class LaterVersionError(NotARecordingError):
    """The form on disk is one that only a later version of the program knows."""


class AlreadyRunningError(RecordingError):
    """Another process of the same role works on this recording."""


def write_error(error: sqlite3.Error | OSError, path: Path) -> RecordingFailedError:
    """The error to raise for a failed write to `path`."""
    if is_full(error):
        return DiskFullError(f"the disk is full: free some space for {path}; recording goes on by itself")
    return RecordingFailedError(f"cannot write the recording ({error}): check the disk and the permissions of {path}")


def is_full(error: sqlite3.Error | OSError) -> bool:
    """Whether a write failed for want of space alone."""
    if isinstance(error, OSError):
        return error.errno in _NO_SPACE
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is torn or corrupt, as against a disk or a lock that may do better next time.

    SQLite reports a table that is gone as a plain error: in a recording that is damage too.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return True  # what sqlite3 itself cannot decode
    return code & 0xFF in _DAMAGE or code == sqlite3.SQLITE_IOERR_SHORT_READ
