"""Which old recordings are deleted, by age and by what is left of the disk; never one of the current night."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.recording.bounds import instant
from wallboard.recording.door import open_for_reading, rows_of, segment_recording
from wallboard.recording.folder import fallback_of, is_taken, segments_in
from wallboard.recording.operator_log import recording_id
from wallboard.recording.plain_files import is_plain
from wallboard.recording.rows import facts_of
from wallboard.recording.storage_places import FreeBytes, free_bytes

_OURS = re.compile(
    r"(segment-\d{6,}|journal(\.damaged-\d+)?)\.wallboard(-wal|-shm|-journal|\.part)?"
    r"|(collect|show)\.lock|(elsewhere\.txt|(screens|health|link|link-control)\.json)(\.part)?"
)


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """Delete what is older than `age_us`, and the oldest until `free` bytes are left; None: not for that reason."""

    age_us: int | None = None
    free: int | None = None


@dataclass(frozen=True, slots=True)
class _Old:
    folder: Path
    newest_us: int


def retain(
    parent: Path, current: Path, facts: EventInfo, wish: RetentionPolicy, now_us: int, free: FreeBytes = free_bytes
) -> Iterator[str]:
    """Delete among the recordings in `parent`; yields a line for each that is gone or cannot be deleted.

    Spared are `current`, every recording of the same event (by its start), every one that a collector or display works
    on, every one whose night is not known, and all files that are not of a recording.
    """
    if wish.age_us is None and wish.free is None:
        return
    for old in sorted(_others(parent, current, facts.start_us), key=lambda found: found.newest_us):
        aged = wish.age_us is not None and now_us - old.newest_us > wish.age_us
        scarce = wish.free is not None and free(parent) < wish.free
        if aged or scarce:
            why = "it is old" if aged else "the disk is nearly full"
            try:
                _delete(old.folder)
            except OSError as error:
                yield f"the old recording cannot be deleted ({error.strerror}): {old.folder}"
            else:
                yield f"the recording of another night is deleted, because {why}: {old.folder}"


def _others(parent: Path, current: Path, start_us: int | None) -> Iterator[_Old]:
    try:
        folders = [entry for entry in parent.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except OSError:
        return
    for folder in folders:
        if folder.resolve() == current.resolve() or is_taken(folder, "collect") or is_taken(folder, "show"):
            continue
        found = _night(folder)
        if found is not None and (start_us is None or found[0] != start_us):
            yield _Old(folder, found[1])


def _night(folder: Path) -> tuple[int | None, int] | None:
    """The start of the event that a recording is of, and its newest commit; None where that cannot be told."""
    facts: EventInfo | None = None
    newest_us = 0
    try:
        for _, path in segments_in(folder):
            connection = open_for_reading(path)
            try:
                for _, stated, commit_us in rows_of(connection, "SELECT id, facts, commit_us FROM session ORDER BY id"):
                    facts = facts_of(stated)
                    newest_us = max(newest_us, instant(commit_us))
                for table in ("answer", "failure"):
                    (last_us,) = connection.execute(f"SELECT IFNULL(MAX(commit_us), 0) FROM {table}").fetchone()
                    newest_us = max(newest_us, instant(last_us))
            finally:
                connection.close()
    except (OSError, sqlite3.Error, RecordingError, ValueError):
        return None
    return None if facts is None else (facts.start_us, newest_us)


def _delete(folder: Path) -> None:
    """Delete what is ours in a recording's directory, and its segments in its fallback. Raises OSError."""
    recording = recording_id(folder)
    other = fallback_of(folder)
    if recording is not None and other is not None and other.is_dir():
        # Whoever wrote where it goes on: what lies there may be another recording's.
        named = [entry for entry in other.iterdir() if _OURS.fullmatch(entry.name)]
        ours = [entry for entry in named if is_plain(entry) and segment_recording(entry) == recording]
        names = {f"{entry.name}{ending}" for entry in ours for ending in ("", "-wal", "-shm", "-journal")}
        _clear(other, [entry for entry in named if entry.name in names])
    _clear(folder, [entry for entry in folder.iterdir() if _OURS.fullmatch(entry.name)])


def _clear(place: Path, entries: list[Path]) -> None:
    for entry in entries:
        if entry.is_file() or entry.is_symlink():
            entry.unlink()
    if not any(place.iterdir()):
        place.rmdir()
