"""A collector that is killed in the middle of its work, again and again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import wallboard
from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.folder import RoleLock, segments_in
from wallboard.recording.reader import RecordingReader

VICTIM = Path(__file__).with_name("victim.py")


def _start(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(VICTIM), str(folder)]
    found = os.environ | {"PYTHONPATH": str(Path(wallboard.__file__).parents[1])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=found)


def _killed_after(folder: Path, lines: int) -> list[int]:
    """The ids that a recording process said it had committed before it was killed."""
    with _start(folder) as process:
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(lines)]
        process.kill()
        said += [int(line) for line in process.stdout if line.endswith("\n")]
    return said


def test_no_committed_row_is_lost_by_a_kill(tmp_path: Path) -> None:
    chance = random.Random(11)
    said: list[int] = []
    for _ in range(5):
        said += _killed_after(tmp_path, chance.randint(1, 60))
        with RecordingReader(tmp_path) as reader:
            shown = [reader.sample(n).snapshot.gmv_fen // 100 for n in range(len(reader.index.shown))]
            assert reader.problems == ()
            assert shown == list(range(1, len(shown) + 1))
            assert set(said) <= set(shown)


def test_a_kill_leaves_the_recording_to_the_next_collector(tmp_path: Path) -> None:
    first = _killed_after(tmp_path, 70)
    assert len(segments_in(tmp_path)) > 1
    assert _killed_after(tmp_path, 1)[0] in {first[-1] + 1, first[-1] + 2}


def test_another_process_that_records_is_named(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(AlreadyRunningError, match=f"process {process.pid}"):
            RoleLock(tmp_path, "collect")
        process.kill()
