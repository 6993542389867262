"""What follows from the file that a running wall keeps beside its recording."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from wallboard.core.instants import SECOND_US
from wallboard.core.process_reports import CollectorReport, DisplayReport
from wallboard.supervise.health import HEALTH_FILE, ChildHealth, WallHealth, problems, read_health, write_health

NOW_US = 100 * SECOND_US
SHOWN = DisplayReport(500, 60, 1, ("live",), "overview", "screens", ("HDMI-1",), ())
WELL = WallHealth(
    version="1",
    pid=7,
    recording="/night",
    x_display=":0",
    since="2026-11-10T10:00:00Z",
    at="2026-11-10T11:00:00Z",
    up_us=90 * SECOND_US,
    mono_us=NOW_US - SECOND_US,
    log_folder="/logs",
    children={"show": ChildHealth(8, True, 0), "collect": ChildHealth(9, True, 2)},
    display=SHOWN,
    collector=CollectorReport(400, 3, ""),
    disk_free_bytes=40_000_000_000,
)


def told(health: WallHealth | None, *, alive: bool = True) -> tuple[str, ...]:
    return problems(health, NOW_US, lambda _pid: alive)


def test_a_wall_that_runs_well_has_no_problems() -> None:
    assert told(WELL) == ()


@pytest.mark.parametrize(
    ("health", "problem"),
    [
        (None, "no wall runs"),
        (replace(WELL, mono_us=NOW_US - 6 * SECOND_US), "process 7) has stood still since 2026-11-10T11:00:00Z"),
        (replace(WELL, mono_us=NOW_US + SECOND_US), "no wall runs"),
        (replace(WELL, children={"show": ChildHealth(None, False, 1)}), "show is not up"),
        (replace(WELL, children={"show": ChildHealth(8, True, 4, plain=True)}), "show has crashed 3 times"),
        (replace(WELL, disk_free_bytes=2_000_000), "2 MB are left"),
        (replace(WELL, display=replace(SHOWN, badges=("stale",), age_s=44)), "44 s old"),
        (replace(WELL, display=replace(SHOWN, badges=("simulated", "waiting"))), "no figure"),
        (replace(WELL, display=replace(SHOWN, alarms=("the monitor of 'left' is gone",))), "'left' is gone"),
        (replace(WELL, collector=CollectorReport(9, 1, "primary: refused")), "newest fetch failed: primary: refused"),
    ],
)
def test_each_problem_is_told_in_a_line(health: WallHealth | None, problem: str) -> None:
    (line,) = told(health)
    assert problem in line


def test_a_process_that_is_gone_is_no_wall_however_new_its_file() -> None:
    (line,) = told(WELL, alive=False)
    assert line.startswith("no wall runs")


def test_a_wall_that_has_just_begun_may_wait_for_its_first_figures_and_children() -> None:
    begun = replace(
        WELL,
        up_us=SECOND_US,
        display=replace(SHOWN, badges=("waiting",)),
        children={"show": ChildHealth(8, False, 0)},
    )
    assert told(begun) == ()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_health(tmp_path, WELL)
    write_health(tmp_path, replace(WELL, pid=8))
    assert read_health(tmp_path) == replace(WELL, pid=8)
    assert [path.name for path in tmp_path.iterdir()] == [HEALTH_FILE]


def test_what_cannot_be_replaced_is_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_health(tmp_path, replace(WELL, log_folder="/a/much/longer/folder"))

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    write_health(tmp_path, WELL)
    assert read_health(tmp_path) == WELL


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', "\0" * 100])
def test_a_file_that_is_no_health_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / HEALTH_FILE).write_text(text)
    assert read_health(tmp_path) is None


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system cannot tell a link when it opens it")
def test_no_link_is_followed_when_it_is_written(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    folder = tmp_path / "night"
    folder.mkdir()
    (folder / HEALTH_FILE).symlink_to(victim)
    write_health(folder, WELL)
    assert victim.read_text() == "mine"
    assert msgspec.json.decode((folder / HEALTH_FILE).read_bytes(), type=WallHealth) == WELL
