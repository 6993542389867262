"""What a frame costs on a wall of several and on one alone: `python -m tests.link.cost FOLDER [--frames 600]`.

The displays of a lead, of a follower and of a wall that is alone draw the same frames of the same recording by turns,
in one process on simulated time; what is printed is the processor time of a frame on each, milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path

SIZE = (1920, 1080)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--frames", type=int, default=600)
    given = words.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - once the platform is chosen

    from tests.link.screens import FPS, Screens  # noqa: PLC0415
    from tests.link.world import World  # noqa: PLC0415
    from tests.recording.rig import FACTS  # noqa: PLC0415
    from wallboard.actions.table import default_keys  # noqa: PLC0415
    from wallboard.config.load import load  # noqa: PLC0415
    from wallboard.recording.journal import Journal  # noqa: PLC0415
    from wallboard.recording.recorded_folder import RecordedFolder  # noqa: PLC0415
    from wallboard.stage.playback_source import PlaybackSource  # noqa: PLC0415
    from wallboard.stage.screen_renderer import ScreenView  # noqa: PLC0415

    app = QApplication([])
    given.folder.mkdir(parents=True)
    world = World(given.folder)
    spent: dict[str, list[float]] = {}
    with ExitStack() as stack:
        hall = Screens(world, load(None, known_actions=default_keys()), stack, view=ScreenView("wall", SIZE, "paper"))
        for name in "abc":
            hall.start(name)
        hall.run(12)
        recorded = RecordedFolder(world["a"].folder, FACTS, live=True)
        stack.callback(recorded.close)
        journal = stack.enter_context(Journal(given.folder / "alone"))
        hall.show("alone", PlaybackSource(recorded, world["a"], journal, "alone"))
        for number in range(given.frames):
            world.run(1 / FPS)
            names = ("alone", "a", "c") if number % 2 else ("c", "a", "alone")
            for name in names:
                begun = time.thread_time()
                hall.of[name].draw()
                spent.setdefault(name, []).append(1000 * (time.thread_time() - begun))
    world.close()
    called = {"alone": "alone", "a": "lead", "c": "follower"}
    warm = given.frames // 10
    report = {
        called[name]: {
            "median_ms": round(statistics.median(each[warm:]), 3),
            "mean_ms": round(statistics.fmean(each[warm:]), 3),
        }
        for name, each in spent.items()
    }
    sys.stdout.write(json.dumps({"frames": given.frames} | report, indent=1) + "\n")
    app.quit()


if __name__ == "__main__":
    main()
