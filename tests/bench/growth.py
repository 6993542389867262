"""Whether a frame costs more where there is more: a day's recording against a minute's, 3,400 lights against 340.

    python -m tests.bench.make_night DAY && python -m tests.bench.make_night MINUTE --hours 0.0167
    python -m tests.bench.growth [DAY MINUTE] [--size 1920x1080]

Two recordings take turns frame by frame in one run, lights stretch by stretch; processor time, and its ratio.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean, median

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import click
import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.bench.tape import Tape
from wallboard.bench.windows import PEAK_US
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.core.moment import Moment
from wallboard.demo.moments import FETCH_US, begins_us
from wallboard.paint.damage_snapshot import DamageSnapshot, differences
from wallboard.panels.maps import country_place
from wallboard.panels.maps.atlas import fragments
from wallboard.panels.maps.lights import Lights, prepared
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.scene.grid import Rect
from wallboard.wall import RenderRequest, Wall

FRAMES, FRAME_US = 240, 16_667
FROM_US = 45_000_000
"""Where both recordings are looked at, from their beginning."""
CONTROL = Control(layout="overview")
CITIES = 340
ROUNDS = 3


class Canvas:
    """One canvas that plays a recording, painted where it differs from frame to frame."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._wall = Wall(load(None, demonstration=True))
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self._shown: DamageSnapshot | None = None

    def show(self, moment: Moment) -> None:
        """Bring the picture up to a moment."""
        painter = QPainter(self._image)
        made = self._wall.compose(RenderRequest("*", self._size, moment, CONTROL))
        sheet = made.sheet
        boxes = differences(self._shown, sheet, self._size, self._wall.brush.sprites) if sheet is not None else None
        if boxes is None:
            self._wall.paint(painter, made)
        else:
            self._wall.touch_up(painter, made, boxes)
        painter.end()
        self._shown = sheet


def recordings(folders: tuple[Path, Path], size: tuple[int, int]) -> tuple[list[float], ...]:
    """Milliseconds of each frame of two recordings, reading included, at the same instants of the night."""
    played = [RecordedFolder(folder, None, live=False) for folder in folders]
    canvases = [Canvas(size) for _ in folders]
    taken: tuple[list[float], ...] = ([], [])
    try:
        for number in range(FRAMES):
            for recorded, canvas, cost in zip(played, canvases, taken, strict=True):
                bounds = recorded.bounds
                assert bounds is not None, "an empty recording"
                at_us = bounds[0] + FROM_US + number * FRAME_US
                cost.append(_ms(lambda r=recorded, c=canvas, t=at_us: c.show(Moment(r.state_at(t), t))))  # type: ignore[misc]
    finally:
        for recorded in played:
            recorded.close()
    return taken


def a_frame(size: tuple[int, int]) -> Iterator[float]:
    """Milliseconds of each frame of the overview at the night's peak."""
    canvas, facts = Canvas(size), facts_of(load(None, demonstration=True))
    tape = Tape(facts, PEAK_US, FRAMES * FRAME_US / 1e6 + 6)
    begins = begins_us(facts) + PEAK_US + FETCH_US - facts.delay_us
    for number in range(FRAMES):
        at_us = begins + number * FRAME_US
        moment = Moment(tape.state_at(at_us), at_us)
        yield _ms(lambda m=moment: canvas.show(m))  # type: ignore[misc]


def lights(size: tuple[int, int]) -> tuple[list[float], ...]:
    """Milliseconds of each frame of the overview with the lights of its cities, and with ten times as many."""
    taken: tuple[list[float], ...] = ([], [])
    plain = prepared
    for _ in range(ROUNDS):
        for times, cost in zip((1, 10), taken, strict=True):
            country_place._standing.cache_clear()
            vars(country_place)["prepared"] = lambda *args, more=times: _crowded(plain(*args), args[1].land, more)
            cost.extend(list(a_frame(size))[30:])
    vars(country_place)["prepared"] = plain
    return taken


def _crowded(found: Lights, land: Rect, times: int) -> Lights:
    """The lights of a map among so many times as many, scattered over the land."""
    random, count = np.random.default_rng(7), len(found.glows) * (times - 1)
    x = random.uniform(land.x, land.right, count)
    y = random.uniform(land.y, land.bottom, count)
    radius = (6.5 + 33 * np.sqrt(random.pareto(1.2, count).clip(0, 40) / 40)) * found.atlas.unit
    more = fragments(found.atlas.sprites, found.atlas.kinds.glow(radius), x, y, np.full(count, 0.9))
    return replace(found, glows=np.concatenate((found.glows, more)))


def _ms(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def main() -> None:
    """Measure the pairs and print them."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folders", nargs="*", type=Path, metavar="DAY MINUTE")
    words.add_argument("--size", default="1920x1080")
    given = words.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    app = QApplication([])
    if len(given.folders) == 2:
        day, minute = (median(cost[30:]) for cost in recordings(tuple(given.folders), (width, height)))
        click.echo(f"a day's recording {day:.2f} ms a frame, a minute's {minute:.2f} ms: {day / minute:.2f} times")
    few, many = lights((width, height))
    for name, found in (("median", median), ("mean", mean)):
        one, ten = found(few), found(many)
        click.echo(f"{name}: {CITIES} lights {one:.2f} ms, {CITIES * 10:,} lights {ten:.2f} ms: {ten / one:.2f} times")
    app.quit()


if __name__ == "__main__":
    main()
