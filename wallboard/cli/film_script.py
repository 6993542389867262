"""What `wallboard film` does: the words of a cut to a script, frames to a file, and a bar with the time left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import recorded_action_at, repeated
from wallboard.cli.film_stretches import HEAD_PX, cores, forks, helpers, stretches
from wallboard.cli.logs import start_logging
from wallboard.cli.output import say
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.studio import Drawn, Studio, check_ending, studio
from wallboard.core.errors import UsageError
from wallboard.core.system_signals import stopped_by_signals
from wallboard.export.cues import FilmCue, read_cues
from wallboard.export.film import Camera, Script, make_film
from wallboard.export.footage import DEMO
from wallboard.export.video import VideoFile, check_extra, check_size, joined
from wallboard.recording.journal import actions_of
from wallboard.recording.operator_log import recorded_actions_in

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
    frames: range | None = None
    """Those that this process draws, where several draw a film."""


def run_film(source: str, cut: Cut, drawn: Drawn, output: Path) -> None:
    """Make a film. Raises UsageError, ConfigError, RecordingError, DisplayError, WallboardError, click.Abort."""
    start_logging("film")
    check_extra()
    check_ending(output, ".mp4")
    check_size(drawn.size)
    stop = threading.Event()
    with studio(source, drawn) as made, stopped_by_signals(stop.set):
        script = script_of(made, cut, None if made.footage.name == DEMO else Path(source))
        if cut.frames is None:
            shares = stretches(script.frames, cut.fps, cores(), drawn.size, 0 if forks() else HEAD_PX)
        else:
            shares = (cut.frames,)
        show = _told_alone if cut.frames is not None else None
        if len(shares) == 1:
            part = None if cut.frames is None else shares[0]
            whole = _filmed(made, script, cut, drawn, output, part, stop, show)
        else:
            whole = _filmed_together(made, script, cut, drawn, source, output, shares, stop)
    if not whole:
        say(f"wallboard: stopped; nothing is left of {output}", err=True)
        raise click.Abort
    if cut.frames is None:
        say(f"{output}: {script.frames} frames, {script.frames / cut.fps:.2f} s")


def _told_alone(done: int) -> None:
    """Tell the process that joins the stretches how far this one is."""
    say(str(done))


def _filmed(
    made: Studio, script: Script, cut: Cut, drawn: Drawn, output: Path, part: range | None, stop: threading.Event,
    told: Callable[[int], None] | None,
) -> bool:  # fmt: skip
    """Draw all of a film or a part of it; whether that was not stopped. `told` hears of each frame, else a bar does."""
    camera = Camera(made.wall, made.footage, drawn.canvas, drawn.size)
    begun = made.control(script.speeds[0].at_us)
    with VideoFile(output, drawn.size, cut.fps, 0 if part is None else 1) as video, _bar() as bar:
        task = bar.add_task(output.name, total=script.frames, visible=told is None)
        progress = told or (lambda done: bar.update(task, completed=done))
        return make_film(camera, script, begun, video, progress=progress, stop=stop.is_set, part=part)


def _filmed_together(
    made: Studio, script: Script, cut: Cut, drawn: Drawn, source: str, output: Path, shares: tuple[range, ...],
    stop: threading.Event,
) -> bool:  # fmt: skip
    """Draw the first stretch here and the others in processes of their own, and join them."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as folder:
        bar = _bar()  # begins when the helpers have begun: it has a thread
        task = bar.add_task(output.name, total=script.frames)
        done = [0] * len(shares)

        def told(number: int, frames: int) -> None:
            done[number] = frames
            bar.update(task, completed=sum(done))

        files = [Path(folder) / f"{number}.mp4" for number in range(len(shares))]
        words = _words(source, cut, drawn)
        with helpers(shares[1:], files[1:], words, lambda number, frames: told(number + 1, frames)) as helping, bar:
            if not _filmed(made, script, cut, drawn, files[0], shares[0], stop, lambda frames: told(0, frames)):
                return False
            while any(helper.is_running for helper in helping):
                if stop.wait(0.05):
                    return False
            for helper in helping:
                helper.check()
        joined([(file, len(share)) for file, share in zip(files, shares, strict=True)], output, cut.fps)
    return not stop.is_set()


def _words(source: str, cut: Cut, drawn: Drawn) -> list[str]:
    """The command of a helper, without its file and its frames."""
    said = {
        "--from": cut.first, "--to": cut.last, "--layout": cut.layout, "--speed": cut.speed, "--fps": str(cut.fps),
        "--size": f"{drawn.size[0]}x{drawn.size[1]}", "--language": drawn.language, "--canvas": drawn.canvas,
        "--config": None if drawn.config is None else str(drawn.config),
    }  # fmt: skip
    words = [f"{option}={value}" for option, value in said.items() if value is not None]
    return ["film", *words, *(["--with-operator"] if cut.with_operator else []), "--", source]


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
