"""The words of `wallboard still`, `wallboard film` and `wallboard replay`; what they do is imported when called."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from wallboard.cli.options import (
    FOLDER,
    PATH,
    T_HELP,
    config_option,
    instant,
    options,
    seconds_option,
    show_options,
    size,
)

_FPS: Final = ("25", "30", "50", "60")


picture_options = options(
    click.option(
        "--size", callback=size, default="1920x1080", show_default=True, metavar="WxH", help="Width and height, pixels."
    ),
    click.option("--language", type=click.Choice(["zh", "en"]), help="The language that leads."),
    click.option("--canvas", metavar="NAME", default="*", help="A canvas, of a wall of several screens."),
    config_option,
)


def add_exporting(group: click.Group) -> None:
    """Give the program these commands."""
    for command in (still, film, replay, marks):
        group.add_command(command)


@click.command()
@click.argument("source")
@click.option("--at", callback=instant, required=True, metavar="T", help=f"When: {T_HELP}.")
@click.option("--layout", metavar="NAME", help="The layout; default: the one that the wall begins with.")
@picture_options
@click.option("--as-shown", is_flag=True, help="As on the screen: digits on their way blur, pages turn.")
@click.option(
    "-o", "--output", required=True, type=PATH, metavar="PNG",
    help="The picture's file; its caption goes beside it as .txt.",
)  # fmt: skip
def still(
    source: str,
    at: str,
    layout: str | None,
    size: tuple[int, int],
    language: str | None,
    canvas: str,
    config: Path | None,
    as_shown: bool,
    output: Path,
) -> None:
    """A picture of one instant, with its caption.

    SOURCE is a recording (a directory or a packed file), or the word demo. The picture is what the wall showed when its
    clock stood at T. It is not live and says so: REPLAY with the recorded time, SIMULATED where that holds.
    """
    from wallboard.cli.drawing import Drawn, run_still

    run_still(source, at, Drawn(layout, language, canvas, size, config), output, as_shown=as_shown)


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
    output: Path,
) -> None:
    """A film (H.264 in MP4), frame by frame what a screen would show.

    SOURCE is a recording (a directory or a packed file), or the word demo. The film has its name once it is finished:
    Ctrl-C leaves nothing behind. Needs the extra: pip install 'wallboard[film]'.
    """
    from wallboard.cli.drawing import Drawn
    from wallboard.cli.filming import Cut, run_film

    cut = Cut(first, last, layout, speed, int(fps), with_operator)
    run_film(source, cut, Drawn(None, language, canvas, size, config), output)


@click.command()
@click.argument("recording", type=PATH)
@click.option("--at", callback=instant, metavar="T", help=f"Where to begin: {T_HELP}.")
@click.option("--speed", metavar="X", default="1", show_default=True, help="0.01 to 100; below 0 backwards: -2.")
@click.option("--loop", is_flag=True, help="Play all of it over and over.")
@click.option("--with-operator", is_flag=True, help="With the layouts, languages and pages of that night's operator.")
@show_options
@config_option
@seconds_option
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Where pictures are kept when there is no display.")
def replay(
    recording: Path,
    at: str | None,
    speed: str,
    loop: bool,
    with_operator: bool,
    windowed: bool,
    layout: str | None,
    language: str | None,
    config: Path | None,
    seconds: float | None,
    pictures: Path | None,
) -> int:
    """Play a recording, offline.

    RECORDING is a directory or a packed file, on read-only media too: nothing is written there. The keys of time are
    those of mpv (press ? for them), T opens a timeline strip on which the mouse can seek.
    """
    from wallboard.cli.replaying import Rerun, run_replay
    from wallboard.cli.showing import Showing

    showing = Showing(windowed, layout, language, pictures)
    return run_replay(recording, Rerun(at, speed, loop, with_operator), showing, config, seconds)


@click.command()
@click.argument("recording", type=PATH)
@click.option("--name", "named", nargs=2, type=(click.IntRange(1), str), metavar="N TEXT", help="Name mark N.")
@click.option("--remove", type=click.IntRange(1), metavar="N", help="Take mark N away.")
def marks(recording: Path, named: tuple[int, str] | None, remove: int | None) -> None:
    """List the marks of a recording, and name them.

    Marks are set on the wall with the key M; milestones are marks by themselves. What is done here is written into the
    recording's journal, or, where that cannot be written or a display is using it, kept for replays on this machine.
    """
    from wallboard.cli.marking import run_marks

    run_marks(recording, named, remove)
