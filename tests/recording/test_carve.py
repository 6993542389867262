"""Rows read from pages as bytes are those that SQLite itself reads."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.rig import START_US, record
from wallboard.recording.folder import segment_path
from wallboard.recording.schema import PAGE_SIZE
from wallboard.recording.tools.carve import (
    _LEAF,
    _cells,
    _Pages,
    _payload,
    _places,
    _sort,
    _TornError,
    _value,
    _varint,
    carve,
)

INTEGERS = st.one_of(
    st.sampled_from(
        [0, 1, -1, *(sign * 2**bits + off for bits in (7, 15, 23, 31, 47) for off in (-1, 0) for sign in (1, -1))]
    ),
    st.integers(-(2**63), 2**63 - 1),
)
SIZES = st.one_of(st.integers(0, 40), st.sampled_from([PAGE_SIZE - 36, PAGE_SIZE - 35, PAGE_SIZE, 3 * PAGE_SIZE]))
VALUES = st.one_of(
    st.none(),
    INTEGERS,
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    SIZES.map(lambda size: bytes(n % 251 for n in range(size))),
)
ROWS = st.dictionaries(st.integers(-(2**63), 2**63 - 1), st.tuples(VALUES, VALUES, VALUES), max_size=8)


@given(ROWS)
@settings(max_examples=60)
def test_the_cells_of_leaf_pages_are_the_rows_of_the_table(rows: dict[int, tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            connection.execute("CREATE TABLE t (a, b, c)")
            statement = "INSERT INTO t (rowid, a, b, c) VALUES (?, ?, ?, ?)"
            connection.executemany(statement, [(rowid, *row) for rowid, row in rows.items()])
        pages = _Pages(path)
        found = {
            rowid: record
            for number in range(2, pages.count + 1)
            if pages[number][0] == _LEAF
            for rowid, record in _cells(pages, pages[number], 0)
        }
    assert found == rows
    assert {rowid: [type(value) for value in row] for rowid, row in found.items()} == {
        rowid: [type(value) for value in row] for rowid, row in rows.items()
    }


def varint(value: int) -> bytes:
    """As the file format says: seven bits a byte, the largest first, and eight in the ninth."""
    value %= 2**64
    if value >= 2**56:
        return bytes([0x80 | value >> 8 + 7 * k & 0x7F for k in range(7, -1, -1)] + [value & 0xFF])
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))


@given(INTEGERS, st.binary(max_size=3))
def test_a_whole_number_of_the_file_is_read_with_its_length(value: int, before: bytes) -> None:
    written = varint(value)
    assert _varint(before + written + b"\x55", len(before)) == (value, len(before) + len(written))


@pytest.mark.parametrize("kind", [10, 11])
def test_kinds_that_no_file_has_are_torn(kind: int) -> None:
    with pytest.raises(_TornError):
        _value(b"\0" * 20, 0, kind)


@pytest.mark.parametrize("kind", [6, 13 + 2 * 9, 12 + 2 * 9])
def test_a_value_that_ends_too_early_is_torn(kind: int) -> None:
    with pytest.raises(_TornError):
        _value(b"1234567", 0, kind)


def test_a_page_has_as_many_cells_as_it_claims_but_no_more_than_fit() -> None:
    for claimed in (0, 3, 4, 5, 65_535):
        page = struct.pack(">BHHHB4H", _LEAF, 0, claimed, 0, 0, 11, 12, 13, 14)
        assert _places(page, 0) == (11, 12, 13, 14)[:claimed]


def test_a_record_may_be_a_single_byte_and_none_is_empty(tmp_path: Path) -> None:
    (tmp_path / "some.sqlite").write_bytes(bytes(PAGE_SIZE))
    pages = _Pages(tmp_path / "some.sqlite")
    assert _payload(pages, b"ab", 1, 1, PAGE_SIZE - 35) == b"b"
    with pytest.raises(_TornError):
        _payload(pages, b"ab", 1, 0, PAGE_SIZE - 35)


def test_what_a_segment_says_of_itself_is_read_as_it_stands(tmp_path: Path) -> None:
    record(tmp_path, 3)
    path = segment_path(tmp_path, 1)
    with closing(sqlite3.connect(path)) as connection, connection:
        stated = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        # Entries of other indices, of a number or a text and a number, are none of it.
        connection.execute("CREATE INDEX other ON answer (orders)")
        connection.execute("CREATE INDEX another ON answer (orders, at_us)")
    assert carve(path)[1] == stated


TIME = START_US
NEWEST: dict[str, tuple[object, ...]] = {
    "session": (None, TIME, TIME, 1, "{}", None, None, 0),
    "judgement": (None, TIME, 1, "held", "", "", None, 0, 0, 0, 1, *[None] * 7),
    "failure": (None, TIME, "primary", "refused", "", 5, None),
    "happening": (None, TIME, 1, "start", "{}"),
}
OLDEST = {"session": 7, "judgement": 13, "failure": 6, "happening": 5}
"""How many columns the first format had."""


@pytest.mark.parametrize("table", NEWEST)
def test_a_row_lacks_no_more_columns_than_the_first_format_did(table: str) -> None:
    whole = NEWEST[table]
    for columns in range(1, len(whole) + 1):
        found: dict[str, dict[int, list[tuple[object, ...]]]] = {
            name: {} for name in (*NEWEST, "answer", "body", "snapshot", "action")
        }
        _sort(7, whole[:columns], found)
        assert found[table] == ({7: [(7, *whole[1:columns])]} if columns >= OLDEST[table] else {}), columns
