"""`wallboard show`: the settings, a recording and the display, put together."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import click

from wallboard.cli.logs import start_logging
from wallboard.cli.qt import load_display
from wallboard.cli.settling import load_settings, recording_to_show, with_first_picture
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.doctor.display_check import qt_environment
from wallboard.export.captions import caption
from wallboard.supervise.heartbeat import Beats, is_cut

log = logging.getLogger(__name__)

CURTAIN = "WALLBOARD_CURTAIN"
"""The environment variable by which a supervisor tells its display where the curtain looks for the last pictures."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How the picture begins: words of the command line for `show`."""

    windowed: bool = False
    layout: str | None = None
    language: str | None = None
    pictures: Path | None = None

    def words(self) -> tuple[str, ...]:
        """The words again, for a child."""
        named = {"--layout": self.layout, "--language": self.language, "--pictures": self.pictures}
        pairs = [(name, str(value)) for name, value in named.items() if value is not None]
        return (*(("--windowed",) if self.windowed else ()), *(word for pair in pairs for word in pair))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a supervisor starts a display.

    `safe`: the last resort after crashes: the layout as told, whatever was up, and the built-in configuration where the
    file cannot be used. `resume`: go on with what the operator had set. `supervised`: beat, and end with the input.
    """

    safe: bool = False
    resume: bool = False
    supervised: bool = False


def run_show(record: Path | None, config: Path | None, showing: Showing, seconds: float | None, manner: Manner) -> int:
    """Show a recording until the operator quits, a signal, or `seconds` have passed; the exit status."""
    start_logging("show")
    settings, file = _settings(config, safe=manner.safe)
    settings = with_first_picture(settings, showing.layout, showing.language)
    folder = recording_to_show(settings, record)
    settings = with_pictures(settings, showing)
    if not manner.supervised:  # the supervisor has decided it: what is away for a moment now must not decide it anew
        os.environ.update(qt_environment(os.environ))
    load_display()
    from wallboard.stage.show import DisplayOptions, show  # noqa: PLC0415 - only now is it known that Qt can be loaded

    curtain = os.environ.get(CURTAIN)
    wish = DisplayOptions(
        curtain=Path(curtain) if curtain else None,
        windowed=showing.windowed,
        seconds=seconds,
        layout=None if manner.resume else showing.layout,
        config_file=file,
        caption=lambda moment, picture: caption(moment, folder.name, picture),
        beat=Beats().beat if manner.supervised else _no_beat,
        is_cut=is_cut if manner.supervised else _never,
        tell=log.info if manner.supervised else click.echo,  # the supervisor has told it itself
    )
    return show(settings, folder, wish)


def with_pictures(settings: Settings, showing: Showing) -> Settings:
    """The settings with the folder for pictures that was named, if one was."""
    if showing.pictures is None:
        return settings
    display = settings.display.model_copy(update={"snapshot_folder": showing.pictures.absolute()})
    return settings.model_copy(update={"display": display})


def _settings(config: Path | None, *, safe: bool) -> tuple[Settings, Path | None]:
    try:
        return load_settings(config)
    except ConfigError as error:
        if not safe:
            raise
        log.warning("the configuration cannot be used, and the built-in one stands in: %s", error)
        return load(None), config


def _no_beat() -> None:
    """Nobody listens."""


def _never() -> bool:
    """Nobody holds the other end."""
    return False
