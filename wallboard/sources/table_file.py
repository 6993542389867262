"""Tables as files: a row of totals, or a row for each figure; in CSV or Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.list_columns import LIST_COLUMNS
from wallboard.core.instants import read_iso
from wallboard.core.number_text import number_in
from wallboard.core.strict_json import MARKS, shortened
from wallboard.sources.document import Row, Tables, row_of, unusable

FIELD, ID, VALUE, NAME = "field", "id", "value", "name"
"""The columns of a file with a row for each figure."""
MOST_ROWS: Final = 200_000
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?")
_TEXTS: Final = frozenset({"currency", "code", "id", "country", "channel", "name", "category"})
_TRUE_FALSE: Final = {"true": True, "false": False}


def csv_rows(content: bytes) -> list[Row]:
    """The rows of a CSV file (UTF-8, or UTF-16 behind its mark) by the names in its first line; empty cells are None.

    Commas, semicolons or tabs part the cells: those that the first line has. Raises FetchFailed.
    """
    codec = next((codec for mark, codec in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise unusable(f"is not UTF-8 (byte {error.start}); export it as UTF-8") from None
    first = text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True) if line]
    except csv.Error as error:
        raise unusable(f"is no CSV ({error})") from None
    if len(lines) > MOST_ROWS:
        raise unusable(f"has more than {MOST_ROWS:,} rows; a wall wants sums")
    columns = [column.strip() for column in lines[0]] if lines else []
    if len(lines) < 2:
        raise unusable(why="has no row beneath the names of its columns: is it still being written?")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            raise unusable(
                f"row {number} has {len(line)} cells, the first one {len(columns)}: is it still being written?"
            )
        rows.append(row_of(columns, (cell.strip() or None for cell in line), "its first line"))
    return rows


def parquet_rows(content: bytes) -> list[Row]:
    """The rows of a Parquet file. Raises FetchFailed."""
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - large and optional; it has no types
    from pyarrow import parquet  # noqa: PLC0415 - likewise

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > MOST_ROWS:
            raise unusable(f"has more than {MOST_ROWS:,} rows; a wall wants sums")
        table = file.read()
        columns = [table.column(place).to_pylist() for place in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unusable(f"is no whole Parquet file ({' '.join(str(error).split())[:120]})") from None
    rows = [row_of(table.column_names, values, "the file") for values in zip(*columns, strict=True)]
    if not rows:
        raise unusable(why="has no rows")
    return rows


def tables_of(rows: Sequence[Row], number: str | None) -> Tables:
    """Totals and lists: of a row for each figure where there is a column `field`, else of the newest row by `at`.

    `number` is the spelling of numbers in texts. Raises FetchFailed.
    """
    if FIELD in rows[0]:
        return _long(rows, number)
    if "at" not in rows[0]:
        raise unusable(f"has the columns {shortened(', '.join(rows[0]))}; it needs `at`, or `field` and `value`")
    rows = [{name: typed(value, name, number) for name, value in row.items()} for row in rows]
    return Tables(_newest(rows))


def _newest(rows: Sequence[Row]) -> Row:
    """The row of the latest `at`; of rows that are of one instant the last."""
    dated = [(row["at"], place) for place, row in enumerate(rows) if isinstance(row["at"], datetime)]
    if not dated:
        raise unusable(why="has no time in its column `at`; write it as 2026-11-27T20:00:00+01:00")
    try:
        return rows[max(dated)[1]]
    except TypeError:
        raise unusable(why="has times with a zone and times without one in its column `at`") from None


def _long(rows: Sequence[Row], number: str | None) -> Tables:
    strange = [column for column in rows[0] if column not in (FIELD, ID, VALUE) and not column.startswith(NAME)]
    if strange or VALUE not in rows[0]:
        raise unusable(f"has the columns {', '.join(rows[0])}; a row for each figure has field, value, id and name")
    totals: dict[str, object] = {}
    lists: dict[str, list[Row]] = {}
    for place, row in enumerate(rows, start=2):
        name = row[FIELD]
        if not isinstance(name, str) or (name not in FIELDS and not name.startswith("metrics.")):
            raise unusable(f"row {place} is of {shortened(name)}, which is no field of the contract")
        if name in LIST_COLUMNS:
            lists.setdefault(name, []).append(_item(name, row, number))
        elif name in totals:
            raise unusable(f"row {place} repeats {name}")
        else:
            totals[name] = typed(row[VALUE], name, number)
    return Tables(totals, lists)


def _item(name: str, row: Row, number: str | None) -> Row:
    columns = LIST_COLUMNS[name]
    names = {key: text for key, text in row.items() if key.startswith(NAME) and columns.named and text is not None}
    key = typed(row.get(ID), columns.key, number)
    return names | {columns.key: key, columns.figure: typed(row[VALUE], columns.figure, number)}


def typed(value: object, name: str, number: str | None) -> object:
    """A text as what its column holds: a number, time or text; what already has a type keeps it.

    `number` is the spelling of numbers. Raises FetchFailed for a time that is none.
    """
    if not isinstance(value, str) or name in _TEXTS or name.startswith("name_"):
        return value
    if name == "at":
        try:
            return read_iso(value)
        except ValueError:
            raise unusable(f"`at` is {shortened(value)}, no time such as 2026-11-27T20:00:00+01:00") from None
    return _TRUE_FALSE.get(value.lower()) if value.lower() in _TRUE_FALSE else _number(value, name, number)


def _number(text: str, name: str, spelling: str | None) -> object:
    """The number that a text is; one that is none stays as it is, and the contract's reader names the field."""
    if spelling is None:
        return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else text
    try:
        return number_in(text, spelling, share=name == "mobile_share")
    except ValueError:
        return text
