"""Fetches keep to a grid, whatever they take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.collect.pace import Pace

PACE = Pace(anchor_us=500, interval_us=2000, deadline_us=5000)


def test_a_quick_fetch_is_followed_by_one_at_the_next_point_of_the_grid() -> None:
    assert PACE.after(501) == 2500


def test_a_slow_fetch_skips_the_points_it_ran_over() -> None:
    assert PACE.after(500 + 2000 * 3 + 1) == 500 + 2000 * 4


def test_a_wait_ends_on_the_grid() -> None:
    assert PACE.after(501, not_before_us=9001) == 10_500


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_the_next_point_lies_ahead_by_no_more_than_an_interval(now_us: int, not_before_us: int) -> None:
    due_us = PACE.after(now_us, not_before_us)
    assert (due_us - PACE.anchor_us) % PACE.interval_us == 0
    assert due_us > now_us
    assert due_us >= not_before_us
    assert due_us - max(now_us, not_before_us, PACE.anchor_us) <= PACE.interval_us


def test_without_more_words_nothing_but_the_grid_is_waited_for() -> None:
    assert Pace(0, 10, 5).after(-11) == 0
    assert Pace(0, 10, 5).after(0) == 10
    assert Pace(0, 10, 5).after(9, 11) == 20
