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
    UNLOADED,
    Trial,
    child,
    chosen,
    load_third_parties,
    measure,
    serve,
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
    verdicts = work / "verdicts.jsonl"
    sample = [mutant for mutant in sample if mutant.path.startswith(tuple(f"{name}/" for name in arguments.only))]
    if arguments.backwards:
        sample.reverse()
    reach = {mutant: chosen(mutant, tests, arguments.budget) for mutant in sample}

    def tried(mutant: Mutant, trial: Trial) -> None:
        key = mutant.name, mutant.number
        if key not in done:  # another run may have come across it meanwhile
            done.update({(row["name"], int(row["number"])): row["verdict"] for row in _rows(verdicts)})
        if key not in done:
            verdict = _tried(root, work, mutant, reach[mutant], trial)
            if verdict is not None:
                done[key] = verdict

    if not arguments.control:  # most are tried in forks of a process that has loaded all tests
        serving = partial(serve, root, arguments.tests, sample, arguments.examples, tried)
        waited(child(root, work / f"loaded-{os.getpid()}.log", serving), MEASURING_S)
    for mutant in sample:
        tried(mutant, partial(try_mutant, root, None if arguments.control else mutant, examples=arguments.examples))
    return _report(Counter(done.get((mutant.name, mutant.number), "not tried") for mutant in sample))


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


def _tried(root: Path, work: Path, mutant: Mutant, tests: Sequence[Test], trial: Trial) -> str | None:
    """Try one mutant, and note what came of it; what could not be loaded is left for later."""
    cpu_s = round(10 + 3 * sum(test.cost_s for test in tests))
    run = partial(trial, [test.name for test in tests], cpu_s)
    ended = waited(child(root, work / f"last-{os.getpid()}.log", run), 60 + 5 * cpu_s)
    if ended == UNLOADED:
        return None
    verdict = WORDS.get(ended, WORDS[KILLED])
    row = {"name": mutant.name, "number": mutant.number, "line": mutant.line, "verdict": verdict, "tests": len(tests)}
    with (work / "verdicts.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return verdict


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _report(verdicts: Counter[str]) -> int:
    survivors, total = verdicts[WORDS[SURVIVED]], verdicts.total()
    sys.stdout.write(f"{survivors} of {total} survived ({100 * survivors / max(total, 1):.1f} %)\n")
    return int(survivors * 10 >= total)


if __name__ == "__main__":
    sys.exit(main())
