"""The words of `wallboard soak`; what it does is imported when it is called."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from wallboard.cli.options import FiniteRange, config_option, record_option, size, speed


@click.command()
@click.option("--nights", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="N", help="How many.")
@click.option(
    "--seconds",
    type=FiniteRange(5, 86_400),
    default=180.0,
    show_default=True,
    metavar="S",
    help="How long a night lasts.",
)
@click.option(
    "--speed", callback=speed, default="50", show_default=True, metavar="X", help="How much faster it goes by."
)
@click.option("--off-screen", is_flag=True, help="Imagine the monitors, even where there is a display.")
@click.option(
    "--screens",
    type=click.IntRange(1, 16),
    default=None,
    metavar="N",
    help="How many monitors to imagine (1), or into how many xrandr is to split an X server's screen; default there: "
    "the monitors that it has.",
)
@click.option(
    "--size",
    callback=size,
    default="1920x1080",
    show_default=True,
    metavar="WxH",
    help="Of each imagined monitor.",
)
@click.option("--windowed", is_flag=True, help="Windows on the desk instead of fullscreen on every screen.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON; the nights go to standard error.")
@record_option
@config_option
@click.option("--part", type=click.Choice(["collect", "show"]), hidden=True)
@click.option("--url", hidden=True)
@click.option("--anchor-us", type=int, hidden=True)
@click.option("--spare", is_flag=True, hidden=True)
@click.option("--pulled", is_flag=True, hidden=True)
def soak(
    nights: int,
    seconds: float,
    speed: Decimal,
    off_screen: bool,
    screens: int | None,
    size: tuple[int, int],
    windowed: bool,
    as_json: bool,
    record: Path | None,
    config: Path | None,
    part: str | None,
    url: str | None,
    anchor_us: int | None,
    spare: bool,
    pulled: bool,
) -> int:
    """Days on end, in an hour: whether anything grows.

    Plays the demonstration night over and over with a real endpoint, collector, recording and display: from ten minutes
    before midnight on, at 50 times its pace to 02:20 in three minutes. In each night every layout is shown, languages,
    currencies and provinces change, the operator pauses, rewinds and replays, the configuration is read anew, a monitor
    goes, comes back and comes back in another size. The two processes live through all nights; each night is a new
    recording, and old ones are deleted.

    A line is printed for each night, then each figure's slope a night with its standard error (after a warm-up of a
    tenth of the nights), and one plain sentence. Exit status 1 if anything grew beyond noise. Memory, open files and
    threads are read where there is a /proc (Linux); the other figures everywhere.
    """
    from wallboard.soak.launch import SoakWords, run_part, run_soak

    asked = SoakWords(nights, seconds, speed, off_screen, screens, size, windowed, record, config)
    if part is not None:
        return run_part(part, asked, url or "", anchor_us or 0, spare=spare, pulled=pulled)
    return run_soak(asked, as_json=as_json)
