"""Which monitors are real: Qt invents one when the last has gone, and a virtual X server calls its own like that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from wallboard.config.settings import Settings
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
