"""Painting only what differs leaves the very pixels that painting everything leaves."""

from __future__ import annotations

from dataclasses import dataclass

import nights
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.actions.keys import reference
from wallboard.scene.grid import Rect
from wallboard.stage.patches import Patches
from wallboard.stage.picture import Easel, Frame, View
from wallboard.wall import Wall

SIZE = (960, 540)
VIEW = View("center", SIZE, "S")
WHOLE = Rect(0, 0, *SIZE)
STEPS_US = st.sampled_from((0, 16_667, 33_333, 250_000, 1_000_000, 2_000_000, 7_000_000, 61_000_000))
AT = st.sampled_from(("-00:00:04", "00:00:20", "00:06:40", "00:09:58", "02:00:00", "23:59:58"))
CONTROLS = st.sampled_from(
    (
        Control(layout="overview"),
        Control(layout="overview", language="en"),
        Control(layout="overview", overlay="status"),
        Control(layout="overview", overlay="help", currency="USD"),
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

    touched: Easel
    anew: Easel

    def follow(self, frames: list[Frame]) -> list[bool]:
        """Whether both are the same after each frame."""
        patches, kept, same = Patches(), blank(), []
        for frame in frames:
            region = patches.ask(self.touched, VIEW, frame, WHOLE)
            painter = QPainter(kept)
            if region is None or not patches.paint(painter, self.touched, VIEW, frame, WHOLE, region):
                self.touched.paint(painter, VIEW, frame)
                patches.painted_whole(all_of_it=True)
            painter.end()
            whole = blank()
            painter = QPainter(whole)
            self.anew.paint(painter, VIEW, frame)
            painter.end()
            same.append(kept == whole)
        return same


def blank() -> QImage:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def frame(at: str, into_us: int, control: Control) -> Frame:
    return Frame(nights.moment(at, into_us), control, 0, host="S")


@pytest.fixture(scope="module")
def sheets(qapp: QApplication) -> Sheets:
    configured = nights.settings()
    rows = reference(configured)
    return Sheets(Easel(Wall(configured), rows), Easel(Wall(configured), rows))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=AT, steps=st.lists(st.tuples(STEPS_US, CONTROLS), min_size=2, max_size=7))
def test_whatever_follows_whatever_touching_up_is_as_good_as_painting_anew(
    sheets: Sheets, at: str, steps: list[tuple[int, Control]]
) -> None:
    into_us, frames = 0, []
    for step_us, control in steps:
        into_us += step_us
        frames.append(frame(at, into_us, control))
    assert all(sheets.follow(frames))


@pytest.mark.parametrize("layout", sorted(nights.settings().layouts))
def test_every_layout_can_be_touched_up_from_frame_to_frame(sheets: Sheets, layout: str) -> None:
    control = Control(layout=layout)
    assert all(sheets.follow([frame("00:06:40", k * 50_000, control) for k in range(24)]))


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
    patches, shown = Patches(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, VIEW, shown, WHOLE)
    patches.painted_whole(all_of_it=True)
    assert patches.ask(sheets.touched, VIEW, shown, WHOLE) == QRegion()


def test_after_something_else_has_painted_all_is_painted_again(sheets: Sheets) -> None:
    patches, shown = Patches(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, VIEW, shown, WHOLE)
    patches.painted_whole(all_of_it=False)
    assert patches.ask(sheets.touched, VIEW, with_moment(shown), WHOLE) is None


def test_a_picture_that_has_drifted_is_painted_whole(sheets: Sheets) -> None:
    patches, shown = Patches(), frame("00:06:40", 0, Control(layout="overview"))
    patches.ask(sheets.touched, VIEW, shown, WHOLE)
    patches.painted_whole(all_of_it=True)
    assert patches.ask(sheets.touched, VIEW, with_moment(shown), Rect(1, 0, *SIZE)) is None


def test_every_screen_of_one_canvas_learns_that_it_has_changed(qapp: QApplication) -> None:
    easel = Easel(Wall(nights.settings()), ())
    views = [View("center", SIZE, "left"), View("center", SIZE, "right")]
    first = frame("00:06:40", 0, Control(layout="overview"))
    image = blank()
    painter = QPainter(image)
    for view in views:
        easel.changed(view, first)
        easel.paint(painter, view, first)
    painter.end()
    later = with_moment(first)
    assert [easel.changed(view, later) for view in views] == [True, True]


def with_moment(shown: Frame) -> Frame:
    return Frame(nights.moment("00:06:40", 16_667), with_fields(shown.control, layout="overview"), 0)
