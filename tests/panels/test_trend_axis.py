"""The time axis of the night's curve: a few ticks with whole labels, however long the event lasts."""

from __future__ import annotations

import pytest

from wallboard.core.instants import HOUR_US, SECOND_US
from wallboard.panels.trend import WINDOWS_US, _step


@pytest.mark.parametrize("window_us", [*WINDOWS_US, 48 * HOUR_US, 240 * HOUR_US, 400 * 24 * HOUR_US, SECOND_US])
def test_an_axis_has_eight_steps_at_most(window_us: int) -> None:
    assert window_us / _step(window_us) <= 8
