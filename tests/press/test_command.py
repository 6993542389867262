"""The commands `wallboard press build` and `release`, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.press.rig import BILLION, EVENT
from tests.truth.rig import Wall
from wallboard.cli.main import run
from wallboard.press.folder import at_work

CONFIG = """
[press]
licence = "Free"
credit = "Example Ltd."
contact = "press@example.org"
definition = "The sum of all"
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    with Wall(tmp_path / "night", facts=EVENT, into_s=100) as wall:
        wall.tell(0.9 * BILLION)
        wall.tell(1.05 * BILLION)
        wall.wait(2)
    return tmp_path / "night"


def build(night: Path, *lines: str) -> tuple[int, Path]:
    """Make the desk of a recording with these lines more under [press]."""
    config, desk = night.parent / "wallboard.toml", night.parent / "desk"
    config.write_text(CONFIG + "\n".join(lines), encoding="utf-8")
    words = ["press", "build", str(night), "-o", str(desk), "--no-pictures", "--config", str(config)]
    return run(words), desk


def test_a_desk_is_made_and_made_again(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, desk = build(night)
    assert status == 0, capsys.readouterr().err
    assert "1 milestones in 1 editions" in capsys.readouterr().out
    assert json.loads((desk / "milestones.json").read_text("utf-8"))["milestones"][0]["id"] == "gmv-1bn"
    pages = {path: path.read_bytes() for path in desk.rglob("*.html")}
    assert build(night)[0] == 0
    assert {path: path.read_bytes() for path in desk.rglob("*.html")} == pages


def test_a_folder_where_another_desk_writes_is_left_alone(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, desk = build(night)
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    with at_work(desk):
        assert build(night)[0] == 2
    assert "another wallboard press" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before


def test_an_embargo_ends_by_the_chiefs_word(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, desk = build(night, "embargo = true")
    assert status == 0
    page = desk / "m/gmv-1bn/en.html"
    assert "under embargo: gmv-1bn;" in capsys.readouterr().out
    assert "when it is released" in page.read_text("utf-8")
    assert run(["press", "release", "gmv-1bn", "--folder", str(desk)]) == 0
    assert build(night, "embargo = true")[0] == 0
    assert "RMB 1 billion" in page.read_text("utf-8")


def test_an_embargo_ends_at_its_time(night: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, desk = build(night, "embargo = true")
    page = desk / "m/gmv-1bn/en.html"
    late = ["press", "release", "gmv-1bn", "--folder", str(desk), "--at", "2200-01-01T00:00:00+08:00"]
    assert run(late) == 0
    assert "gmv-1bn opens at 2200-01-01" in capsys.readouterr().out
    assert build(night, "embargo = true")[0] == 0
    assert "This page opens at 00:00:00 Beijing time on Wednesday, Jan. 1, 2200" in page.read_text("utf-8")
    assert "gmv-1bn until 2199-12-31T16:00:00" in capsys.readouterr().out
    assert run([*late[:-1], "2001-01-01T00:00:00Z"]) == 0
    assert build(night, "embargo = true")[0] == 0
    assert "RMB 1 billion" in page.read_text("utf-8")


def test_of_a_night_that_is_over_an_embargo_of_minutes_is_over(night: Path) -> None:
    _, desk = build(night, "embargo = true", "embargo_s = 600")
    text = (desk / "m/gmv-1bn/en.html").read_text("utf-8")
    assert ("RMB 1 billion" in text) != ("This page opens at" in text), "by this machine's clock, whatever it says"


@pytest.mark.parametrize("milestone", ["gmv-2bn", "..", ".", "", "gmv-1bn/r1", "r1\\..", "/etc"])
def test_what_is_no_milestone_is_not_released(night: Path, capsys: pytest.CaptureFixture[str], milestone: str) -> None:
    _, desk = build(night, "embargo = true")
    assert run(["press", "release", milestone, "--folder", str(desk)]) == 2
    assert "no milestone" in capsys.readouterr().err
    assert not (desk / ".released").exists()


@pytest.mark.parametrize("time", ["tomorrow", "00:30:00", "2026-11-11T00:30:00", "9999-12-31T23:59:59-23:59", "", "\0"])
def test_what_is_no_time_releases_nothing(night: Path, capsys: pytest.CaptureFixture[str], time: str) -> None:
    _, desk = build(night, "embargo = true")
    assert run(["press", "release", "gmv-1bn", "--folder", str(desk), "--at", time]) == 2
    assert "is no time with its offset" in capsys.readouterr().err
    assert not (desk / ".released").exists()
