"""`wallboard probe`: one fetch, and what an endpoint says, how it is understood and which panels would stay empty."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from wallboard.config.collecting import Source as SourceSettings
from wallboard.config.collecting import masked_url
from wallboard.config.layouts import WIDE_FROM, CanvasLayout
from wallboard.config.panels import (
    Audience,
    ChinaMap,
    Counter,
    Figures,
    Milestone,
    PanelOptions,
    Ranking,
    Trend,
    WorldMap,
)
from wallboard.config.settings import Settings
from wallboard.core.contract import Reading, clean_text, read_answer
from wallboard.core.errors import UsageError
from wallboard.core.instants import from_us
from wallboard.core.mapping import Mapping as FieldMapping
from wallboard.core.metrics import METRICS
from wallboard.core.numerals import fixed, grouped
from wallboard.core.snapshot import FIELDS, Snapshot, bit
from wallboard.core.strict_json import read_json
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.base import Answer, Failure, FetchFailed, NotModified, Source
from wallboard.sources.configured import open_ladder

_OUTLINE_LINES = 24


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """One field of the contract: its value in words, or why there is none."""

    name: str
    state: Literal["understood", "unusable", "missing"]
    told: str


@dataclass(frozen=True, slots=True)
class EmptyPanel:
    """A panel that would show nothing (or less) for lack of fields, and the layouts it stands in."""

    panel: str
    kind: str
    layouts: tuple[str, ...]
    missing: tuple[str, ...]
    wholly: bool


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What one fetch brought.

    `answer` is None when it failed; `problems` are the contract's complaints; `outline` what the JSON holds at its
    top, which helps to write a mapping.
    """

    answer: Answer | None
    failures: tuple[Failure, ...]
    fields: tuple[FieldSeen, ...] = ()
    problems: tuple[str, ...] = ()
    panels: tuple[EmptyPanel, ...] = ()
    outline: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the wall could stand on this answer: `at` and `gmv` were understood."""
        understood = {field.name for field in self.fields if field.state == "understood"}
        return {"at", "gmv"} <= understood


def probe_url(url: str | None, settings: Settings, environ: Mapping[str, str]) -> ProbeReport:
    """Probe an address, with the token and certificates of the configured source of that address if there is one.

    Without an address the configured sources are asked in their order. Fetches once, within the polling deadline.

    Raises:
        UsageError: the address is none.
        ConfigError: there is neither an address nor a source.
    """
    sources = settings.sources
    if url is not None:
        sources = tuple(source for source in sources if source.url == url) or (_source(url),)
    ladder = open_ladder(sources, settings.polling, environ=environ, random=random.random)
    try:
        deadline_us = system_mono_us() + round(settings.polling.deadline_s * 1e6)
        return probe(ladder, settings.contract_mapping, settings, deadline_us)
    finally:
        ladder.close()


def _source(url: str) -> SourceSettings:
    try:
        return SourceSettings(url=url)
    except ValidationError:
        msg = f"this is no web address, write https://host/path: {masked_url(url)}"
        raise UsageError(msg) from None


def probe(source: Source, mapping: FieldMapping | None, settings: Settings, deadline_mono_us: int) -> ProbeReport:
    """Fetch once and report; a failed fetch is a report too."""
    try:
        answer = source.fetch(deadline_mono_us)
    except FetchFailed as failed:
        return ProbeReport(None, failed.failures)
    if isinstance(answer, NotModified):  # no validators were sent, so only a script can say so
        return ProbeReport(None, answer.failures)
    reading = read_answer(answer.body, mapping)
    return ProbeReport(
        answer,
        answer.failures,
        tuple(_fields(reading, ZoneInfo(settings.event.zone))),
        tuple(str(problem) for problem in reading.problems),
        empty_panels(reading, settings),
        tuple(_outline(answer.body)),
    )


def empty_panels(reading: Reading, settings: Settings) -> tuple[EmptyPanel, ...]:
    """The panels of all layouts that would lack something, in the order of the configuration."""
    found = []
    for name, panel in settings.panels.items():
        wanted = dict.fromkeys(needs(panel))
        missing = tuple(field for field in wanted if not _has(reading, field))
        layouts = tuple(key for key, layout in settings.layouts.items() if name in _panels_of(layout.canvas.values()))
        if missing and layouts:
            found.append(EmptyPanel(name, panel.kind, layouts, missing, wholly=len(missing) == len(wanted)))
    return tuple(found)


def needs(panel: PanelOptions) -> tuple[str, ...]:
    """The fields of the contract that a panel draws from; none for clocks, words and patterns."""
    wanted: tuple[str, ...] = ()
    match panel:
        case Counter() | Trend():
            wanted = (METRICS[panel.metric].field,)
        case Figures():
            wanted = tuple(METRICS[figure.metric].field for figure in panel.metrics)
        case Ranking():
            derived = {"products": "categories", "provinces": "cities"}
            wanted = ("categories",) if panel.category is not None else (derived.get(panel.of, panel.of),)
        case WorldMap():
            both = ("selling_to_china", "buying_from_china")
            wanted = both if panel.direction == "both" else (panel.direction,)
        case Audience():
            wanted = ("audience",)
        case Milestone():
            wanted = ("gmv",)
        case ChinaMap():
            wanted = ("cities",)
    return wanted


def _has(reading: Reading, field: str) -> bool:
    return reading.snapshot is not None and bool(reading.present & bit(field))


def _panels_of(canvases: Iterable[CanvasLayout]) -> set[str]:
    """The panels of a layout on any canvas, in the ordinary composition and in the wide one."""
    return {name for canvas in canvases for shape in (canvas, canvas.for_aspect(WIDE_FROM)) for name in shape.panels}


def _fields(reading: Reading, zone: ZoneInfo) -> Iterator[FieldSeen]:
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


def _outline(body: bytes) -> Iterator[str]:
    """The top of a JSON document, two levels deep: `data.total: number`."""
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


def render(report: ProbeReport) -> RenderableType:
    """The report for a terminal; foreign text stays plain text, whatever it holds."""
    parts: list[RenderableType] = [Text(f"failed: {f.source}: {f.message}", style="red") for f in report.failures]
    if report.answer is None:
        return Group(*parts)
    parts += [_head(report.answer), _field_table(report.fields)]
    parts += [Text(f"problem: {problem}", style="yellow") for problem in report.problems]
    parts += [_panel_line(panel) for panel in report.panels]
    if not report.usable:
        parts.append(Text("The wall cannot use this answer: it needs `at` and `gmv`.", style="bold red"))
        parts.append(Text("Map foreign JSON onto the contract under [mapping] in the configuration. It holds:"))
        parts += [Text(f"  {line}") for line in report.outline]
    elif not report.panels:
        parts.append(Text("Every panel of every layout has what it needs.", style="green"))
    return Group(*parts)


def _head(answer: Answer) -> Text:
    size = f"{grouped(len(answer.body))} bytes"
    if answer.wire_bytes != len(answer.body):
        size += f" ({grouped(answer.wire_bytes)} on the wire)"
    text = Text(f"{answer.source}: status {answer.status} in {answer.fetch_us / 1000:.0f} ms, {size}\n", style="bold")
    for name, value in answer.headers:
        text.append(f"  {name}: {clean_text(value)}\n", style="dim")
    return text


def _field_table(fields: tuple[FieldSeen, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("field", "", "value"):
        table.add_column(column)
    styles = {"understood": "green", "unusable": "red", "missing": "dim"}
    for field in fields:
        table.add_row(Text(field.name), Text(field.state, style=styles[field.state]), Text(field.told))
    return table


def _panel_line(panel: EmptyPanel) -> Text:
    how = "would be empty" if panel.wholly else "would lack something"
    where = ", ".join(panel.layouts)
    return Text(f"panel {panel.panel} ({panel.kind}; in {where}) {how}: no {', '.join(panel.missing)}", style="yellow")
