"""What a recording says of its operator and itself, wherever it lies: nothing is written, nothing locked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from wallboard.actions.recorded_actions import RecordedAction, recorded_actions
from wallboard.core.errors import RecordingError
from wallboard.recording.door import open_for_reading
from wallboard.recording.folder import segments_in
from wallboard.recording.journal import JournalRow

MARK: Final = "mark"
NAME_MARK: Final = "name_mark"
"""The actions of the journal that set a mark, and that name one or take it away."""


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """An instant of recording time that an operator wants to find again, and what it is called."""

    at_us: int
    name: str = ""


def marks_of(rows: Iterable[JournalRow]) -> tuple[TimelineMark, ...]:
    """The marks that a journal's rows come to, in the order of the recording.

    A mark set twice at one instant is one; naming it again renames it, and a name of nothing at all removes it.
    """
    found: dict[int, str] = {}
    for row in rows:
        if row.action not in (MARK, NAME_MARK):
            continue
        argument = json.loads(row.argument)
        at_us, name = int(argument["at_us"]), argument.get("name", "")
        if row.action == MARK:
            found.setdefault(at_us, "")
        elif name:
            found[at_us] = str(name)
        else:
            found.pop(at_us, None)
    return tuple(TimelineMark(at_us, name) for at_us, name in sorted(found.items()))


def recorded_actions_in(rows: Iterable[JournalRow]) -> tuple[RecordedAction, ...]:
    """What of a journal's rows is to be done again when the night is replayed with its operator."""
    return recorded_actions((row.recording_us, row.state) for row in rows if row.action != NAME_MARK)


def recording_id(recording: Path) -> str | None:
    """The identity that a recording, a directory or one file, was given when it was begun; None where it has none."""
    try:
        path = segments_in(recording)[0][1] if recording.is_dir() else recording
        with closing(open_for_reading(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'recording'").fetchone()
    except (IndexError, OSError, sqlite3.Error, RecordingError):
        return None
    return None if row is None else str(row[0])


def replays_folder(path: Path) -> Path | None:
    """Where what is done while a recording is replayed is kept; None for a recording without an identity."""
    identity = recording_id(path)
    if identity is None or not identity.isalnum():
        return None
    return platformdirs.user_data_path("wallboard", appauthor=False) / "replays" / identity
