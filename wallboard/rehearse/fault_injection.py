"""What a rehearsal does to the machine: a monitor goes, the disk takes nothing more; each with its way back."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from wallboard.stage.xrandr import has_xrandr, xrandr

Undo = Callable[[], None]
LeftOut = str
"""Why a fault cannot be rehearsed here, in words."""

_SMALL = 2**30
"""A disk with less space than this left is filled up in earnest; a larger one belongs to others as well."""
_PIECE = 2**20
_MONITOR = re.compile(r"^ *\d+: [+*]*(\S+) (\d+/\d+x\d+/\d+\+\d+\+\d+) *(\S*)$", re.MULTILINE)


def unplug(name: str, run: Callable[..., str] | None = None) -> Undo | LeftOut:
    """Take the monitor called `name` away (empty: the last one); how to plug it in again as it was, or why not."""
    run = run or xrandr
    if run is xrandr and not has_xrandr():
        return "left out: there is no X server with xrandr here"
    monitors = {found[1]: found for found in _MONITOR.finditer(run("--listmonitors"))}
    if not monitors:
        return "left out: xrandr lists no monitor"
    name = name or list(monitors)[-1]
    if name not in monitors:
        return f"left out: xrandr knows no monitor {name!r}; there are {', '.join(monitors)}"
    found = monitors[name]
    if found[3] != name:  # a monitor that was made with --setmonitor: it has no output of its own
        run("--delmonitor", name)
        return lambda: _ignored(run("--setmonitor", name, found[2], found[3] or "none"))
    was = _how_it_stands(name, run("--query"))
    run("--output", name, "--off")
    return lambda: _ignored(run("--output", name, *was))


def _how_it_stands(name: str, query: str) -> tuple[str, ...]:
    """The words that give an output its mode, place and rotation back."""
    begins = re.compile(rf"^{re.escape(name)} connected (primary )?\d+x\d+\+(\d+)\+(\d+) ?(left|right|inverted)?")
    lines = query.splitlines()
    for number, line in enumerate(lines):
        found = begins.match(line)
        if found is None:
            continue
        modes = (mode.split() for mode in lines[number + 1 :] if mode.startswith(" "))
        mode = next((words[0] for words in modes if any("*" in word for word in words)), None)
        return (
            *(("--mode", mode) if mode else ("--auto",)),
            *("--pos", f"{found[2]}x{found[3]}"),
            *(("--rotate", found[4]) if found[4] else ()),
            *(("--primary",) if found[1] else ()),
        )
    return ("--auto",)


def fill_disk(folder: Path, collector: int | None) -> Undo | LeftOut:
    """Let the recording in `folder` find no more space; how to make room again, or why it cannot be rehearsed.

    A disk with less than 1 GB left is filled up with one file. On a larger one the system is told that no file of the
    collector (its process number) may grow any further, which is no full disk but stops the recording as one does.
    """
    try:
        small = shutil.disk_usage(folder).free < _SMALL
    except OSError:
        small = False
    if small:
        return _fill(folder / "ballast")
    if sys.platform == "linux" and collector is not None:
        return _no_growth(collector)
    return "left out: record to a small disk (--record DIR, with less than 1 GB left), and it is filled"


def _fill(ballast: Path) -> Undo:
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        piece = _PIECE
        while piece:
            try:
                file.write(bytes(piece))
            except OSError:
                piece //= 2
    return lambda: ballast.unlink(missing_ok=True)


if sys.platform == "linux":
    import resource

    def _no_growth(pid: int) -> Undo | LeftOut:
        try:
            soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        except (OSError, ValueError) as error:
            return f"left out: the system does not let the collector's files be limited ({error})"

        def undo() -> None:
            with contextlib.suppress(OSError, ValueError):  # it may have been started anew, without the limit
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

        return undo


def _ignored(_answer: str) -> None:
    """What xrandr says to a command is nothing to anybody."""
