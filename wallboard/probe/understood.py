"""An answer in words: each field of the contract as the wall takes it, and what foreign JSON holds at its top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metric import MetricKind
from wallboard.core.contract.readers import clean_text
from wallboard.core.contract.reading import REQUIRED, Reading
from wallboard.core.contract.snapshot import Name, Snapshot, StatedMilestone
from wallboard.core.currencies import Currency
from wallboard.core.instants import from_us
from wallboard.core.mapping import TAKEN_FROM
from wallboard.core.numerals import fixed, grouped
from wallboard.core.strict_json import read_json
from wallboard.probe.probe_report import FieldSeen

_OUTLINE_LINES, _OUTLINE_LEVELS = 24, 5
_ITEMS = 3
"""Of a list so many are shown."""


def fields_of(reading: Reading, settings: Settings) -> Iterator[FieldSeen]:
    """Every field of the contract as it was understood, or why it was not; instants are told in the event's zone.

    Amounts are told in the currency that the source states, else in the configured one. The operator's own metrics come
    last.
    """
    snapshot = reading.snapshot
    currency = facts_of(settings).own
    if snapshot is not None and snapshot.currency:
        currency = replace(currency, code=snapshot.currency)
    whys: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for problem in reading.problems:
        whys.setdefault(problem.field, []).append(str(problem))
        counts[problem.field] += problem.count
    for name in FIELDS:
        wrong = whys.get(name, [])
        if reading.present & bit(name):
            told = _time_told(snapshot, settings) if name == "at" else _told(name, snapshot, currency)
            left_out = f"; {counts[name]} of its items left out, the first: {wrong[0]}" if wrong else ""
            yield FieldSeen(name, "understood", told + left_out)
        elif wrong and wrong != [f"{name}: is missing"]:
            yield FieldSeen(name, "unusable", wrong[0])
        else:
            yield FieldSeen(name, "missing", "required" if name in REQUIRED else "")
    for metric in settings.own_metrics:
        path = f"metrics.{metric.name}"
        value = None if snapshot is None else snapshot.figure(metric.name)
        why = next((str(problem) for problem in reading.problems if problem.path == path), "")
        if value is not None:
            yield FieldSeen(path, "understood", _figure_told(value, metric.kind, currency))
        else:
            yield FieldSeen(path, "unusable" if why else "missing", why or f"nothing at {metric.path or path}")


def _time_told(snapshot: Snapshot | None, settings: Settings) -> str:
    if snapshot is None:
        return ""
    facts = facts_of(settings)
    stated = f" ({TAKEN_FROM[facts.time_from]}: the source states no time)" if facts.time_from else ""
    return from_us(snapshot.at_us, facts.zoneinfo).isoformat(timespec="milliseconds") + stated


def _told(name: str, snapshot: Snapshot | None, currency: Currency) -> str:
    """A field's value in words, as the wall would take it."""
    if snapshot is None:
        return ""
    field = FIELDS[name]
    if field.metric is not None and field.metric.name == name:
        return _figure_told(snapshot.figure(name) or 0, field.metric.kind, currency)
    return _value_told(getattr(snapshot, field.attribute), currency)


def _figure_told(value: int, kind: MetricKind, currency: Currency) -> str:
    """A metric's value, exactly."""
    if kind == "money":
        return f"{fixed(value, currency.scale, currency.digits)} {currency.code}".rstrip()
    return f"{fixed(value, 10_000, 2)} %" if kind == "share" else grouped(value)


def _value_told(value: object, currency: Currency) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case dict():
            return ", ".join(f"{key} {grouped(count)}" for key, count in value.items()) or "an empty object"
        case tuple():
            return _list_told(value, currency)
        case _:
            return str(value)


def _list_told(items: tuple[object, ...], currency: Currency) -> str:
    """How many there are, what they make together, and the first ones with their amounts: a wrong scale shows."""
    if not items:
        return "an empty list"
    below = [item for each in items for item in getattr(each, "top", ())]
    told = f"{grouped(len(items))} items"
    if below:
        told += f" with {grouped(len(below))} below them"
    sums = [fen for item in items if (fen := getattr(item, "gmv_fen", None)) is not None]
    if sums and not isinstance(items[0], StatedMilestone):
        told += f", together {_figure_told(sum(sums), 'money', currency)}"
    first = [_item_told(item, currency) for item in items[:_ITEMS]]
    if below:
        first.append(f"below {_identity(items[0])}: {_item_told(below[0], currency)}")
    return f"{told}; {'; '.join(first)}{' …' if len(items) > _ITEMS else ''}"


def _identity(item: object) -> str:
    return str(getattr(item, "code", None) or getattr(item, "id", None) or getattr(item, "channel", None) or "")


def _item_told(item: object, currency: Currency) -> str:
    name = getattr(item, "name", None)
    called = "" if not isinstance(name, Name) else name.first("en")
    identity = _identity(item)
    words = [identity, called if called != identity else ""]
    fen, viewers, at_us = (getattr(item, part, None) for part in ("gmv_fen", "viewers", "at_us"))
    if fen is not None:
        words.append(_figure_told(fen, "money", currency))
    if viewers is not None:
        words.append(grouped(viewers))
    if at_us is not None:
        words.append(f"at {from_us(at_us).isoformat()}")
    return " ".join(word for word in words if word)


def outline(body: bytes) -> Iterator[str]:
    """The top of a JSON document, some levels deep: `data.total: number`; nothing where it is none."""
    try:
        tree = read_json(body)
    except ValueError:
        return
    if not isinstance(tree, dict):
        yield f"(the whole): {_kind(tree)}"
    lines = list(_outlined(tree, "", 0))
    yield from lines[:_OUTLINE_LINES]
    if len(lines) > _OUTLINE_LINES:
        yield f"… and {len(lines) - _OUTLINE_LINES} more"


def _outlined(value: object, path: str, level: int) -> Iterator[str]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield from _outlined(value[0], f"{path}[0]", level)
    if not isinstance(value, dict) or level == _OUTLINE_LEVELS:
        return
    for key, inner in value.items():
        here = f"{path}.{clean_text(key)}".removeprefix(".")
        yield f"{here}: {_kind(inner)}"
        yield from _outlined(inner, here, level + 1)


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
