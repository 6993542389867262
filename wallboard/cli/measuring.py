"""`wallboard bench`: settings in, report out."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from wallboard.bench.bench_report import lines
from wallboard.cli.qt import load_display
from wallboard.cli.settling import load_settings
from wallboard.doctor.display_check import qt_environment


def run_bench(size: tuple[int, int], screens: int, seconds: float, config: Path | None, *, as_json: bool) -> None:
    """Measure and print. Raises ConfigError."""
    os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.bench.phases import run  # noqa: PLC0415 - Qt may be missing, which load_qt puts in words

    settings, _ = load_settings(config)
    report = run(settings, size, screens, seconds, lambda scene: click.echo(f"{scene} …", err=True))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(report), indent=1).decode())
        return
    for line in lines(report):
        click.echo(line)
