"""Try a seeded sample of mutants: `nice python -m tests.mutation --seed 13 --count 500`.

It works on a copy, so that the checkout may change meanwhile. What was found so far stands in `verdicts.jsonl` of the
folder `--work`, one mutant a line; run again with the same folder, it goes on where it stopped. `--again FILE` tries
the survivors of an earlier run anew, by name, on the checkout as it is. `--control` changes nothing: all must survive.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.mutation.call_map import Test, read_map
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import (
    EXAMPLES,
    KILLED,
    SURVIVED,
    child,
    chosen,
    load_third_parties,
    measure,
    try_mutant,
    waited,
)

HERE = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "recording", "actions", "collect", "scene")
FOLDERS = (*(f"tests/{name}" for name in PACKAGES), "tests/config", "tests/truth", "tests/export/test_tables.py")
SLOW = ("tests/recording/test_kill.py", "tests/recording/test_kills.py")
"""They start processes of their own, which know nothing of a mutant."""
LEFT_OUT = (".git", ".venv", "*.pyc", ".mypy_cache", ".hypothesis", ".ruff_cache", "*.egg-info")
MEASURING_S = 7200.0
WORDS = {SURVIVED: "SURVIVED", KILLED: "killed", None: "killed: out of time"}


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "wallboard-mutation")
    parser.add_argument("--again", type=Path, help="verdicts of an earlier run, whose survivors are tried anew")
    parser.add_argument("--control", action="store_true", help="change nothing: whether the tests pass as chosen")
    parser.add_argument("--backwards", action="store_true", help="from the end of the sample: for a second run beside")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="examples of a property test, at most")
    parser.add_argument("--tests", nargs="*", default=list(FOLDERS), help="folders and files of tests")
    parser.add_argument(
        "--only", nargs="*", default=list(PACKAGES), help="packages whose mutants of the sample are tried"
    )
    parser.add_argument("--budget", type=float, default=12.0, help="seconds of tests for one mutant")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Try the mutants; 0 if less than a tenth of them survive."""
    arguments = _arguments(words)
    work: Path = arguments.work.resolve()
    root = work / "copy"
    if not root.is_dir():
        shutil.copytree(HERE, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    sys.path[:] = [str(root), *(path for path in sys.path if path not in ("", str(HERE)))]
    load_third_parties()
    tests = _map(root, work, arguments.tests)
    sample = _sample(root, arguments.seed, arguments.count, arguments.again)
    done: dict[tuple[str, int], str] = {}
    sample = [mutant for mutant in sample if mutant.path.startswith(tuple(f"{name}/" for name in arguments.only))]
    for mutant in reversed(sample) if arguments.backwards else sample:
        key = mutant.name, mutant.number
        if key not in done:  # another run may have come across it meanwhile
            done |= {(row["name"], int(row["number"])): row["verdict"] for row in _rows(work / "verdicts.jsonl")}
        if key not in done:
            done[key] = _tried(root, work, mutant, chosen(mutant, tests, arguments.budget), arguments)
    return _report(Counter(done[mutant.name, mutant.number] for mutant in sample))


def _map(root: Path, work: Path, folders: Sequence[str]) -> list[Test]:
    """Which test calls what: measured, folder by folder, where that was not done before."""
    tests: list[Test] = []
    for folder in folders:
        path = work / f"calls-{folder.replace('/', '-')}.jsonl"
        if not path.is_file():
            run = partial(measure, root, (folder, *(f"--ignore={slow}" for slow in SLOW)), path)
            waited(child(root, work / f"{path.stem}.log", run), MEASURING_S)
            sys.stdout.write(f"measured: {folder}\n")
            sys.stdout.flush()
        tests += read_map(path)
    return tests


def _sample(root: Path, seed: int, count: int, again: Path | None) -> list[Mutant]:
    package = root / "wallboard"
    paths = sorted(path for name in PACKAGES for path in (package / name).rglob("*.py"))
    every = [mutant for path in paths for mutant in mutants_of(package, path.relative_to(package).as_posix())]
    if again is not None:
        wanted = {row["name"] for row in _rows(again) if row["verdict"] == WORDS[SURVIVED]}
        return [mutant for mutant in every if mutant.name in wanted]
    sys.stdout.write(f"{count} of {len(every)} mutants, seed {seed}\n")
    return random.Random(seed).sample(every, count)


def _tried(root: Path, work: Path, mutant: Mutant, tests: Sequence[Test], how: argparse.Namespace) -> str:
    """Try one mutant, and note what came of it."""
    cost_s = sum(test.cost_s for test in tests)
    cpu_s = round(20 + 5 * cost_s)
    output = work / f"last-{os.getpid()}.log"
    trial = child(root, output, partial(try_mutant, root, None if how.control else mutant, tests, cpu_s, how.examples))
    ended = waited(trial, 20 * cpu_s)
    verdict = WORDS.get(ended, WORDS[KILLED])
    row = {"name": mutant.name, "number": mutant.number, "line": mutant.line, "verdict": verdict, "tests": len(tests)}
    with (work / "verdicts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{verdict:20} {mutant.line:4} {mutant.name}\n")
    sys.stdout.flush()
    return verdict


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _report(verdicts: Counter[str]) -> int:
    survivors, total = verdicts[WORDS[SURVIVED]], verdicts.total()
    sys.stdout.write(f"{survivors} of {total} survived ({100 * survivors / max(total, 1):.1f} %)\n")
    return int(survivors * 10 >= total)


if __name__ == "__main__":
    sys.exit(main())
