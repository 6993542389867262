"""Twenty small mutations of the code that the contingencies guard; each has to turn at least one of them red.

Run it by hand in a quiet checkout: `python -m tests.contingency.mutants`. It works on a copy, in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Mutant:
    """A text in a file, what it becomes, and which plans (`pytest -k`) guard it."""

    path: str
    old: str
    new: str
    guarded_by: str


MUTANTS = (
    Mutant("core/judgement.py", 'return "fall"\n', "return None\n", "one and falling and peak"),
    Mutant("core/judgement.py", 'return "jump"\n', "return None\n", "implausible and peak"),
    Mutant("core/judgement.py", 'return "ahead" if', "return None if", "future and peak"),
    Mutant("core/judgement.py", "if snapshot.at_us < standing.at_us:", "if False:", "order and peak"),
    Mutant(
        "core/judgement.py", "if agrees and agreed >= rules", "if agrees and agreed >= 99 * rules", "confirmed and peak"
    ),
    Mutant("core/judgement.py", 'correction=doubt == "fall" or', "correction=", "confirmed and peak"),
    Mutant("core/judgement.py", "if snapshot.currency != rules.currency:", "if False:", "currency and peak"),
    Mutant("core/badges.py", "elif moment.stale:", "elif False:", "refused and peak"),
    Mutant("core/badges.py", "age_s=age_us // SECOND_US", "age_s=1 + age_us // SECOND_US", "refused and peak"),
    Mutant("core/badges.py", 'if moment.mode != "following":', "if False:", "refused and replay"),
    Mutant("core/strict_json.py", "if len(table) != len(pairs):", "if False:", "duplicate and keys and peak"),
    Mutant(
        "core/strict_json.py", "raise ValueError(msg)\n\n\ndef _deeper", "return 0\n\n\ndef _deeper", "NaN and peak"
    ),
    Mutant("core/contract.py", "if not text.isprintable():", "if False:", "NUL and peak"),
    Mutant("collect/loop.py", "if digest == self.stand.digest:", "if False:", "same and answer and peak"),
    Mutant("collect/loop.py", "self._lost += isinstance(outcome, Answer)", "pass", "full and disk and peak"),
    Mutant("collect/loop.py", "for failure in outcome.failures:", "for failure in ():", "refused and peak"),
    Mutant("recording/writer.py", "place = self._places.other(self._segment.path)", "place = None", "place and peak"),
    Mutant(
        "core/moment.py",
        "clock.at(self.playhead_us + self.facts.delay_us)",
        "clock.at(self.playhead_us)",
        "refused and eve",
    ),
    Mutant("panels/entries.py", 'or of == "products":', "or False:", "categories and peak"),
    Mutant("recording/reader.py", "return now_us if", "return utc_us if", "set and forward and peak"),
)


def killed(mutant: Mutant, copy: Path) -> bool | None:
    """Whether the plans that guard it notice the mutant; None if its text is not there any more."""
    path = copy / "wallboard" / mutant.path
    before = path.read_text(encoding="utf-8")
    if before.count(mutant.old) != 1:
        return None
    path.write_text(before.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        words = (
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "tests/contingency",
            "-m",
            "contingency",
            "-k",
            mutant.guarded_by,
        )
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        run = subprocess.run(
            (sys.executable, "-m", "pytest", *words),
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
        return run.returncode == 1
    finally:
        path.write_text(before, encoding="utf-8")


def main() -> int:
    """Try every mutant; the number of those that live on."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            HERE, copy, ignore=shutil.ignore_patterns(".git", ".venv", "*.pyc", ".mypy_cache", ".hypothesis")
        )
        alive = 0
        for number, mutant in enumerate(MUTANTS, 1):
            verdict = killed(mutant, copy)
            alive += verdict is not True
            said = {True: "killed", False: "LIVES", None: "NOT FOUND"}[verdict]
            sys.stdout.write(f"{number:2} {said:9} {mutant.path}: {mutant.old.strip().splitlines()[0][:60]}\n")
            sys.stdout.flush()
    return alive


if __name__ == "__main__":
    sys.exit(main())
