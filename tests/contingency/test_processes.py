"""Real processes are killed and frozen: the picture comes back, and nothing that was committed is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contingency.kills import running_wall
from tests.contingency.monitors import shown_on_monitors
from tests.contingency.signal_storm import Rows, strike
from tests.stage.monitors import RULES
from wallboard.recording.reader import RecordingReader
from wallboard.recording.tools.verify import verify

pytestmark = [
    pytest.mark.xdist_group("walls"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc, under an X server"),
]


def answers(folder: Path) -> int:
    with RecordingReader(folder, live=True) as reader:
        return len(reader.index.answers)


def committed(folder: Path, least: int) -> int:
    """How many answers there are, once there are so many."""
    limit = time.monotonic() + 30
    while not folder.exists() or (found := answers(folder)) < least:
        if time.monotonic() > limit:
            pytest.fail("nothing is recorded")
        time.sleep(0.05)
    return found


@pytest.mark.servers
@pytest.mark.contingency(0)
def test_a_wall_outlives_the_death_of_each_of_its_children(tmp_path: Path) -> None:
    with running_wall(tmp_path) as wall:
        wall.wait_for_picture()  # only what has lived can be back
        before = committed(tmp_path / "night", 2)
        for name, number in (("show", signal.SIGKILL), ("show", signal.SIGSTOP), ("collect", signal.SIGKILL)):
            assert wall.strike(name, number) < 30
        assert committed(tmp_path / "night", before + 2) >= before + 2
    assert verify(tmp_path / "night").findings == ()


@pytest.mark.servers
@pytest.mark.contingency(0)
def test_a_killed_display_is_back_on_the_screen_and_the_desktop_never_shows(tmp_path: Path) -> None:
    with running_wall(tmp_path) as wall:
        wall.wait_for_picture()
        committed(tmp_path / "night", 2)
        wall.wait_for_curtain()
        assert not wall.kill().bare


@pytest.mark.servers
@pytest.mark.contingency(0)
def test_signals_to_one_or_two_processes_leave_the_wall_up_and_its_rows_whole(tmp_path: Path) -> None:
    with running_wall(tmp_path) as wall:
        rows = Rows(tmp_path / "night")
        wall.wait_for_picture()
        wall.wait_for_curtain()
        for struck in (
            {"show": "TERM", "collect": "INT"},
            {"show": "HUP", "curtain": "HUP"},
            {"show": "KILL", "standby": "STOP"},
            {"show": "SEGV", "curtain": "ABRT"},
            {"collect": "STOP", "simulate": "QUIT"},
        ):
            assert strike(wall, struck).came_back
            assert rows.look() == 0
        assert wall.popen.poll() is None
    assert rows.finish()[1:] == (0, ())


@pytest.mark.servers
@pytest.mark.contingency(0)
def test_a_wall_whose_x_server_dies_is_back_on_the_screen_with_the_next_one(tmp_path: Path) -> None:
    with running_wall(tmp_path) as wall:
        wall.wait_for_picture()
        pid = wall.display_pid()
        before = committed(tmp_path / "night", 2)
        wall.server.die()
        committed(tmp_path / "night", before + 2)
        assert wall.told("show ended with status 1: nothing answers at DISPLAY=")
        wall.server.rise()
        wall.wait_for_picture(pid or 0)
        assert wall.display_pid() != pid
        assert not wall.told("plainest form")


@pytest.mark.contingency(0)
def test_a_display_whose_screen_has_just_gone_ends_and_does_not_draw_off_screen(tmp_path: Path) -> None:
    environment = os.environ | {"DISPLAY": ":4999", "QT_QPA_PLATFORM": "xcb", "XDG_STATE_HOME": str(tmp_path)}
    words = ("-m", "wallboard", "show", "--record", str(tmp_path / "night"), "--supervised")
    done = subprocess.run((sys.executable, *words), env=environment, stdin=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode != 0


@pytest.mark.servers
@pytest.mark.contingency(0)
@pytest.mark.parametrize("rules", RULES)
def test_however_monitors_change_the_right_canvas_is_on_the_right_screen(tmp_path: Path, rules: str) -> None:
    with shown_on_monitors(tmp_path, rules) as (monitors, process):
        chance = random.Random(11)
        for _ in range(8):
            monitors.change(chance)
            monitors.settled_s()
        process.wait_for_beat()
