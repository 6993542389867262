"""What a day costs on which every poll states a new sum passed: to record, to tell of, to play.

    python -m tests.bench.stated_sums [--polls 5000 20000 43200] [--folder DIR]

Each number of polls is recorded in a process of its own, then told of (`record info`) and played (its states one after
another, as a display asks for them) in further ones; seconds of processor time, and the most memory of each.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.recording.rig import Clock, Hand, body, recorder
from wallboard.recording.recorded_folder import RecordedFolder

SECOND_US = 1_000_000
STATES = 2_000


def make(folder: Path, polls: int) -> None:
    """Record polls two seconds apart, each of which passes and states another sum."""
    clock = Clock()
    with recorder(folder, clock) as opened:
        hand = Hand(opened, clock)
        for number in range(1, polls + 1):
            clock.pass_s(2)
            at = f"2016-11-11T{number * 2 // 3600:02}:{number * 2 // 60 % 60:02}:{number * 2 % 60:02}+08:00"
            stated = [{"gmv": f"{number * 100}.00", "at": at}]
            hand.take(body(0, number * 100, milestones=stated).replace(b"2016-11-11T00:00:00.000+08:00", at.encode()))


def play(folder: Path) -> None:
    """Ask for the state at many instants, as they are played and by jumps."""
    recorded = RecordedFolder(folder, None, live=False)
    bounds = recorded.bounds
    assert bounds is not None
    for number in range(STATES):
        state = recorded.state_at(bounds[0] + (bounds[1] - bounds[0]) * number // STATES)
    assert len(state.milestones) >= 200
    assert recorded.milestones
    recorded.close()


def _measured(*words: str) -> tuple[float, float]:
    """Seconds of processor time and megabytes at most of a process of this module or of the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        "import resource, runpy, sys; sys.argv = sys.argv[1:]\n"
        "try:\n    runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)\n"
        "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used_s, float(ended.stderr.strip().splitlines()[-1])


def main() -> None:
    """Measure each number of polls and print a line for it."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--polls", type=int, nargs="+", default=[5_000, 20_000, 43_200])
    words.add_argument("--folder", type=Path)
    words.add_argument("--make", type=int, help=argparse.SUPPRESS)
    words.add_argument("--play", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.make is not None:
        make(asked.folder, asked.make)
    elif asked.play:
        play(asked.folder)
    else:
        with tempfile.TemporaryDirectory(dir=asked.folder) as place:
            for polls in asked.polls:
                folder = Path(place, str(polls))
                made = _measured("tests.bench.stated_sums", "--folder", str(folder), "--make", str(polls))
                began = time.perf_counter()
                told = _measured("wallboard", "record", "info", str(folder))
                took_s = time.perf_counter() - began
                played = _measured("tests.bench.stated_sums", "--folder", str(folder), "--play")
                click.echo(
                    f"{polls} sums: recorded in {made[0]:.1f} s with {made[1]:.0f} MB; record info {took_s:.2f} s "
                    f"({told[0]:.2f} s of processor time) with {told[1]:.0f} MB; "
                    f"{STATES} states {played[0]:.1f} s with {played[1]:.0f} MB"
                )


if __name__ == "__main__":
    main()
