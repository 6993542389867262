"""Which monitors are real: Qt invents one when the last has gone, and a virtual X server calls its own like that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from wallboard.config.settings import Settings
from wallboard.scene.canvases import Screen, place_again
from wallboard.scene.grid import Rect
from wallboard.stage.screen_keeper import ScreenKeeper


def monitor(name: str) -> Any:
    text = dict.fromkeys(("manufacturer", "model", "serialNumber"), lambda: "")
    return SimpleNamespace(
        name=lambda: name, geometry=lambda: QRect(0, 0, 640, 360), devicePixelRatio=lambda: 1.0, **text
    )


@pytest.fixture
def seen(qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the keeper takes for real when Qt names these monitors, one look after the other."""
    keeper = ScreenKeeper(qapp, settings, lambda: pytest.fail("no window is needed"), fullscreen=True)

    def look(*names: str) -> list[str]:
        screens = [monitor(name) for name in names]
        monkeypatch.setattr(keeper, "_app", SimpleNamespace(screens=lambda: screens, primaryScreen=lambda: screens[0]))
        return [screen.name for screen in keeper._real_screens()]

    return look


@pytest.mark.parametrize("invented", ["screen", "", "WinDisc", ":0.0", "host:10.1"])
def test_what_qt_invents_for_the_last_monitor_is_no_monitor(seen: Any, invented: str) -> None:
    assert [seen("DP-1"), seen(invented), seen("DP-1")] == [["DP-1"], [], ["DP-1"]]


def test_what_is_invented_while_the_monitors_go_one_by_one_is_none_either(seen: Any) -> None:
    assert seen("L", "C", "R") == ["L", "C", "R"]
    assert seen("screen", "C", "R") == ["screen", "C", "R"]
    assert seen("screen") == []


def test_a_monitor_of_that_name_that_was_there_before_is_one(seen: Any) -> None:
    assert [seen("screen"), seen("screen", "B"), seen("screen")] == [["screen"], ["screen", "B"], ["screen"]]


def test_only_monitors_that_were_there_in_this_run_are_missed(
    qapp: QApplication, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = ScreenKeeper(qapp, settings, lambda: pytest.fail("no window is needed"), fullscreen=True)

    def look(*places: int) -> tuple[str, ...]:
        screens = tuple(Screen(f"M{x}", Rect(x, 0, 640, 360)) for x in places)
        keeper._claims = place_again(keeper._claims, screens, settings).claims
        shown = [SimpleNamespace(placement=p) for p in place_again(keeper._claims, screens, settings).placements]
        monkeypatch.setattr(ScreenKeeper, "windows", property(lambda _self: shown))
        return keeper.missing

    assert look(0) == ()
    assert look(0, 640) == ()
    assert look(0) == ("right",)
    assert look() == ("center", "right")
