"""A process that ends before the last night does ends the soak; at its end it is awaited."""

from __future__ import annotations

import pytest

from wallboard.core.instants import SECOND_US
from wallboard.soak.run import has_fallen


@pytest.mark.parametrize(
    ("exit_code", "left_s", "fallen"),
    [(None, 600, False), (0, 600, True), (-11, 600, True), (0, 1, False), (1, 1, True), (0, -3, False)],
    ids=["runs", "was quit by key", "crashed", "ended in time", "failed at the end", "ended after it"],
)
def test_only_a_sound_end_in_time_is_no_fall(exit_code: int | None, left_s: int, fallen: bool) -> None:
    assert has_fallen(exit_code, left_s * SECOND_US) == fallen
