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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import click

HERE = Path(__file__).parents[2]
SPREADS = ("interval_ms", "cpu_ms", "paint_ms")
Figures = dict[str, float]


def figures(report: Mapping[str, Any]) -> Figures:
    """All that a report of `wallboard bench --json` measured, by name; what an older one lacks is left out."""
    found: Figures = {}
    for phase in report.get("phases", ()):
        name = phase["name"]
        found |= {f"{name} {key}": phase[key] for key in ("frames_per_s", "cores") if phase.get(key) is not None}
        for spread in SPREADS:
            found |= {f"{name} {spread} {key}": value for key, value in (phase.get(spread) or {}).items()}
    for part in report.get("parts", ()):
        found |= {f"{part['panel']} {key}": part[key] for key in ("compose_ms", "draw_ms")}
    for key in ("blit_ms", "whole_ms", "touched_ms", "resident_mb", "most_resident_mb"):
        if report.get(key) is not None:
            found[key] = report[key]
    return found


def medians(rounds: Sequence[Figures]) -> Figures:
    """The middle of each figure over the rounds that have it."""
    names = dict.fromkeys(name for found in rounds for name in found)
    return {name: median(found[name] for found in rounds if name in found) for name in names}


def table(before: Figures, now: Figures) -> list[str]:
    """Both beside each other, with the ratio of now to before; "—" where one of them did not measure it."""
    wide = max((len(name) for name in now), default=0) + 2
    lines = [f"{'':<{wide}}{'before':>10}{'now':>10}{'ratio':>8}"]
    for name, value in now.items():
        old = before.get(name)
        told = "—" if old is None else f"{old:.2f}"
        ratio = "—" if not old else f"{value / old:.2f}"
        lines.append(f"{name:<{wide}}{told:>10}{value:>10.2f}{ratio:>8}")
    return lines


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
