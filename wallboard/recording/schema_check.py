"""Whether a database has the schema of a recording: plain tables alone, before a row of it is read."""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from pathlib import Path

from wallboard.recording.errors import ForeignSchemaError
from wallboard.recording.schema import SCRIPTS

MOST_OBJECTS = 100

_TABLE = re.compile(r"CREATE TABLE (\w{1,64}) ?\((.+)\)( WITHOUT ROWID)?", re.ASCII)
_COLUMN = re.compile(r"\w{1,64}( INTEGER| TEXT| BLOB| REAL)?( PRIMARY KEY)?( NOT NULL)?", re.ASCII)
"""No default, check, collation, generated or referring column: none of them runs anything or makes a value."""


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Compare what the database defines with what a recording may define.

    Every definition is one of this program's own, or of another version's plain tables, whose columns may differ; those
    that are not known are never read. Views, triggers, virtual tables and indices of strangers are refused.

    Raises:
        ForeignSchemaError: it holds anything else.
        sqlite3.Error: the file is damaged.
    """
    query = f"SELECT name, sql FROM sqlite_master LIMIT {MOST_OBJECTS + 1}"
    found = connection.execute(query).fetchall()
    if len(found) > MOST_OBJECTS:
        msg = f"defines more than {MOST_OBJECTS} tables, as no recording does: {path}"
        raise ForeignSchemaError(msg)
    for name, sql in found:
        if sql is not None and not _is_ours(str(sql)):
            what = "".join(letter if letter.isprintable() else "?" for letter in str(name)[:40])
            msg = f"defines {what!r} as no recording does, so nothing of it is read: {path}"
            raise ForeignSchemaError(msg)


def is_known_table(name: str) -> bool:
    """Whether a table belongs to a recording of any version."""
    return name in _known()[1]


def _is_ours(sql: str) -> bool:
    text = " ".join(sql.split())
    statements, keys = _known()
    if text in statements:
        return True
    table = _TABLE.fullmatch(text)
    if table is None or not all(_COLUMN.fullmatch(column.strip()) for column in table[2].split(",")):
        return False
    # Rows are asked for by their key and in its order: another key would have SQLite sort them.
    return keys.get(table[1], _key(table)) == _key(table)


def _key(table: re.Match[str]) -> tuple[str, bool]:
    return table[2].split(",")[0].strip(), table[3] is not None


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], dict[str, tuple[str, bool]]]:
    """The statements in the scripts of `schema`, and the key of each table by its name."""
    statements = frozenset(" ".join(s.split()) for script in SCRIPTS for s in script.split(";") if s.strip())
    tables = (_TABLE.fullmatch(statement) for statement in statements)
    return statements, {table[1]: _key(table) for table in tables if table is not None}
