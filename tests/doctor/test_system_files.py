"""The files for the system: what systemd reads in them, and what the session does."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

FOLDER = Path(__file__).parents[2] / "config" / "system"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a shell is needed")


def unit(name: str) -> dict[str, str]:
    """The service section of a unit, the last of each setting."""
    parser = configparser.RawConfigParser(strict=False, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[method-assign,assignment] # names of settings keep their case
    parser.read_string((FOLDER / name).read_text(encoding="utf-8"))
    return dict(parser["Service"])


def test_a_wall_that_ended_unasked_returns_and_one_that_was_asked_to_does_not() -> None:
    service = unit("wallboard.service")
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"].split() == ["0", "2"]


def test_a_supervisor_that_stands_still_is_noticed() -> None:
    service = unit("wallboard.service")
    assert (service["Type"], service["NotifyAccess"]) == ("notify", "main")
    assert 5 <= int(service["WatchdogSec"]) <= 60
    assert service["WatchdogSignal"] == "SIGKILL"


@pytest.mark.parametrize("name", ["wallboard.service", "wallboard-cage.service"])
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("this system has no systemd-analyze")
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    there = ["ExecStart=/bin/true" if line.startswith("ExecStart=") else line for line in lines]
    (tmp_path / name).write_text("\n".join(there) + "\n", encoding="utf-8")
    done = subprocess.run([analyze, "verify", tmp_path / name], capture_output=True, text=True, check=False, timeout=60)
    assert name not in done.stderr


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of programs that only say what they were called with."""
    for name in ("xset", "dbus-update-activation-environment", "systemctl", "openbox"):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\necho {name} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return tmp_path


def session(tools: Path, *words: str, **environment: str) -> list[str]:
    """What the session calls, one line each."""
    own = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"} | environment
    done = subprocess.run(["sh", FOLDER / "session.sh", *words], env=own, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@POSIX
def test_a_session_under_x_starts_the_wall_and_lives_on_the_window_manager(tools: Path) -> None:
    assert session(tools, "openbox", "--sm-disable", DISPLAY=":0") == [
        "xset s off -dpms",
        "dbus-update-activation-environment --systemd DISPLAY XAUTHORITY WAYLAND_DISPLAY",
        "systemctl --user restart --no-block wallboard",
        "openbox --sm-disable",
    ]


@POSIX
def test_a_session_under_wayland_asks_nothing_of_x(tools: Path) -> None:
    called = session(tools, WAYLAND_DISPLAY="wayland-0", DISPLAY=":1")
    assert [line.split()[0] for line in called] == ["dbus-update-activation-environment", "systemctl"]


def test_the_task_for_windows_starts_the_script_that_ends_only_when_it_was_asked() -> None:
    task = ET.parse(FOLDER / "wallboard-task.xml")
    (command,) = task.iterfind(".//{*}Command")
    assert command.text is not None
    script = (FOLDER / command.text.rpartition("\\")[2]).read_text(encoding="ascii")
    assert [line for line in script.splitlines() if line.startswith("if")] == [
        "if %ERRORLEVEL% EQU 0 exit /b 0",
        "if %ERRORLEVEL% EQU 2 exit /b 2",
    ]
    assert script.rstrip().endswith("goto again")
