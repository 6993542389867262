"""Recordings of strangers: every command that looks at one, a replay's first moments, and a collector that goes on."""

from __future__ import annotations

import os
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from tests.recording.hostile import ENDLESS, HOSTILE_VALUES, TABLES, columns_of, folder_of, sound
from tests.recording.rig import FACTS, Clock
from wallboard.cli.main import run as run_command
from wallboard.collect.resume import resume
from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.recording.journal import actions_of
from wallboard.recording.operator_log import marks_of, recorded_actions_in
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.schema import PAGE_SIZE
from wallboard.recording.writer import Recorder

from .chance import TEXTS
from .kinds import ForbiddenError, Kind

_KEYS = ("columns", "checksum", "standing", "losses", "begins_us", "recording", "first_answer")

COMMANDS = (
    ("record", "info", "input.wallboard"),
    ("record", "info", "--json", "input.wallboard"),
    ("record", "verify", "input.wallboard"),
    ("record", "repair", "input.wallboard", "-o", "input-repaired.wallboard"),
    ("record", "export", "input.wallboard", "-o", "input-tables"),
    ("record", "trim", "input.wallboard", "--from", "00:00:05", "--to", "00:00:20", "-o", "input-part.wallboard"),
    ("record", "pack", "input.wallboard", "-o", "input-packed.wallboard"),
    ("record", "merge", "input.wallboard", "input.wallboard", "-o", "input-merged.wallboard"),
    ("marks", "input.wallboard"),
)


def look(folder: Path, *, folder_too: bool = True) -> None:
    """Let every command and a replay use `input.wallboard` in the working directory. Raises ForbiddenError.

    `folder_too`: a collector goes on with the same file as its first segment.
    """
    for words in COMMANDS:
        status = run_command(words)
        if status not in (0, 1, 2):
            msg = f"{' '.join(words)} ended with {status}"
            raise ForbiddenError(msg)
    replay(Path("input.wallboard"))
    with suppress(WallboardError):
        if folder_too:
            go_on(folder_of(Path("input.wallboard"), folder / "input-night"))


def replay(path: Path) -> None:
    """What a display reads of a recording before and while it plays it."""
    night = actions_of(path)
    marks_of(night)
    recorded_actions_in(night)
    try:
        recorded = RecordedFolder(path, None, live=False)
    except WallboardError:
        return
    try:
        bounds = recorded.bounds
        if bounds is None:
            return
        begins_us, ends_us = bounds
        with suppress(WallboardError):
            for at_us in (begins_us, begins_us + (ends_us - begins_us) // 2, ends_us, ends_us + 10**7, begins_us - 1):
                moment = Moment(recorded.state_at(at_us), at_us)
                _ = moment.figure("gmv"), moment.event_us, moment.stale, moment.simulated
                recorded.locate(begins_us + 10**7)
                recorded.refresh()
            _ = recorded.milestones, recorded.curve, recorded.problems, recorded.facts
    finally:
        recorded.close()


def go_on(folder: Path) -> None:
    """A collector that is started on a recording of someone else. Raises RecordingError."""
    resume(folder)
    clock = Clock()
    with Recorder(folder, FACTS, utc_us=clock.utc_us, mono_us=clock.mono_us) as recorder:
        recorder.fail("primary", "timeout", "no answer")


def make(chance: Random) -> bytes:
    """A sound recording after some changes."""
    data = sound()
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice((flipped, flipped, swapped, _edited, _edited, _edited, _edited, _redefined, cut))(
            data, chance
        )
    return data


def flipped(data: bytes, chance: Random) -> bytes:
    """Some bytes changed, mostly in the first pages."""
    changed = bytearray(data)
    if not changed:
        return data
    # The first pages say what lies where, so they are spoilt more often.
    most = chance.choice((100, PAGE_SIZE, 8 * PAGE_SIZE, len(data)))
    for _ in range(chance.choice((1, 2, 8, 40))):
        changed[chance.randrange(min(most, len(changed)))] = chance.choice(
            (0, 1, 5, 10, 13, 127, 128, 255, chance.randrange(256))
        )
    return bytes(changed)


def swapped(data: bytes, chance: Random) -> bytes:
    """Some pages in the place of others, or leading elsewhere."""
    changed = bytearray(data)
    count = len(data) // PAGE_SIZE
    if count < 3:
        return data
    for _ in range(chance.choice((1, 3, 10))):
        source, target = (chance.randrange(1, count) * PAGE_SIZE for _ in range(2))
        if chance.random() < 0.3:
            # The rightmost child, or a pointer to an overflow page, leads elsewhere.
            changed[target + 8 : target + 12] = struct.pack(">I", source // PAGE_SIZE + 1)
        else:
            changed[target : target + PAGE_SIZE] = data[source : source + PAGE_SIZE]
    return bytes(changed)


def cut(data: bytes, chance: Random) -> bytes:
    """The beginning alone, or with something else behind it."""
    return data[: chance.randrange(len(data) + 1)] + bytes(chance.choice((0, 7, 5000)))


def _value(chance: Random) -> object:
    found = chance.choice((*chance.choice(HOSTILE_VALUES), *chance.sample(TEXTS, 3), chance.randrange(-(2**63), 2**63)))
    return found.encode("utf-8", "replace").decode() if isinstance(found, str) else found


def _edited(data: bytes, chance: Random) -> bytes:
    def edit(connection: sqlite3.Connection) -> None:
        table = chance.choice(TABLES)
        names = columns_of(connection, table)
        if not names:
            return
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = ?", (table,))
        connection.execute("PRAGMA writable_schema=RESET")
        for _ in range(chance.choice((1, 3, 12))):
            name, where = chance.choice(names), chance.choice(("", f"WHERE {names[0]} = {chance.randrange(1, 25)}"))
            if table == "meta":
                key = chance.choice(_KEYS)
                connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, "1"))
                name, where = "value", f"WHERE key = '{key}'"
            with suppress(sqlite3.Error):
                connection.execute(f"UPDATE {table} SET {name} = ? {where}", (_value(chance),))
        if chance.random() < 0.5:
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, table))

    return by_sql(data, edit)


def _redefined(data: bytes, chance: Random) -> bytes:
    table = chance.choice(TABLES)
    statements = (
        f"DROP TABLE {table}",
        f"CREATE VIEW v AS {ENDLESS} n FROM c",
        f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM meta; END",
        f"CREATE INDEX i ON {table} (1 + 1)",
        f"ALTER TABLE {table} ADD COLUMN more",
        f"ALTER TABLE {table} ADD COLUMN more DEFAULT 5",
        f"ALTER TABLE {table} RENAME TO other",
        f"DELETE FROM {table}",
        f"UPDATE sqlite_master SET rootpage = {chance.randrange(1, 40)} WHERE name = '{table}'",
        f"UPDATE sqlite_master SET type = 'view' WHERE name = '{table}'",
        f"UPDATE sqlite_master SET sql = sql || '{chance.choice((' ', ';', ')', ' STRICT', ' WITHOUT ROWID'))}'",
        f"INSERT INTO {table} SELECT * FROM {table}",
        "VACUUM",
        "PRAGMA application_id = 5",
        f"PRAGMA user_version = {chance.choice((0, 1, 2, 3, -1, 2**31 - 1))}",
    )

    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(chance.choice(statements))

    return by_sql(data, edit)


def by_sql(data: bytes, edit: Callable[[sqlite3.Connection], None]) -> bytes:
    """The file after an edit, as far as SQLite still can; what it refuses is left as it was."""
    with tempfile.TemporaryDirectory(prefix="wallboard-edit-") as place:
        path = Path(place, "night.wallboard")
        path.write_bytes(data)
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
                budget = [0]

                def spent() -> int:
                    budget[0] += 1
                    return budget[0] > 200

                connection.set_progress_handler(spent, 10_000)
                edit(connection)
        except (sqlite3.Error, TypeError, OverflowError, MemoryError, UnicodeDecodeError):
            pass
        return path.read_bytes() if path.stat().st_size < 2**25 else data


def run(data: bytes, folder: Path) -> None:
    """Write the recording down and use it in every way."""
    (folder / "input.wallboard").write_bytes(data)
    look(folder)


def warm() -> None:
    """Let a sound recording go through all of it once."""
    with tempfile.TemporaryDirectory(prefix="wallboard-warm-") as place:
        before = Path.cwd()
        os.chdir(place)
        try:
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
                out, err = os.dup(1), os.dup(2)
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
                try:
                    run(sound(), Path(place))
                finally:
                    os.dup2(out, 1)
                    os.dup2(err, 2)
                    os.close(out)
                    os.close(err)
        finally:
            os.chdir(before)


KIND = Kind("recordings", make, run, warm, ".wallboard")
