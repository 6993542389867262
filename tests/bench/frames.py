"""What each frame costs off screen at the moments that are dear: `python -m tests.bench.frames --size 3840x2160 card`.

Frames follow each other by 1/60 s of the night, whatever they cost, with the pieces of preparation between them as in a
display. Time is the processor time of this thread: what else the machine does does not count. The same scene has the
same frames in every version, so two trees may be compared frame by frame.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import click
import numpy as np
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from wallboard.actions.control import Control
from wallboard.bench.phases import CARD_US
from wallboard.bench.tape import Tape
from wallboard.bench.windows import PEAK_US
from wallboard.config.areas import EMPTY
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS, CanvasLayout, Layout
from wallboard.config.load import load
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.demo.moments import FETCH_US, begins_us
from wallboard.paint.kept_pictures import keep_pictures_in
from wallboard.stage.garbage import GarbageCollection
from wallboard.stage.prerender import Prerender
from wallboard.stage.screen_renderer import Frame, ScreenComposition, ScreenRenderer, ScreenView
from wallboard.wall import Wall

PERIOD_S = 1 / 60
LINES = 70
"""Of each profile."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the night: the layout it begins with, and after how many seconds which other one is chosen.

    The first `skip` seconds are played but not counted: a wall was up before.
    """

    at_us: int
    seconds: float
    layout: str
    keys: tuple[tuple[float, str], ...] = ()
    skip: float = 0.0


RECORD_US = (15 * 3600 + 19 * 60 + 28) * SECOND_US
"""Two seconds before the sum of all of the day a year before is passed."""
DAY_US = 24 * 3600 * SECOND_US
ROUND = ("map", "global", "overview", "counter", "rankings", "finale", "overview")
ALL = ("rankings", "map", "global", "counter", "finale", "backdrop", "record_day", "countdown", "overview")
ALONE = {"globe": ("global", "world"), "columns": ("map", "china_large")}
"""Layouts of one panel and the bar: the layout that each is taken from, and the panel that stays at its place."""
SCENES = {
    "peak": Scene(PEAK_US, 12, "overview"),
    "card": Scene(CARD_US, 12, "overview"),
    "carry": Scene(CARD_US, 4.5, "overview", skip=2.0),
    "globe": Scene(PEAK_US, 8, "globe", skip=2.0),
    "columns": Scene(PEAK_US, 8, "columns", skip=2.0),
    "counter": Scene(PEAK_US, 6, "counter"),
    "global": Scene(PEAK_US, 6, "global"),
    "map": Scene(PEAK_US, 6, "map"),
    "visits": Scene(
        PEAK_US,
        16,
        "overview",
        tuple(zip(range(2, 16, 2), ROUND, strict=True)),
    ),
    "changes": Scene(PEAK_US, 28, "overview", tuple(zip(range(10, 28, 2), ALL, strict=True))),
    "opening": Scene(-4 * SECOND_US, 14, "countdown"),
    "record": Scene(RECORD_US, 12, "overview"),
    "landing": Scene(DAY_US - 4 * SECOND_US, 16, "finale"),
}


@dataclass(slots=True)
class Costs:
    """Milliseconds of processor time: of each frame, and of the longest piece of preparation after it."""

    frames: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)
    profiles: list[tuple[float, cProfile.Profile]] = field(default_factory=list)

    @property
    def held(self) -> list[float]:
        """How long each frame and a piece after it kept the loop."""
        return [a + b for a, b in zip(self.frames, self.pieces, strict=True)]


def mono_us() -> int:
    """Processor time of this thread."""
    return time.thread_time_ns() // 1000


def alone(layout: Layout, panel: str) -> Layout:
    """A layout with nothing but its bar and one of its panels, where they are."""
    made = layout.canvas[ANY_CANVAS]
    areas = tuple(" ".join(cell if cell in ("bar", panel) else EMPTY for cell in line.split()) for line in made.areas)
    under = tuple(each for each in made.under if each.panel == panel)
    return Layout(canvas={ANY_CANVAS: CanvasLayout(columns=made.columns, rows=made.rows, areas=areas, under=under)})


class Player:
    """One screen that is drawn into an image."""

    def __init__(self, size: tuple[int, int], way: str) -> None:
        settings = load(None, demonstration=True)
        display = settings.display.model_copy(update={"change": way})
        layouts = settings.layouts | {name: alone(settings.layouts[of], panel) for name, (of, panel) in ALONE.items()}
        self.settings = settings.model_copy(update={"display": display, "layouts": layouts})
        self.renderer = ScreenRenderer(Wall(self.settings), ())
        self.view = ScreenView("*", size, "bench")
        self.image = QImage(*size, QImage.Format.Format_RGB32)
        self._shown: ScreenComposition | None = None
        self._over_ms: float | None = None

    def play(self, scene: Scene, over_ms: float | None = None) -> Costs:
        """Every frame of a scene; of what takes over `over_ms` it is kept where the time went."""
        self._over_ms = over_ms
        facts = facts_of(self.settings)
        tape = Tape(facts, scene.at_us, scene.seconds + 6)
        begins = begins_us(facts) + scene.at_us + FETCH_US - facts.delay_us
        control, keys, costs = Control(layout=scene.layout), list(scene.keys), Costs()
        ahead, garbage = Prerender(mono_us), GarbageCollection(self.renderer.wall.rest)
        garbage.start()
        for number in range(round(scene.seconds * 60)):
            at_s = number * PERIOD_S
            playhead_us = begins + round(at_s * SECOND_US)
            if keys and at_s >= keys[0][0]:
                control = Control(layout=keys.pop(0)[1], left=control.layout, left_us=playhead_us)
            frame = Frame(Moment(tape.state_at(playhead_us), playhead_us), control, playhead_us)
            begun_us = mono_us()
            costs.frames.append(self._timed(partial(self._show, frame), at_s, costs))
            tidied = self._timed(partial(garbage.between_frames, playhead_us), at_s, costs)
            costs.pieces.append(max(tidied, self._prepare(ahead, frame, begun_us, at_s, costs)))
        ahead.stop()
        garbage.stop()
        return costs

    def _timed(self, work: Callable[[], object], at_s: float, costs: Costs) -> float:
        """Milliseconds that a piece of work takes; where the time went is kept of those that take long."""
        profile = None if self._over_ms is None or not at_s else cProfile.Profile()
        begun_us = mono_us()
        if profile is None:
            work()
        else:
            profile.runcall(work)
        taken = (mono_us() - begun_us) / 1000
        if profile is not None and self._over_ms is not None and taken > self._over_ms:
            costs.profiles.append((at_s, profile))
        return taken

    def _prepare(self, ahead: Prerender, frame: Frame, begun_us: int, at_s: float, costs: Costs) -> float:
        """The pieces after a frame; the longest turn of them in milliseconds."""
        ahead.look(self.renderer, [self.view], frame)
        longest = 0.0
        while True:
            taken = self._timed(ahead.step, at_s, costs)
            longest = max(longest, taken)
            pressed = self.renderer.wall.coming(frame.control, frame.moment) is not None
            if not pressed or mono_us() - begun_us > PERIOD_S * SECOND_US or taken < 0.02:
                return longest

    def _show(self, frame: Frame) -> None:
        made = self.renderer.compose(self.view, frame)
        before, self._shown = self._shown, made
        if before is not None and not made.changed:
            return
        boxes = None if before is None else self.renderer.differences(before, made)
        painter = QPainter(self.image)
        if boxes is None or not self.renderer.touch_up(painter, made, boxes):
            self.renderer.paint(painter, made)
        painter.end()


def told(name: str, values: list[float]) -> str:
    """Percentiles in one line."""
    p50, p95, p99, p999 = (float(np.percentile(values, p)) for p in (50, 95, 99, 99.9))
    high = f"p95 {p95:6.2f}  p99 {p99:6.2f}  p99.9 {p999:6.1f}  most {max(values):6.1f}"
    return f"{name:<8} mean {np.mean(values):6.2f}  p50 {p50:6.2f}  {high}"


def main() -> None:
    """Play scenes and tell what their frames cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=list(SCENES))
    parser.add_argument("--size", default="3840x2160")
    parser.add_argument("--way", default="travel", choices=("travel", "dissolve", "wipe", "cut"))
    parser.add_argument("--longest", type=int, default=5, help="tell so many of the longest frames")
    parser.add_argument(
        "--profile", type=float, metavar="MS", help="tell where the time of all that takes over MS went"
    )
    parser.add_argument(
        "--kept", type=Path, metavar="FOLDER", help="keep pictures there between runs, as a display does"
    )
    asked = parser.parse_args()
    keep_pictures_in(asked.kept)
    app = QGuiApplication([])
    width, height = map(int, asked.size.split("x"))
    for name in asked.scenes:
        costs = Player((width, height), asked.way).play(SCENES[name], asked.profile)
        begin = max(1, round(SCENES[name].skip * 60))
        click.echo(f"{name}: the first {costs.frames[0]:.0f} ms")
        click.echo(told("frame", costs.frames[begin:]))
        click.echo(told("piece", costs.pieces[begin - 1 :]))
        click.echo(told("both", costs.held[begin:]))
        for which in ("frames", "pieces"):
            values = getattr(costs, which)
            order = sorted(range(begin, len(values)), key=lambda k: -values[k])[: asked.longest]
            click.echo(f"longest {which}: " + ", ".join(f"{k / 60:.2f} s {values[k]:.1f}" for k in sorted(order)))
        for at_s, profile in costs.profiles:
            click.echo(f"{at_s:.2f} s")
            pstats.Stats(profile).sort_stats("cumtime").print_stats(LINES)
    app.quit()


if __name__ == "__main__":
    main()
