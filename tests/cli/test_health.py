"""`wallboard health`: an exit status for machines, lines for people."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.conftest import Command
from tests.supervise.test_health import SHOWN, WELL
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.health import write_health
from wallboard.supervise.wall_folder import WallInfo, new_wall_folder


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A recording whose wall runs: it is this process."""
    folder = tmp_path / "night"
    folder.mkdir()
    write_health(folder, replace(WELL, pid=os.getpid(), mono_us=system_mono_us(), recording=str(folder)))
    return folder


def test_a_wall_that_runs_well_is_healthy(wallboard: Command, recording: Path) -> None:
    ended = wallboard("health", "--record", str(recording))
    assert ended.status == 0
    assert ended.out.startswith(f"healthy: the wall on {recording}\n")
    assert "60 frames/s on HDMI-1" in ended.out
    assert "started anew: collect 2" in ended.out.splitlines()
    assert all(line.isprintable() for line in ended.out.splitlines())


def test_what_is_wrong_is_told_line_by_line_and_by_the_status(wallboard: Command, recording: Path) -> None:
    shown = replace(SHOWN, badges=("stale",), age_s=44, alarms=("the monitor of 'left' is gone",))
    write_health(recording, replace(WELL, pid=os.getpid(), mono_us=system_mono_us(), display=shown))
    ended = wallboard("health", "--record", str(recording))
    assert ended.status == 1
    assert [line for line in ended.out.splitlines() if line.startswith("- ")] == [
        "- the monitor of 'left' is gone",
        "- the figures are 44 s old",
    ]


def test_programs_get_json(wallboard: Command, recording: Path) -> None:
    ended = wallboard("health", "--record", str(recording), "--json")
    told = json.loads(ended.out)
    assert (ended.status, told["healthy"], told["problems"]) == (0, True, [])
    assert told["wall"]["collector"]["fetches"] == 400
    assert told["wall"]["children"]["collect"]["restarts"] == 2


def test_where_no_wall_runs_the_status_says_so(wallboard: Command, tmp_path: Path) -> None:
    ended = wallboard("health", "--record", str(tmp_path), "--json")
    told = json.loads(ended.out)
    assert (ended.status, told["healthy"], told["wall"]) == (1, False, None)
    assert told["problems"] == ["no wall runs on this recording"]


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the walls of this test have their folders."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr("wallboard.supervise.wall_folder.parent_folder", lambda: folder)
    return folder


def test_the_only_wall_that_runs_needs_no_name(wallboard: Command, recording: Path, memory: Path) -> None:
    with new_wall_folder(WallInfo(os.getpid(), str(recording)), memory):
        assert wallboard("health").out.startswith(f"healthy: the wall on {recording}\n")


def test_of_several_walls_one_is_to_be_named(wallboard: Command, recording: Path, memory: Path) -> None:
    one, other = WallInfo(1, str(recording)), WallInfo(2, "/other")
    with new_wall_folder(one, memory), new_wall_folder(other, memory):
        ended = wallboard("health")
    assert ended.status == 2
    assert "2 walls run; name one with --record" in ended.err


def test_where_there_is_nothing_at_all_the_words_say_what_to_name(wallboard: Command, memory: Path) -> None:
    ended = wallboard("health")
    assert (ended.status, list(memory.iterdir())) == (2, [])
    assert "name the recording of a wall with --record" in ended.err
