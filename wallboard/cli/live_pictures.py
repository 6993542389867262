"""`wallboard live_pictures`: keeps decoders for live pictures; started by the supervisor, not by people."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.give_way import give_way
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    FOLDER,
)
from wallboard.config.edited_file import EditedFile
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.wall_folder import use_wall_folder
from wallboard.video.decoder_process import lacking, start_decoder
from wallboard.video.keeper import Keeper, KeeperHooks

TURN_S = 0.1


@click.command("live_pictures", hidden=True)
@click.argument("folder", type=FOLDER)
@child_options
def live_pictures(folder: Path, child: ChildOptions) -> None:
    """Keep a decoder up for each live picture."""
    start_logging("pictures")
    settings, file, _ = child.settings()
    edited = EditedFile(file)
    give_way(2)
    beats = child.beats()
    hooks = KeeperHooks(system_mono_us, random.random, start_decoder, lacking())
    with use_wall_folder(folder.parent):
        folder.mkdir(exist_ok=True)
        keeper = Keeper(settings, folder, hooks)
        try:
            while not child.is_cut():
                if edited.is_edited():
                    with suppress(ConfigError):  # the display tells people what is wrong with it
                        keeper.adopt(child.settings()[0])
                keeper.turn()
                beats.beat()
                time.sleep(TURN_S)
        finally:
            keeper.stop()
