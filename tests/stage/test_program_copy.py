"""What is on air, copied small from the windows themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace as with_
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.stage.conftest import Rig
from wallboard.recording.program_file import WIDTH, ProgramPicture, ProgramReader
from wallboard.stage.program_copy import ProgramCopy


def copy_of(rig: Rig, path: Path) -> ProgramCopy:
    display = rig.display
    return ProgramCopy(
        path,
        lambda: display.keeper.windows,
        now=display.playback.now,
        frame=lambda: display.driver.frame,
        up_on=lambda canvas, frame: display.renderer.wall.layout_at(frame.control.on(canvas), frame.moment),
    )


def image_of(picture: ProgramPicture) -> QImage:
    return QImage(picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGB32)


@pytest.fixture
def painted(open_display: Callable[..., Rig], qtbot: QtBot) -> Callable[[], Rig]:
    def make() -> Rig:
        rig = open_display()
        operator = rig.display.operator
        operator.control = with_(operator.control, layout="overview", black=("right",))
        rig.display.keeper.arrange()
        rig.display.driver.tick()
        windows = rig.display.keeper.windows
        qtbot.waitUntil(lambda: all(window.has_painted and not window.is_due for window in windows))
        return rig

    return make


def test_the_copy_of_a_canvas_is_what_its_window_shows(painted: Callable[[], Rig], tmp_path: Path) -> None:
    rig = painted()
    copy = copy_of(rig, tmp_path / "program")
    copy.look()
    found = {picture.canvas: picture for picture in ProgramReader(tmp_path / "program").pictures()}
    assert set(found) == {"left", "center", "right"}
    for window in rig.display.keeper.windows:
        view, store = window.view, window.backingStore()
        assert view is not None
        picture, device = found[view.canvas], store.paintDevice()
        assert isinstance(device, QImage)
        small = QSize(picture.width, picture.height)
        wanted = device.copy(0, 0, *view.size).scaled(
            small, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
        )
        assert picture.width == WIDTH
        assert image_of(picture).convertToFormat(QImage.Format.Format_RGB32) == wanted.convertToFormat(
            QImage.Format.Format_RGB32
        )
    assert (found["left"].layout, found["right"].layout) == ("overview", "")
    assert set(found["right"].pixels[:4000]) <= {0, 255}
    assert len(set(found["left"].pixels)) > 10
    copy.stop()


def test_a_folder_that_cannot_be_written_is_an_alarm_and_nothing_else(
    painted: Callable[[], Rig], tmp_path: Path
) -> None:
    copy = copy_of(painted(), tmp_path / "none" / "program")
    copy.look()
    assert copy.alarm.startswith("what is on air cannot be copied for the console (No such file or directory)")
    (tmp_path / "none").mkdir()
    copy.look()
    assert copy.alarm == ""
