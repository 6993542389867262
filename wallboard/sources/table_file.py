"""Tables as files: a row of totals, or a row for each figure; in CSV or Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.list_columns import LIST_COLUMNS
from wallboard.core.currencies import currency_code
from wallboard.core.instants import read_iso
from wallboard.core.number_text import currency_in, number_in
from wallboard.core.strict_json import MARKS, shortened
from wallboard.sources.document import Row, Tables, row_of, unusable

FIELD, ID, VALUE, NAME = "field", "id", "value", "name"
"""The columns of a file with a row for each figure."""
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 1_000
MOST_UNPACKED: Final = 256 * 2**20
"""Bytes of a Parquet file once it is unpacked: a few kilobytes may claim any number."""
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
    if len(columns) > MOST_COLUMNS:
        raise unusable(f"has more than {MOST_COLUMNS:,} columns")
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
        names = _flat_columns(file.schema_arrow, pa.types.is_nested)
        rows = [row_of(names, values, "the file") for values in _values(file)]
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise unusable(f"is no whole Parquet file ({' '.join(str(error).split())[:120]})") from None
    if not rows:
        raise unusable(why="has no rows")
    return rows


def _flat_columns(schema: Any, is_nested: Callable[[Any], bool]) -> list[str]:
    nested = [field.name for field in schema if is_nested(field.type)]
    if nested:
        raise unusable(f"has lists within the column {shortened(nested[0])}; a wall wants plain columns")
    if len(schema.names) > MOST_COLUMNS:
        raise unusable(f"has more than {MOST_COLUMNS:,} columns")
    return list(schema.names)


def _values(file: Any) -> Iterator[tuple[object, ...]]:
    """The values of each row of a Parquet file. Raises FetchFailed where they are larger than they may be.

    A value may stand in the file once and in every row: so few rows are unpacked at a time that they fit.
    """
    groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
    packed = sum(group.total_byte_size for group in groups)
    left = MOST_UNPACKED
    if packed <= left:
        for batch in file.iter_batches(batch_size=max(1, min(MOST_ROWS, MOST_UNPACKED // max(packed, 1)))):
            columns = [c.dictionary_decode() if hasattr(c, "dictionary_decode") else c for c in batch.columns]
            left -= sum(column.nbytes for column in columns)
            if left < 0:
                break
            yield from zip(*(column.to_pylist() for column in columns), strict=True)
        else:
            return
    raise unusable(f"holds more than {MOST_UNPACKED // 2**20} MiB once it is unpacked; a wall wants sums")


def tables_of(rows: Sequence[Row], number: str | None) -> Tables:
    """Totals and lists: of a row for each figure where there is a column `field`, else of the newest row by `at`.

    `number` is the spelling of numbers in texts. Raises FetchFailed.
    """
    if FIELD in rows[0]:
        amounts = [row.get(VALUE) for row in rows if row[FIELD] not in _TEXTS]
        return _in_its_currency(_long(rows, number), amounts, number)
    if "at" not in rows[0]:
        raise unusable(f"has the columns {shortened(', '.join(rows[0]))}; it needs `at`, or `field` and `value`")
    typed_rows = [{name: typed(value, name, number) for name, value in row.items()} for row in rows]
    place = _newest(typed_rows)
    amounts = [value for name, value in rows[place].items() if name not in _TEXTS]
    return _in_its_currency(Tables(typed_rows[place]), amounts, number)


def _in_its_currency(tables: Tables, amounts: Sequence[object], number: str | None) -> Tables:
    """The tables, with the currency that their amounts bear where nothing states one. Raises FetchFailed for two."""
    texts = [text for text in amounts if isinstance(text, str)] if number else []
    borne = {currency_in(text, number or "") for text in texts} - {""}
    stated = tables.totals.get("currency")
    told = borne | {currency_code(stated) or ""} - {""} if borne else borne
    if len(told) > 1:
        raise unusable(f"has amounts in {' and '.join(sorted(told))}; a wall shows one currency")
    return Tables({**tables.totals, "currency": told.pop()}, tables.lists) if told and stated is None else tables


def _newest(rows: Sequence[Row]) -> int:
    """Which row has the latest `at`; of rows that are of one instant the last."""
    dated = [(row["at"], place) for place, row in enumerate(rows) if isinstance(row["at"], datetime)]
    if not dated:
        raise unusable(why="has no time in its column `at`; write it as 2026-11-27T20:00:00+01:00")
    try:
        return max(dated)[1]
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
