"""`wallboard replay`: the settings, a finished recording and the display, put together."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click

from wallboard.cli.command_settings import examine_maps, load_settings, with_first_picture, with_pictures
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    FOLDER,
    PATH,
    T_HELP,
    ShowOptions,
    config_option,
    instant,
    log_level_option,
    seconds_option,
    show_options,
)
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_display
from wallboard.cli.rerun import Rerun, rate_of
from wallboard.cli.wall_replay import play_to_wall
from wallboard.core.errors import UsageError
from wallboard.doctor.display_check import qt_environment
from wallboard.export.captions import caption

log = logging.getLogger(__name__)


@click.command()
@click.argument("recording", type=PATH, required=False)
@click.option("--at", callback=instant, metavar="T", help=f"Where to begin: {T_HELP}.")
@click.option("--speed", metavar="X", default="1", show_default=True, help="0.01 to 100; below 0 backwards: -2.")
@click.option("--loop", is_flag=True, help="Play all of it over and over.")
@click.option("--with-operator", is_flag=True, help="With the layouts, languages and pages of that night's operator.")
@click.option("--wall", is_flag=True, help="On all machines of the wall; RECORDING is named on one that may lead.")
@show_options
@config_option
@seconds_option
@log_level_option
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Where pictures are kept when there is no display.")
def replay(
    recording: Path | None,
    at: str | None,
    speed: str,
    loop: bool,
    with_operator: bool,
    wall: bool,
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

    --wall plays it on all machines of the wall ([cluster]) at once: name RECORDING on one of the two that may lead, and
    give the command without it on the others, which get it from there.
    """

    rerun = Rerun(None if recording is None else str(recording.absolute()), at, speed, loop)
    showing = ShowOptions(windowed, layout, language, pictures)
    start_logging("replay")
    rate_of(speed)
    if wall:
        if with_operator or (recording is None and (at is not None or loop or speed != "1")):
            msg = "--with-operator is for one machine" if with_operator else "--at, --speed and --loop need a RECORDING"
            raise UsageError(msg)
        settings, file = load_settings(config)
        examine_maps(settings)
        settings = with_first_picture(settings, showing.layout, showing.language)
        play_to_wall(settings, file, rerun, showing, seconds)
        return 0
    if recording is None:
        msg = "name the RECORDING that is to be played"
        raise UsageError(msg)
    return _play(recording, rerun, showing, config, seconds, with_operator=with_operator)


def _play(
    recording: Path,
    rerun: Rerun,
    showing: ShowOptions,
    config: Path | None,
    seconds: float | None,
    *,
    with_operator: bool,
) -> int:
    """Replay until the operator quits, a signal, or `seconds` have passed; the exit status.

    Raises:
        UsageError, ConfigError, RecordingError, DisplayError: one line says what is wrong.
    """
    settings, file = load_settings(config)
    examine_maps(settings)
    settings = with_pictures(with_first_picture(settings, showing.layout, showing.language), showing.pictures)
    path = recording.absolute()
    os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.stage.replay import replay  # noqa: PLC0415 - only now is it known that Qt can be loaded
    from wallboard.stage.show import DisplayOptions  # noqa: PLC0415 - likewise

    wish = DisplayOptions(
        windowed=showing.windowed,
        seconds=seconds,
        layout=showing.layout,
        config_file=file,
        caption=lambda moment, picture: caption(moment, path.name, picture, settings.display.languages),
        tell=say,
    )
    return replay(settings, path, rerun.opening, wish, with_operator=with_operator)
