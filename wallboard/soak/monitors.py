"""Monitors for a soak: imagined ones, and those that an X server can be told to have, by way of xrandr."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wallboard.core.errors import UsageError
from wallboard.soak.script import MONITOR_CHANGES, MONITOR_GOES
from wallboard.stage.xrandr import has_xrandr, xrandr

_SIZE = re.compile(r"current (\d+) x (\d+)")
_OUTPUT = re.compile(r"^(\S+) connected", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Monitors:
    """So many monitors side by side on the whole of an X server's screen; the last of them is the one that changes."""

    count: int
    width: int
    height: int
    output: str

    def change(self, what: str) -> None:
        """The last monitor goes, comes back, or comes back in three quarters of its size."""
        last = self.count - 1
        if what in (MONITOR_GOES, MONITOR_CHANGES):
            xrandr("--delmonitor", _name(last))
        if what != MONITOR_GOES:
            self.plug(last, smaller=what == MONITOR_CHANGES)

    def plug(self, number: int, *, smaller: bool = False) -> None:
        """A monitor comes."""
        width = self.width // self.count
        wide, high = (width * 3 // 4, self.height * 3 // 4) if smaller else (width, self.height)
        place = f"{wide}/{max(1, wide // 4)}x{high}/{max(1, high // 4)}+{number * width}+0"
        xrandr("--setmonitor", _name(number), place, self.output if number == 0 else "none")


@contextmanager
def split(count: int) -> Iterator[Monitors]:
    """The X server's screen as so many monitors, until the end. Raises UsageError where that cannot be."""
    if not has_xrandr():
        msg = "--screens on a display needs an X server and the tool xrandr; leave it out, or add --off-screen"
        raise UsageError(msg)
    said = xrandr("--query")
    size, output = _SIZE.search(said), _OUTPUT.search(said)
    if size is None:
        msg = "xrandr does not say how large the X server's screen is; leave --screens out, or add --off-screen"
        raise UsageError(msg)
    monitors = Monitors(count, int(size[1]), int(size[2]), output[1] if output else "none")
    try:
        for number in range(count):
            monitors.plug(number)
        yield monitors
    finally:
        for number in range(count):
            xrandr("--delmonitor", _name(number))


def imagine(file: Path, screens: int, size: tuple[int, int]) -> str:
    """Describe so many screens of a size in `file`, and a spare one; the platform that Qt is to be started with."""
    width, height = size
    sizes = [*([size] * screens), (width * 3 // 4, height * 3 // 4)]
    described = [
        {"name": f"soak {k + 1}", "x": k * width, "y": 0, "width": w, "height": h, "logicalDpi": 96}
        for k, (w, h) in enumerate(sizes)
    ]
    file.write_text(json.dumps({"screens": described}), encoding="utf-8")
    return f"offscreen:configfile={file}"


def _name(number: int) -> str:
    return f"soak-{number + 1}"
