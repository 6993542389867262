"""`wallboard replay`: the settings, a finished recording and the display, put together."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import click

from wallboard.actions.transport import FASTEST, SLOWEST
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
from wallboard.core.errors import UsageError
from wallboard.core.instants import parse_instant
from wallboard.doctor.display_check import qt_environment
from wallboard.export.captions import caption

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rerun:
    """How a recording begins to play, in the words of the command line."""

    at: str | None
    speed: str
    loop: bool
    with_operator: bool


@click.command()
@click.argument("recording", type=PATH)
@click.option("--at", callback=instant, metavar="T", help=f"Where to begin: {T_HELP}.")
@click.option("--speed", metavar="X", default="1", show_default=True, help="0.01 to 100; below 0 backwards: -2.")
@click.option("--loop", is_flag=True, help="Play all of it over and over.")
@click.option("--with-operator", is_flag=True, help="With the layouts, languages and pages of that night's operator.")
@show_options
@config_option
@seconds_option
@log_level_option
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

    rerun = Rerun(at, speed, loop, with_operator)
    showing = ShowOptions(windowed, layout, language, pictures)
    return _play(recording, rerun, showing, config, seconds)


def _play(recording: Path, rerun: Rerun, showing: ShowOptions, config: Path | None, seconds: float | None) -> int:
    """Replay until the operator quits, a signal, or `seconds` have passed; the exit status.

    Raises:
        UsageError, ConfigError, RecordingError, DisplayError: one line says what is wrong.
    """
    start_logging("replay")
    rate = rate_of(rerun.speed)
    settings, file = load_settings(config)
    examine_maps(settings)
    settings = with_pictures(with_first_picture(settings, showing.layout, showing.language), showing.pictures)
    path = recording.absolute()
    os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.recording.recorded_folder import RecordedFolder  # noqa: PLC0415 - likewise
    from wallboard.stage.playback_source import Opening  # noqa: PLC0415 - only now is it known that Qt can be loaded
    from wallboard.stage.replay import replay  # noqa: PLC0415 - likewise
    from wallboard.stage.show import DisplayOptions  # noqa: PLC0415 - likewise

    def opening(recorded: RecordedFolder) -> Opening:
        at_us = None
        if rerun.at is not None:
            at_us = recorded.playhead_at(parse_instant(rerun.at, recorded.origin_us, recorded.facts.zoneinfo))
        return Opening(at_us, rate, rerun.loop)

    wish = DisplayOptions(
        windowed=showing.windowed,
        seconds=seconds,
        layout=showing.layout,
        config_file=file,
        caption=lambda moment, picture: caption(moment, path.name, picture, settings.display.languages),
        tell=say,
    )
    return replay(settings, path, opening, wish, with_operator=rerun.with_operator)


def rate_of(text: str) -> float:
    """A speed of the command line; negative ones play backwards. Raises UsageError."""
    try:
        rate = float(text.removesuffix("x").replace("−", "-"))
    except ValueError:
        rate = 0.0
    if not SLOWEST <= abs(rate) <= FASTEST:
        msg = f"{text!r} is no speed: write a number from {SLOWEST:g} to {FASTEST:g}, or below 0 to play backwards"
        raise UsageError(msg)
    return rate
