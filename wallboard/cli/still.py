"""`wallboard still`: a picture of one instant, with its caption."""

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.logs import start_logging
from wallboard.cli.options import PATH, T_HELP, amount, instant, picture_options
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_display


@click.command()
@click.argument("source")
@click.option("--at", callback=instant, metavar="T", help=f"When: {T_HELP}.")
@click.option("--milestone", callback=amount, metavar="SUM", help="Or when a sum was passed, such as 10bn or 100亿.")
@click.option("--layout", metavar="NAME", help="The layout; default: the one that the wall begins with.")
@picture_options
@click.option("--as-shown", is_flag=True, help="As on the screen: digits on their way blur, pages turn.")
@click.option(
    "-o", "--output", required=True, type=PATH, metavar="PNG",
    help="The picture's file; its caption goes beside it as .txt.",
)  # fmt: skip
def still(
    source: str,
    at: str | None,
    milestone: str | None,
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
    clock stood at T. A recording's is not live and says so: REPLAY with its time, SIMULATED where that holds.
    """
    if (at is None) == (milestone is None):
        msg = "say which instant is meant, in one way: --at 00:06:58 or --milestone 10bn"
        raise click.UsageError(msg)
    start_logging("still")
    load_display()
    from wallboard.cli.studio import Drawn, check_ending, studio  # noqa: PLC0415 - only now is it known that Qt is there
    from wallboard.export.stills import caption_file, write_still  # noqa: PLC0415 - likewise
    from wallboard.wall import RenderRequest  # noqa: PLC0415 - likewise

    drawn = Drawn(layout, language, canvas, size, config)
    check_ending(output, ".png")
    with studio(source, drawn) as made:
        playhead_us = made.playhead_us(at) if at is not None else made.playhead_of(milestone or "")
        moment = made.footage.moment_at(playhead_us, "paused")
        request = RenderRequest(canvas, size, moment, made.control(playhead_us), still=not as_shown)
        image, card = made.wall.image(request), made.wall.card_up(request)
        name, languages = Path(made.footage.name).name, made.settings.display.languages
        write_still(image, moment, name, output, languages, card)
    say(f"{output} and {caption_file(output)}")
