"""Journals of strangers: what a replay, a collector and a display make of what somebody says an operator did."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from random import Random

from tests.recording.hostile import HOSTILE_VALUES
from tests.recording.hostile import sound as packed
from wallboard.actions.control import Control
from wallboard.cli.main import run as run_command
from wallboard.collect.operator_decisions import decisions_in
from wallboard.core.errors import WallboardError
from wallboard.recording.folder import JOURNAL, segment_path
from wallboard.recording.journal import Journal, JournalTail, actions_of
from wallboard.recording.operator_log import marks_of, recorded_actions_in
from wallboard.recording.tools.repair import repair

from . import recordings
from .chance import TEXTS
from .kinds import Kind

_ACTIONS = (
    "mark",
    "name_mark",
    "accept_held",
    "refuse_held",
    "declare_final",
    "move_end",
    "press_release",
    "press_line",
    "layout:map",
    "seek",
    "",
    "\x1b[2J",
    "x" * 5000,
)
_COLUMNS = ("wall_us", "recording_us", "action", "argument", "state")


@lru_cache(maxsize=1)
def sound() -> bytes:
    """A journal of thirty actions; the same bytes in every process."""
    with tempfile.TemporaryDirectory(prefix="wallboard-journal-") as place:
        folder = Path(place)
        with Journal(folder) as journal:
            for number in range(30):
                at_us = 1_478_793_602_000_000 + number * 1_000_000
                argument = json.dumps({"at_us": at_us, "name": "here", "answer_id": number})
                journal.write(number, at_us, _ACTIONS[number % 6], argument, Control().to_json())
        with closing(sqlite3.connect(folder / JOURNAL, isolation_level=None)) as connection:
            connection.execute("UPDATE meta SET value = '0123456789abcdef' WHERE key = 'journal'")
        return (folder / JOURNAL).read_bytes()


def make(chance: Random) -> bytes:
    """A sound journal after some changes."""
    data = sound()
    ways = (recordings.flipped, recordings.swapped, recordings.cut, _edited, _edited, _edited)
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(ways)(data, chance)
    return data


def _edited(data: bytes, chance: Random) -> bytes:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'action'")
        connection.execute("PRAGMA writable_schema=RESET")
        for _ in range(chance.choice((1, 5, 20))):
            update = f"UPDATE action SET {chance.choice(_COLUMNS)} = ? WHERE id = ?"
            with suppress(sqlite3.Error):
                connection.execute(update, (_value(chance), chance.randrange(1, 31)))

    return recordings.by_sql(data, edit)


def _value(chance: Random) -> object:
    control = json.loads(Control().to_json())
    key = chance.choice(list(control))
    control[key] = chance.choice((2**63, -(10**30), 1.5, "x", None, [], {}, [1, 2, 3], "\x1b]0;x\x07", 10**17))
    argument = {
        "at_us": chance.choice((-1, 0, 2**63, 10**40, "x", None)),
        "name": chance.choice(TEXTS),
        "answer_id": 2**70,
    }
    return chance.choice((json.dumps(control), json.dumps(argument), *chance.choice(HOSTILE_VALUES), *_ACTIONS))


def run(data: bytes, folder: Path) -> None:
    """Put the journal beside a sound recording, and do all that reads it."""
    night = folder / "input.wallboard"
    night.mkdir()
    segment_path(night, 1).write_bytes(packed())
    journal = night / JOURNAL
    journal.write_bytes(data)
    rows = actions_of(night)
    marks_of(rows)
    recorded_actions_in(rows)
    tuple(decisions_in(JournalTail(night).poll()))
    for words in (("marks",), ("record", "info"), ("record", "verify")):
        run_command([*words, "input.wallboard"])
    recordings.replay(night)
    with suppress(WallboardError):
        repair(night, folder / "input-repaired.wallboard")
    with suppress(WallboardError), Journal(night) as opened:
        state = opened.last_state()
        if state is not None:
            Control.from_json(state)
        marks_of(opened.since())
        opened.write(1, 1_478_793_602_000_000, "mark", '{"at_us": 5}', Control().to_json())


KIND = Kind("journals", make, run, recordings.warm, ".wallboard")
