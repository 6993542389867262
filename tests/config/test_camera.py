"""Before cameras the wall keeps step with their shutters."""

from __future__ import annotations

import pytest

from wallboard.config.display_settings import DisplaySettings


@pytest.mark.parametrize(
    ("camera", "fps", "pace"),
    [("off", 60, 60), ("25", 60, 25), ("30", 60, 30), ("50", 60, 50), ("60", 60, 60), ("50", 30, 25), ("60", 24, 20)],
)
def test_the_pace_is_the_cameras_or_a_whole_part_of_it(camera: str, fps: int, pace: int) -> None:
    assert DisplaySettings.model_validate({"camera": camera, "fps": fps}).pace == pace
