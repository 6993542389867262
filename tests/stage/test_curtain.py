"""The curtain keeps the last picture beneath the wall: seen when the wall is gone, and never above it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.patience import PATIENCE_S
from tests.stage.processes import wait_until
from tests.stage.x_server import XServer, x_server
from wallboard.stage.curtain import MARKED_AFTER_US, Curtain
from wallboard.stage.fallback_file import file_of, keep, kept
from wallboard.stage.fallback_header import taken_us

pytestmark = pytest.mark.xdist_group("walls")

RED, GREEN, GROUND = 0xFFC00000, 0xFF00C000, 0xFF0000FF
SECOND = 1_000_000


def plain(color: int, width: int = 64, height: int = 36) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(color)
    return image


def test_a_kept_picture_is_read_back_as_it_was(tmp_path: Path) -> None:
    keep(tmp_path, "HDMI-1", plain(RED), 7)
    picture = kept(tmp_path, "HDMI-1")
    assert picture is not None
    assert (picture.head.mono_us, picture.image) == (7, plain(RED))


def test_the_heads_of_kept_pictures_say_when_each_screen_s_was_taken(tmp_path: Path) -> None:
    keep(tmp_path, "HDMI-1", plain(RED), 7)
    (tmp_path / "torn.picture").write_bytes(b"torn")
    assert taken_us(tmp_path) == {"HDMI-1": 7}


def test_the_picture_of_a_wide_screen_is_kept_smaller(tmp_path: Path) -> None:
    keep(tmp_path, "4K", plain(RED, 3840, 2160), 0)
    picture = kept(tmp_path, "4K")
    assert picture is not None
    assert (picture.image.width(), picture.image.height()) == (1920, 1080)


@pytest.mark.parametrize("length", [0, 100, 512, 9000])
def test_a_torn_picture_is_none(tmp_path: Path, length: int) -> None:
    keep(tmp_path, "A", plain(RED), 0)
    path = file_of(tmp_path, "A")
    path.write_bytes(path.read_bytes()[:length])
    assert kept(tmp_path, "A") is None


def test_screens_of_one_file_system_never_share_a_picture(tmp_path: Path) -> None:
    keep(tmp_path, "a/b", plain(RED), 0)
    assert kept(tmp_path, "a-b") is None


@contextmanager
def hung(qapp: QApplication, folder: Path, now_us: int) -> Iterator[Curtain]:
    curtain = Curtain(qapp, folder, mono_us=lambda: now_us, beat=lambda: None)
    try:
        curtain.look()
        yield curtain
    finally:
        curtain.stop()


@pytest.mark.parametrize(("age_us", "is_marked"), [(0, False), (MARKED_AFTER_US, False), (9 * SECOND, True)])
def test_a_picture_that_is_no_longer_renewed_says_so(
    qapp: QApplication, tmp_path: Path, age_us: int, is_marked: bool
) -> None:
    keep(tmp_path, qapp.primaryScreen().name(), plain(RED), SECOND)
    with hung(qapp, tmp_path, SECOND + age_us) as curtain:
        (veil,) = curtain.veils.values()
        assert veil.age_s == (age_us // SECOND if is_marked else None)


def test_a_screen_of_which_nothing_is_kept_is_left_alone(qapp: QApplication, tmp_path: Path) -> None:
    with hung(qapp, tmp_path, 0) as curtain:
        assert not curtain.veils


def test_a_curtain_whose_picture_is_taken_away_opens(qapp: QApplication, tmp_path: Path) -> None:
    name = qapp.primaryScreen().name()
    keep(tmp_path, name, plain(RED), 0)
    with hung(qapp, tmp_path, 0) as curtain:
        file_of(tmp_path, name).unlink()
        curtain.look()
        assert not curtain.veils[name].isVisible()


_WALL = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
class Wall(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor.fromRgba(0xFF00C000))
        painter.end()
app = QApplication([])
wall = Wall()
wall.setGeometry(app.primaryScreen().geometry())
wall.showFullScreen()
app.exec()
"""
_LOOK = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
screen = app.primaryScreen()
image = screen.grabWindow(0).toImage()
print(hex(image.pixel(image.width() // 2, image.height() // 2)), screen.name())
"""


@contextmanager
def running(*command: str, server: XServer) -> Iterator[subprocess.Popen[bytes]]:
    popen = subprocess.Popen(
        command, env=os.environ | server.environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield popen
    finally:
        popen.kill()
        assert popen.stdin is not None
        popen.stdin.close()
        popen.wait(PATIENCE_S)


def seen(server: XServer) -> tuple[int, str]:
    """The colour in the middle of the screen, and the screen's name."""
    color, name = server.run(sys.executable, "-c", _LOOK).split()
    return int(color, 16), name


def veils(server: XServer) -> str:
    """The numbers of the curtain's windows that are up."""
    return server.run("xdotool", "search", "--onlyvisible", "--name", "^wallboard-curtain .").strip()


@pytest.mark.servers
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server")
@pytest.mark.parametrize("manager", ["", "openbox"], ids=["no window manager", "openbox"])
def test_it_is_seen_when_the_wall_is_gone_and_never_above_it(tmp_path: Path, manager: str) -> None:
    wall, curtain = (sys.executable, "-c", _WALL), (sys.executable, "-m", "wallboard", "curtain", str(tmp_path))
    with ExitStack() as stack:
        server = stack.enter_context(x_server())
        keep(tmp_path, seen(server)[1], plain(RED), 0)
        if manager:
            stack.enter_context(running(manager, server=server))
        with running(*curtain, server=server):
            wait_until(lambda: seen(server)[0] == RED, "the curtain")
            with running(*wall, server=server):
                wait_until(lambda: seen(server)[0] == GREEN, "the wall above it")
            wait_until(lambda: seen(server)[0] == RED, "the curtain without the wall")
        with running(*wall, server=server):
            wait_until(lambda: seen(server)[0] == GREEN, "the wall alone")
            with running(*curtain, server=server):
                wait_until(lambda: veils(server) != "", "a curtain that comes late")
                assert seen(server)[0] == GREEN
