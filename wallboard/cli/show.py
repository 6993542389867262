"""`wallboard show`: the settings, a recording and the display, put together."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import click

from wallboard.cli.command_settings import (
    examine_maps,
    load_usable_settings,
    recording_to_show,
    with_first_picture,
    with_pictures,
)
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    CURTAIN,
    FILE,
    FOLDER,
    ShowOptions,
    config_option,
    demonstration_option,
    last_good_option,
    log_level_option,
    record_option,
    seconds_option,
    show_options,
    supervised_option,
)
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_display
from wallboard.cli.rerun import Rerun, wall_replay_option
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.doctor.display_check import qt_environment
from wallboard.export.captions import caption
from wallboard.supervise.heartbeat import Beats, is_cut
from wallboard.supervise.wall_folder import use_wall_folder

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a supervisor starts a display.

    `safe`: the last resort after crashes: the layout as told, whatever was up, and the built-in configuration where the
    file cannot be used. `resume`: go on with what the operator had set. `supervised`: beat, and end with the input.
    """

    safe: bool = False
    resume: bool = False
    supervised: bool = False


@click.command()
@record_option
@config_option
@show_options
@seconds_option
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Where pictures are kept when there is no display.")
@click.option("--program", type=FILE, hidden=True)
@click.option("--live-pictures", type=FOLDER, hidden=True)
@click.option("--safe", is_flag=True, hidden=True)
@click.option("--resume", is_flag=True, hidden=True)
@wall_replay_option
@log_level_option
@supervised_option
@last_good_option
@demonstration_option
def show(
    record: Path | None,
    config: Path | None,
    windowed: bool,
    layout: str | None,
    language: str | None,
    seconds: float | None,
    pictures: Path | None,
    program: Path | None,
    live_pictures: Path | None,
    safe: bool,
    resume: bool,
    wall_replay: Rerun | None,
    supervised: bool,
    last_good: Path | None,
    demonstration: bool,
) -> int:
    """Only show: follow a recording that is being collected.

    It is the newest one, unless --record names another.
    """

    showing = ShowOptions(windowed, layout, language, pictures)
    manner = Manner(safe=safe, resume=resume, supervised=supervised)
    start_logging("show")
    settings, file, config_problems = _settings(config, last_good, safe=manner.safe, demonstration=demonstration)
    settings = with_first_picture(settings, showing.layout, showing.language)
    if not manner.supervised:  # under a supervisor the wall stays up, and the map's panel and the status say it
        examine_maps(settings)
    folder = recording_to_show(settings, record)
    settings = with_pictures(settings, showing.pictures)
    if not manner.supervised:  # the supervisor has decided it: what is away for a moment now must not decide it anew
        os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.stage.show import DisplayOptions, perform  # noqa: PLC0415 - only now can Qt be loaded
    from wallboard.stage.show import show as show_recording  # noqa: PLC0415 - likewise
    from wallboard.stage.wall_replay import wall_replay as opened  # noqa: PLC0415 - likewise

    curtain = Path(os.environ[CURTAIN]) if os.environ.get(CURTAIN) else None
    beats = Beats() if manner.supervised else None
    wish = DisplayOptions(
        curtain=curtain,
        windowed=showing.windowed,
        seconds=seconds,
        layout=None if manner.resume else showing.layout,
        config_file=file,
        config_problems=config_problems,
        fresh=not (manner.resume or manner.safe),
        demonstration=demonstration,
        caption=lambda moment, picture: caption(moment, folder.name, picture, settings.display.languages),
        beat=_nothing if beats is None else beats.beat,
        on_quit=_nothing if beats is None else beats.quit,
        report=None if beats is None else beats.report,
        program=program,
        pictures=live_pictures,
        is_cut=is_cut if manner.supervised else _never,
        takes_leave=not manner.supervised,
        tell=log.info if manner.supervised else say,  # the supervisor has told it itself
    )
    with use_wall_folder(curtain):
        if wall_replay is not None:
            played = opened(settings, folder, wall_replay.path, wall_replay.opening, fresh=wish.fresh)
            return perform(settings, played, wish)
        return show_recording(settings, folder, wish)


def _settings(
    config: Path | None, last_good: Path | None, *, safe: bool, demonstration: bool
) -> tuple[Settings, Path | None, tuple[str, ...]]:
    try:
        return load_usable_settings(config, last_good, demonstration=demonstration, maps=last_good is not None)
    except ConfigError as error:
        if not safe:
            raise
        log.warning("the configuration cannot be used, and the built-in one stands in: %s", error)
        return load(None, demonstration=demonstration), config, tuple(str(error).splitlines())


def _nothing() -> None:
    """Without a supervisor nothing has to be told."""


def _never() -> bool:
    """Without a supervisor standard input does not end the display."""
    return False
