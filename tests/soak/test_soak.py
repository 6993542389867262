"""A tiny soak from end to end: real endpoint, collector, recordings and display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

pytestmark = pytest.mark.xdist_group("walls")


def test_two_short_nights_are_played_to_the_end_and_measured(tmp_path: Path) -> None:
    words = ["--nights", "2", "--seconds", "12", "--off-screen", "--screens", "2", "--size", "320x180", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "wallboard", "soak", *words, "--record", str(tmp_path / "nights")],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["played"] == 2, done.stderr.decode()
    found = {(measure["process"], measure["name"]): measure["nights"] for measure in report["measures"]}
    assert found["display", "Qt objects"][-1] > 0  # a busy machine may leave one of the nights uncounted
    assert found["collector", "Python blocks"][-1] > 0
    assert not (tmp_path / "nights" / "night-001").exists()
