"""Killing and freezing the real children of a real wall, over and over: how long until the picture is back.

`python tests/contingency/kills.py 200` does it two hundred times under an X server of its own and tells the times; the
suite does it a few times.
"""

from __future__ import annotations

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

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stage.processes import PATIENCE_S, wait_until, x_server

BACK_S = 3.0
_BACK = re.compile(r"(show|collect) is back after ([\d.]+) s")


@dataclass
class RunningWall:
    """`wallboard demo` under an X server: its children, and what its log says (the terminal repeats nothing)."""

    popen: subprocess.Popen[bytes]
    state: Path

    def backs(self, name: str) -> list[float]:
        """After how many seconds a child was back, each time."""
        logs = self.state.rglob("demo.log")
        return [float(found[2]) for log in logs for found in _BACK.finditer(log.read_text()) if found[1] == name]

    def pid_of(self, name: str) -> int | None:
        """The process number of a child, once it runs."""
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = int(status.read_text().rpartition(")")[2].split()[1])
                words = (status.parent / "cmdline").read_bytes().split(b"\0")
                if parent == self.popen.pid and name.encode() in words:
                    return int(status.parent.name)
        return None

    def wait_for_pid(self, name: str) -> int:
        """Wait until a child runs."""
        limit = time.monotonic() + PATIENCE_S
        while (pid := self.pid_of(name)) is None:
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


@contextlib.contextmanager
def running_wall(folder: Path) -> Iterator[RunningWall]:
    """The demonstration on a screen of its own."""
    with x_server() as server:
        environment = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
        environment |= server.environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
        environment["XDG_STATE_HOME"] = str(folder / "state")
        popen = subprocess.Popen(
            (sys.executable, "-m", "wallboard", "demo", "--record", str(folder / "night"), "--start-at", "00:00:20"),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wall = RunningWall(popen, folder / "state")
        try:
            wait_until(lambda: wall.pid_of("show") is not None, "the display")
            yield wall
        finally:
            popen.terminate()
            popen.wait(PATIENCE_S)


def main(times: int) -> int:
    """Kill the display at random instants; how often the picture was not back in time."""
    chance, took = random.Random(11), []
    with tempfile.TemporaryDirectory() as folder, running_wall(Path(folder)) as wall:
        time.sleep(5)
        for number in range(1, times + 1):
            time.sleep(chance.uniform(0.5, 1.5))
            took.append(wall.strike("show", signal.SIGKILL))
            sys.stdout.write(f"{number:4} back after {took[-1]:.1f} s; worst {max(took):.1f} s\n")
            sys.stdout.flush()
    late = sum(seconds > BACK_S for seconds in took)
    sys.stdout.write(
        f"{times} kills: median {sorted(took)[len(took) // 2]:.1f} s, worst {max(took):.1f} s, {late} late\n"
    )
    return late


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
