"""Commands that answer a question and end: probe, check, keys, schema."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from wallboard.actions.bindings import markdown as as_markdown
from wallboard.actions.bindings import reference
from wallboard.cli.probed import render
from wallboard.cli.settling import load_settings
from wallboard.core.json_schema import schema
from wallboard.probe import probe_url


def run_probe(url: str | None, config: Path | None) -> int:
    """Ask an address, or the configured ones in their order; 0 if the wall could use the answer, else 1."""
    settings, _ = load_settings(config)
    report = probe_url(url, settings, os.environ)
    Console().print(render(report))
    return 0 if report.usable else 1


def run_check(file: Path | None) -> None:
    """Load a configuration; its problems are raised, a line each."""
    _, used = load_settings(file)
    click.echo(f"{used or 'the built-in configuration'}: no problem found")


def run_keys(config: Path | None, *, markdown: bool) -> None:
    """The keys of a wall, group by group."""
    settings, _ = load_settings(config)
    rows = reference(settings)
    if markdown:
        click.echo(as_markdown(rows), nl=False)
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("keys", "does", "作用", "name in [keys]"):
        table.add_column(heading)
    group = ""
    for row in rows:
        if row.group.first("en") != group:
            group = row.group.first("en")
            table.add_row("", "", "", "")
        name = "" if ":" in row.action else row.action
        table.add_row(" ".join(row.keys), row.title.first("en"), row.title.first("zh"), name)
    Console(markup=False, highlight=False).print(table)


def run_schema() -> None:
    """The contract as JSON Schema."""
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
