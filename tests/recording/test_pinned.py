"""What lies on disk keeps its meaning: no bit, column or table changes unless a new form of recordings says so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from wallboard.core.contract.fields import FIELDS, NUMBERS_END, Field
from wallboard.recording.schema import OLDEST_VERSION, USER_VERSION, create_segment

FIXTURES = Path(__file__).parent / "fixtures"
PINNED: dict[str, Any] = json.loads((FIXTURES / "pinned.json").read_text(encoding="utf-8"))
"""By form: number and column of each field, and the columns of each table."""
REMEDY = "make a new form: raise USER_VERSION, pin it in pinned.json, and keep recordings of it as fixtures"


def differences(fields: Mapping[str, Field], version: int) -> Iterator[str]:
    """What a table of fields says otherwise than what was pinned; a new field may come without a new form."""
    for form, pinned in PINNED.items():
        for name, (number, column) in pinned["fields"].items():
            field = fields.get(name)
            if field is None or (field.number, field.column) != (number, column) or field.since > int(form):
                yield f"{name} is not what it is in recordings of form {form}: {REMEDY}"
    pinned = PINNED.get(str(version))
    if pinned is None:
        yield f"form {version} is not pinned: {REMEDY}"
        return
    numbers = [number for number, _ in pinned["fields"].values()]
    columns = [column for _, column in pinned["fields"].values() if column]
    for name, field in fields.items():
        if name in pinned["fields"]:
            continue
        if field.number in numbers or field.column in columns or field.since != version:
            yield f"{name} takes the place of another field: give it a number and column of its own, since={version}"
    taken = [field.number for field in fields.values()]
    if len(set(taken)) != len(taken) or max(taken) >= NUMBERS_END:
        yield "two fields share a number, or one is too high"


def test_every_field_is_what_it_was() -> None:
    assert list(differences(FIELDS, USER_VERSION)) == []


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ({"orders": replace(FIELDS["orders"], number=21)}, USER_VERSION),
        ({"orders": replace(FIELDS["orders"], number=7), "buyers": replace(FIELDS["buyers"], number=6)}, USER_VERSION),
        ({"orders": replace(FIELDS["orders"], column="order_count")}, USER_VERSION),
        ({"orders": replace(FIELDS["orders"], since=2)}, USER_VERSION),
        ({"returns": replace(FIELDS["orders"], name="returns")}, USER_VERSION),
        ({"returns": replace(FIELDS["orders"], name="returns", number=21, column="returns")}, USER_VERSION),
        ({}, USER_VERSION + 1),
    ],
)
def test_a_changed_bit_column_or_version_is_found(changed: dict[str, Field], version: int) -> None:
    assert list(differences(FIELDS | changed, version))


def test_a_metric_may_come_without_a_new_form() -> None:
    returns = replace(FIELDS["orders"], name="returns", number=25, column="returns", since=USER_VERSION)
    assert list(differences(FIELDS | {"returns": returns}, USER_VERSION)) == []


def test_the_tables_are_what_they_were(tmp_path: Path) -> None:
    create_segment(tmp_path / "segment", {})
    with closing(sqlite3.connect(tmp_path / "segment")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {table: _columns(connection, table) for table in tables}
    new = {field.column for name, field in FIELDS.items() if name not in PINNED[str(USER_VERSION)]["fields"]}
    found["answer"] = [column for column in found["answer"] if column.split()[0] not in new]
    assert found == PINNED[str(USER_VERSION)]["tables"], REMEDY


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [f"{name} {kind}{' NOT NULL' if needed else ''}".strip() for _, name, kind, needed, *_ in rows]


def test_recordings_of_every_form_are_kept() -> None:
    kept = {path.name for path in FIXTURES.glob("format*") if (path / "expected.json").is_file()}
    assert kept == {f"format{version}" for version in range(OLDEST_VERSION, USER_VERSION + 1)}
