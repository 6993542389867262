"""`wallboard curtain`: the child that lies beneath the wall; started by the supervisor, not by people."""

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.child_options import supervised_option
from wallboard.cli.logs import start_logging
from wallboard.cli.options import FOLDER
from wallboard.cli.qt_loading import load_qt
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.heartbeat import Beats, NoBeats, is_cut
from wallboard.supervise.wall_folder import use_wall_folder


@click.command(hidden=True)
@click.argument("folder", type=FOLDER)
@supervised_option
@click.option("--languages", default="zh+en", hidden=True)
def curtain(folder: Path, supervised: bool, languages: str) -> int:
    """Show the last picture of every screen beneath the wall."""
    start_logging("curtain")
    load_qt()
    from wallboard.stage.curtain import hang  # noqa: PLC0415 - only now is it known that Qt can be loaded

    beats = Beats() if supervised else NoBeats()
    with use_wall_folder(folder):
        return hang(
            folder,
            languages=tuple(languages.split("+")),
            mono_us=system_mono_us,
            beat=beats.beat,
            is_cut=is_cut if supervised else lambda: False,
            takes_leave=not supervised,
        )
