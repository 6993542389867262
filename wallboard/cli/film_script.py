"""What `wallboard film` does: the words of a cut to a script, frames to a file, and a bar with the time left."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import recorded_action_at, repeated
from wallboard.cli.logs import start_logging
from wallboard.cli.output import say
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.studio import Drawn, Studio, check_ending, studio
from wallboard.core.errors import UsageError
from wallboard.export.cues import FilmCue, read_cues
from wallboard.export.film import Camera, Script, make_film
from wallboard.export.footage import DEMO
from wallboard.export.video import VideoFile, check_extra, check_size
from wallboard.recording.journal import actions_of
from wallboard.recording.operator_log import recorded_actions_in
from wallboard.supervise.supervisor import stopped_by_signals

SLOWEST: Final = Fraction(1, 100)
FASTEST: Final = 10_000
_MOST_DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Cut:
    """What is filmed, in the words of the command line."""

    first: str
    last: str
    layout: str | None
    speed: str
    fps: int
    with_operator: bool


def run_film(source: str, cut: Cut, drawn: Drawn, output: Path) -> None:
    """Make a film. Raises UsageError, ConfigError, RecordingError, DisplayError, WallboardError, click.Abort."""
    start_logging("film")
    check_extra()
    check_ending(output, ".mp4")
    check_size(drawn.size)
    stop = threading.Event()
    with studio(source, drawn) as made:
        script = script_of(made, cut, None if made.footage.name == DEMO else Path(source))
        camera = Camera(made.wall, made.footage, drawn.canvas, drawn.size)
        begun = made.control(script.speeds[0].at_us)
        with (
            stopped_by_signals(stop.set),
            VideoFile(output, drawn.size, cut.fps) as video,
            _bar() as bar,
        ):
            task = bar.add_task(output.name, total=script.frames)
            whole = make_film(
                camera, script, begun, video, progress=lambda done: bar.update(task, completed=done), stop=stop.is_set
            )
    if not whole:
        say(f"wallboard: stopped; nothing is left of {output}", err=True)
        raise click.Abort
    say(f"{output}: {script.frames} frames, {script.frames / cut.fps:.2f} s")


def script_of(made: Studio, cut: Cut, recording: Path | None) -> Script:
    """The script of a cut; `recording` is where an operator's journal may be. Raises UsageError, OutsideError."""
    first_us, until_us = made.playhead_us(cut.first), made.playhead_us(cut.last)
    if until_us <= first_us:
        msg = f"a film from {cut.first} to {cut.last} has no length: --to must come after --from"
        raise UsageError(msg)
    layouts: tuple[FilmCue[str], ...] = (FilmCue(first_us, made.settings.display.layout),)
    if cut.layout is not None:
        layouts = read_cues(cut.layout, first_us, made.layout, made.playhead_us)
    speeds = read_cues(cut.speed, first_us, speed_of, made.playhead_us)
    if not cut.with_operator:
        return Script(speeds, until_us, layouts, cut.fps)
    actions = recorded_actions_in(actions_of(recording)) if recording is not None else ()

    def again(control: Control, playhead_us: int) -> Control:
        return repeated(control, recorded_action_at(actions, playhead_us))

    return Script(speeds, until_us, layouts, cut.fps, again)


def speed_of(text: str) -> Fraction:
    """A speed of the command line. Raises UsageError."""
    try:
        number = Decimal(text.strip().removesuffix("x"))
    except InvalidOperation:
        number = Decimal("NaN")
    # before it becomes a fraction: an exponent may claim any number of digits
    speed = Fraction(number) if number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS else Fraction(0)
    if not SLOWEST <= speed <= FASTEST:
        msg = f"{text.strip()!r} is no speed: write a number from 0.01 to {FASTEST}, such as 10 for ten times as fast"
        raise UsageError(msg)
    return speed


def _bar() -> Progress:
    """On a terminal a bar with the time left; elsewhere nothing."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = PlainConsole(stderr=True)
    return Progress(
        *columns, TextColumn("left"), TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
