"""The words of `wallboard bench`; what it does is imported when it is called."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.options import FiniteRange, config_option, size


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
    from wallboard.cli.measuring import run_bench

    run_bench(size, screens, seconds, config, as_json=as_json)
