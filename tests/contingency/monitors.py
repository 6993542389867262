"""Monitors that come, go and change under a real display, over and over: the right canvas on the right screen.

`python -m tests.contingency.monitors 500` makes five hundred changes under an X server of its own (monitors by RandR)
and reads the screen after each: every monitor's own window fills it, nothing of the desktop shows within a monitor, and
nothing of a window outside of them. The suite does it a few times.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.stage.monitors import CONFIG, HEIGHT, PLACES, WIDTH, filled
from tests.stage.processes import PATIENCE_S, Process, display, wait_until
from tests.stage.x_server import DESKTOP, XServer, x_server

RIGHT_S = 2.0
WIDTHS = (WIDTH, 480, 320)
REST = 3 * WIDTH
"""Where the small monitor lies that is always there: it holds the server's one output, and has no canvas."""
WITH_REST = f"""{CONFIG}
[screens.rest]
name = "P"
canvas = "none"
"""


@dataclass
class Monitors:
    """The monitors that are plugged in now: name to (place, width)."""

    server: XServer
    up: dict[str, tuple[int, int]] = field(default_factory=dict)

    def plug(self, name: str, place: int, width: int) -> None:
        """Plug a monitor in at a place that is free."""
        self.up[name] = (place, width)
        self.server.add_monitor(name, place, width=width)

    def pull(self, name: str) -> None:
        """Pull a monitor out."""
        del self.up[name]
        self.server.remove_monitor(name)

    def change(self, chance: random.Random) -> str:
        """One change at random; what it was."""
        absent = [name for name in PLACES if name not in self.up]
        free = [place for place in PLACES.values() if place not in {p for p, _ in self.up.values()}]
        kind = chance.choice(("add", "add", "remove", "resize", "move", "swap", "flicker", "all"))
        if kind == "add" and absent:
            name = chance.choice(absent)
            self.plug(name, chance.choice(free), chance.choice(WIDTHS))
            return f"{name} comes"
        if kind == "all" and not absent:
            for name in PLACES:
                self.pull(name)
            return "all go"
        if kind == "all" or not self.up:
            for name, place in zip(absent, chance.sample(free, len(absent)), strict=True):
                self.plug(name, place, chance.choice(WIDTHS))
            return f"{', '.join(absent)} come"
        name = chance.choice(sorted(self.up))
        place, width = self.up[name]
        if kind == "swap" and len(self.up) > 1:
            other = chance.choice([n for n in sorted(self.up) if n != name])
            there, its_width = self.up[other]
            self.pull(name)
            self.pull(other)
            self._between(chance)
            self.plug(name, there, width)
            self.plug(other, place, its_width)
            return f"{name} and {other} change places"
        self.pull(name)
        if kind not in ("resize", "move", "flicker"):
            return f"{name} goes"
        self._between(chance)
        if kind == "resize":
            width = chance.choice([w for w in WIDTHS if w != width])
        elif kind == "move":
            place = chance.choice([*free, place])
        self.plug(name, place, width)
        return f"{name} comes back" if kind == "flicker" else f"{name} is of another size or elsewhere"

    def _between(self, chance: random.Random) -> None:
        """Nobody replugs faster: and Qt itself sees nothing of a monitor that changes while it was not looking."""
        wait_until(lambda: self.wrong() == "", "the window to hide")
        time.sleep(chance.uniform(0.0, 0.3))

    def wrong(self) -> str:
        """What is not as it should be on the screens; an empty text if all is."""
        wanted, found = filled(self.up), self.server.windows()
        if found != wanted:
            return f"windows {found}, not {wanted}"
        bare = self.server.pixels() == DESKTOP
        for name, (place, width) in self.up.items():
            if bare[:, place : place + width].any():
                return f"the desktop shows on {name}"
            bare[:, place : place + width] = True
        return "" if bare[:, :REST].all() else "a window shows outside of the monitors"

    def settled_s(self) -> float:
        """After how many seconds everything is right. Raises TimeoutError, which says what is not."""
        began = time.monotonic()
        while wrong := self.wrong():
            if time.monotonic() > began + PATIENCE_S:
                raise TimeoutError(wrong)
            time.sleep(0.02)
        return time.monotonic() - began


@contextlib.contextmanager
def shown_on_monitors(folder: Path) -> Iterator[tuple[Monitors, Process]]:
    """A display on three monitors."""
    with x_server(f"{REST + 64}x{HEIGHT}") as server:
        server.color_desktop()
        server.run("xrandr", "--setmonitor", "P", f"64/16x36/9+{REST}+0", "screen")
        monitors = Monitors(server)
        for name, place in PLACES.items():
            monitors.plug(name, place, WIDTH)
        config = folder / "wall.toml"
        config.write_text(WITH_REST)
        with display(folder / "night", server.environment, config=str(config)) as process:
            wait_until(lambda: monitors.wrong() == "" or process.popen.poll() is not None, "three windows")
            yield monitors, process


def main(times: int) -> int:
    """Change the monitors at random; how often the picture was not right in time."""
    chance, took = random.Random(11), list[float]()
    with tempfile.TemporaryDirectory() as folder, shown_on_monitors(Path(folder)) as (monitors, process):
        for number in range(1, times + 1):
            time.sleep(chance.uniform(0.0, 0.5))
            what = monitors.change(chance)
            try:
                took.append(monitors.settled_s())
            except TimeoutError as error:
                sys.stdout.write(f"{number:4} NEVER: {what}: {error}\n{process.log.read_text()[-2000:]}\n")
                return 1
            if process.popen.poll() is not None:
                sys.stdout.write(f"the display has ended: {process.log.read_text()[-2000:]}\n")
                return 1
            mark = " LATE" if took[-1] > RIGHT_S else ""
            sys.stdout.write(f"{number:4} {took[-1]:5.2f} s; worst {max(took):.2f} s: {what}{mark}\n")
            sys.stdout.flush()
    late = sum(seconds > RIGHT_S for seconds in took)
    median = sorted(took)[len(took) // 2]
    sys.stdout.write(f"{times} changes: median {median:.2f} s, worst {max(took):.2f} s, {late} late\n")
    return late


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
