"""Frames: one moment for all windows, paints only where something changed, beats only where none is owed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US, Window
from wallboard.actions.control import Control
from wallboard.panels.panel_context import NO_NOTES
from wallboard.stage.driver import FrameDriver
from wallboard.stage.screen_renderer import ScreenRenderer, ScreenView

LEFT = ScreenView("left", (64, 36), "L")
RIGHT = ScreenView("right", (64, 36), "R")


@pytest.fixture
def windows() -> list[Window]:
    return [Window(LEFT), Window(RIGHT)]


@pytest.fixture
def rig(open_display: Callable[..., Rig]) -> Rig:
    return open_display()


@pytest.fixture
def driver(rig: Rig, windows: list[Window], renderer: ScreenRenderer) -> FrameDriver:
    return FrameDriver(
        renderer,
        rig.display.playback,
        rig.display.operator,
        windows=lambda: windows,
        host=lambda: "R",
        notes=lambda _driver: NO_NOTES,
        beat=lambda: rig.beats.append(1),
        fps=60,
    )


def test_all_windows_are_given_the_very_same_frame(driver: FrameDriver, windows: list[Window]) -> None:
    driver.tick()
    left, right = windows
    assert left.shown[0] is right.shown[0]


def test_the_recording_is_asked_for_news_once_a_frame(driver: FrameDriver, rig: Rig) -> None:
    driver.tick()
    driver.tick()
    assert rig.recorded.refreshed == 2


def test_a_picture_that_looks_the_same_is_not_painted_again(driver: FrameDriver, rig: Rig) -> None:
    rig.display.operator.control = Control(blackout=True)
    windows = [Window(LEFT)]
    driver._windows = lambda: windows
    driver.tick()
    driver.tick()
    rig.clocks.pass_us(SECOND // 60)
    driver.tick()
    assert (len(windows[0].shown), len(windows[0].kept)) == (1, 2)


def test_a_tick_beats_unless_a_window_owes_a_paint(driver: FrameDriver, rig: Rig, windows: list[Window]) -> None:
    driver.tick()
    assert len(rig.beats) == 1
    driver.tick()
    assert len(rig.beats) == 1
    for window in windows:
        window.is_due = False
    driver.tick()
    assert len(rig.beats) == 2


def test_a_long_preparation_beats_as_it_progresses(driver: FrameDriver, rig: Rig) -> None:
    driver.tick()
    beaten = len(rig.beats)
    rig.clocks.pass_us(SECOND)
    driver.progressed()
    assert len(rig.beats) == beaten + 1


def test_pictures_made_while_the_loop_turns_do_not_cover_up_a_paint_that_is_owed(driver: FrameDriver, rig: Rig) -> None:
    driver.tick()
    beaten = len(rig.beats)
    for _ in range(60):
        rig.clocks.pass_us(SECOND // 60)
        driver.tick()
        driver.progressed()
    assert len(rig.beats) == beaten


def test_a_window_that_cannot_be_seen_owes_nothing(driver: FrameDriver, rig: Rig, windows: list[Window]) -> None:
    for window in windows:
        window.is_exposed = False
    driver.tick()
    driver.tick()
    assert len(rig.beats) == 2


def test_a_recording_that_cannot_be_read_leaves_the_picture_up_and_is_told_once(
    driver: FrameDriver, rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    driver.tick()
    before = driver.frame
    rig.recorded.fails = "the disk is gone"
    driver.tick()
    driver.tick()
    assert before is not None
    assert driver.frame is not None
    assert driver.frame.moment is before.moment
    assert driver.alarm == "the disk is gone"
    assert caplog.text.count("the disk is gone") == 1


def test_the_alarm_ends_when_the_recording_can_be_read_again(driver: FrameDriver, rig: Rig) -> None:
    rig.recorded.fails = "the disk is gone"
    driver.tick()
    rig.recorded.fails = ""
    driver.tick()
    assert driver.alarm == ""


def test_without_any_monitor_it_goes_on_beating(driver: FrameDriver, rig: Rig, windows: list[Window]) -> None:
    windows.clear()
    driver.tick()
    assert rig.beats == [1]


def test_catching_up_with_the_live_edge_follows_it(driver: FrameDriver, rig: Rig) -> None:
    operator = rig.display.operator
    fast = rig.display.keyboard.bound
    for key in ("Left", "}"):
        operator.act(fast[key])
    rig.clocks.pass_us(6 * SECOND)
    driver.tick()
    assert driver.frame is not None
    assert driver.frame.moment.mode == "following"


@pytest.mark.parametrize("held", [Control(blackout=True), Control(frozen_us=START_US + HOUR)], ids=["black", "frozen"])
def test_a_picture_that_is_held_is_looked_at_less_often_until_a_key_wakes_it(
    driver: FrameDriver, rig: Rig, held: Control
) -> None:
    rig.display.operator.control = held
    compose = driver.renderer.compose
    still = lambda view, frame: replace(compose(view, frame), changed=False)  # noqa: E731 - nothing moves
    driver.renderer.compose = still  # type: ignore[method-assign]
    driver._on_timeout()
    driver._on_timeout()
    assert driver._timer.interval() > 50
    rig.display.operator.control = Control()
    driver.tick()
    assert driver._timer.interval() < 20
    driver.stop()


def test_the_overlays_host_is_named_only_while_something_is_open(driver: FrameDriver, rig: Rig) -> None:
    driver.tick()
    assert driver.frame is not None
    assert driver.frame.host is None
    rig.display.operator.control = Control(overlay="help")
    driver.tick()
    assert driver.frame.host == "R"


def test_after_a_key_the_frame_is_made_at_once(rig: Rig) -> None:
    rig.display.keeper.arrange()
    rig.display.operator.act(rig.display.keyboard.bound["F"])
    assert rig.display.driver.frame is not None
    assert rig.display.driver.frame.moment.frozen
