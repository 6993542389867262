"""Several walls as windows on one desk: each has a place of its own."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.cli.command_settings import DEMO_SHARE, share_of
from wallboard.scene.grid import Rect
from wallboard.stage.imagined_screens import shared_desk, tiled

HD = (1920, 1080)
MONITORS = (Rect(1920, 0, 1920, 1080), Rect(0, 0, 1920, 1080), Rect(3840, 0, 1920, 1080))


def test_each_has_a_monitor_of_its_own_from_left_to_right() -> None:
    for number, left in enumerate((0, 1920, 3840)):
        (rect,) = shared_desk(MONITORS, (number, 3), [HD])
        assert (rect,) == tiled([HD], Rect(left, 0, 1920, 1080))


@given(
    st.integers(1, 4),
    st.integers(1, 6),
    st.lists(st.sampled_from([HD, (3840, 860), (1080, 1920)]), min_size=1, max_size=3),
)
def test_no_two_windows_overlap_and_each_is_on_one_monitor(
    monitors: int, walls: int, sizes: list[tuple[int, int]]
) -> None:
    desks = [Rect(number * 1920, 0, 1920, 1080) for number in range(monitors)]
    placed = [rect for number in range(walls) for rect in shared_desk(desks, (number, walls), sizes)]

    assert len(placed) == walls * len(sizes)
    assert all(any(desk.contains(rect) for desk in desks) for rect in placed)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(placed, 2))


def test_a_wall_alone_stands_as_ever() -> None:
    assert shared_desk(MONITORS[:1], (0, 1), [HD, HD]) == tiled([HD, HD], MONITORS[0])


@pytest.mark.parametrize(
    ("said", "share"), [("1/3", (1, 3)), ("", (0, 1)), ("x/3", (0, 1)), ("1", (0, 1)), ("-1/3", (0, 1))]
)
def test_what_a_machine_of_the_demonstration_is_told(said: str, share: tuple[int, int]) -> None:
    assert share_of({DEMO_SHARE: said}) == share
    assert share_of({}) == (0, 1)
