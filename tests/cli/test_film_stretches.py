"""How a film is shared among processes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.cli.film_stretches import HEAD_PX, MOST, Helper, helpers, stretches
from wallboard.core.errors import WallboardError


@given(
    st.integers(1, 100_000),
    st.sampled_from((25, 30, 50, 60)),
    st.integers(1, 64),
    st.sampled_from([(320, 180), (1920, 1080), (7680, 4320)]),
)
def test_every_frame_is_drawn_once_and_nobody_begins_for_a_moment(
    frames: int, fps: int, processors: int, size: tuple[int, int]
) -> None:
    shares = stretches(frames, fps, processors, size)
    assert [number for share in shares for number in share] == list(range(frames))
    assert 1 <= len(shares) <= min(processors, MOST)
    assert len(shares) == 1 or min(map(len, shares)) >= 2 * fps
    own, *others = map(len, shares)
    assert not others or max(others) - min(others) <= 1
    assert not others or 0 <= own - min(others) <= max(2, HEAD_PX / (size[0] * size[1]) + 1)


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
