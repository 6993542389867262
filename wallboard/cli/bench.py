"""`wallboard bench`: whether this machine will do."""

from __future__ import annotations

import os
from pathlib import Path

import click

from wallboard.bench.bench_report import lines
from wallboard.cli.command_settings import examine_maps, load_settings
from wallboard.cli.options import FiniteRange, config_option, size
from wallboard.cli.output import json_document, say
from wallboard.cli.qt_loading import load_display
from wallboard.doctor.display_check import qt_environment


@click.command()
@click.option("--size", callback=size, default="1920x1080", show_default=True, metavar="WxH", help="Of each screen.")
@click.option("--screens", type=click.IntRange(1, 16), default=1, show_default=True, help="How many of them.")
@click.option("--seconds", type=FiniteRange(1, 600), default=10.0, show_default=True, help="Of the night's peak.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@config_option
def bench(size: tuple[int, int], screens: int, seconds: float, as_json: bool, config: Path | None) -> None:
    """Whether this machine will do.

    Plays the demonstration at its peak, a milestone's card and a still picture in windows of the wall, off screen where
    there is no display, and ends with one sentence.
    """
    os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.bench.phases import run  # noqa: PLC0415 - Qt may be missing, which `load_display` puts in words

    settings, _ = load_settings(config, demonstration=True)
    examine_maps(settings)
    report = run(settings, size, screens, seconds, lambda scene: say(f"{scene} …", err=True))
    if as_json:
        json_document(report)
        return
    for line in lines(report):
        say(line)
