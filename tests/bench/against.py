"""This tree beside a commit: `python -m tests.bench.against COMMIT` runs `wallboard bench` in both, turn by turn.

What is given after the commit goes to the bench (`--size 3840x2160 --seconds 8`). Ratios of one run hold on a busy
machine where milliseconds do not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import click

from wallboard.bench.comparison import Figures, figures, table

HERE = Path(__file__).parents[2]


def medians(rounds: Sequence[Figures]) -> Figures:
    """The middle of each figure over the rounds that have it."""
    names = dict.fromkeys(name for found in rounds for name in found)
    return {name: median(found[name] for found in rounds if name in found) for name in names}


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The tree of a commit in a folder of its own, which is taken away again."""
    with tempfile.TemporaryDirectory(prefix="wallboard-against-") as parent:
        tree = Path(parent) / "before"
        _git("worktree", "add", "--detach", "--quiet", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(HERE), *words], check=True)


def bench(tree: Path, options: Sequence[str]) -> Figures:
    """One run of a tree's own bench."""
    command = [sys.executable, "-m", "wallboard", "bench", "--json", *options]
    ran = subprocess.run(command, cwd=tree, check=True, stdout=subprocess.PIPE, text=True)
    return figures(json.loads(ran.stdout))


def main() -> None:
    """Run both in turn and print their medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=3)
    asked, options = parser.parse_known_args()
    rounds: tuple[list[Figures], list[Figures]] = ([], [])
    with checked_out(asked.commit) as tree:
        for number in range(asked.rounds):
            for found, where in zip(rounds, (tree, HERE), strict=True):
                found.append(bench(where, options))
            click.echo(f"round {number + 1} of {asked.rounds} is done", err=True)
    click.echo("\n".join(table(medians(rounds[0]), medians(rounds[1]))))


if __name__ == "__main__":
    main()
