"""What a rehearsal takes from the machine it gives back as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wallboard.rehearse import fault_injection
from wallboard.rehearse.fault_injection import fill_disk, unplug

pytestmark = pytest.mark.xdist_group("walls")

_WRITER = """
import sys
for _ in sys.stdin:
    try:
        with open("file", "w") as file:
            file.write("x")
        print("written", flush=True)
    except OSError as error:
        print(error.strerror, flush=True)
"""

MONITORS = """Monitors: 3
 0: +*HDMI-1 1920/508x1080/286+0+0  HDMI-1
 1: +DP-2 1080/286x1920/508+1920+0  DP-2
 2: east 960/240x1080/270+3000+0
"""
QUERY = """Screen 0: minimum 320 x 200, current 4000 x 1920, maximum 16384 x 16384
HDMI-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 508mm x 286mm
   1920x1080     60.00*+  50.00
   1280x720      60.00
DP-2 connected 1080x1920+1920+0 left (normal left inverted right x axis y axis) 508mm x 286mm
   2560x1440     60.00 +
   1920x1080     60.00*
"""


class XServer:
    """Answers as xrandr would, and keeps what it was told to do."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, *words: str) -> str:
        if words[0] in ("--listmonitors", "--query"):
            return MONITORS if words[0] == "--listmonitors" else QUERY
        self.told.append(" ".join(words))
        return ""


@pytest.mark.parametrize(
    ("name", "gone", "back"),
    [
        ("HDMI-1", "--output HDMI-1 --off", "--output HDMI-1 --mode 1920x1080 --pos 0x0 --primary"),
        ("DP-2", "--output DP-2 --off", "--output DP-2 --mode 1920x1080 --pos 1920x0 --rotate left"),
        ("east", "--delmonitor east", "--setmonitor east 960/240x1080/270+3000+0 none"),
        ("", "--delmonitor east", "--setmonitor east 960/240x1080/270+3000+0 none"),
    ],
    ids=["the first", "a turned one", "a made one", "the last"],
)
def test_a_monitor_that_goes_comes_back_as_it_was(name: str, gone: str, back: str) -> None:
    server = XServer()
    undo = unplug(name, server)
    assert callable(undo)
    undo()
    assert server.told == [gone, back]


def test_a_monitor_that_is_not_there_is_left_out_with_the_names_of_those_that_are() -> None:
    assert unplug("VGA", XServer()) == "left out: xrandr knows no monitor 'VGA'; there are HDMI-1, DP-2, east"


def test_a_small_disk_is_filled_and_emptied_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_injection, "_SMALL", 2**60)
    monkeypatch.setattr(fault_injection, "_PIECE", 0)  # the disk of whoever runs this is not filled in earnest
    undo = fill_disk(tmp_path, None)
    assert callable(undo)
    assert (tmp_path / "ballast").exists()
    undo()
    assert not (tmp_path / "ballast").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit no process from outside")
def test_no_file_of_the_collector_grows_until_it_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_injection, "_SMALL", 0)
    with subprocess.Popen([sys.executable, "-c", _WRITER], cwd=tmp_path, stdin=-1, stdout=-1, text=True) as writer:
        undo = fill_disk(tmp_path, writer.pid)
        assert callable(undo)
        assert asked(writer) == "File too large"
        undo()
        assert asked(writer) == "written"
        writer.communicate()


def asked(writer: subprocess.Popen[str]) -> str:
    """What a process says that writes a file whenever it is told to."""
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write("\n")
    writer.stdin.flush()
    return writer.stdout.readline().strip()


def test_a_large_disk_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_injection, "_SMALL", 0)
    assert str(fill_disk(tmp_path, None)).startswith("left out: record to a small disk")
