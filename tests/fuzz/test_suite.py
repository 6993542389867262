"""Fuzzed cases: none hangs, eats, leaks, steers a terminal, ends "unexpected" or says what is not so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.programs import everything

ROOT = Path(__file__).parents[2]
CASES = 500 if everything() else 100


def test_fuzzed_cases_break_nothing(tmp_path: Path) -> None:
    words = ["--cases", str(CASES), "--seed", "1", "--folder", str(tmp_path / "found")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{CASES} cases: ")
    assert "; 0 broke something" in done.stdout
