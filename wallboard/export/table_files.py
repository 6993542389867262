"""Tables as files in the making: CSV, JSON Lines or Parquet, which bear their names only when all are whole."""

from __future__ import annotations

import csv
import importlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol

from wallboard.core.currencies import USUAL_DIGITS
from wallboard.core.errors import UsageError
from wallboard.core.instants import from_us
from wallboard.core.recording_state import Sample

Format = Literal["csv", "jsonl", "parquet"]
Kind = Literal["time", "money", "share", "count", "text", "flag", "number"]
"""What a column holds: an instant, yuan with two places, a share with six, a whole number, …"""
Value = int | str | bool | float | Decimal | None
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name and its columns with their kinds; `rows` makes its rows of one snapshot."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: Callable[[Sample], Iterator[tuple[Value, ...]]]


class _File(Protocol):
    def add(self, rows: Iterable[tuple[Value, ...]]) -> int: ...
    def close(self) -> None: ...


class TableFiles:
    """The files in the making; they bear their names only when all are whole."""

    def __init__(
        self,
        tables: Sequence[Table],
        paths: dict[str, Path],
        format_: Format,
        arrow: tuple[Any, Any] | None,
        *,
        excel: bool,
        digits: int = USUAL_DIGITS,
    ) -> None:
        self._paths = paths
        self._files: dict[str, _File] = {}
        try:
            for table in tables:
                part = self._part(paths[table.name])
                self._files[table.name] = (
                    _Parquet(part, table, digits, *arrow)
                    if arrow is not None
                    else _Text(part, table, format_, excel=excel)
                )
        except BaseException:
            self._discard()
            raise

    def add(self, name: str, rows: Iterable[tuple[Value, ...]]) -> int:
        """Append rows; how many there were. Raises OSError."""
        return self._files[name].add(rows)

    def finish(self) -> None:
        """Give the files their names. Raises OSError."""
        for name, file in self._files.items():
            file.close()
            self._part(self._paths[name]).replace(self._paths[name])

    def _discard(self) -> None:
        for file in self._files.values():
            file.close()
        for path in self._paths.values():
            self._part(path).unlink(missing_ok=True)

    def __enter__(self) -> TableFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    @staticmethod
    def _part(path: Path) -> Path:
        return path.with_name(path.name + ".part")


class _Text:
    """CSV with a head (UTF-8, for Excel behind a byte order mark; missing: empty).

    Or JSON Lines (amounts as decimal strings, missing: null).
    """

    def __init__(self, path: Path, table: Table, format_: Format, *, excel: bool) -> None:
        self._file = path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="")
        self._kinds = [kind for _, kind in table.columns]
        self._names = [name for name, _ in table.columns]
        self._csv = csv.writer(self._file, lineterminator="\n") if format_ == "csv" else None
        if self._csv is not None:
            self._csv.writerow(self._names)

    def add(self, rows: Iterable[tuple[Value, ...]]) -> int:
        """Append rows. Raises OSError."""
        count = 0
        for row in rows:
            said = [_said(value, kind) for value, kind in zip(row, self._kinds, strict=True)]
            if self._csv is not None:
                self._csv.writerow([str(v).lower() if isinstance(v, bool) else v for v in said])
            else:
                line = dict(zip(self._names, said, strict=True))
                self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
        return count

    def close(self) -> None:
        """End the file; may be called twice. Raises OSError."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()


def _said(value: Value, kind: Kind) -> Value:
    if kind == "time" and isinstance(value, int):
        return from_us(value).isoformat(timespec="microseconds")
    return f"{value:f}" if isinstance(value, Decimal) else value


class _Parquet:
    """Parquet by pyarrow: instants as UTC microseconds, amounts as decimal128, never a float."""

    def __init__(self, path: Path, table: Table, digits: int, arrow: ModuleType, parquet: ModuleType) -> None:
        self._arrow = arrow
        types = {
            "time": arrow.timestamp("us", tz="UTC"),
            "money": arrow.decimal128(20 + digits, digits),
            "share": arrow.decimal128(7, 6),
            "count": arrow.int64(),
            "text": arrow.string(),
            "flag": arrow.bool_(),
            "number": arrow.float64(),
        }
        self._schema = arrow.schema([(name, types[kind]) for name, kind in table.columns])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[tuple[Value, ...]] = []

    def add(self, rows: Iterable[tuple[Value, ...]]) -> int:
        """Append rows. Raises OSError."""
        before = len(self._waiting)
        self._waiting.extend(rows)
        count = len(self._waiting) - before
        if len(self._waiting) >= BATCH:
            self._write()
        return count

    def close(self) -> None:
        """End the file; may be called twice. Raises OSError."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if not self._waiting:
            return
        columns = list(zip(*self._waiting, strict=True))
        arrays = [self._arrow.array(c, type=field.type) for c, field in zip(columns, self._schema, strict=True)]
        self._writer.write_batch(self._arrow.record_batch(arrays, schema=self._schema))
        self._waiting = []


def arrow_modules() -> tuple[ModuleType, ModuleType]:
    """pyarrow, an extra: only who wants Parquet needs its 100 MB."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        msg = "Parquet needs pyarrow: install wallboard[parquet], or choose --format csv"
        raise UsageError(msg) from None
