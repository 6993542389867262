"""`wallboard keys`: the keys of the wall, group by group."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from wallboard.actions.bindings import markdown as as_markdown
from wallboard.actions.bindings import reference
from wallboard.cli.command_settings import load_settings
from wallboard.cli.options import config_option
from wallboard.cli.output import document
from wallboard.cli.plain_console import PlainConsole
from wallboard.core.plain_text import one_line
from wallboard.core.wording import say


@click.command()
@config_option
@click.option("--markdown", is_flag=True, help="As a table for documents.")
def keys(config: Path | None, markdown: bool) -> None:
    """List the keys of the wall, as they are configured."""

    settings, _ = load_settings(config)
    rows = reference(settings)
    languages = sorted(settings.display.languages)
    if markdown:
        document(as_markdown(rows, languages))
        return
    table = Table(box=None, pad_edge=False)
    does = [say("overlay.does").first(language).lower() for language in languages]
    for heading in ("keys", *does, "name in [keys]"):
        table.add_column(heading)
    group = ""
    for row in rows:
        if row.group.first("en") != group:
            group = row.group.first("en")
            table.add_row("", "", "", "")
        name = "" if ":" in row.action else row.action
        titles = (one_line(row.title.first(language)) for language in languages)
        table.add_row(" ".join(row.keys), *titles, name)
    PlainConsole().print(table)
