"""Every error ends as clear lines and an exit status; never a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from tests.cli.conftest import Command
from tests.patience import PATIENCE_S
from wallboard.__main__ import main
from wallboard.cli import commands
from wallboard.cli.main import hold_streams, mend_time_zone
from wallboard.core.errors import WallboardError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A command `schema` that raises what the test wants."""

    @click.command()
    def schema() -> None:
        raise request.param

    monkeypatch.setitem(commands.wallboard.commands, "schema", schema)


@pytest.mark.parametrize("failing", [WallboardError("the disk is gone")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_an_error_of_the_program_is_its_line_and_its_status(wallboard: Command) -> None:
    ended = wallboard("schema")
    assert (ended.status, ended.err) == (1, "wallboard: the disk is gone\n")


@pytest.mark.parametrize("failing", [WallboardError("no answer from https://me:pw@host/x?token=abc")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_secrets_in_an_error_are_masked(wallboard: Command) -> None:
    ended = wallboard("schema")
    assert "host/x" in ended.err
    assert "pw" not in ended.err
    assert "abc" not in ended.err


@pytest.mark.parametrize("failing", [ZeroDivisionError("by\nnothing")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_a_mistake_of_ours_is_one_line_that_names_the_log(wallboard: Command) -> None:
    ended = wallboard("schema")
    assert ended.status == 1
    assert ended.err.startswith("wallboard: unexpected ZeroDivisionError: by nothing; the details are in ")
    assert ended.err.count("\n") == 1
    assert "Traceback" in Path(ended.err.rpartition(" ")[2].strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize("failing", [ZeroDivisionError("by nothing")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_developers_can_ask_for_the_traceback(wallboard: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLBOARD_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        wallboard("schema")


@pytest.mark.parametrize("failing", [KeyboardInterrupt()], indirect=True)
@pytest.mark.usefixtures("failing")
def test_an_interrupted_command_says_so_by_its_status(wallboard: Command) -> None:
    ended = wallboard("schema")
    assert (ended.status, ended.err.strip()) == (130, "")


def test_every_mistake_of_a_configuration_has_its_line(wallboard: Command) -> None:
    Path("wallboard.toml").write_text("[polling]\ninterval_s = -1.0\nfast = true\n")
    ended = wallboard("check")
    assert ended.status == 2
    assert [line.partition(": polling")[0] for line in ended.err.splitlines()] == [
        "wallboard: wallboard.toml:2",
        "wallboard: wallboard.toml:3",
    ]


@pytest.mark.parametrize("command", ["run", "collect", "show", "demo", "probe", "keys", "screens"])
def test_a_configuration_that_is_not_there_is_named_by_every_command(command: str, wallboard: Command) -> None:
    ended = wallboard(command, "--config", "nowhere.toml")
    assert "nowhere.toml" in ended.err or "no display" in ended.err
    assert ended.err.count("\n") == 1


def test_run_without_an_endpoint_says_how_to_name_one(wallboard: Command) -> None:
    ended = wallboard("run")
    assert ended.status == 2
    assert "--endpoint URL" in ended.err


def test_show_without_a_recording_says_so(wallboard: Command) -> None:
    ended = wallboard("show")
    assert ended.status == 2
    assert "no recording yet" in ended.err


@pytest.mark.parametrize("failing", [PermissionError(13, "Permission denied", "the/folder")], indirect=True)
@pytest.mark.usefixtures("failing")
def test_what_the_system_refuses_is_one_line_that_names_the_file(wallboard: Command) -> None:
    ended = wallboard("schema")
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("wallboard: Permission denied: the/folder; ")


def started(folder: Path, *words: str, **pipes: int) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, with a terminal that knows only ASCII."""
    environment = {**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "wallboard", *words]
    return subprocess.run(command, env=environment, cwd=folder, text=True, check=False, timeout=PATIENCE_S, **pipes)  # type: ignore[call-overload,no-any-return]


def test_a_terminal_that_lacks_a_letter_gets_a_mark_in_its_place(tmp_path: Path) -> None:
    ended = started(tmp_path, "keys", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "?" in ended.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = started(tmp_path, "schema", stdout=full.fileno(), stderr=subprocess.PIPE)
    assert ended.returncode == 1
    assert ended.stderr.startswith("wallboard: No space left on device; ")
    assert ended.stderr.count("\n") == 1


def test_no_file_is_opened_in_the_place_of_a_closed_standard_stream() -> None:
    kept = os.dup(2)
    os.close(2)
    try:
        hold_streams()
        assert os.fstat(2).st_rdev == Path(os.devnull).stat().st_rdev
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_a_command_runs_whatever_standard_streams_are_closed(tmp_path: Path, closed: tuple[int, ...]) -> None:
    said = "" if 1 in closed else "{"
    closing = " ".join(f"{number}>&-" for number in closed)
    command = f"{shlex.quote(sys.executable)} -m wallboard schema {closing}; echo status $? >&9"
    ended = subprocess.run(
        f"exec 9>&2; {command}", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.stdout[:1] == said
    assert ended.stderr == "status 0\n"


@pytest.mark.parametrize(
    ("zone", "kept"),
    [
        ("FILE", "UTC"),
        (":FILE", "UTC"),
        ("FOLDER", "UTC"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("EST5EDT", "EST5EDT"),
        ("", ""),
    ],
)
def test_a_time_zone_that_is_none_is_utc(tmp_path: Path, zone: str, kept: str) -> None:
    (tmp_path / "text").write_text("root:x:0:0\n", encoding="utf-8")
    environ = {"TZ": zone.replace("FILE", str(tmp_path / "text")).replace("FOLDER", str(tmp_path))}
    mend_time_zone(environ)
    assert environ == {"TZ": kept}


@pytest.mark.parametrize(
    "words",
    [("check", ""), ("record", "info", ""), ("still", "demo", "--at", "00:00:52", "-o", ""), ("run", "--record", "")],
)
def test_an_empty_name_is_not_the_current_folder(words: tuple[str, ...], wallboard: Command) -> None:
    ended = wallboard(*words)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "the name is empty" in ended.err


def test_ctrl_c_while_the_program_is_still_loading_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupting(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "wallboard.cli.main", Interrupting("wallboard.cli.main"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
