"""`wallboard film`: a film, frame by frame what a screen would show."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from wallboard.cli.options import PATH, T_HELP, instant, picture_options

_FPS: Final = ("25", "30", "50", "60")


def _stretch(_context: click.Context, _parameter: click.Parameter, text: str | None) -> range | None:
    """The frames that a process draws of a film that several draw: `0:250`."""
    first, _, last = (text or "").partition(":")
    return range(int(first), int(last)) if first.isdigit() and last.isdigit() else None


@click.command()
@click.argument("source")
@click.option("--from", "first", callback=instant, required=True, metavar="T", help=f"Where it begins: {T_HELP}.")
@click.option("--to", "last", callback=instant, required=True, metavar="T", help="Where it ends.")
@click.option(
    "--layout", metavar="NAME[,NAME@T…]", help="The layout, and others from given instants on: counter,map@00:01:00."
)
@picture_options
@click.option("--fps", type=click.Choice(_FPS), default="30", show_default=True, help="Frames a second.")
@click.option(
    "--speed",
    metavar="X[,X@T…]",
    default="1",
    show_default=True,
    help="How much faster than real time, and other speeds from given instants on: 10,1@00:06:50.",
)
@click.option("--with-operator", is_flag=True, help="With the layouts, languages and pages of that night's operator.")
@click.option("--frames", hidden=True, callback=_stretch)
@click.option("-o", "--output", required=True, type=PATH, metavar="MP4", help="The film's file.")
def film(
    source: str,
    first: str,
    last: str,
    layout: str | None,
    size: tuple[int, int],
    language: str | None,
    canvas: str,
    config: Path | None,
    fps: str,
    speed: str,
    with_operator: bool,
    frames: range | None,
    output: Path,
) -> None:
    """A film (H.264 in MP4), frame by frame what a screen would show.

    SOURCE is a recording (a directory or a packed file), or the word demo. The film has its name once it is finished:
    Ctrl-C leaves nothing behind. Needs the extra: pip install 'wallboard[film]'.
    """

    from wallboard.cli.film_script import Cut, run_film  # noqa: PLC0415 - only a film needs Qt, its help does not
    from wallboard.cli.studio import Drawn  # noqa: PLC0415 - likewise

    cut = Cut(first, last, layout, speed, int(fps), with_operator, frames)
    run_film(source, cut, Drawn(None, language, canvas, size, config), output)
