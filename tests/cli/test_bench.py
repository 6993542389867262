"""`wallboard bench`, off screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.patience import PATIENCE_S


def test_it_prints_a_whole_report_and_a_sentence() -> None:
    command = [sys.executable, "-m", "wallboard", "bench", "--size", "320x180", "--seconds", "1", "--json"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert [phase["name"] for phase in report["phases"]] == ["peak", "card", "still"]
    assert {part["kind"] for part in report["parts"]} >= {"china_map", "counter", "trend"}
    assert {"imports", "grounds", "sprites", "land", "backing stores", "the rest"} == set(report["memory_mb"])
    assert 0 < report["import_cpu_ms"] < report["first_picture_cpu_ms"]
    assert report["verdict"].endswith(".")
