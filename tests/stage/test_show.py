"""Displays without a display: pictures as files, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import wallboard
from tests.patience import PATIENCE_S
from tests.stage.processes import Process, display, wait_until
from wallboard.stage.platforms import has_display

pytestmark = pytest.mark.xdist_group("walls")

_SCREENS = """
import json, sys
from PySide6.QtWidgets import QApplication
from wallboard.config.load import load
from wallboard.stage.screen_keeper import ScreenKeeper
from wallboard.stage.window import CanvasWindow
from wallboard.stage.keyboard import Keyboard
app = QApplication([])
keyboard = Keyboard({}, print)
class Easel:
    def paint(self, *_): pass
make = lambda: CanvasWindow(Easel(), keyboard, lambda: None, lambda: None)
keeper = ScreenKeeper(app, load(None), make, fullscreen=True)
keeper.arrange()
app.processEvents()
for window in keeper.windows:
    rect = window.geometry()
    print(json.dumps([window.view.canvas, window.view.size, [rect.x(), rect.y()], window.device_size]))
keeper.close()
"""


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Process]:
    """A display that draws off screen into `tmp_path / "pictures"`."""
    config = tmp_path / "wall.toml"
    config.write_text(
        "[display]\nsnapshot_folder = 'pictures'\n"
        "[screens.center]\ngeometry = '640x360'\n[screens.right]\ngeometry = '320x180'\n"
    )
    with display(tmp_path / "night", {}, config=str(config)) as process:
        yield process


def pictures(folder: Path) -> dict[str, tuple[int, int]]:
    """The complete pictures in a folder and their sizes."""
    images = {path.name: QImage(str(path)) for path in folder.glob("*.png")}
    return {name: (image.width(), image.height()) for name, image in images.items() if not image.isNull()}


def test_without_a_display_it_says_so_and_keeps_a_picture_of_every_screen(paper: Process, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    wanted = {"center.png": (640, 360), "right.png": (320, 180)}
    wait_until(lambda: folder.exists() and pictures(folder) == wanted, f"the pictures; {paper.log.read_text()}")
    (line,) = [line for line in paper.log.read_text().splitlines() if "no display" in line]
    assert line.endswith(str(folder))


def test_the_pictures_are_replaced_again_and_again(paper: Process, tmp_path: Path) -> None:
    path = tmp_path / "pictures" / "right.png"
    wait_until(path.exists, f"the picture; {paper.log.read_text()}")
    first = path.stat().st_mtime_ns
    wait_until(lambda: path.stat().st_mtime_ns != first, "a newer picture")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(paper: Process, number: int) -> None:
    paper.wait_for_beat()
    paper.popen.send_signal(number)
    assert paper.popen.wait(PATIENCE_S) == 0


def test_the_end_of_its_standard_input_ends_it_with_status_0(paper: Process) -> None:
    paper.wait_for_beat()
    assert paper.end() == 0


def test_several_screens_of_any_pixel_ratio_are_filled_in_device_pixels(tmp_path: Path) -> None:
    screens = [
        {"name": name, "x": x, "y": 0, "width": 1800, "height": 900, "logicalDpi": 96}
        for name, x in (("a", 0), ("b", 1800), ("c", 3600))
    ]
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"screens": screens}))
    environment = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCREEN_SCALE_FACTORS": "a=1;b=1.5;c=2",
        "PYTHONPATH": str(Path(wallboard.__file__).parents[1]),
    }
    done = subprocess.run([sys.executable, "-c", _SCREENS], env=environment, capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        ["left", [1800, 900], [0, 0], [1800, 900]],
        ["center", [1800, 900], [1800, 0], [1800, 900]],
        ["right", [1800, 900], [3600, 0], [1800, 900]],
    ]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a window system")
@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="none"),
        pytest.param({"DISPLAY": ":4999"}, id="x-server-that-does-not-answer"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "nowhere"}, id="compositor-that-is-gone"),
        pytest.param({"QT_QPA_PLATFORM": "offscreen"}, id="chosen"),
    ],
)
def test_no_display_is_noticed_before_qt_would_end_the_process(environment: dict[str, str]) -> None:
    assert not has_display(environment)


def test_a_plugin_that_was_chosen_is_not_given_up_while_its_server_is_away() -> None:
    assert has_display({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4999"})
