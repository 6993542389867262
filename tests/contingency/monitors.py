"""Monitors that come, go and change under a real display, over and over: each keeps its canvas, and nobody else moves.

`python -m tests.contingency.monitors 300` makes three hundred changes under an X server of its own (monitors by RandR),
spread over the kinds of [screens]: shipped, name, serial, position, geometry. After each it reads the screen: every
monitor's own window fills it, nothing of the desktop shows within a monitor, and nothing of a window outside of them.
The windows of the monitors that were not touched must not have been touched either, at any look in between. The suite
does it a few times.
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

from tests.patience import PATIENCE_S
from tests.stage.monitors import HEIGHT, PLACES, RULES, TITLES, WIDTH, WITH_SERIALS
from tests.stage.processes import Process, display, wait_until
from tests.stage.x_server import DESKTOP, XServer, x_server

RIGHT_S = 2.0
WIDTHS = (WIDTH, 480, 320)
ROOM = (*PLACES.values(), 3 * WIDTH)
"""Where a monitor may stand; one more than there are of them."""
STRANGER = "X"
"""A monitor that nobody has told the wall of, and that comes when all canvases are taken: it shows "*"."""
NAMES = (*PLACES, STRANGER)
_TITLES = TITLES | {STRANGER: "wallboard *"}
Box = tuple[int, int, int, int]


@dataclass
class Monitors:
    """The monitors that are plugged in now: name to (place, width).

    With `moves_connectors` a monitor that comes back does so at another connector.
    """

    server: XServer
    moves_connectors: bool = False
    up: dict[str, tuple[int, int]] = field(default_factory=dict)
    plugged: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    still: dict[str, tuple[str, Box]] = field(default_factory=dict)
    """The windows of the monitors that the change under way leaves alone: title to the window's id and place."""

    def plug(self, name: str, place: int, width: int) -> None:
        """Plug a monitor in at a place that is free."""
        self.touched.add(name)
        self.up[name] = (place, width)
        self.plugged[name] = self.plugged.get(name, 0) + 1
        self.server.add_monitor(self._connector(name), place, width=width)

    def pull(self, name: str) -> None:
        """Pull a monitor out."""
        self.touched.add(name)
        del self.up[name]
        self.server.remove_monitor(self._connector(name))

    def _connector(self, name: str) -> str:
        return f"{name}-{self.plugged[name] % 3}" if self.moves_connectors else name

    def change(self, chance: random.Random) -> str:
        """One change at random; what it was. Raises AssertionError if the window of a monitor it leaves alone moved."""
        before = self.server.identified()
        up, self.touched, self.still = set(self.up), set(), {}
        what = self._change(chance)
        left_alone = {_TITLES[name] for name in up - self.touched}
        self.still = {title: seen for title, seen in before.items() if title in left_alone}
        return what

    def _change(self, chance: random.Random) -> str:
        known = NAMES if self.up or STRANGER in self.plugged else PLACES  # alone it would stand in for the main picture
        absent = [name for name in known if name not in self.up]
        free = [place for place in ROOM if place not in {p for p, _ in self.up.values()}]
        kind = chance.choice(("add", "add", "remove", "resize", "move", "swap", "flicker", "all"))
        if kind == "add" and absent:
            name = chance.choice(absent)
            self.plug(name, chance.choice(free), chance.choice(WIDTHS))
            return f"{name} comes"
        if kind == "all" and len(self.up) >= len(PLACES):
            for name in tuple(self.up):
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
        self.settled_s()
        time.sleep(chance.uniform(0.0, 0.3))

    def moved(self) -> str:
        """Which window of a monitor that was left alone is another one or elsewhere; an empty text if none is."""
        found = self.server.identified()
        return next((f"{t} was {box}, is {found.get(t)}" for t, box in self.still.items() if found.get(t) != box), "")

    def wrong(self) -> str:
        """What is not as it should be on the screens; an empty text if all is."""
        wanted = {_TITLES[name]: (place, 0, width, HEIGHT) for name, (place, width) in self.up.items()}
        found = self.server.windows()
        if found != wanted:
            return f"windows {found}, not {wanted}"
        bare = self.server.pixels() == DESKTOP
        for name, (place, width) in self.up.items():
            if bare[:, place : place + width].any():
                return f"the desktop shows on {name}"
            bare[:, place : place + width] = True
        return "" if bare.all() else "a window shows outside of the monitors"

    def settled_s(self) -> float:
        """After how many seconds everything is right. Raises TimeoutError or AssertionError, which say what is not."""
        began = time.monotonic()
        while wrong := self.wrong():
            assert not (moved := self.moved()), f"a window moved that had no reason to: {moved}"
            if time.monotonic() > began + PATIENCE_S:
                raise TimeoutError(wrong)
            time.sleep(0.02)
        assert not (moved := self.moved()), f"a window moved that had no reason to: {moved}"
        return time.monotonic() - began


@contextlib.contextmanager
def shown_on_monitors(folder: Path, rules: str = "shipped") -> Iterator[tuple[Monitors, Process]]:
    """A display on three monitors, which its settings find by one kind of mark."""
    with x_server(f"{ROOM[-1] + WIDTH + 64}x{HEIGHT}") as server:
        server.color_desktop()
        monitors = Monitors(server, moves_connectors=rules == "serial")
        for name, place in PLACES.items():
            monitors.plug(name, place, WIDTH)
        server.hide_own_monitor()
        config = folder / "wall.toml"
        config.write_text(RULES[rules])
        first = WITH_SERIALS if rules == "serial" else ""
        with display(folder / "night", server.environment, config=str(config), first=first) as process:
            wait_until(lambda: monitors.wrong() == "" or process.popen.poll() is not None, "three windows")
            yield monitors, process


def changed(times: int, rules: str, seed: int) -> list[float]:
    """Change the monitors at random under one kind of [screens]; how long it took until each picture was right.

    Raises TimeoutError, AssertionError: a picture never was right, or a window moved that had no reason to.
    """
    chance, took = random.Random(seed), list[float]()
    with tempfile.TemporaryDirectory() as folder, shown_on_monitors(Path(folder), rules) as (monitors, process):
        for number in range(1, times + 1):
            time.sleep(chance.uniform(0.0, 0.5))
            what = "a change"
            try:
                what = monitors.change(chance)
                took.append(monitors.settled_s())
                assert process.popen.poll() is None, "the display has ended"
            except (TimeoutError, AssertionError):
                sys.stdout.write(f"{rules} {number:4} WRONG: {what}\n{process.log.read_text()[-2000:]}\n")
                raise
            late = " LATE" if took[-1] > RIGHT_S else ""
            sys.stdout.write(f"{rules} {number:4} {took[-1]:5.2f} s; worst {max(took):.2f} s: {what}{late}\n")
            sys.stdout.flush()
    return took


def main(times: int) -> int:
    """Change the monitors at random under each kind of [screens]; how often the picture was not right in time."""
    took: list[float] = []
    for number, rules in enumerate(RULES):
        took += changed(times // len(RULES) + (number < times % len(RULES)), rules, 11 + number)
    late = sum(seconds > RIGHT_S for seconds in took)
    median = sorted(took)[len(took) // 2]
    sys.stdout.write(
        f"{len(took)} changes, nobody else moved: median {median:.2f} s, worst {max(took):.2f} s, {late} late\n"
    )
    return late


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
