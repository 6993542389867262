"""How a running wall is doing: the small file that it keeps beside its recording, and what follows from it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.core.process_reports import CollectorReport, DisplayReport
from wallboard.recording.plain_files import put_file

HEALTH_FILE: Final = "health.json"
OLDEST_US: Final = 5 * SECOND_US
"""The file of a wall that runs is renewed every second."""
WAITS_US: Final = 60 * SECOND_US
"""So long a wall may wait for its first figures, and a child for its first turn."""
FULL_BYTES: Final = 300_000_000
MOST_RESTARTS: Final = 3
_MOST_BYTES: Final = 65_536
_OPEN: Final = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)


class ChildHealth(msgspec.Struct, frozen=True):
    """One process: its number (None: it is just being started), whether it is up, and how often it was started anew."""

    pid: int | None
    up: bool
    restarts: int
    plain: bool = False


class WallHealth(msgspec.Struct, frozen=True):
    """A wall at an instant; `mono_us` is by the monotonic clock, `at` and `since` ISO 8601 in UTC."""

    version: str
    pid: int
    recording: str
    x_display: str
    since: str
    at: str
    up_us: int
    mono_us: int
    log_folder: str
    children: dict[str, ChildHealth]
    display: DisplayReport | None
    collector: CollectorReport | None
    disk_free_bytes: int | None


def problems(health: WallHealth | None, mono_us: int, is_alive: Callable[[int], bool]) -> tuple[str, ...]:
    """What is wrong with a wall, each in a line; nothing: it is healthy. None: there is no file at all."""
    if health is None:
        return ("no wall runs on this recording",)
    age_us = mono_us - health.mono_us
    if age_us < 0 or not is_alive(health.pid):  # written before this machine was started, or by one that has ended
        return (f"no wall runs on this recording: the last one was there until {health.at}",)
    if age_us > OLDEST_US:
        return (f"the supervisor (process {health.pid}) has stood still since {health.at}: end it, start it anew",)
    found = []
    for name, child in health.children.items():
        if not child.up and (child.restarts or health.up_us > WAITS_US):
            found.append(f"{name} is not up")
        if child.plain:
            found.append(f"{name} has crashed {MOST_RESTARTS} times in five minutes")
    if health.disk_free_bytes is not None and health.disk_free_bytes < FULL_BYTES:
        found.append(f"the disk of the recording is full: {health.disk_free_bytes / 1e6:.0f} MB are left")
    return (*found, *_problems_shown(health))


def _problems_shown(health: WallHealth) -> tuple[str, ...]:
    shown, collected = health.display, health.collector
    found = [] if shown is None else list(shown.alarms)
    if shown is not None and "stale" in shown.badges:
        found.append(f"the figures are {shown.age_s} s old")
    if shown is not None and "waiting" in shown.badges and health.up_us > WAITS_US:
        found.append("no figure has been accepted yet")
    if collected is not None and collected.failure:
        found.append(f"the newest fetch failed: {collected.failure}")
    return tuple(found)


def read_health(folder: Path) -> WallHealth | None:
    """What the wall on the recording in `folder` has told last; None where nothing can be read."""
    with suppress(OSError, msgspec.MsgspecError), (folder / HEALTH_FILE).open("rb") as file:
        return msgspec.json.decode(file.read(_MOST_BYTES), type=WallHealth)
    return None


def write_health(folder: Path, health: WallHealth) -> None:
    """Put the file in the place of the one before; on a full disk, into it. Raises OSError."""
    data = msgspec.json.format(msgspec.json.encode(health), indent=1) + b"\n"
    path = folder / HEALTH_FILE
    try:
        put_file(path, data)
    except OSError:
        handle = os.open(path, _OPEN)  # its room is its own already
        try:
            os.write(handle, data)
            os.ftruncate(handle, len(data))
        finally:
            os.close(handle)


def is_alive(pid: int) -> bool:
    """Whether there is a process of that number; on Windows, where asking would end it, it is taken for granted."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
