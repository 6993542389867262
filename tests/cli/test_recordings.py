"""`wallboard record …` at its edge: one line for bad input, exit 2, nothing changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.bench.make_night import make_night
from wallboard.cli.main import run
from wallboard.recording.folder import segment_path

COMMANDS = ["info", "verify", "repair", "export", "trim", "pack"]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds of the demonstration."""
    folder = tmp_path_factory.mktemp("night") / "night"
    make_night(folder, hours=20 / 3600)
    return folder


def _make(kind: str, path: Path) -> Path:
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "other":
        path.write_text("dear diary\n" * 900)
    elif kind == "folder":
        path.mkdir()
    elif kind == "later":
        make_night(path, hours=2 / 3600)
        connection = sqlite3.connect(segment_path(path, 1))
        connection.execute("PRAGMA user_version=9")
        connection.close()
    return path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["missing", "empty", "other", "folder"])
def test_what_is_no_recording_is_one_line_and_status_2(
    command: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _make(kind, tmp_path / "thing")
    before = sorted(tmp_path.rglob("*"))
    assert run(["record", command, str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "thing" in error
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["info", "verify", "export", "trim"])
def test_what_is_damaged_is_told_with_what_helps(
    command: str, night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = tmp_path / "night.wallboard"
    content = segment_path(night, 1).read_bytes()
    damaged.write_bytes(content[: len(content) // 2])
    assert run(["record", command, str(damaged)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "save what can be read with `wallboard record repair`" in error
    assert run(["record", "repair", str(damaged)]) == 0
    assert "with all their figures" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_a_later_version_is_named_as_such(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _make("later", tmp_path / "thing")
    assert run(["record", command, str(path)]) == 2
    assert "later version" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["trim", "export"])
def test_an_instant_outside_names_the_bounds(
    command: str, night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["record", command, str(night), "--from", "03:00:00", "-o", str(tmp_path / "out")]) == 2
    assert "to 00:00:19" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_a_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_night(tmp_path / "night", hours=5 / 3600)
    connection = sqlite3.connect(segment_path(tmp_path / "night", 1))
    connection.execute("DELETE FROM body WHERE answer_id = 3")
    connection.commit()
    connection.close()
    assert run(["record", "verify", str(tmp_path / "night")]) == 1
    assert "a body of answer 3 is missing" in capsys.readouterr().out


def test_a_repair_that_saves_no_answer_says_so_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_night(tmp_path / "night", hours=5 / 3600)
    connection = sqlite3.connect(segment_path(tmp_path / "night", 1))
    connection.executescript("DELETE FROM body; DELETE FROM snapshot; DELETE FROM answer; VACUUM")
    connection.close()
    assert run(["record", "repair", str(tmp_path / "night")]) == 1
    said = capsys.readouterr().out
    assert "no answer could be saved" in said
    assert "answers saved" not in said


def test_a_repair_of_what_is_no_file_says_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_night(tmp_path / "night", hours=2 / 3600)
    segment = segment_path(tmp_path / "night", 1)
    segment.rename(tmp_path / "elsewhere")
    segment.symlink_to(tmp_path / "elsewhere")
    assert run(["record", "repair", str(tmp_path / "night")]) == 2
    assert "is a symbolic link" in capsys.readouterr().err


def test_what_is_packed_can_be_verified_repaired_cut_and_exported(night: Path, tmp_path: Path) -> None:
    packed = tmp_path / "night.wallboard"
    assert run(["record", "pack", str(night), "-o", str(packed)]) == 0
    assert run(["record", "verify", str(packed)]) == 0
    assert run(["record", "repair", str(packed)]) == 0
    assert run(["record", "trim", str(packed), "--from", "00:00:05"]) == 0
    assert run(["record", "merge", str(packed), str(night)]) == 0
    assert run(["record", "export", str(packed), "--format", "jsonl", "--every", "5"]) == 0
    assert run(["record", "info", str(tmp_path / "night-part.wallboard"), "--json"]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    made = {"night-repaired.wallboard", "night-part.wallboard", "night-merged.wallboard", "night-tables"}
    assert names == {"night.wallboard", *made}
