"""What doctor asks of the machine: versions, libraries, fonts, screens, disk, clock."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from wallboard.core.errors import WallboardError
from wallboard.core.resources import shipped
from wallboard.doctor.findings import Finding, good, note, wrong
from wallboard.doctor.packages import MACHINE_PROGRAMS, SERVER_PROGRAMS, find_manager

QT_PACKAGE = "PySide6-Essentials"
_GB = 1_000_000_000
_TIGHT_GB, _FULL_GB = 2.0, 0.3
"""A night polled every two seconds takes about half a gigabyte."""
_LIMIT_S = 30
_FONTS = {"Barlow Condensed": "BarlowCondensed-*.ttf", "Noto Sans SC": "NotoSansSC-*.ttf"}
_ADJTIMEX_ERROR = 5
_NOT_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)


def versions() -> tuple[str, str]:
    """The versions of Python and of PySide6 ("" where that is not installed)."""
    python = ".".join(map(str, sys.version_info[:3]))
    try:
        return python, version(QT_PACKAGE)
    except PackageNotFoundError:
        return python, ""


def check_versions(python: str, pyside: str) -> Finding:
    """Whether this pair carries a night.

    PySide6 6.12.0 on Python before 3.12 loses a reference to None at every call that returns nothing, and the process
    dies after some thousands of them; wallboard stays below 6.12 altogether.
    """
    pair = f"Python {python} with PySide6 {pyside or '—'}"
    wanted = f'pip install "{QT_PACKAGE}>=6.9,<6.12"'
    if _number(python) < (3, 11):
        return wrong("versions", pair, "install Python 3.11 or later, and wallboard into that")
    if not pyside:
        return wrong("versions", pair, f"PySide6 is not installed: {wanted}")
    if _number(pyside) >= (6, 12) and _number(python) < (3, 12):
        return wrong("versions", f"{pair} dies after some thousand strokes of the brush", wanted)
    if not (6, 9) <= _number(pyside) < (6, 12):
        return note("versions", f"{pair}: tried with 6.9 to 6.11", wanted)
    return good("versions", pair)


def check_libraries(missing: Sequence[str], system: str = sys.platform) -> Finding:
    """Whether Qt finds what it needs of the system."""
    if not system.startswith("linux"):
        return good("libraries", "Qt brings everything along here")
    if missing:
        return wrong("libraries", f"missing: {', '.join(missing)}", _install(missing, ()))
    return good("libraries", "all that Qt and its X11 plugin need are there")


def check_programs(missing: Sequence[str]) -> Finding:
    """Whether what the test suite starts is there."""
    if missing:
        return wrong("tests", f"missing: {', '.join(missing)}", _install((), missing))
    return good("tests", "the programs that the test suite starts are there")


def check_machines(missing: Sequence[str]) -> Finding:
    """Whether there is a broker for several machines."""
    if missing:
        return wrong("machines", f"missing: {', '.join(missing)}", _install((), missing))
    return good("machines", "the broker of a wall of several machines, Mosquitto, is there")


def check_fonts(folder: Path | None = None) -> Finding:
    """Whether the bundled fonts are there and are fonts."""
    try:
        folder = folder or shipped("assets/fonts")
    except WallboardError as error:
        return wrong("fonts", str(error), "install wallboard again")
    lacking = [family for family, pattern in _FONTS.items() if not any(map(_is_font, folder.glob(pattern)))]
    if lacking:
        return wrong("fonts", f"{' and '.join(lacking)} missing in {folder}", "install wallboard again")
    return good("fonts", f"{' and '.join(_FONTS)} are bundled")


def system_has(character: str) -> bool:
    """Whether a font of the system has a character, as fontconfig says; elsewhere Qt's own search is trusted."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        said = subprocess.run(
            ("fc-list", f":charset={ord(character):x}", "family"), capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(said.stdout.strip())


def check_screens(no_display: str | None, list_screens: Callable[[], subprocess.CompletedProcess[str]]) -> Finding:
    """The screens as Qt sees them; `list_screens` runs `wallboard screens --json` in a process of its own."""
    if no_display is not None:
        return note("screens", f"no display: {no_display}", "the wall then draws off screen and keeps pictures")
    try:
        listed = list_screens()
    except (OSError, subprocess.SubprocessError) as error:
        return wrong("screens", f"Qt does not answer ({type(error).__name__})", "see the lines above, then try again")
    if listed.returncode != 0:
        words = listed.stderr.strip().splitlines() or [f"status {listed.returncode}"]
        return wrong(
            "screens", f"Qt cannot open the display: {words[0]}", "mend the lines above; is the login on screen?"
        )
    found = json.loads(listed.stdout)
    return good("screens", f"{len(found)}: " + ", ".join(f"{s['name']} {s['width']}×{s['height']}" for s in found))


def list_screens(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command that lists the screens. Raises OSError or SubprocessError."""
    return subprocess.run(
        list(command), env=dict(environment), capture_output=True, text=True, timeout=_LIMIT_S, check=False
    )


def check_disk(folder: Path) -> Finding:
    """Whether a night fits where recordings go."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK):
        return wrong("disk", f"{there} cannot be written", "change its permissions, or set [recording] folder")
    free_gb = shutil.disk_usage(there).free / _GB
    said = f"{free_gb:.1f} GB free for recordings in {folder}"
    if free_gb < _FULL_GB:
        return wrong("disk", said, "free some space, or set [recording] folder to another disk")
    if free_gb < _TIGHT_GB:
        return note("disk", said, "a night takes up to about half a gigabyte; free some space")
    return good("disk", said)


def check_logs(folder: Path, level: str, files: int, file_bytes: int) -> Finding:
    """Where the logs are, and how much of them is kept."""
    said = (
        f"in {folder}, a folder for each wall; from level {level}; {files} files of {file_bytes / 1e6:g} MB a process"
    )
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK):
        return note("logs", f"{there} cannot be written", "change its permissions; the wall runs without a log")
    return good("logs", said)


def check_clock(now: datetime, synchronised: bool | None) -> Finding:
    """Whether the clock can be believed: it counts down before the first snapshot and names the recordings."""
    said = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if now < _NOT_BEFORE:
        return wrong("clock", f"{said} is in the past", "set the clock of this machine")
    if synchronised is False:
        return note("clock", f"{said}, not synchronised", "switch network time on: timedatectl set-ntp true")
    return good(
        "clock", f"{said}, synchronised" if synchronised else f"{said}; its synchronisation cannot be told here"
    )


def is_synchronised() -> bool | None:
    """Whether the system's clock follows network time, as the kernel says; None where that cannot be asked."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415 - only this question needs it

    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(1024))  # struct timex, all zero: ask only
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _ADJTIMEX_ERROR


def check_monotonic(read_ns: Callable[[], int] = time.monotonic_ns) -> Finding:
    """Whether the clock that all motion follows runs finely and never back."""
    readings = [read_ns() for _ in range(1000)]
    if any(later < earlier for earlier, later in pairwise(readings)):
        return wrong("monotonic", "the monotonic clock runs back", "this machine cannot time a wall; use another")
    resolution_ms = time.get_clock_info("monotonic").resolution * 1000
    return good("monotonic", f"steps of {resolution_ms:.6g} ms")


def _is_font(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"\0\1\0\0", b"OTTO", b"true")


def _install(sonames: Sequence[str], programs: Sequence[str]) -> str:
    every = "=all" if set(programs) & set(SERVER_PROGRAMS) else ""
    asked = "--machines" if tuple(programs) == MACHINE_PROGRAMS else f"--tests{every}"
    fix = f"wallboard doctor --fix {asked}" if programs else "wallboard doctor --fix"
    manager = find_manager(shutil.which)
    if manager is None:
        return f"{fix} knows no package manager here; install them by hand"
    return f"{fix}, or: {manager.command} install {' '.join(manager.packages(sonames, programs))}"


def _number(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: 6.11.3 → (6, 11, 3)."""
    numbers = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
