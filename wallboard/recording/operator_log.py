"""What a recording says of its operator and itself, wherever it lies: nothing is written, nothing locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

from wallboard.actions.recorded_actions import RecordedAction, recorded_actions
from wallboard.core.errors import RecordingError
from wallboard.recording import bounds
from wallboard.recording.bounds import LONGEST_NAME
from wallboard.recording.door import open_for_reading
from wallboard.recording.folder import is_taken, segments_in
from wallboard.recording.journal import JournalRow
from wallboard.recording.plain_files import is_plain

MARK: Final = "mark"
NAME_MARK: Final = "name_mark"
"""The actions of the journal that set a mark, and that name one or take it away."""


REFUSED: Final = "refused"
"""What the journal calls a request that was not done."""


class TimelineMark(msgspec.Struct, frozen=True):
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
        try:
            argument = bounds.table(row.argument)
            at_us, name = bounds.whole(argument.get("at_us")), bounds.text(argument.get("name", ""), LONGEST_NAME)
        except bounds.RowError:
            continue  # no mark of any version: it costs itself
        if row.action == MARK:
            found.setdefault(at_us, "")
        elif name:
            found[at_us] = str(name)
        else:
            found.pop(at_us, None)
    return tuple(TimelineMark(at_us, name) for at_us, name in sorted(found.items()))


def recorded_actions_in(rows: Iterable[JournalRow]) -> tuple[RecordedAction, ...]:
    """What of a journal's rows is to be done again when the night is replayed with its operator."""
    return recorded_actions((row.recording_us, row.state) for row in rows if row.action != NAME_MARK and _is_sane(row))


class RequestAnswer(msgspec.Struct, frozen=True):
    """What came of a request: `error` and `why` where it was refused, both "" where it was done."""

    request: str
    who: str
    action: str
    canvas: str
    error: str
    why: str
    wall_us: int


def answer_of(row: JournalRow) -> RequestAnswer | None:
    """What a row of the journal answers; None where it was no request that it tells of."""
    try:
        told = bounds.table(row.argument)
    except bounds.RowError:
        return None
    refused = row.action == REFUSED
    names = (told.get(name, "") for name in ("request", "who", "canvas", "error", "why", "action"))
    request, who, canvas, error, why, asked = (name if isinstance(name, str) else "" for name in names)
    if not request:
        return None
    action = asked if refused else row.action
    return RequestAnswer(request, who, action, canvas, error if refused else "", why if refused else "", row.wall_us)


def answered_in(rows: Iterable[JournalRow]) -> frozenset[str]:
    """The ids of all requests that a journal's rows have answered."""
    return frozenset(answer.request for row in rows if (answer := answer_of(row)) is not None)


def _is_sane(row: JournalRow) -> bool:
    try:
        bounds.table(row.state)
    except bounds.RowError:
        return False
    return True


def recording_id(recording: Path) -> str | None:
    """The identity that a recording, a directory or one file, was given when it was begun; None where it has none."""
    try:
        paths = [path for _, path in segments_in(recording)] if recording.is_dir() else [recording.resolve()]
        path = next(path for path in paths if is_plain(path))
        with closing(open_for_reading(path, alone=not is_taken(path.parent, "collect"))) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'recording'").fetchone()
    except (StopIteration, OSError, sqlite3.Error, RecordingError):
        return None
    return str(row[0])[:LONGEST_NAME] if row is not None else None


def replays_folder(path: Path) -> Path | None:
    """Where what is done while a recording is replayed is kept; None for a recording without an identity."""
    identity = recording_id(path)
    if identity is None or not (identity.isascii() and identity.isalnum()):
        return None
    return platformdirs.user_data_path("wallboard", appauthor=False) / "replays" / identity
