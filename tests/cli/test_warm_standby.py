"""A process that waits for its words becomes the command that it is told, or ends with its supervisor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import wallboard
from tests.patience import PATIENCE_S

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(wallboard.__file__).parents[1])}


def told(line: str) -> subprocess.CompletedProcess[str]:
    """What a standby does when it is told a line, or nothing."""
    words = [sys.executable, "-m", "wallboard", "standby"]
    return subprocess.run(
        words,
        input=line,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What it printed besides its beats."""
    return "".join(line for line in done.stdout.splitlines(True) if not line.startswith('{"waits"'))


def test_it_becomes_the_command_that_it_is_told() -> None:
    done = told(json.dumps(["keys", "--markdown"]) + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert said(done).startswith("| Keys |")


def test_its_exit_status_and_its_one_line_are_those_of_the_command() -> None:
    done = told(json.dumps(["show", "--record", "/no/such/place", "--supervised", "--layout", "none"]) + "\n")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ["", "nonsense\n"])
def test_without_words_it_ends(line: str) -> None:
    done = told(line)
    assert (done.returncode, said(done), done.stderr) == (0, "", "")
