"""Painting only what differs leaves the very pixels that painting everything leaves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.bindings import reference
from wallboard.actions.control import Control
from wallboard.config.load import load
from wallboard.scene.grid import Rect
from wallboard.stage.dirty_regions import DirtyRegions
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.video.signal import LivePicture, State
from wallboard.wall import Wall

pytestmark = pytest.mark.usefixtures("shared_texts")
SIZE = (960, 540)
VIEW = ScreenView("center", SIZE, "S")
WHOLE = Rect(0, 0, *SIZE)
STEPS_US = st.sampled_from((0, 16_667, 33_333, 250_000, 1_000_000, 2_000_000, 7_000_000, 61_000_000))
AT = st.sampled_from(("-00:00:04", "00:00:20", "00:06:40", "00:09:58", "02:00:00", "23:59:58"))
CONTROLS = st.sampled_from(
    (
        Control(layout="overview"),
        Control(layout="overview", language="en"),
        Control(layout="overview", overlay="status"),
        Control(layout="overview", overlay="help", currency="second"),
        Control(layout="overview", identify_until_us=2**62),
        Control(layout="rankings"),
        Control(layout="map", province=1),
        Control(layout="global"),
        Control(layout="counter"),
        Control(layout="overview", blackout=True),
    )
)


@dataclass
class Sheets:
    """A picture that is touched up from frame to frame, and one that is painted anew each time."""

    touched: ScreenRenderer
    anew: ScreenRenderer

    def follow(self, frames: list[Frame], *windows: tuple[ScreenView, Rect]) -> list[bool]:
        """Whether both are the same after each frame, in each window (a view and what of it is shown)."""
        windows = windows or ((VIEW, WHOLE),)
        shown = [(view, part, DirtyRegions(), blank(part)) for view, part in windows]
        self.touched.share([view for view, _ in windows])
        return [self._is_same(frame, *window) for frame in frames for window in shown]

    def _is_same(self, frame: Frame, view: ScreenView, part: Rect, patches: DirtyRegions, kept: QImage) -> bool:
        made = self.touched.compose(view, frame)
        region = patches.ask(self.touched, made, part)
        painter = QPainter(kept)
        if region is None or not patches.paint(painter, self.touched, made, part, region):
            painter.resetTransform()
            painter.translate(-part.x, -part.y)
            self.touched.paint(painter, made)
            patches.painted_whole(all_of_it=True)
        painter.end()
        whole = blank()
        painter = QPainter(whole)
        self.anew.paint(painter, self.anew.compose(view, frame))
        painter.end()
        return kept == whole.copy(part.x, part.y, part.width, part.height)


def blank(part: Rect = WHOLE) -> QImage:
    image = QImage(part.width, part.height, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def frame(at: str, into_us: int, control: Control) -> Frame:
    return Frame(nights.moment(at, into_us), control, 0, host="S")


@pytest.fixture(scope="module")
def sheets(qapp: QApplication) -> Sheets:
    configured = nights.settings()
    rows = reference(configured)
    return Sheets(ScreenRenderer(Wall(configured), rows), ScreenRenderer(Wall(configured), rows))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=AT, steps=st.lists(st.tuples(STEPS_US, CONTROLS), min_size=2, max_size=7))
def test_whatever_follows_whatever_touching_up_is_as_good_as_painting_anew(
    sheets: Sheets, at: str, steps: list[tuple[int, Control]]
) -> None:
    into_us, frames = 0, []
    for step_us, control in steps:
        into_us += step_us
        frames.append(frame(at, into_us, control))
    assert all(sheets.follow(frames))


@pytest.mark.parametrize("layout", ["overview", "map", "global", "globe"])
def test_lights_that_move_leave_nothing_behind(qapp: QApplication, layout: str) -> None:
    configured = nights.settings()
    style = {"style": "globe" if layout == "globe" else "flat"}
    panels = {
        name: panel.model_copy(update=style) if panel.kind == "world_map" else panel
        for name, panel in configured.panels.items()
    }
    configured = configured.model_copy(update={"panels": panels})
    both = Sheets(*(ScreenRenderer(Wall(configured), ()) for _ in range(2)))
    control = Control(layout="global" if layout == "globe" else layout)
    assert all(both.follow([frame("00:09:58", k * 41_000, control) for k in range(40)]))


MIRRORS = ((VIEW, WHOLE), (ScreenView("center", SIZE, "T"), WHOLE))
HALVES = ((VIEW, Rect(0, 0, 480, 540)), (ScreenView("center", SIZE, "T"), Rect(480, 0, 480, 540)))


NIGHT = (
    Control(layout="overview"),
    Control(layout="overview", overlay="status"),
    Control(layout="overview", overlay="help", language="en"),
    Control(layout="overview", identify_until_us=2**62),
    Control(layout="overview", blackout=True),
    Control(layout="rankings"),
    Control(layout="overview"),
)


@pytest.mark.parametrize("windows", [MIRRORS, HALVES], ids=["mirrors", "halves"])
def test_each_window_on_one_canvas_shows_its_part_of_the_picture_painted_anew(
    sheets: Sheets, windows: tuple[tuple[ScreenView, Rect], ...]
) -> None:
    shown = [frame("00:06:40", k * 100_000, control) for k, control in enumerate(c for c in NIGHT for _ in range(3))]
    assert all(sheets.follow(shown, *windows))


def test_what_is_copied_to_several_windows_does_not_depend_on_what_was_shown_before(sheets: Sheets) -> None:
    times = (("00:06:40", 0), ("02:00:00", 50_000), ("-00:00:04", 0), ("00:06:40", 0), ("00:07:01", 2_000_000))
    control = Control(layout="overview")
    assert all(sheets.follow([frame(at, into_us, control) for at, into_us in times], *MIRRORS))


def test_a_window_that_shows_a_canvas_larger_is_painted_and_not_enlarged(sheets: Sheets) -> None:
    def enlarged(renderer: ScreenRenderer) -> QImage:
        image = blank(Rect(0, 0, 2 * SIZE[0], 2 * SIZE[1]))
        painter = QPainter(image)
        painter.scale(2, 2)
        renderer.paint(painter, renderer.compose(VIEW, frame("00:06:40", 0, Control(layout="counter"))))
        painter.end()
        return image

    sheets.touched.share([view for view, _ in MIRRORS])
    assert enlarged(sheets.touched) == enlarged(sheets.anew)


def test_a_canvas_on_several_windows_is_painted_once_a_frame(sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[object] = []
    touch_up = sheets.touched.wall.touch_up

    def counted(*asked: object) -> bool:
        touched.append(asked)
        return touch_up(*asked)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(sheets.touched.wall, "touch_up", counted)
    assert all(sheets.follow([frame("00:06:40", k * 50_000, Control(layout="overview")) for k in range(4)], *MIRRORS))
    assert len(touched) == 3


@pytest.mark.parametrize("layout", sorted(nights.settings().layouts))
def test_every_layout_can_be_touched_up_from_frame_to_frame(sheets: Sheets, layout: str) -> None:
    control = Control(layout=layout)
    assert all(sheets.follow([frame("00:06:40", k * 50_000, control) for k in range(24)]))


class Clip:
    """A frame of a live picture, of one colour."""

    def __init__(self, number: int, size: tuple[int, int]) -> None:
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self._image.fill(QColor.fromHsv(37 * number % 360, 200, 200))

    def image(self) -> QImage:
        return self._image

    def is_whole(self) -> bool:
        return True


OVER_THE_MAP: Final = """
[panels.stage]
kind = "video"
title = "Stage"
rounded = {rounded}
[panels.second]
kind = "video"
[layouts.pictured.canvas."*"]
columns = [3, 6, 3]
rows = [0.096, 0.222, 0.116, 0.308, 0.036, 0.222]
areas = ["bar bar bar", "gmv gmv gmv", "rates stage buyers", "products stage brands", "products stage second",
         "trend trend second"]
under = {{ panel = "china", columns = [2, 2], rows = [3, 5] }}
"""


@pytest.mark.parametrize("rounded", ["true", "false"])
def test_pictures_that_lie_over_a_map_leave_what_is_beneath_and_beside_them(
    tmp_path: Path, qapp: QApplication, rounded: str
) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(OVER_THE_MAP.format(rounded=rounded), encoding="utf-8")
    configured = load(file, demonstration=True)
    both = Sheets(*(ScreenRenderer(Wall(configured), ()) for _ in range(2)))
    fills, within = (480, 249), (200, 200)
    states: tuple[State, ...] = ("live", "live", "live", "held", "muted")
    shown = []
    for step in range(30):
        control = Control(layout="overview" if step == 20 else "pictured")
        number, state = step // 2, states[step // 5 % 5]
        sizes = {"stage": within if step // 3 % 4 == 2 else fills, "second": (240, 135)}
        pictures = {name: LivePicture(state, 1 + number, frame=Clip(number, size)) for name, size in sizes.items()}
        shown.append(replace(frame("00:06:55", step * 400_000, control), pictures=pictures))  # a card comes and goes
    assert all(both.follow(shown))


def test_before_in_and_after_a_change_of_layout_the_picture_is_the_one_painted_anew(sheets: Sheets) -> None:
    pressed_us = nights.moment("00:06:40", 200_000).playhead_us
    before, after = Control(layout="overview"), Control(layout="counter", left="overview", left_us=pressed_us)
    times = [(k * 50_000, before if k < 4 else after) for k in range(18)]
    assert all(sheets.follow([frame("00:06:40", into_us, control) for into_us, control in times]))


def test_a_card_that_comes_and_goes_leaves_nothing_behind(sheets: Sheets) -> None:
    control = Control(layout="overview")
    times = (-100_000, 0, 40_000, 120_000, 200_000, 260_000, 2_000_000, 8_400_000, 8_700_000, 8_950_000, 9_020_000)
    shown = [frame("00:07:01", 40_000 + into_us, control) for into_us in (*times, 9_100_000)]
    assert all(sheets.follow(shown))


def test_a_still_picture_asks_for_nothing(sheets: Sheets) -> None:
    patches, shown = DirtyRegions(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, sheets.touched.compose(VIEW, shown), WHOLE)
    patches.painted_whole(all_of_it=True)
    assert patches.ask(sheets.touched, sheets.touched.compose(VIEW, shown), WHOLE) == QRegion()


def test_after_something_else_has_painted_all_is_painted_again(sheets: Sheets) -> None:
    patches, shown = DirtyRegions(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, sheets.touched.compose(VIEW, shown), WHOLE)
    patches.painted_whole(all_of_it=False)
    assert patches.ask(sheets.touched, sheets.touched.compose(VIEW, with_moment(shown)), WHOLE) is None


def test_a_picture_that_has_drifted_is_painted_whole(sheets: Sheets) -> None:
    patches, shown = DirtyRegions(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, sheets.touched.compose(VIEW, shown), WHOLE)
    patches.painted_whole(all_of_it=True)
    assert patches.ask(sheets.touched, sheets.touched.compose(VIEW, with_moment(shown)), Rect(1, 0, *SIZE)) is None


def test_every_screen_of_one_canvas_learns_that_it_has_changed(qapp: QApplication) -> None:
    renderer = ScreenRenderer(Wall(nights.settings()), ())
    views = [ScreenView("center", SIZE, "left"), ScreenView("center", SIZE, "right")]
    first = frame("00:06:40", 0, Control(layout="overview"))
    image = blank()
    painter = QPainter(image)
    for view in views:
        renderer.paint(painter, renderer.compose(view, first))
    painter.end()
    later = with_moment(first)
    assert [renderer.compose(view, later).changed for view in views] == [True, True]


def with_moment(shown: Frame) -> Frame:
    return Frame(nights.moment("00:06:40", 16_667), replace(shown.control, layout="overview"), 0)
