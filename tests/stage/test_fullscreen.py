"""From the monitors to the desk and back: what is not up is hidden, so that no stale picture stands beside the wall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stage.conftest import Rig
from wallboard.actions.table import ACTIONS

FULLSCREEN = next(action for action in ACTIONS if action.id == "fullscreen")


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_only_the_windows_that_are_up_are_visible(open_display: Callable[..., Rig], presses: int) -> None:
    display = open_display(windowed=False).display
    display.keeper.arrange()
    for _ in range(presses):
        display.operator.act(FULLSCREEN)
    keeper = display.keeper
    assert keeper.windows
    assert {id(window) for window in keeper.every_window if window.isVisible()} == {id(w) for w in keeper.windows}
