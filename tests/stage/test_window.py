"""One window: device pixels, the last good picture, no cursor, no closing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.stage.rig import frame
from wallboard.scene.canvases import Placement, Screen
from wallboard.scene.grid import Rect
from wallboard.stage.fallback_file import kept
from wallboard.stage.fallback_frames import FallbackFrames
from wallboard.stage.keyboard import Keyboard
from wallboard.stage.screen_renderer import Frame, ScreenView
from wallboard.stage.window import CanvasWindow

SCREEN = Screen("S", Rect(0, 0, 800, 800))


class Paint:
    """Fills the canvas with a colour; fails while there is none."""

    def __init__(self) -> None:
        self.color: str | None = "#ff0000"
        self.good = "#ff0000"
        self.frames: list[Frame] = []
        self.sizes: list[tuple[int, int]] = []
        self.shift = (0, 0)
        self.bare = "#0000ff"

    def offset(self, _frame: Frame) -> tuple[int, int]:
        return self.shift

    def compose(self, view: ScreenView, shown: Frame) -> tuple[ScreenView, Frame]:
        return view, shown

    def paint(self, painter: QPainter, made: tuple[ScreenView, Frame]) -> None:
        view, shown = made
        self.sizes.append(view.size)
        self.frames.append(shown)
        painter.fillRect(0, 0, *view.size, QColor(self.color or "#00ff00"))
        if self.color is None and shown is not self.frames[0]:
            msg = "no more paint"
            raise RuntimeError(msg)


@pytest.fixture
def paint() -> Paint:
    return Paint()


@pytest.fixture
def closed() -> list[int]:
    return []


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, paint: Paint, closed: list[int]) -> Iterator[CanvasWindow]:
    made = CanvasWindow(
        paint,  # type: ignore[arg-type]  # all that it needs of an easel
        Keyboard({}, lambda _action: None),
        on_close=lambda: closed.append(1),
        on_size=lambda: None,
    )
    made.fill(whole((800, 800)), qapp.primaryScreen())
    qtbot.waitExposed(made)
    yield made
    made.hide()
    made.deleteLater()


def whole(size: tuple[int, int], part: Rect | None = None) -> Placement:
    return Placement(SCREEN, "S", "center", "public", size, part or Rect(0, 0, *size))


def pixel(window: CanvasWindow, x: int = 400, y: int = 400) -> str:
    return window.grab().toImage().pixelColor(x, y).name()


def test_before_the_first_frame_it_is_black(window: CanvasWindow) -> None:
    assert pixel(window) == "#000000"


def test_it_shows_the_frame_it_was_given(window: CanvasWindow, qtbot: QtBot) -> None:
    window.show_frame(frame())
    assert window.is_due
    qtbot.waitUntil(lambda: not window.is_due)
    assert pixel(window) == "#ff0000"


def test_a_frame_that_cannot_be_painted_leaves_the_last_good_one_up_and_is_told_once(
    window: CanvasWindow, paint: Paint, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = frame(), frame()
    window.show_frame(good)
    assert pixel(window) == "#ff0000"
    paint.color = None
    window.show_frame(bad)
    pixel(window)
    pixel(window)
    assert paint.frames[-1] is good
    assert not window.is_due
    assert caplog.text.count("no more paint") == 1


def test_a_window_that_has_never_painted_well_still_owes_its_paint(window: CanvasWindow, paint: Paint) -> None:
    paint.color = None
    paint.frames.append(frame())
    window.show_frame(frame())
    assert pixel(window) == "#000000"
    assert window.is_due


def test_it_shows_its_own_part_of_a_canvas_that_spans_several_screens(
    window: CanvasWindow, paint: Paint, qapp: QApplication
) -> None:
    def halves(painter: QPainter, _made: object) -> None:
        painter.fillRect(0, 0, 800, 800, QColor("#ff0000"))
        painter.fillRect(800, 0, 800, 800, QColor("#0000ff"))

    paint.paint = halves  # type: ignore[method-assign,assignment]  # a fixture's stand-in
    window.fill(whole((1600, 800), Rect(800, 0, 800, 800)), qapp.primaryScreen())
    window.show_frame(frame())
    assert pixel(window, 5, 5) == "#0000ff"


def test_the_canvas_of_an_ordinary_window_has_the_window_s_size(
    window: CanvasWindow, paint: Paint, qapp: QApplication
) -> None:
    window.state(whole((1920, 1080)), qapp.primaryScreen(), Rect(10, 10, 480, 270))
    window.show_frame(frame())
    pixel(window, 5, 5)
    assert paint.sizes[-1] == (480, 270)


def test_a_window_that_is_being_resized_is_laid_out_anew_when_it_rests(
    window: CanvasWindow, paint: Paint, qapp: QApplication, qtbot: QtBot
) -> None:
    window.state(whole((1920, 1080)), qapp.primaryScreen(), Rect(10, 10, 480, 270))
    window.show_frame(frame())
    window.resize(500, 300)
    assert pixel(window, 499, 299) == "#ff0000"
    assert paint.sizes[-1] == (480, 270)
    qtbot.waitUntil(lambda: window.view is not None and window.view.size == (500, 300))


def test_a_window_without_a_frame_paints_even_one_that_looks_the_same_as_before(window: CanvasWindow) -> None:
    window.keep_frame(frame())
    assert window.is_due


def test_fullscreen_hides_the_cursor_and_a_window_on_a_desk_does_not(window: CanvasWindow, qapp: QApplication) -> None:
    assert window.cursor().shape() == Qt.CursorShape.BlankCursor
    window.state(whole((1920, 1080)), qapp.primaryScreen(), Rect(10, 10, 480, 270))
    assert window.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_input_methods_are_off_and_nothing_is_cleared_before_painting(window: CanvasWindow) -> None:
    assert not window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert window.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def test_a_fullscreen_window_cannot_be_closed_and_closing_one_on_a_desk_ends_the_display(
    window: CanvasWindow, closed: list[int], qapp: QApplication
) -> None:
    assert not window.close()
    assert closed == []
    window.state(whole((1920, 1080)), qapp.primaryScreen(), Rect(10, 10, 480, 270))
    window.close()
    assert closed == [1]


@pytest.mark.parametrize(("blackout", "color"), [(False, 0xFFFF0000), (True, 0xFF000000)])
def test_what_is_on_the_screen_is_left_for_the_curtain(
    window: CanvasWindow, qtbot: QtBot, tmp_path: Path, blackout: bool, color: int
) -> None:
    window.show_frame(frame())
    qtbot.waitUntil(lambda: window.has_painted)
    FallbackFrames(tmp_path, lambda: (window,), mono_us=lambda: 5, hidden=lambda _canvas: blackout).look()
    picture = kept(tmp_path, "S")
    assert picture is not None
    assert (picture.head.mono_us, picture.image.pixel(0, 0)) == (5, color)


def test_a_picture_that_drifts_leaves_bare_ground_at_its_edges(window: CanvasWindow, paint: Paint) -> None:
    paint.shift = (2, -1)
    window.show_frame(frame())
    assert [pixel(window, x, 400) for x in (0, 1, 2, 799)] == ["#0000ff", "#0000ff", "#ff0000", "#ff0000"]
    assert [pixel(window, 400, y) for y in (0, 798, 799)] == ["#ff0000", "#ff0000", "#0000ff"]


def test_on_a_desk_nothing_drifts(window: CanvasWindow, qapp: QApplication, paint: Paint) -> None:
    paint.shift = (2, 2)
    window.state(whole((800, 800)), qapp.primaryScreen(), Rect(10, 10, 300, 200))
    window.show_frame(frame())
    assert pixel(window, 0, 0) == "#ff0000"
