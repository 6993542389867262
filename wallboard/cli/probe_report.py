"""How the report of `wallboard probe` stands on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from wallboard.core.contract.readers import clean_text
from wallboard.core.numerals import grouped
from wallboard.probe import EmptyPanel, FieldSeen, ProbeReport
from wallboard.sources.protocol import Answer


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
