"""How a film is shared among processes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.cli.film_stretches import MOST, Helper, helpers, stretches
from wallboard.core.errors import WallboardError


@given(st.integers(1, 100_000), st.sampled_from((25, 30, 50, 60)), st.integers(1, 64))
def test_every_frame_is_drawn_once_and_nobody_begins_for_a_moment(frames: int, fps: int, processors: int) -> None:
    shares = stretches(frames, fps, processors)
    assert [number for share in shares for number in share] == list(range(frames))
    assert 1 <= len(shares) <= min(processors, MOST)
    assert len(shares) == 1 or min(map(len, shares)) >= 4 * fps
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_helper_that_fails_says_why_in_one_line() -> None:
    helper = Helper(
        ["film", "/nowhere/at-all", "--from=00:00:00", "--to=00:00:09", "-o", "a.mp4", "--frames", "0:9"], print
    )
    with pytest.raises(WallboardError) as told:
        helper.check()
    assert "/nowhere/at-all" in str(told.value)
    assert "\n" not in str(told.value)


def test_helpers_end_with_what_needs_them() -> None:
    with helpers([], [], [], lambda _number, _frames: None) as none:
        assert none == []
    helper = Helper(["simulate", "--port", "0"], print)
    assert helper.is_running
    helper.end()
    assert not helper.is_running
