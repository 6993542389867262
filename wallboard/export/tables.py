"""A recording as tidy tables for analysis: totals, cities, rankings, milestones, ordered by event time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from wallboard.core.contract.metric import Metric, MetricKind
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Category, Name, Ranked
from wallboard.core.currencies import USUAL_DIGITS
from wallboard.core.errors import RecordingError, UsageError
from wallboard.core.recording_state import Sample
from wallboard.export.table_files import Format, Kind, Table, TableFiles, Value, arrow_modules
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.files import Step, quiet
from wallboard.recording.tools.span import span


def _whole(minor: int | None, digits: int) -> Decimal | None:
    """An amount in whole money."""
    return None if minor is None else Decimal(minor).scaleb(-digits)


def _share(ppm: int | None) -> Decimal | None:
    return None if ppm is None else Decimal(ppm).scaleb(-6)


_KIND: dict[MetricKind, Kind] = {"money": "money", "share": "share"}


def _cell(value: int | None, kind: MetricKind, digits: int) -> Value:
    return _whole(value, digits) if kind == "money" else _share(value) if kind == "share" else value


def _totals(metrics: Sequence[Metric], digits: int) -> Table:
    """A row for each snapshot, with a column for each metric, the operator's own last; `digits` of the minor unit."""

    def rows(sample: Sample) -> Iterator[tuple[Value, ...]]:
        s = sample.snapshot
        figures = (_cell(s.figure(metric.name), metric.kind, digits) for metric in metrics)
        yield (
            *(s.at_us, sample.commit_us, s.sequence, s.currency, *figures),
            *(s.simulated, s.rate, sample.correction, sample.source, False),
        )

    return Table(
        "totals",
        (
            *(("at", "time"), ("committed_at", "time"), ("sequence", "count"), ("currency", "text")),
            *((metric.name, _KIND.get(metric.kind, "count")) for metric in metrics),
            *(("simulated", "flag"), ("rate", "number"), ("correction", "flag"), ("source", "text")),
            ("filled", "flag"),
        ),
        rows,
    )


def _filled(
    reader: RecordingReader, bounds: tuple[int, int], metrics: Sequence[Metric], digits: int
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """What was filled in after outages, as rows of the totals with their event times."""
    filled = reader.index.filled
    for commit_us, row, at_us in zip(*(filled[name].tolist() for name in filled.names), strict=True):
        if not bounds[0] <= commit_us <= bounds[1]:
            continue
        found = reader.decoded(row)
        s = found.reading.snapshot
        if s is not None:
            figures = (_cell(s.figure(metric.name), metric.kind, digits) for metric in metrics)
            said = (at_us, commit_us, s.sequence, s.currency, *figures, s.simulated, s.rate, False, found.source, True)
            yield at_us, said


def _cities(sample: Sample, digits: int) -> Iterator[tuple[Value, ...]]:
    s = sample.snapshot
    for city in s.cities or ():
        yield s.at_us, city.code, _whole(city.gmv_fen, digits), s.simulated


def _rankings(sample: Sample, digits: int, languages: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    s = sample.snapshot
    unnamed = (None,) * max(1, len(languages))

    def row(ranking: str, category: str | None, item: Ranked | Category) -> tuple[Value, ...]:
        return (
            s.at_us,
            ranking,
            category,
            item.id,
            *_names(item.name, languages),
            _whole(item.gmv_fen, digits),
            s.simulated,
        )

    for category in s.categories or ():
        yield row("categories", None, category)
        for item in category.top:
            yield row("category_top", category.id, item)
    for item in s.best_selling_brands or ():
        yield row("best_selling_brands", None, item)
    for ranking, countries in (("selling_to_china", s.selling_to_china), ("buying_from_china", s.buying_from_china)):
        for country in countries or ():
            yield s.at_us, ranking, None, country.code, *unnamed, _whole(country.gmv_fen, digits), s.simulated


def _tables(metrics: Sequence[Metric], digits: int, languages: Sequence[str]) -> tuple[Table, ...]:
    """All tables of a recording whose amounts count a minor unit of so many digits, with names in these languages."""
    return (
        _totals(metrics, digits),
        Table(
            "cities",
            (("at", "time"), ("city", "text"), ("gmv", "money"), ("simulated", "flag")),
            lambda sample: _cities(sample, digits),
        ),
        Table(
            "rankings",
            (
                *(("at", "time"), ("ranking", "text"), ("category", "text"), ("id", "text")),
                *((f"name_{language}", "text") for language in languages),
                *(() if languages else (("name", "text"),)),
                *(("gmv", "money"), ("simulated", "flag")),
            ),
            lambda sample: _rankings(sample, digits, languages),
        ),
        _MILESTONES,
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
    so many seconds of event time goes into the tables, and nothing that was filled in. `excel`: CSV begins with a byte
    order mark.

    Raises:
        RecordingError: the recording cannot be read, or a file cannot be written.
        UsageError: an instant is outside the recording, a file is there already, pyarrow is missing, or `excel` is
            asked of another format than CSV.
    """
    if excel and format_ != "csv":
        msg = f"--excel is of CSV, and the format asked for is {format_}: leave one of the two out"
        raise UsageError(msg)
    arrow = arrow_modules() if format_ == "parquet" else None
    with RecordingReader(source) as reader:
        places = _places(reader, span(reader, begin, end), every_s)
        milestones = list(_milestones(reader, span(reader, begin, end)))
        own = {metric.name: metric for session in reader.index.sessions for metric in session.facts.metrics}
        metrics, digits = (*METRICS.values(), *own.values()), _digits(reader)
        tables = _tables(metrics, digits, _languages(reader, places))
        found = _filled(reader, span(reader, begin, end), metrics, digits) if every_s is None else ()
        filled = deque(sorted(found, key=lambda row: row[0]))
        counts: dict[str, int] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths = {table.name: folder / f"{table.name}.{format_}" for table in tables}
            for path in paths.values():
                if path.exists():
                    msg = f"there is something already, nothing was changed; name another folder with -o: {path}"
                    raise UsageError(msg)
            with TableFiles(tables, paths, format_, arrow, excel=excel, digits=_digits(reader)) as files:
                for done, place in enumerate(places):
                    sample = reader.sample(place)
                    while filled and filled[0][0] < sample.snapshot.at_us:
                        counts["totals"] = counts.get("totals", 0) + files.add("totals", [filled.popleft()[1]])
                    for table in tables[:-1]:
                        counts[table.name] = counts.get(table.name, 0) + files.add(table.name, table.rows(sample))
                    step(done + 1, len(places))
                for _, row in filled:
                    counts["totals"] = counts.get("totals", 0) + files.add("totals", [row])
                counts["milestones"] = files.add("milestones", milestones)
                files.finish()
        except OSError as error:
            msg = f"the tables cannot be written ({error.strerror or error}): {folder}"
            raise RecordingError(msg) from None
    return counts


def _languages(reader: RecordingReader, places: Sequence[int]) -> tuple[str, ...]:
    """The languages in which the lists name something, a column for each; none where each name is one for all."""
    found: set[str] = set()
    for place in places:
        s = reader.sample(place).snapshot
        names = [item.name for item in s.best_selling_brands or ()]
        for category in s.categories or ():
            names += (category.name, *(item.name for item in category.top))
        for name in names:
            if not name.everywhere:
                found.update(name.texts)
    return tuple(sorted(found, key=lambda tag: (tag not in ("zh", "en"), tag != "zh", tag)))


def _names(name: Name, languages: Sequence[str]) -> tuple[str | None, ...]:
    """The cells of a name: one for all languages where it is plain."""
    if not languages:
        return (name.first("en"),)
    return tuple(name.everywhere or name.texts.get(language) for language in languages)


def _digits(reader: RecordingReader) -> int:
    """The digits of the minor unit that the amounts of a recording count."""
    sessions = reader.index.sessions
    return sessions[-1].facts.minor_digits if sessions else USUAL_DIGITS


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
                *(milestone.at_us, _whole(milestone.gmv_fen, _digits(reader)), milestone.exact, milestone.commit_us),
                reader.is_simulated(milestone),
            )
