"""Pictures kept as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.stage.rig import START_US, frame
from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.stage.offscreen import Printer, file_of, paper_screens
from wallboard.stage.photos import photo, pictures_folder, save
from wallboard.stage.screen_renderer import ScreenRenderer, ScreenView


def image(color: str) -> QImage:
    made = QImage(16, 9, QImage.Format.Format_RGB32)
    made.fill(QColor(color))
    return made


def color(path: Path) -> str:
    return QImage(str(path)).pixelColor(4, 4).name()


def test_a_picture_replaces_the_older_one_whole(tmp_path: Path) -> None:
    for name in ("#ff0000", "#0000ff"):
        save(image(name), tmp_path / "new" / "wall.png")
    assert color(tmp_path / "new" / "wall.png") == "#0000ff"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["wall.png"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WallboardError, match=r"the picture cannot be written .*wall\.png"):
        save(image("#ff0000"), tmp_path / "file" / "wall.png")


def test_a_photo_has_a_file_for_each_view_named_by_time_and_screen(renderer: ScreenRenderer, tmp_path: Path) -> None:
    views = [
        ScreenView("center", (32, 18), "DP-1"),
        ScreenView("center", (32, 18), "DP-1"),
        ScreenView("*", (32, 18), "HDMI/2"),
    ]
    paths = photo(renderer, views, frame(Control(blackout=True)), tmp_path, START_US)
    assert [path.name for path in paths] == [
        "2016-11-10T16-00-00.000 center DP-1.png",
        "2016-11-10T16-00-00.000 all HDMI-2.png",
    ]
    assert all(color(path) == "#000000" for path in paths)


def test_a_photo_does_not_show_what_the_operator_has_opened(renderer: ScreenRenderer, tmp_path: Path) -> None:
    view = ScreenView("center", (320, 180), "C")
    plain = photo(renderer, [view], frame(), tmp_path / "plain", START_US)
    helped = photo(renderer, [view], frame(Control(overlay="help"), host="C"), tmp_path / "helped", START_US)
    assert plain[0].read_bytes() == helped[0].read_bytes()


def test_pictures_go_where_the_settings_say(settings: Settings, tmp_path: Path) -> None:
    display = settings.display.model_copy(update={"snapshot_folder": tmp_path})
    assert pictures_folder(settings.model_copy(update={"display": display})) == tmp_path
    assert pictures_folder(settings).name == "wallboard"


def test_without_a_display_every_configured_canvas_has_its_file(settings: Settings) -> None:
    screens = paper_screens(settings)
    assert [file_of(Path(), screen.view).name for screen in screens] == ["left.png", "center.png", "right.png"]
    assert file_of(Path(), ScreenView("*", (1, 1), "")).name == "wall.png"


def test_paper_screens_are_written_once_there_is_a_frame(
    renderer: ScreenRenderer, settings: Settings, tmp_path: Path
) -> None:
    screens = paper_screens(settings)
    printer = Printer(renderer, screens, tmp_path)
    printer.write()
    assert list(tmp_path.iterdir()) == []
    screens[1].show_frame(frame(Control(blackout=True)))
    printer.write()
    assert [path.name for path in tmp_path.iterdir()] == ["center.png"]


def test_one_picture_is_written_at_a_time_each_in_its_turn(
    renderer: ScreenRenderer, settings: Settings, tmp_path: Path
) -> None:
    screens = paper_screens(settings)
    printer = Printer(renderer, screens, tmp_path)
    for screen in screens:
        screen.show_frame(frame(Control(blackout=True)))
    written = []
    for _ in screens:
        printer.write_next()
        written.append(len(list(tmp_path.iterdir())))
    assert written == [1, 2, 3]


def test_a_full_disk_is_told_once_and_writing_goes_on_after_it(
    renderer: ScreenRenderer, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    screens = paper_screens(settings)
    folder = tmp_path / "file"
    folder.write_text("")
    screens[1].show_frame(frame(Control(blackout=True)))
    printer = Printer(renderer, screens, folder)
    printer.write()
    printer.write()
    assert caplog.text.count("cannot be written") == 1
    folder.unlink()
    printer.write()
    assert printer.alarm == ""
    assert (folder / "center.png").exists()


def test_a_folder_that_takes_no_picture_is_told_once_however_many_screens_there_are(
    renderer: ScreenRenderer, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    screens = paper_screens(settings)
    folder = tmp_path / "file"
    folder.write_text("")
    for screen in screens:
        screen.show_frame(frame(Control(blackout=True)))
    printer = Printer(renderer, screens, folder)
    for _ in range(2 * len(screens)):
        printer.write_next()
    assert caplog.text.count("cannot be written") == 1
