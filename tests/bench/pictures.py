"""How long pictures take: a still at 3840 × 2160 from the shell, and films of 1920 × 1080 against the clock.

python -m tests.bench.pictures [SOURCE] [--at 00:06:50] [--seconds 20]      SOURCE: a recording, or demo (the default)

Each is a process of its own, as a user starts it; the figures hold for a machine that does nothing else. The processor
time beside them tells whether it did. Exit status 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

import wallboard
from wallboard.core.instants import SECOND_US, elapsed, parse_elapsed

STILL_S = 3.0
"""The longest a still may take."""
ROUNDS = 3
LAYOUTS = ("overview", "counter", "map")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds by the clock, and of processor time in all its threads; and what it said."""

    wall_s: float
    cpu_s: float
    said: str


def main() -> int:
    """Measure, print, compare."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("source", nargs="?", default="demo")
    words.add_argument("--at", default="00:06:50")
    words.add_argument("--seconds", type=int, default=20)
    given = words.parse_args()
    console = Console(highlight=False, soft_wrap=True)
    well = True
    with tempfile.TemporaryDirectory() as folder:
        picture = ("-o", str(Path(folder) / "still.png"))
        still = ("still", given.source, "--at", given.at, "--size", "3840x2160", "--layout", "overview", *picture)
        run(still)  # Python compiles what it has not seen before
        best = min((run(still) for _ in range(ROUNDS)), key=lambda taken: taken.wall_s)
        well &= best.wall_s <= STILL_S
        console.print(f"still 3840 × 2160     {best.wall_s:6.2f} s (≤ {STILL_S:g} s), processor {best.cpu_s:.2f} s")
        last = elapsed((parse_elapsed(given.at) or 0) + given.seconds * SECOND_US).replace("−", "-")
        for layout in LAYOUTS:
            cut = ("--from", given.at, "--to", last, "--layout", layout, "-o", str(Path(folder) / "film.mp4"))
            taken = run(("film", given.source, *cut))
            size_mb = (Path(folder) / "film.mp4").stat().st_size / 1e6
            film_s = float(taken.said.split()[-2])  # a simulation that ran faster has less film than event
            times = film_s / taken.wall_s
            well &= times >= 1
            console.print(
                f"film 1920 × 1080 × 30 {layout:9s} {times:5.2f} × real time (≥ 1), {film_s:g} s of film in "
                f"{taken.wall_s:.1f} s, processor {taken.cpu_s:.1f} s, {size_mb:.1f} MB"
            )
    return 0 if well else 1


def run(words: tuple[str, ...]) -> Taken:
    """A command of the program as its own process; ends the benchmark where it fails."""
    environment = os.environ | {"PYTHONPATH": str(Path(wallboard.__file__).parents[1])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, begin = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "wallboard", *words], env=environment, capture_output=True, text=True, check=False
    )
    wall_s, after = time.perf_counter() - begin, os.times()
    if done.returncode:
        raise SystemExit(done.stderr)
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(wall_s, cpu_s, done.stdout)


if __name__ == "__main__":
    sys.exit(main())
