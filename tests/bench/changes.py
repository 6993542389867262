"""What the frames of a change of layout cost: `python -m tests.bench.changes --size 3840x2160 --way travel`.

Time is the CPU time of this process: a frame is due every 1/60 s of it, what frames leave goes to what is made ready,
and other programs of the machine do not count.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import click
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from tests import nights
from wallboard.actions.control import Control
from wallboard.core.moment import Moment
from wallboard.stage.prerender import steps
from wallboard.wall import RenderRequest, Wall

ORDER = (
    "counter",
    "rankings",
    "overview",
    "map",
    "overview",
    "global",
    "overview",
    "map",
    "finale",
    "counter",
    "overview",
)
FRAME_S, BUSY_S = 1 / 60, 1 / 30


class Show:
    """A wall and a clock of CPU seconds that can be wound on."""

    def __init__(self, size: tuple[int, int], way: str) -> None:
        settings = nights.settings()
        display = settings.display.model_copy(update={"change": way})
        self.wall = Wall(settings.model_copy(update={"display": display}))
        self.image = QImage(*size, QImage.Format.Format_RGB32)
        self.size = size
        self.waited_s = 0.0
        self.base = nights.moment("02:00:00")

    def now_s(self) -> float:
        """CPU seconds, and those that were waited."""
        return time.process_time() + self.waited_s

    def moment(self, at_s: float) -> Moment:
        """The moment so many seconds into the interval."""
        return replace(self.base, playhead_us=self.base.playhead_us + round(at_s * 1e6))

    def change(self, before: Control, layout: str) -> tuple[Control, list[float]]:
        """Press a layout's key after .2 s: the control state, and the milliseconds of each frame until it is up."""
        began_s, control, taken = self.now_s(), before, []
        pieces: Iterator[None] = iter(())
        while (at_s := self.now_s() - began_s) < 0.85:  # .2 s before, .6 s of change
            moment = self.moment(at_s)
            if control is before and at_s > 0.2:
                control = Control(layout=layout, left=before.layout, left_us=moment.playhead_us)
                pieces = steps(self.wall, [RenderRequest("*", self.size, moment, control)])
            painter = QPainter(self.image)
            self.wall.paint(painter, self.wall.compose(RenderRequest("*", self.size, moment, control)))
            painter.end()
            while self.wall.coming(control, self.moment(self.now_s() - began_s)) and self._is_early(began_s, at_s):
                if next(pieces, 1) is not None:
                    break
            spent_s = self.now_s() - began_s - at_s
            self.waited_s += max(0.0, FRAME_S - spent_s)
            if control is not before:
                taken.append(max(FRAME_S, spent_s) * 1000)
        return control, taken

    def _is_early(self, began_s: float, at_s: float) -> bool:
        return self.now_s() - began_s < at_s + BUSY_S


def main() -> None:
    """Change through the layouts and tell the frames of each change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="3840x2160")
    parser.add_argument("--way", default="travel", choices=("travel", "dissolve", "wipe", "cut"))
    asked = parser.parse_args()
    app = QGuiApplication([])
    width, height = map(int, asked.size.split("x"))
    show = Show((width, height), asked.way)
    control = Control(layout="overview")
    first = RenderRequest("*", show.size, show.moment(0), control)
    show.wall.paint(QPainter(show.image), show.wall.compose(first))
    for layout in ORDER:
        control, taken = show.change(control, layout)
        middle = sorted(taken)[len(taken) // 2]
        click.echo(f"{layout:10} {len(taken):3} frames, median {middle:5.1f} ms, longest {max(taken):5.0f} ms")
    app.quit()


if __name__ == "__main__":
    main()
