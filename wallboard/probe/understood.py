"""An answer in words: each field of the contract as the wall takes it, and what foreign JSON holds at its top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metric import Metric, MetricKind
from wallboard.core.contract.readers import clean_text
from wallboard.core.contract.reading import REQUIRED, Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import from_us
from wallboard.core.numerals import fixed, grouped
from wallboard.core.strict_json import read_json
from wallboard.probe.probe_report import FieldSeen

_OUTLINE_LINES = 24


def fields_of(reading: Reading, zone: ZoneInfo, own: Sequence[Metric] = ()) -> Iterator[FieldSeen]:
    """Every field of the contract as it was understood, or why it was not; instants are told in `zone`.

    The metrics of the operator's own come last.
    """
    whys: dict[str, list[str]] = {}
    for problem in reading.problems:
        whys.setdefault(problem.path.partition("[")[0].partition(".")[0], []).append(str(problem))
    for name in FIELDS:
        wrong = whys.get(name, [])
        if reading.present & bit(name):
            told = _told(name, reading.snapshot, zone)
            left_out = f"; {len(wrong)} of its items left out, the first: {wrong[0]}" if wrong else ""
            yield FieldSeen(name, "understood", told + left_out)
        elif wrong and wrong != [f"{name}: is missing"]:
            yield FieldSeen(name, "unusable", wrong[0])
        else:
            yield FieldSeen(name, "missing", "required" if name in REQUIRED else "")
    for metric in own:
        path = f"metrics.{metric.name}"
        value = None if reading.snapshot is None else reading.snapshot.figure(metric.name)
        why = next((str(problem) for problem in reading.problems if problem.path == path), "")
        if value is not None and reading.snapshot is not None:
            yield FieldSeen(path, "understood", _figure_told(value, metric.kind, reading.snapshot.currency))
        else:
            yield FieldSeen(path, "unusable" if why else "missing", why or f"nothing at {metric.path or path}")


def _told(name: str, snapshot: Snapshot | None, zone: ZoneInfo) -> str:
    """A field's value in words, as the wall would take it."""
    if snapshot is None:
        return ""
    if name == "at":
        return from_us(snapshot.at_us, zone).isoformat(timespec="milliseconds")
    field = FIELDS[name]
    if field.metric is not None and field.metric.name == name:
        return _figure_told(snapshot.figure(name) or 0, field.metric.kind, snapshot.currency)
    return _value_told(getattr(snapshot, field.attribute))


def _figure_told(value: int, kind: MetricKind, currency: str) -> str:
    """A metric's value, exactly."""
    if kind == "money":
        return f"{fixed(value, 100, 2)} {currency}"
    return f"{fixed(value, 10_000, 2)} %" if kind == "share" else grouped(value)


def _value_told(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case dict():
            return ", ".join(f"{key} {grouped(count)}" for key, count in value.items()) or "an empty object"
        case tuple():
            return _list_told(value)
        case _:
            return str(value)


def _list_told(items: tuple[object, ...]) -> str:
    if not items:
        return "an empty list"
    first = items[0]
    label = getattr(first, "code", None) or getattr(first, "id", None) or ""
    more = sum(len(getattr(item, "top", ())) for item in items)
    inside = f" with {grouped(more)} below them" if more else ""
    return f"{grouped(len(items))} items{inside}" + (f", the first: {label}" if label else "")


def outline(body: bytes) -> Iterator[str]:
    """The top of a JSON document, two levels deep: `data.total: number`; nothing where it is none."""
    try:
        tree = read_json(body)
    except ValueError:
        return
    if not isinstance(tree, dict):
        yield f"(the whole): {_kind(tree)}"
        return
    lines = []
    for key, value in tree.items():
        lines.append(f"{clean_text(key)}: {_kind(value)}")
        if isinstance(value, dict):
            lines += [f"{clean_text(key)}.{clean_text(inner)}: {_kind(deep)}" for inner, deep in value.items()]
    yield from lines[:_OUTLINE_LINES]
    if len(lines) > _OUTLINE_LINES:
        yield f"… and {len(lines) - _OUTLINE_LINES} more"


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return f"text {clean_text(value)[:30]!r}"
        case dict():
            return f"object of {len(value)}"
        case list():
            return f"list of {len(value)}" + (f" ({_kind(value[0])} …)" if value else "")
        case _:
            return f"number {str(value)[:30]}"
