"""A recording as tidy tables for analysis: totals, cities, rankings, milestones, ordered by event time."""

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

from wallboard.core.contract.metric import Metric, MetricKind
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Category, Ranked
from wallboard.core.errors import RecordingError, UsageError
from wallboard.core.instants import from_us
from wallboard.core.moment import Sample
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.files import Step, quiet
from wallboard.recording.tools.span import span

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


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)


def _share(ppm: int | None) -> Decimal | None:
    return None if ppm is None else Decimal(ppm).scaleb(-6)


_KIND: dict[MetricKind, Kind] = {"money": "money", "share": "share"}


def _cell(value: int | None, kind: MetricKind) -> Value:
    return _yuan(value) if kind == "money" else _share(value) if kind == "share" else value


def _totals(metrics: Sequence[Metric]) -> Table:
    """A row for each snapshot, with a column for each metric, the operator's own last."""

    def rows(sample: Sample) -> Iterator[tuple[Value, ...]]:
        s = sample.snapshot
        figures = (_cell(s.figure(metric.name), metric.kind) for metric in metrics)
        yield (
            *(s.at_us, sample.commit_us, s.sequence, s.currency, *figures),
            *(s.simulated, s.rate, sample.correction, sample.source),
        )

    return Table(
        "totals",
        (
            *(("at", "time"), ("committed_at", "time"), ("sequence", "count"), ("currency", "text")),
            *((metric.name, _KIND.get(metric.kind, "count")) for metric in metrics),
            *(("simulated", "flag"), ("rate", "number"), ("correction", "flag"), ("source", "text")),
        ),
        rows,
    )


def _cities(sample: Sample) -> Iterator[tuple[Value, ...]]:
    s = sample.snapshot
    for city in s.cities or ():
        yield s.at_us, city.code, _yuan(city.gmv_fen), s.simulated


def _rankings(sample: Sample) -> Iterator[tuple[Value, ...]]:
    s = sample.snapshot

    def row(ranking: str, category: str | None, item: Ranked | Category) -> tuple[Value, ...]:
        return s.at_us, ranking, category, item.id, item.name.zh, item.name.en, _yuan(item.gmv_fen), s.simulated

    for category in s.categories or ():
        yield row("categories", None, category)
        for item in category.top:
            yield row("category_top", category.id, item)
    for item in s.best_selling_brands or ():
        yield row("best_selling_brands", None, item)
    for ranking, countries in (("selling_to_china", s.selling_to_china), ("buying_from_china", s.buying_from_china)):
        for country in countries or ():
            yield s.at_us, ranking, None, country.code, None, None, _yuan(country.gmv_fen), s.simulated


_CITIES = Table("cities", (("at", "time"), ("city", "text"), ("gmv", "money"), ("simulated", "flag")), _cities)
_RANKINGS = Table(
    "rankings",
    (
        *(("at", "time"), ("ranking", "text"), ("category", "text"), ("id", "text")),
        *(("name_zh", "text"), ("name_en", "text"), ("gmv", "money"), ("simulated", "flag")),
    ),
    _rankings,
)
_MILESTONES = Table(
    "milestones",
    (("at", "time"), ("gmv", "money"), ("exact", "flag"), ("shown_at", "time"), ("simulated", "flag")),
    lambda _: iter(()),
)
"""Its rows are not made of a snapshot."""


def export(
    source: Path,
    folder: Path,
    format_: Format,
    *,
    begin: str | None = None,
    end: str | None = None,
    every_s: float | None = None,
    excel: bool = False,
    step: Step = quiet,
) -> dict[str, int]:
    """Write the tables of the recording at `source` into `folder`, a file each; the number of rows by table.

    The snapshots are those that stood on the wall from `begin` to `end` (each a T), without what was withheld, in the
    order of their event times; of several with one event time the last counts. With `every_s` only the last of every
    so many seconds of event time goes into the tables. `excel`: CSV begins with a byte order mark.

    Raises:
        RecordingError: the recording cannot be read, or a file cannot be written.
        UsageError: an instant is outside the recording, a file is there already, pyarrow is missing, or `excel` is
            asked of another format than CSV.
    """
    if excel and format_ != "csv":
        msg = f"--excel is of CSV, and the format asked for is {format_}: leave one of the two out"
        raise UsageError(msg)
    arrow = _arrow() if format_ == "parquet" else None
    with RecordingReader(source) as reader:
        places = _places(reader, span(reader, begin, end), every_s)
        milestones = list(_milestones(reader, span(reader, begin, end)))
        own = {metric.name: metric for session in reader.index.sessions for metric in session.facts.metrics}
        tables = (_totals((*METRICS.values(), *own.values())), _CITIES, _RANKINGS, _MILESTONES)
        counts: dict[str, int] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths = {table.name: folder / f"{table.name}.{format_}" for table in tables}
            for path in paths.values():
                if path.exists():
                    msg = f"there is something already, nothing was changed; name another folder with -o: {path}"
                    raise UsageError(msg)
            with _Files(tables, paths, format_, arrow, excel=excel) as files:
                for done, place in enumerate(places):
                    sample = reader.sample(place)
                    for table in tables[:-1]:
                        counts[table.name] = counts.get(table.name, 0) + files.add(table.name, table.rows(sample))
                    step(done + 1, len(places))
                counts["milestones"] = files.add("milestones", milestones)
                files.finish()
        except OSError as error:
            msg = f"the tables cannot be written ({error.strerror or error}): {folder}"
            raise RecordingError(msg) from None
    return counts


def _places(reader: RecordingReader, bounds: tuple[int, int], every_s: float | None) -> list[int]:
    """Rows of `index.shown` by event time."""
    shown = reader.index.shown
    last: dict[int, int] = {}
    for place, (commit_us, at_us) in enumerate(zip(shown["commit_us"].tolist(), shown["at_us"].tolist(), strict=True)):
        if bounds[0] <= commit_us <= bounds[1]:
            last[at_us] = place
    if every_s is not None:
        step_us = max(1, round(every_s * 1_000_000))
        last = {at_us // step_us: last[at_us] for at_us in sorted(last)}
    return [last[key] for key in sorted(last)]


def _milestones(reader: RecordingReader, bounds: tuple[int, int]) -> Iterator[tuple[Value, ...]]:
    """Those that stand at the end, by the sum: a correction takes back what it fell below."""
    for milestone in sorted(reader.index.milestones.all_at(bounds[1]), key=lambda m: (m.at_us, m.gmv_fen)):
        if milestone.commit_us >= bounds[0]:
            yield (
                *(milestone.at_us, _yuan(milestone.gmv_fen), milestone.exact, milestone.commit_us),
                reader.is_simulated(milestone),
            )


class _File(Protocol):
    def add(self, rows: Iterable[tuple[Value, ...]]) -> int: ...
    def close(self) -> None: ...


class _Files:
    """The files in the making; they bear their names only when all are whole."""

    def __init__(
        self,
        tables: Sequence[Table],
        paths: dict[str, Path],
        format_: Format,
        arrow: tuple[Any, Any] | None,
        *,
        excel: bool,
    ) -> None:
        self._paths = paths
        self._files: dict[str, _File] = {}
        try:
            for table in tables:
                part = self._part(paths[table.name])
                self._files[table.name] = (
                    _Parquet(part, table, *arrow) if arrow is not None else _Text(part, table, format_, excel=excel)
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

    def __enter__(self) -> _Files:
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

    def __init__(self, path: Path, table: Table, arrow: ModuleType, parquet: ModuleType) -> None:
        self._arrow = arrow
        types = {
            "time": arrow.timestamp("us", tz="UTC"),
            "money": arrow.decimal128(22, 2),
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


def _arrow() -> tuple[ModuleType, ModuleType]:
    """pyarrow, an extra: only who wants Parquet needs its 100 MB."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        msg = "Parquet needs pyarrow: install wallboard[parquet], or choose --format csv"
        raise UsageError(msg) from None
