"""`wallboard bench`: whether this machine will do."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from wallboard.bench.bench_report import lines
from wallboard.bench.comparison import figures, read, table
from wallboard.cli.command_settings import examine_maps, load_settings
from wallboard.cli.options import FILE, FiniteRange, config_option, size
from wallboard.cli.output import json_document, say
from wallboard.cli.qt_loading import load_display
from wallboard.doctor.display_check import qt_environment


@click.command()
@click.option("--size", callback=size, default="1920x1080", show_default=True, metavar="WxH", help="Of each screen.")
@click.option("--screens", type=click.IntRange(1, 16), default=1, show_default=True, help="How many of them.")
@click.option("--seconds", type=FiniteRange(1, 600), default=10.0, show_default=True, help="Of the night's peak.")
@click.option("--apart", is_flag=True, help="Each screen shows a canvas of its own, not all of them one.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.option("--compare", type=FILE, metavar="FILE", help="Beside an earlier run, kept with --json, with the ratios.")
@config_option
def bench(
    size: tuple[int, int],
    screens: int,
    seconds: float,
    apart: bool,
    as_json: bool,
    compare: Path | None,
    config: Path | None,
) -> None:
    """Whether this machine will do.

    Plays the demonstration at its peak, a milestone's card and a still picture in windows of the wall, off screen where
    there is no display, and ends with one sentence.
    """
    before = None if compare is None else read(compare)
    os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.bench.phases import run  # noqa: PLC0415 - Qt may be missing, which `load_display` puts in words

    settings, _ = load_settings(config, demonstration=True)
    examine_maps(settings)
    report = run(settings, size, screens, seconds, lambda scene: say(f"{scene} …", err=True), apart=apart)
    if as_json:
        json_document(report)
        return
    if before is not None:
        for line in table(before, figures(msgspec.to_builtins(report))):
            say(line)
        say("")
    for line in lines(report):
        say(line)
