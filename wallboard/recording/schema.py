"""The form of a recording on disk: its tables, its identity, and how a new file comes to be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from wallboard.core.contract import fields

APPLICATION_ID = 0x57424F44
"""`WBOD` in the SQLite header, so that `file` and other programs can tell."""
USER_VERSION = 2
"""2 adds the table `snapshot`; to a session `simulated`; to an answer `utc_us` and `date_us`; to a judgement `lag_us`
(how far `at` lay behind), `offset_us` (what was taken off `at`), `unaccepted` (nobody has accepted that yet),
`interval_us` (the source's own) and `parts` (held parts of lists, as JSON); to a failure `clock_us` (the event's clock
then)."""
OLDEST_VERSION = 1
"""The first form that is read; `USER_VERSION` is the one that is written."""

PAGE_SIZE = 1024
"""A body of 3.5 KB fills three overflow pages of this size to the brim and a commit writes only some 10 KB; the
demonstration takes 3.7 KB a snapshot so, 4.3 to 4.5 KB with pages of 2048 to 16384."""
CHECKPOINT_PAGES = 4000

COLUMNS: tuple[str, ...] = tuple(fields.COLUMNS)
"""The headline figures of an answer that are columns, gmv_fen first."""

# Bodies and readings lie in tables of their own: a scan of the night's figures then reads 150 bytes a snapshot.
_SEGMENT = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE session (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, utc_us INTEGER NOT NULL, mono_us INTEGER NOT NULL,
    facts TEXT NOT NULL, mapping TEXT, zone TEXT, simulated INTEGER);
CREATE TABLE answer (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, session_id INTEGER NOT NULL, source TEXT NOT NULL,
    status INTEGER NOT NULL, fetch_us INTEGER NOT NULL, digest BLOB NOT NULL, usable INTEGER NOT NULL,
    present INTEGER NOT NULL, at_us INTEGER, sequence INTEGER, simulated INTEGER, rate REAL,
    {figures}, utc_us INTEGER, date_us INTEGER{later});
CREATE TABLE body (answer_id INTEGER PRIMARY KEY, base INTEGER, frame BLOB NOT NULL);
CREATE TABLE snapshot (answer_id INTEGER PRIMARY KEY, frame BLOB NOT NULL, base INTEGER);
CREATE TABLE judgement (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, answer_id INTEGER NOT NULL, verdict TEXT NOT NULL,
    reason TEXT NOT NULL, detail TEXT NOT NULL, withheld TEXT, shown INTEGER NOT NULL, advance INTEGER NOT NULL,
    correction INTEGER NOT NULL, agreed INTEGER NOT NULL, clock_us INTEGER, clock_rate REAL,
    lag_us INTEGER, offset_us INTEGER, unaccepted INTEGER, interval_us INTEGER, parts TEXT);
CREATE TABLE happening (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, at_us INTEGER NOT NULL, kind TEXT NOT NULL,
    data TEXT NOT NULL);
CREATE TABLE failure (
    id INTEGER PRIMARY KEY, commit_us INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
    message TEXT NOT NULL, fetch_us INTEGER NOT NULL, clock_us INTEGER);
"""

ACTION_TABLE = """
CREATE TABLE action (
    id INTEGER PRIMARY KEY, wall_us INTEGER NOT NULL, recording_us INTEGER NOT NULL, action TEXT NOT NULL,
    argument TEXT NOT NULL, state TEXT NOT NULL);
"""
"""What the operator did: in the journal, and in a recording that was packed into one file."""

_JOURNAL = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
{ACTION_TABLE}"""

_REQUESTS = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE request (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, argument TEXT NOT NULL,
    canvas TEXT NOT NULL, revision INTEGER, due_us INTEGER NOT NULL, asked_us INTEGER NOT NULL);
"""
"""What is asked of the display: one file for each process that asks, beside the journal."""


def _segment(own: Sequence[str] = ()) -> str:
    """The script of a segment, with columns for metrics of the operator's own."""
    first = [column for column, field in fields.COLUMNS.items() if fields.FIELDS[field].since == 1]
    later = [column for column in COLUMNS if column not in first]
    figures = ", ".join(f"{name} INTEGER" for name in first)
    return _SEGMENT.format(figures=figures, later="".join(f", {name} INTEGER" for name in (*later, *own)))


SCRIPTS = (_segment(), _JOURNAL, _REQUESTS)
"""All that a file of a recording may define."""

PAYLOADS = ("body", "snapshot")
"""The tables of what was answered (the evidence) and of how it was understood (what is displayed)."""

COUNTED: tuple[str, ...] = ("session", "answer", "judgement", "happening", "failure")
"""The tables whose ids go on from one segment to the next, so that an id names one row of the whole recording."""

ANSWER_KEY, FIELDS_KEY = "answer_columns", "fields"
"""The rows of `meta` that name the columns of an answer, for a file whose schema is lost, and the contract's fields
that were known when it was written: what came later was not looked for."""

BODILESS_KEY = "without_bodies"
"""The row of `meta` by which a trimmed recording states that its bodies were left out."""

LIMIT_KEYS = ("begins_us", "ends_us")
"""What a trimmed recording states in `meta`: recording time of its bounds."""

Meta = dict[str, str | int | bytes]


def create_segment(path: Path, meta: Meta, own: Sequence[str] = ()) -> None:
    """Make an empty segment at `path`, durable before it returns; `own`: more columns of an answer.

    Raises sqlite3.Error, OSError.
    """
    script = _segment(own)
    stated: Meta = {
        "kind": "segment",
        FIELDS_KEY: json.dumps(list(fields.FIELDS)),
        ANSWER_KEY: json.dumps(_columns_in(script, "answer")),
    }
    _create(path, script, stated | meta)


def _columns_in(script: str, table: str) -> list[str]:
    """The columns that a script gives to a table."""
    definition = script.partition(f"CREATE TABLE {table} (")[2].partition(");")[0]
    return [column.split()[0] for column in definition.split(",")]


def create_journal(path: Path, meta: Meta) -> None:
    """Make an empty journal at `path`, durable before it returns. Raises sqlite3.Error, OSError."""
    _create(path, _JOURNAL, {"kind": "journal"} | meta)


def create_requests(path: Path) -> None:
    """Make an empty file of requests at `path`. Raises sqlite3.Error, OSError."""
    _create(path, _REQUESTS, {"kind": "requests"})


def _create(path: Path, tables: str, meta: Meta) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size={PAGE_SIZE}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(f"BEGIN; {tables} COMMIT;")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        connection.execute("BEGIN")  # one wait for the disk, not one for each row
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
        connection.execute("COMMIT")
    finally:
        connection.close()


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns that a table of a file has. Raises sqlite3.Error."""
    return tuple(column[0] for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description)


def version_of(connection: sqlite3.Connection) -> int:
    """The form of a file as it says itself. Raises sqlite3.Error."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def later_form(version: int) -> str:
    """Why a recording of a later form cannot be used, and what to do."""
    return (
        f"form {version}, this one reads up to {USER_VERSION}: use that version, or go on in a new folder with --record"
    )
