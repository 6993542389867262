"""An answer in words: each field of the contract as the wall takes it, and what foreign JSON holds at its top."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.reading import Reading, clean_text
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import from_us
from wallboard.core.numerals import fixed, grouped
from wallboard.core.strict_json import read_json
from wallboard.probe.probe_report import FieldSeen

_OUTLINE_LINES = 24


def fields_of(reading: Reading, zone: ZoneInfo) -> Iterator[FieldSeen]:
    """Every field of the contract as it was understood, or why it was not; instants are told in `zone`."""
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
            yield FieldSeen(name, "missing", "required" if name in {"at", "gmv"} else "")


def _told(name: str, snapshot: Snapshot | None, zone: ZoneInfo) -> str:
    """A field's value in words, as the wall would take it."""
    if snapshot is None:
        return ""
    special = {
        "at": from_us(snapshot.at_us, zone).isoformat(timespec="milliseconds"),
        "gmv": f"{fixed(snapshot.gmv_fen, 100, 2)} {snapshot.currency}",
        "mobile_share": f"{fixed(snapshot.mobile_share_ppm or 0, 10_000, 2)} %",
        "simulated": str(snapshot.simulated).lower(),
        "sequence": str(snapshot.sequence),
    }
    return special[name] if name in special else _value_told(getattr(snapshot, name))


def _value_told(value: object) -> str:
    match value:
        case int():
            return grouped(value)
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
