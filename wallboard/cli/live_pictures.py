"""`wallboard live_pictures`: keeps decoders for live pictures; started by the supervisor, not by people."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import click

from wallboard.cli.command_settings import load_usable_settings
from wallboard.cli.give_way import give_way
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    FOLDER,
    config_option,
    demonstration_option,
    last_good_option,
    log_level_option,
    record_option,
    supervised_option,
)
from wallboard.config.edited_file import EditedFile
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.heartbeat import Beats, is_cut
from wallboard.supervise.wall_folder import use_wall_folder
from wallboard.video.decoder_process import lacking, start_decoder
from wallboard.video.keeper import Keeper, KeeperHooks

TURN_S = 0.1


@click.command("live_pictures", hidden=True)
@click.argument("folder", type=FOLDER)
@record_option
@config_option
@log_level_option
@supervised_option
@last_good_option
@demonstration_option
def live_pictures(
    folder: Path,
    record: Path | None,
    config: Path | None,
    supervised: bool,
    last_good: Path | None,
    demonstration: bool,
) -> None:
    """Keep a decoder up for each live picture."""
    del record
    start_logging("pictures")
    settings, file, _ = load_usable_settings(config, last_good, demonstration=demonstration)
    edited = EditedFile(file)
    give_way(2)
    beats = Beats() if supervised else None
    hooks = KeeperHooks(system_mono_us, random.random, start_decoder, lacking())
    with use_wall_folder(folder.parent):
        folder.mkdir(exist_ok=True)
        keeper = Keeper(settings, folder, hooks)
        try:
            while not (supervised and is_cut()):
                if edited.is_edited():
                    with suppress(ConfigError):  # the display tells people what is wrong with it
                        keeper.adopt(load_usable_settings(config, last_good, demonstration=demonstration)[0])
                keeper.turn()
                if beats is not None:
                    beats.beat()
                time.sleep(TURN_S)
        finally:
            keeper.stop()
