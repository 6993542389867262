"""What can be wrong with a recording, each in one line that names the file and the remedy."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from wallboard.core.errors import RecordingError

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_REASONS = {
    sqlite3.SQLITE_INTERRUPT: "reading it would not come to an end",
    sqlite3.SQLITE_TOOBIG: "a row claims more than any can hold",
    sqlite3.SQLITE_AUTH: "it asks for what no recording needs",
}
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, *_REASONS})
_LONGEST_REASON = 200


class RecordingFailedError(RecordingError):
    """A row could not be written; nothing of it is in the file, and what was committed before is intact."""

    exit_code = 1


class DiskFullError(RecordingFailedError):
    """There is no space for another row; writing goes on as soon as there is."""


class NotARecordingError(RecordingError):
    """The path holds no recording, one of a later version, or nothing readable."""


class NotPlainError(NotARecordingError):
    """A link, directory, FIFO or device lies where a file of a recording belongs."""

    def __init__(self, path: Path, kind: str) -> None:
        """`kind`: what lies there, with its article."""
        super().__init__(f"is {kind}, where only a plain file is opened: move it away: {path}")


class ForeignSchemaError(NotARecordingError):
    """A database holds something that no recording has, by which reading it could be made to do anything."""


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


def reason_of(error: sqlite3.Error) -> str:
    """Why a file cannot be read, in one short line; names that the file itself chose are cut."""
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _REASONS.get(code & 0xFF)
    text = known or " ".join(str(error).split())
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST_REASON])
