"""How the report of `wallboard probe` stands on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from wallboard.config.unstated import Unstated
from wallboard.core.contract.readers import clean_text
from wallboard.core.numerals import grouped
from wallboard.core.plain_text import one_line
from wallboard.probe import EmptyPanel, FieldSeen, ProbeReport
from wallboard.sources.protocol import Answer


def render(report: ProbeReport, lacking: Sequence[Unstated] = ()) -> RenderableType:
    """The report for a terminal, what matters most first; foreign text stays plain text, whatever it holds.

    `lacking` is what the configuration does not state about the event.
    """
    parts: list[RenderableType] = [_line(f"failed: {f.source}: {f.message}", style="red") for f in report.failures]
    if report.answer is None:
        return Group(*parts)
    parts.append(_head(report.answer))
    if report.verdict:
        parts.append(_line(report.verdict, style="bold red"))
    parts += [_line(str(each), style="yellow") for each in lacking]
    parts += [_line(f"problem: {problem}", style="yellow") for problem in report.problems]
    if report.proposal is not None:
        parts.append(_line("The wall cannot use this answer as it stands: it uses words of its own.", style="bold red"))
        return Group(*parts, Text("It holds:"), *_outlined(report))
    if not report.usable and not report.outline:
        parts.append(Text("The wall cannot use this answer.", style="bold red"))
        return Group(*parts)
    parts.append(_field_table(report.fields))
    missing = [field.name for field in report.fields if field.state == "missing" and field.told != "required"]
    if missing:
        parts.append(_line(f"missing: {', '.join(missing)}", style="dim"))
    parts += [_empty_line(names, panels) for names, panels in _groups(report.panels).items()]
    if not report.usable and not report.verdict:
        parts.append(Text("The wall cannot use this answer: it needs `at` and `gmv`.", style="bold red"))
        parts.append(Text("Map foreign JSON onto the contract under [mapping] in the configuration. It holds:"))
        parts += _outlined(report)
    elif not report.panels:
        parts.append(Text("Every panel of every layout has what it needs.", style="green"))
    return Group(*parts)


def _outlined(report: ProbeReport) -> list[Text]:
    return [_line(f"  {line}") for line in report.outline]


def _head(answer: Answer) -> Text:
    size = f"{grouped(len(answer.body))} bytes"
    if answer.wire_bytes != len(answer.body):
        size += f" ({grouped(answer.wire_bytes)} on the wire)"
    asked = f" status {answer.status} in {answer.fetch_us / 1000:.0f} ms," if answer.fetch_us else ""  # else of a file
    text = _line(f"{answer.source}:{asked} {size}", style="bold")
    for name, value in answer.headers:
        text.append(f"\n  {name}: {clean_text(value)}", style="dim")
    return text.append("\n")


def _field_table(fields: tuple[FieldSeen, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("field", "", "value"):
        table.add_column(column)
    styles = {"understood": "green", "unusable": "red", "missing": "dim"}
    for field in fields:
        if field.state == "missing" and field.told != "required":
            continue
        table.add_row(Text(field.name), Text(field.state, style=styles[field.state]), _line(field.told))
    return table


def _groups(panels: Iterable[EmptyPanel]) -> dict[tuple[str, ...], list[EmptyPanel]]:
    """The panels by what they lack."""
    groups: dict[tuple[str, ...], list[EmptyPanel]] = {}
    for panel in panels:
        groups.setdefault(panel.missing, []).append(panel)
    return groups


def _empty_line(missing: tuple[str, ...], panels: Sequence[EmptyPanel]) -> Text:
    """All panels that lack the same, in one line."""
    empty = [panel.panel for panel in panels if panel.wholly]
    less = [panel.panel for panel in panels if not panel.wholly]
    said = [f"{', '.join(names)} {how}" for names, how in ((empty, "would be empty"), (less, "would lack it")) if names]
    return _line(f"no {', '.join(missing)}: {'; '.join(said)}", style="yellow")


def _line(text: str, style: str = "") -> Text:
    """One line, whatever stands in it."""
    return Text(one_line(text), style)
