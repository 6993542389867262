"""Feed the program what a stranger might, and tell what breaks.

    python -m tests.fuzz [--cases 1000] [--seed 1] [--only answers] [--folder found]
    python -m tests.fuzz --again found/answers-hang-1-17.json --only answers

Each case runs in a process forked from this one: 512 MB of memory beyond what it has, five seconds of processor time,
a megabyte of output. What hangs, eats, leaks a canary, prints an escape, ends "unexpected" or shows what an oracle
forbids is reduced and written into the folder. Exit status 1 if anything was found.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from .campaign import play
from .cases import Limits, attempt
from .kinds import MODULES, kind


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--cases", type=int, default=1000, help="how many")
    words.add_argument("--first", type=int, default=0, help="the number of the first one")
    words.add_argument("--seed", type=int, default=1, help="other cases")
    words.add_argument("--only", action="append", choices=sorted(MODULES), help="this kind alone; may be repeated")
    words.add_argument("--folder", type=Path, default=Path("fuzz-found"), help="where what was found is kept")
    words.add_argument("--again", type=Path, help="only the input in this file, of the one kind named by --only")
    asked = words.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    kinds = [kind(name) for name in (asked.only or sorted(MODULES))]
    if asked.again is not None:
        kinds[0].warm()
        outcome = attempt(kinds[0], asked.again.read_bytes, Limits())
        sys.stdout.write(f"{outcome.verdict}: {outcome.why}\n{outcome.printed!r}\n")
        return int(outcome.verdict != "fine")

    ended: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _frame: ended.append(got))

    def step(done: int) -> None:
        if ended:
            raise KeyboardInterrupt  # between two cases, where nothing is lost: the campaign tells what it saw
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {asked.cases}")

    tally = play(kinds, range(asked.first, asked.first + asked.cases), asked.seed, asked.folder, step=step)
    sys.stdout.write("\n".join([*tally.lines(), ""]))
    return int(bool(tally.found))


if __name__ == "__main__":
    sys.exit(main())
