"""`wallboard check --room`: what the back row cannot read."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from wallboard.cli.command_settings import examine_maps, load_settings
from wallboard.cli.console import console_lines
from wallboard.cli.options import FILE, length, size
from wallboard.cli.output import say
from wallboard.cli.qt_loading import load_qt
from wallboard.cli.rundown_table import table_lines
from wallboard.cli.source_lines import telling_lines
from wallboard.config.drawn_texts import glyph_lines
from wallboard.config.picture_panels import SlidesOptions, VideoOptions
from wallboard.config.settings import Settings
from wallboard.config.unstated import unstated
from wallboard.core.errors import UsageError
from wallboard.sources.configured import open_failover
from wallboard.video.decoder_process import lacking

_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Hall:
    """A room in the words of the command line: `pitch_m` of a pixel, or `width_m` of the whole picture."""

    distance_m: float
    pitch_m: float | None
    width_m: float | None
    size: tuple[int, int]

    @property
    def pixel_m(self) -> float:
        """The side of a pixel. Raises UsageError where it was not said, or said twice."""
        if (self.pitch_m is None) == (self.width_m is None):
            msg = "say how large the wall is, in one way: --pitch 2.5mm (from pixel to pixel) or --width 6m (all of it)"
            raise UsageError(msg)
        return self.pitch_m if self.pitch_m is not None else (self.width_m or 0) / self.size[0]


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--room", callback=length, metavar="LENGTH", help="List what is too small for a back row so far away.")
@click.option("--pitch", callback=length, metavar="LENGTH", help="With --room: from pixel to pixel of the wall.")
@click.option("--width", callback=length, metavar="LENGTH", help="With --room: the width of the whole picture.")
@click.option(
    "--size", callback=size, metavar="WxH", default="3840x2160", show_default=True, help="With --room: its pixels."
)
def check(
    file: Path | None, room: float | None, pitch: float | None, width: float | None, size: tuple[int, int]
) -> int:
    """Tell every problem of a configuration, with line and key.

    With --room, as in --room 18m --pitch 2.5mm, also every stated text of every layout that is too small for the back
    row: less than an inch high for each 25 feet. Exit status 1 if any is.
    """

    if room is not None:
        return _legible(file, Hall(room, pitch, width, size))
    if pitch is not None or width is not None:
        msg = "--pitch and --width go with --room, the distance of the back row"
        raise click.UsageError(msg)
    settings, used = load_settings(file)
    if settings.sources:
        with telling_lines(settings, used):
            open_failover(settings.sources, settings.polling, environ=os.environ, random=random.random).close()
    told = examine_maps(settings)
    night = tuple(table_lines(settings))
    beside = console_lines(settings)
    say(f"{used or 'the built-in configuration'}: no problem found")
    asks = settings.cluster is None or settings.cluster.rank is not None
    if used is not None and asks and not settings.sources:
        say("[[source]]: there is none, so there is nothing that `run` could ask; `demo` and `rehearse` need none")
    for each in (
        *map(str, unstated(settings)),
        *told,
        *beside,
        *picture_lines(settings),
        *glyph_lines(settings),
        *night,
    ):
        say(each)
    return 0


def picture_lines(settings: Settings) -> Iterator[str]:
    """What is to be known of live pictures: whether they can be decoded here, and which files are not there."""
    pictures = settings.live_pictures
    why = lacking() if pictures else ""
    if why:
        yield f"[panels.{', '.join(pictures)}] live pictures cannot be decoded ({why}): pip install 'wallboard[video]'"
    for name, panel in pictures.items():
        if isinstance(panel, SlidesOptions) and not panel.folder.is_dir():
            yield f"[panels.{name}] there is no such folder yet: {panel.folder}"
        for source in panel.sources if isinstance(panel, VideoOptions) else ():
            if source.file is not None and not source.file.is_file():
                said = "cannot be played, being no regular file" if source.file.exists() else "is not there yet"
                yield f"[panels.{name}] {source.file} {said}"
            if source.password_env is not None and not os.environ.get(source.password_env):
                yield f"[panels.{name}] {source.said}: the environment variable {source.password_env} is not set here"


def _legible(file: Path | None, hall: Hall) -> int:
    """List what is too small for the back row; 1 if anything is. Raises UsageError, ConfigError, DisplayError."""
    pixel_m = hall.pixel_m
    settings, used = load_settings(file)
    load_qt()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only now is it known that Qt can be loaded

    from wallboard.export.legibility import DISTANCE_PER_HEIGHT, SECONDARY, Room, lettering  # noqa: PLC0415 - likewise
    from wallboard.wall import Wall  # noqa: PLC0415 - likewise

    app = QApplication.instance() or QApplication(["wallboard"])
    room = Room(hall.distance_m, pixel_m * 1000)
    every = list(lettering(Wall(settings), hall.size))
    del app
    found = [texts for texts in every if not texts.fits(room)]
    wide_m, high_m = (side * pixel_m for side in hall.size)
    say(
        f"{used or 'the built-in configuration'}: {hall.size[0]}x{hall.size[1]} on {wide_m:.2f} x {high_m:.2f} m, "
        f"read from {hall.distance_m:g} m"
    )
    say(
        f"letters have to be {room.least_mm:.0f} mm high, {room.least_px:.1f} pixels "
        f"(an inch for 25 feet, 1 : {DISTANCE_PER_HEIGHT}); what is secondary, such as the double in the other "
        f"language, {room.least_px * SECONDARY:.1f}"
    )
    for small in found:
        more = f" and {len(small.texts) - _SAMPLES} more" if len(small.texts) > _SAMPLES else ""
        canvas = "" if small.canvas == "*" else f" on {small.canvas}"
        say(
            f"{small.layout}{canvas}, {small.panel} ({small.language} leads): {small.height_px:.1f} pixels, "
            f"{'' if small.stated else 'secondary, '}can be read up to {room.reach_m(small.height_px):.1f} m: "
            f"{', '.join(small.texts[:_SAMPLES])}{more}"
        )
    stated, secondary = (min((t.height_px for t in every if t.stated is kind), default=0.0) for kind in (True, False))
    reach = f"what is stated can be read up to {room.reach_m(stated):.1f} m"
    if secondary:
        reach += f", what is secondary up to {room.reach_m(secondary):.1f} m"
    if not found:
        say(f"everything that is stated can be read from the back row: {reach}")
        return 0
    larger = max(room.least_px * (1.0 if small.stated else SECONDARY) / small.height_px for small in found)
    say(
        f"{sum(len(small.texts) for small in found)} texts are too small: {reach}; "
        f"all would be large enough on a wall {larger:.2f} times as large"
    )
    return 1
