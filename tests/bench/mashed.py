"""The display's memory while somebody mashes the keys on three monitors: it must be flat once the caches have filled.

    python tests/bench/mashed.py [--minutes 10] [--seed 11] [--pause-ms 120]

Plays the demonstration under an X server of its own (three monitors of 1920 x 1080), presses random keys of the table,
and prints the display's memory (resident, in MB) every quarter of a minute, then what fills its caches. The
last line compares the last third of the time with the third before it; the exit status is 1 if it grew by over 5 %.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.process_tree import running, tree
from tests.stage.processes import wait_until
from tests.stage.x_server import XServer, x_server

WIDTH, HEIGHT, MONITORS = 1920, 1080, 3
EVERY_S = 15.0
GROWS = 1.05
BATCH = 20
KEYS = (
    *"12345678", "0", "b", "f", "l", "n", "p", "Next", "Prior", "k", "v", "shift+v", "ctrl+v", "c", "d", "r", "h",
    "shift+h", "space", "Left", "Right", "Up", "Down", "shift+Left", "shift+Right", "bracketleft", "bracketright",
    "braceleft", "braceright", "minus", "BackSpace", "comma", "period", "Home", "End", "m", "ctrl+Left", "ctrl+Right",
    "a", "t", "question", "s", "i", "shift+i", "Escape", "F11", "F12",
)  # fmt: skip
"""All keys of the table but the lock, under which nothing would happen, and the held one that quits."""
_DUMP = """
import collections, functools, gc, json, os, signal
def dump(*_):
    gc.unfreeze()
    found = gc.get_objects()
    kept = [o for o in found if isinstance(o, functools._lru_cache_wrapper)]
    caches = {f"{c.__module__}.{getattr(c, '__qualname__', c)}": c.cache_info()[2:4] for c in kept}
    named = lambda name: [o for o in found if type(o).__name__ == name]
    grounds = [g.image.sizeInBytes() for c in named("CanvasCache") for g in c.grounds]
    own = {
        "sprites": [(len(s._kept), s._bytes, s._max_bytes) for s in named("Sprites")],
        "grounds": (len(grounds), sum(grounds)),
        "views": [len(r._asked) for r in named("ScreenRenderer")],
        "marks": [len(o.marks) for o in named("Operator")],
    }
    types = collections.Counter(f"{type(o).__module__}.{type(o).__qualname__}" for o in found)
    with open(os.environ["MASHED_DUMP"] + f".{os.getpid()}", "w") as file:
        json.dump({"caches": caches, "own": own, "types": types}, file)
    gc.freeze()
signal.signal(signal.SIGRTMIN + 5, dump)
"""


def resident_mb(pid: int) -> float:
    """The memory of a process that is in use, in megabytes; what it shares with others counts too (RSS)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def display_pid(root: int) -> int | None:
    """The process of the tree that shows."""
    for member in tree(root):
        with contextlib.suppress(OSError):
            title = Path(f"/proc/{member.pid}/cmdline").read_bytes().replace(b"\0", b" ")
            if title.startswith(b"wallboard show"):
                return member.pid
    return None


@contextlib.contextmanager
def mashable(folder: Path, minutes: float) -> Iterator[tuple[XServer, int]]:
    """The demonstration on three monitors, and the process of its display."""
    (folder / "sitecustomize.py").write_text(_DUMP)
    config = folder / "wall.toml"
    config.write_text(f'[display]\nsnapshot_folder = "{folder / "photos"}"\n')
    with x_server(f"{MONITORS * WIDTH}x{HEIGHT}") as server:
        for number in range(MONITORS):
            place = f"{WIDTH}/480x{HEIGHT}/270+{number * WIDTH}+0"
            server.run("xrandr", "--setmonitor", f"M{number}", place, "none")
        server.hide_own_monitor()
        paths = os.pathsep.join((str(folder), str(Path(__file__).resolve().parents[2])))
        environment = os.environ | server.environment | {
            "PYTHONPATH": paths, "MASHED_DUMP": str(folder / "dump"), "XDG_STATE_HOME": str(folder),
        }  # fmt: skip
        command = [sys.executable, "-m", "wallboard", "demo", "--start-at", "00:06:00", "--config", str(config)]
        command += ["--record", str(folder / "night")]
        with running(command, 60 * minutes + 300, env=environment, stdout=subprocess.DEVNULL) as program:
            wait_until(lambda: len(server.windows()) == MONITORS, "three windows")
            pid = display_pid(program.pid)
            assert pid is not None, "there is no display"
            yield server, pid


def mash(server: XServer, pid: int, chance: random.Random, minutes: float, pause_ms: int) -> list[float]:
    """Press random keys for so long; the display's memory every quarter of a minute."""
    began, sizes, pressed = time.monotonic(), list[float](), 0
    while (passed_s := time.monotonic() - began) < 60 * minutes:
        if passed_s >= len(sizes) * EVERY_S:
            sizes.append(resident_mb(pid))
            sys.stdout.write(f"{passed_s:6.0f} s {pressed:6} keys {sizes[-1]:8.1f} MB\n")
            sys.stdout.flush()
        subprocess.run(
            ["xdotool", "key", "--delay", str(pause_ms), *chance.choices(KEYS, k=BATCH)],
            env=os.environ | server.environment, check=False, timeout=60,
        )  # fmt: skip
        pressed += BATCH
    return sizes


def filled(folder: Path, pid: int) -> dict[str, Any]:
    """What the display's caches hold, and how many objects there are of each type."""
    path = folder / f"dump.{pid}"
    path.unlink(missing_ok=True)
    os.kill(pid, signal.SIGRTMIN + 5)
    wait_until(path.exists, "the display to tell of its caches")
    time.sleep(1.0)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def main() -> int:
    """Mash the keys and tell; 1 if the memory went on growing."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--pause-ms", type=int, default=120)
    wish = asked.parse_args()
    with tempfile.TemporaryDirectory() as place, mashable(Path(place), wish.minutes) as (server, pid):
        chance = random.Random(wish.seed)
        sizes = mash(server, pid, chance, wish.minutes, wish.pause_ms)
        found = filled(Path(place), pid)
    for name, (most, now) in sorted(found["caches"].items(), key=lambda item: -item[1][1]):
        if now:
            sys.stdout.write(f"{now:6} of {most} {name}\n")
    sys.stdout.write(f"{found['own']}\n")
    most = sorted(found["types"].items(), key=lambda item: -item[1])[:20]
    sys.stdout.write(f"objects: {', '.join(f'{count} {name}' for name, count in most)}\n")
    third = max(1, len(sizes) // 3)
    middle, last = median(sizes[-2 * third : -third] or sizes), median(sizes[-third:])
    sys.stdout.write(f"the display's memory: {middle:.0f} MB, and in the last third {last:.0f} MB\n")
    return int(last > GROWS * middle)


if __name__ == "__main__":
    sys.exit(main())
