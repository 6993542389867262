"""`wallboard preview`: the child that draws pictures for the console; started by the supervisor, not by people."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from wallboard.cli.child_options import ChildOptions, child_options
from wallboard.cli.command_settings import recording_to_show
from wallboard.cli.give_way import give_way
from wallboard.cli.logs import start_logging
from wallboard.cli.options import (
    FILE,
    FOLDER,
)
from wallboard.cli.qt_loading import load_display
from wallboard.supervise.wall_folder import use_wall_folder

_FIRST_STEPS, _STEPS = 2, 5
"""How far it gives way while it starts, which takes a second of a core, and from its first quiet moment on."""


@click.command(hidden=True)
@click.argument("pictures", type=FOLDER)
@click.option("--program", type=FILE, hidden=True)
@child_options
def preview(pictures: Path, program: Path | None, child: ChildOptions) -> None:
    """Draw what is prepared, for the console."""
    start_logging("preview")
    settings, _, _ = child.settings()
    folder = recording_to_show(settings, child.record)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    give_way(_FIRST_STEPS)
    load_display()
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only now is it known that Qt can be loaded

    from wallboard.core.system_clocks import SystemClocks  # noqa: PLC0415 - likewise
    from wallboard.preview.working import Hooks, PreviewWork  # noqa: PLC0415 - likewise

    app = QApplication.instance() or QApplication(["wallboard"])
    hooks = Hooks(
        clocks=SystemClocks(),
        cpu_us=lambda: time.process_time_ns() // 1000,
        idle=lambda: give_way(_STEPS - _FIRST_STEPS),
        sleep=time.sleep,
        is_over=child.is_cut,
        beat=child.beats().beat,
    )
    with use_wall_folder(pictures.parent):
        pictures.mkdir(exist_ok=True)
        PreviewWork(settings, folder, pictures, program, hooks).run()
    del app
