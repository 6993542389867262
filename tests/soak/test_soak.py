"""A tiny soak from end to end: real endpoint, collector, recordings and display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_two_short_nights_are_played_and_measured_to_the_end(tmp_path: Path) -> None:
    words = ["--nights", "2", "--seconds", "9", "--off-screen", "--screens", "2", "--size", "320x180", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "wallboard", "soak", *words, "--record", str(tmp_path / "nights")],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["verdict"].startswith("Too few nights"), done.stderr.decode()
    found = {(measure["process"], measure["name"]): measure["nights"] for measure in report["measures"]}
    assert len(found["display", "Qt objects"]) == 2
    assert min(found["collector", "Python blocks"]) > 0
    assert not (tmp_path / "nights" / "night-001").exists()
