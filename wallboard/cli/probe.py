"""`wallboard probe`: what an endpoint says, and how it is understood."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from wallboard.cli.command_settings import load_settings, with_endpoint
from wallboard.cli.options import config_option
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.probe_report import render
from wallboard.config.unstated import unstated
from wallboard.probe import probe_url
from wallboard.scene.unknown_places import unknown_places


@click.command()
@click.argument("url", required=False)
@config_option
def probe(url: str | None, config: Path | None) -> int:
    """Tell what an endpoint says, and how it is understood.

    Fetches it once, and tells whether the wall would take it, what is missing and which panels would be empty. Without
    URL the configured endpoints are asked.
    """

    settings, _ = load_settings(config)
    report = probe_url(url, settings, os.environ)
    report = replace(report, problems=(*unknown_places(report.snapshot), *report.problems))
    PlainConsole().print(render(report, unstated(with_endpoint(settings, url))))
    return 0 if report.usable else 1
