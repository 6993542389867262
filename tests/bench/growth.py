"""Whether a frame costs more where there is more: a day's recording against a minute's, 3,400 lights against 340.

    python -m tests.bench.make_night DAY && python -m tests.bench.make_night MINUTE --hours 0.0167
    python -m tests.bench.growth DAY MINUTE [--size 1920x1080]

The two of a pair take turns frame by frame in one run; medians of processor time, and their ratio.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import click
import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.core.moment import Moment
from wallboard.demo.moments import moment_at
from wallboard.paint.damage_snapshot import DamageSnapshot, differences
from wallboard.paint.shine import shine
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels.maps import batch
from wallboard.panels.maps.atlas import Rows, atlas, fragments
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.wall import RenderRequest, Wall

FRAMES, FRAME_US = 240, 16_667
FROM_US = 45_000_000
"""Where both recordings are looked at, from their beginning."""
CONTROL = Control(layout="overview")
CITIES = 340


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


def a_frame(size: tuple[int, int], chosen: Callable[[Moment], Moment] = lambda m: m) -> Iterator[float]:
    """Milliseconds of each frame of the overview at the night's peak."""
    canvas, facts = Canvas(size), facts_of(load(None, demonstration=True))
    for number in range(FRAMES):
        moment = chosen(moment_at(600_000_000 + number * FRAME_US, facts))
        yield _ms(lambda m=moment: canvas.show(m))  # type: ignore[misc]


def lights(size: tuple[int, int]) -> tuple[list[float], ...]:
    """Milliseconds that drawing 340 and 3,400 standing lights takes, the smaller ones of a map."""
    sprites, random = atlas(Look(NIGHT, *size)), np.random.default_rng(7)
    image = QImage(*size, QImage.Format.Format_RGB32)
    taken: tuple[list[float], ...] = ([], [])
    sets = [_scattered(CITIES * times, size, random, sprites.glows) for times in (1, 10)]
    for _ in range(FRAMES):
        for rows, cost in zip(sets, taken, strict=True):
            painter = QPainter(image)
            cost.append(_ms(lambda p=painter, r=rows: batch.draw(p, sprites.pixmap, r, shine(NIGHT))))  # type: ignore[misc]
            painter.end()
    return taken


def _scattered(count: int, size: tuple[int, int], random: np.random.Generator, glows: Rows) -> Rows:
    x, y = random.uniform(0.3, 0.7, count) * size[0], random.uniform(0.3, 0.75, count) * size[1]
    radius = (6.5 + 33 * np.sqrt(random.pareto(1.2, count).clip(0, 40) / 40)) * size[1] / 2160
    return fragments(glows, radius, x, y, np.full(count, 0.9))


def _ms(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def main() -> None:
    """Measure the pairs and print them."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("day", type=Path)
    words.add_argument("minute", type=Path)
    words.add_argument("--size", default="1920x1080")
    given = words.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    app = QApplication([])
    day, minute = (median(cost[30:]) for cost in recordings((given.day, given.minute), (width, height)))
    click.echo(f"a frame of a day's recording {day:.2f} ms, of a minute's {minute:.2f} ms: {day / minute:.2f} times")
    whole = median(list(a_frame((width, height)))[30:])
    few, many = (median(cost) for cost in lights((width, height)))
    more = (whole + many - few) / whole
    click.echo(
        f"{CITIES} lights {few:.2f} ms, {CITIES * 10:,} lights {many:.2f} ms: "
        f"a frame of {whole:.2f} ms would cost {more:.2f} times as much"
    )
    app.quit()


if __name__ == "__main__":
    main()
