"""`wallboard show`: the settings, a recording and the display, put together."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import (
    examine_maps,
    recording_to_show,
    share_of,
    with_first_picture,
    with_pictures,
)
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    CURTAIN,
    FILE,
    FOLDER,
    seconds_option,
    show_options,
)
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_display
from wallboard.cli.rerun import Rerun, wall_replay_option
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.doctor.display_check import qt_environment
from wallboard.export.captions import caption
from wallboard.supervise.wall_folder import use_wall_folder

log = logging.getLogger(__name__)


@click.command()
@show_options
@seconds_option
@click.option("--pictures", type=FOLDER, metavar="DIR", help="Where pictures are kept when there is no display.")
@click.option("--program", type=FILE, hidden=True)
@click.option("--live-pictures", type=FOLDER, hidden=True)
# The last resort after crashes: the layout as told, whatever was up, and the built-in configuration if need be.
@click.option("--safe", is_flag=True, hidden=True)
# Go on with what the operator had set.
@click.option("--resume", is_flag=True, hidden=True)
@wall_replay_option
@child_options
def show(
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
    child: ChildOptions,
) -> int:
    """Only show: follow a recording that is being collected.

    It is the newest one, unless --record names another.
    """

    start_logging("show")
    settings, file, config_problems = _settings(child, safe=safe)
    settings = with_first_picture(settings, layout, language)
    if not child.supervised:  # under a supervisor the wall stays up, and the map's panel and the status say it
        examine_maps(settings)
    folder = recording_to_show(settings, child.record)
    if not child.supervised and not folder.is_dir():
        say(f"nothing is recorded there yet, so the wall waits for `wallboard collect --record {folder}`")
    settings = with_pictures(settings, pictures)
    if not child.supervised:  # the supervisor has decided it: what is away for a moment now must not decide it anew
        os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.stage.show import DisplayOptions, perform  # noqa: PLC0415 - only now can Qt be loaded
    from wallboard.stage.show import show as show_recording  # noqa: PLC0415 - likewise
    from wallboard.stage.wall_replay import wall_replay as opened  # noqa: PLC0415 - likewise

    curtain = Path(os.environ[CURTAIN]) if os.environ.get(CURTAIN) else None
    beats = child.beats()
    wish = DisplayOptions(
        curtain=curtain,
        windowed=windowed,
        seconds=seconds,
        layout=None if resume else layout,
        config_file=file,
        config_problems=config_problems,
        fresh=not (resume or safe),
        demonstration=child.demonstration,
        caption=lambda moment, picture: caption(moment, folder.name, picture, settings.display.languages),
        beat=beats.beat,
        on_quit=beats.quit,
        report=beats.report if child.supervised else None,
        program=program,
        pictures=live_pictures,
        share=share_of(os.environ),
        is_cut=child.is_cut,
        takes_leave=not child.supervised,
        tell=log.info if child.supervised else say,  # the supervisor has told it itself
    )
    with use_wall_folder(curtain):
        if wall_replay is not None:
            played = opened(settings, folder, wall_replay.path, wall_replay.opening, fresh=wish.fresh)
            return perform(settings, played, wish)
        return show_recording(settings, folder, wish)


def _settings(child: ChildOptions, *, safe: bool) -> tuple[Settings, Path | None, tuple[str, ...]]:
    """What is configured; where it is `safe`, the built-in configuration stands in for one that cannot be used."""
    try:
        return child.settings(maps=child.last_good is not None)
    except ConfigError as error:
        if not safe:
            raise
        log.warning("the configuration cannot be used, and the built-in one stands in: %s", error)
        return load(None, demonstration=child.demonstration), child.config, tuple(str(error).splitlines())
