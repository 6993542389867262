"""A process is read from outside, and one that is gone is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from wallboard.soak.processes import ProcessReading, figures, read_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")


def test_an_open_file_is_counted(tmp_path: Path) -> None:
    before = read_process(os.getpid())
    with (tmp_path / "file").open("w"):
        during = read_process(os.getpid())
    assert before is not None
    assert during is not None
    assert during.fds - before.fds == 1


def test_a_process_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    assert read_process(1, proc=tmp_path) is None


def test_a_night_is_the_mean_of_its_readings_and_the_time_that_passed() -> None:
    found = figures([ProcessReading(100, 10, 3, 5.0), ProcessReading(110, 12, 3, 7.5)])
    assert found == {"memory MB": 105, "file descriptors": 11, "threads": 3, "processor s": 2.5}
