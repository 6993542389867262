"""Five hundred fuzzed cases: none hangs, eats, leaks, steers a terminal, ends "unexpected" or says what is not so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_five_hundred_cases_break_nothing(tmp_path: Path) -> None:
    words = ["--cases", "500", "--seed", "1", "--folder", str(tmp_path / "found")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("500 cases: ")
    assert "; 0 broke something" in done.stdout
