"""The children of `wallboard run`, `demo` and `rehearse`: what each is started with, and their supervision."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from wallboard.cli.options import CURTAIN, ShowOptions
from wallboard.cli.terminal import Terminal
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.doctor.display_check import no_display_because, qt_environment
from wallboard.recording.folder import RoleLock
from wallboard.stage.platforms import x_server_listens
from wallboard.supervise.child import program
from wallboard.supervise.child_state import FIRST_PAUSE_US, Timeouts
from wallboard.supervise.supervisor import ChildSpec, Supervisor, nothing_lacking, stopped_by_signals

log = logging.getLogger(__name__)

_SAFE_LAYOUT = "counter"
_SILENCE_US = 1_500_000
"""How long a display may be silent: with a second for a new start the picture is back within three."""
_PAPER_SILENCE_US = 5 * SECOND_US
"""How long a display without a screen may be silent: it beats between pictures, and a large one takes its time."""
_COLLECTOR_SILENCE_S = 5.0
_READING_S_PER_MB = 0.2
"""No answer takes longer to read: 8 MB that are made to be slow take 1.3 s, others 0.4 s."""
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(256 * 1024)}
"""For glibc, ignored elsewhere: freed pictures go back to the system (16 MB at 4K) instead of leaving holes."""


def wall_plans(
    settings: Settings,
    file: Path | None,
    folder: Path,
    showing: ShowOptions,
    *,
    endpoint: str | None = None,
    after: str | None = None,
    environment: Mapping[str, str] | None = None,
    demonstration: bool = False,
) -> tuple[ChildSpec, ChildSpec]:
    """The plans of the two halves; the collector waits for the first beat of `after`."""
    environment = os.environ if environment is None else environment
    common = ("--record", str(folder), "--supervised", *(("--config", str(file)) if file else ()))
    common += ("--demonstration",) if demonstration else ()
    polled = ("--endpoint", endpoint) if endpoint else ()
    # it waits for no endpoint: its longest turn is the reading of the largest answer that is allowed
    longest_turn_us = int((_COLLECTOR_SILENCE_S + _READING_S_PER_MB * settings.polling.max_body_mb) * SECOND_US)
    collect = ChildSpec(
        "collect",
        program("collect", *common, *polled),
        Timeouts(start_us=60 * SECOND_US, beat_us=longest_turn_us, longest_pause_us=2 * SECOND_US),
        after=after,
    )
    showing = replace(showing, pictures=pictures_folder(settings, folder, showing))
    plain = replace(showing, layout=_SAFE_LAYOUT)
    unseen = no_display_because(environment) is not None
    show = ChildSpec(
        "show",
        program("show", *common, *showing.words()),
        Timeouts(beat_us=_PAPER_SILENCE_US if unseen else _SILENCE_US, longest_pause_us=FIRST_PAUSE_US),
        again=program("show", *common, *showing.words(), "--resume"),
        safer=program("show", *common, *plain.words(), "--safe"),
        ends_all=True,
        standby=program("standby"),
        lacking=nothing_lacking if unseen else partial(_no_screen_because, environment),
        environment={**_MEMORY, **qt_environment(environment)},
    )
    return collect, show


@contextmanager
def curtained(
    plans: Sequence[ChildSpec], settings: Settings, showing: ShowOptions, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[ChildSpec, ...]]:
    """The plans with a curtain beneath the display, where there is a screen for one; its pictures go when it goes."""
    environment = os.environ if environment is None else environment
    if not settings.display.curtain or showing.windowed or no_display_because(environment) is not None:
        yield tuple(plans)
        return
    memory = Path("/dev/shm")  # pictures of no lasting worth should wear no disk, and a full one should not matter
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with TemporaryDirectory(prefix="wallboard-", dir=where, ignore_cleanup_errors=True) as folder:
        told = {CURTAIN: folder}
        with_pictures = [
            replace(plan, environment={**plan.environment, **told}) if plan.name == "show" else plan for plan in plans
        ]
        curtain = ChildSpec(
            "curtain",
            program("curtain", folder, "--supervised"),
            Timeouts(beat_us=5 * SECOND_US),
            lacking=partial(_no_screen_because, environment),
            environment=qt_environment(environment),
            dispensable=True,
            standby=program("standby"),
        )
        yield (*with_pictures, curtain)


def _no_screen_because(environment: Mapping[str, str]) -> str | None:
    """Why a wall that began on a screen has none now; asked by the supervisor, which must not wait for an answer."""
    return no_display_because(environment, x_answers=x_server_listens)


def pictures_folder(settings: Settings, folder: Path, showing: ShowOptions) -> Path:
    """Where the pictures of a wall without a display are kept: as told, as configured, or beside the recording."""
    return (showing.pictures or settings.display.snapshot_folder or folder / "pictures").absolute()


def free_port(host: str) -> int:
    """A port of this machine that nobody listens at just now."""
    with socket.socket() as tried:
        tried.bind((host, 0))
        port: int = tried.getsockname()[1]
        return port


def owned(folder: Path) -> Path:
    """The folder, made, if no other instance works there; the locks are the children's. Raises RecordingError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"cannot make the directory of the recording ({error.strerror}): {folder}"
        raise RecordingError(msg) from None
    with RoleLock(folder, "collect"), RoleLock(folder, "show"):
        return folder


def supervise(plans: Sequence[ChildSpec], folder: Path, pictures: Path, seconds: float | None) -> None:
    """Run the children until they are told to end, or `seconds` have passed. Raises ChildError."""
    terminal = Terminal()
    supervisor = Supervisor(plans, tell=terminal.tell, hear=terminal.hear, tell_crash=terminal.tell_crash)
    click.echo(f"recording to {folder}")
    reason = no_display_because(os.environ)
    if reason is not None:
        click.echo(f"no display ({reason}): drawing off screen; the newest picture of each screen is in {pictures}")
    else:
        terminal.note("press ? on the wall for its keys; Ctrl-C here ends everything")
    with stopped_by_signals(supervisor.stop):
        supervisor.run(seconds)
