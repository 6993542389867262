"""Killing and freezing the real children of a real wall, over and over: how long until the picture is back.

`python tests/contingency/kills.py 200` kills the display two hundred times under an X server of its own and tells the
times, read from the screen: a new display's window is up and its picture moves; meanwhile no desktop may show. The
suite does it a few times. `--signals 200` sends signals at random to all processes (`signal_storm`).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.patience import PATIENCE_S
from tests.stage.processes import wait_until
from tests.stage.x_server import DESKTOP, XServer, x_server

BACK_S = 3.0
MOVES = 2
"""How often the picture must change under a new window before it counts as back."""
NOT_INHERITED = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONDONTWRITEBYTECODE")
_BACK = re.compile(r"(show|collect) is back after ([\d.]+) s")


@dataclass(frozen=True, slots=True)
class Return:
    """What was seen on the screen after a kill: seconds until the new picture moved, and whether the desktop showed."""

    seconds: float
    bare: bool


@dataclass
class RunningWall:
    """`wallboard demo` under an X server: its children, and what its log says (the terminal repeats nothing)."""

    popen: subprocess.Popen[bytes]
    state: Path
    server: XServer

    def backs(self, name: str) -> list[float]:
        """After how many seconds a child was back, each time."""
        logs = self.state.rglob("demo.log")
        return [float(found[2]) for log in logs for found in _BACK.finditer(log.read_text()) if found[1] == name]

    def told(self, text: str) -> bool:
        """Whether the log of the supervisor says something."""
        return any(text in log.read_text() for log in self.state.rglob("demo.log"))

    def pid_of(self, name: str) -> int | None:
        """The process number of a child, once it runs."""
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = int(status.read_text().rpartition(")")[2].split()[1])
                words = (status.parent / "cmdline").read_bytes().split(b"\0")
                if parent == self.popen.pid and name.encode() in words:
                    return int(status.parent.name)
        return None

    def display_pid(self) -> int | None:
        """The process number of the display, whatever it was started as: it holds the recording's lock."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.state.parent / "night" / "show.lock").read_text())
        return None

    def wait_for_pid(self, name: str) -> int:
        """Wait until a child runs."""
        limit = time.monotonic() + PATIENCE_S
        while (pid := self.display_pid() if name == "show" else self.pid_of(name)) is None:
            if time.monotonic() > limit:
                raise TimeoutError(name)
            time.sleep(0.02)
        return pid

    def strike(self, name: str, number: signal.Signals) -> float:
        """Send a child a signal; the seconds until its supervisor says that it is back."""
        before = len(self.backs(name))
        os.kill(self.wait_for_pid(name), number)
        wait_until(lambda: len(self.backs(name)) > before, f"{name} to be back")
        return self.backs(name)[-1]

    def window_of(self, pid: int) -> bool:
        """Whether a process has a window of the wall on the screen."""
        return bool(self.server.run("xdotool", "search", "--onlyvisible", "--pid", str(pid), "--name", "^wallboard ."))

    def wait_for_picture(self, old_pid: int = 0, patience_s: float = PATIENCE_S) -> Return:
        """Look at the screen from now on until another display than `old_pid` moves on it.

        The very first start is slow: nothing is compiled yet.
        """
        began, bare, moves, last, pid = time.monotonic(), False, 0, None, None
        while moves < MOVES:
            if time.monotonic() > began + patience_s:
                msg = "no moving picture"
                raise TimeoutError(msg)
            shown = self.server.pixels(3)  # cheaply: who watches must not hold up what is watched
            bare = bare or bool((shown == DESKTOP).any())
            if pid is None:
                found = self.display_pid()
                pid = found if found not in (None, old_pid) else None
            elif last is not None or self.window_of(pid):
                moves += last is not None and not np.array_equal(shown, last)
                last = shown
            time.sleep(0.02)
        return Return(time.monotonic() - began, bare)

    def wait_for_curtain(self) -> None:
        """Wait until the curtain is drawn beneath the wall."""
        wait_until(
            lambda: bool(self.server.run("xdotool", "search", "--onlyvisible", "--name", "^wallboard-curtain .")),
            "the curtain",
        )

    def kill(self) -> Return:
        """Kill the display; what the screen shows after that."""
        pid = self.wait_for_pid("show")
        os.kill(pid, signal.SIGKILL)
        return self.wait_for_picture(pid, PATIENCE_S)


@contextlib.contextmanager
def running_wall(folder: Path) -> Iterator[RunningWall]:
    """The demonstration on a screen of its own."""
    with x_server() as server:
        server.color_desktop()
        environment = {k: v for k, v in os.environ.items() if k not in NOT_INHERITED}
        environment |= server.environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")  # an installed program has its modules compiled
        environment["XDG_STATE_HOME"] = str(folder / "state")
        popen = subprocess.Popen(
            (sys.executable, "-m", "wallboard", "demo", "--record", str(folder / "night"), "--start-at", "00:00:20"),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wall = RunningWall(popen, folder / "state", server)
        try:
            wait_until(lambda: wall.display_pid() is not None, "the display")
            yield wall
        finally:
            popen.terminate()
            popen.wait(PATIENCE_S)


def main(words: list[str]) -> int:
    """Strike as often as the words say; how often something was worse than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", nargs="?", type=int, default=200, help="how often the display is killed")
    parser.add_argument("--signals", type=int, metavar="N", help="send random signals to one or two processes, N times")
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args(words)
    return kill_displays(asked.times) if asked.signals is None else send_signals(asked.signals, asked.seed)


def send_signals(times: int, seed: int) -> int:
    """Send signals at random to random processes, and report; how many strikes or rows were worse than promised."""
    from tests.contingency.signal_storm import Rows, storm  # noqa: PLC0415 - it knows this module

    strikes, began, lost = [], os.getloadavg()[0], 0
    with tempfile.TemporaryDirectory() as folder:
        rows = Rows(Path(folder) / "night")
        with running_wall(Path(folder)) as wall:
            wall.wait_for_picture()
            wall.wait_for_curtain()
            for strike in storm(wall, times, seed):
                strikes.append(strike)
                lost += rows.look()
                sys.stdout.write(f"{len(strikes):4} {strike}\n")
                sys.stdout.flush()
        seen, gone, findings = rows.finish()
    still = sorted(strike.still_s for strike in strikes)
    faulty = sum(bool(strike.faults) for strike in strikes)
    sys.stdout.write(
        f"{times} strikes, load {began:.1f} to {os.getloadavg()[0]:.1f}\n"
        f"no move of the picture for {still[len(still) // 2]:.2f} s (median), {still[-1]:.2f} s (worst); "
        f"the desktop for {max(strike.bare_s for strike in strikes):.2f} s (worst); {faulty} worse than promised\n"
        f"{lost + gone} of {seen} answers lost; record verify: {findings or 'no fault'}\n"
    )
    return faulty + lost + gone + len(findings)


def kill_displays(times: int) -> int:
    """Kill the display at random instants; how often the picture was not back in time, or the desktop showed."""
    chance, seen = random.Random(11), list[Return]()
    with tempfile.TemporaryDirectory() as folder, running_wall(Path(folder)) as wall:
        wall.wait_for_picture()
        wall.wait_for_curtain()
        time.sleep(3)  # it has its first picture
        for number in range(1, times + 1):
            time.sleep(chance.uniform(0.2, 8.0))
            seen.append(wall.kill())
            worst = max(r.seconds for r in seen)
            bare = "; THE DESKTOP SHOWED" if seen[-1].bare else ""
            sys.stdout.write(f"{number:4} back after {seen[-1].seconds:.2f} s; worst {worst:.2f} s{bare}\n")
            sys.stdout.flush()
        told = wall.backs("show")[-times:]
    took = sorted(r.seconds for r in seen)
    late, bare_times = sum(seconds > BACK_S for seconds in took), sum(r.bare for r in seen)
    sys.stdout.write(
        f"{times} kills: median {took[len(took) // 2]:.2f} s, worst {took[-1]:.2f} s, {late} late, "
        f"the desktop showed {bare_times} times; by the supervisor's clock worst {max(told):.1f} s of {len(told)}\n"
    )
    return late + bare_times


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
