"""Three, two, one, hold: functions of the clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.actions import photo_countdown
from wallboard.actions.context import Context
from wallboard.actions.control import Control

S = 1_000_000


def at(now_us: int) -> Context:
    return Context(now_us, now_us, now_us, 0)


@given(st.integers(-10 * S, 20 * S))
def test_the_count_is_what_a_clock_on_the_wall_would_say(since_us: int) -> None:
    control = photo_countdown.begin(Control(), at(100 * S))
    now_us = 100 * S + since_us
    expected = {0: 3, 1: 2, 2: 1, 3: 0, 4: 0, 5: 0, 6: 0}.get(since_us // S)
    assert photo_countdown.count(control, now_us) == expected
    held = photo_countdown.held_for_us(control, now_us)
    assert held == (since_us - 3 * S if 3 * S <= since_us < 7 * S else 0)


def test_the_key_breaks_it_off_and_begins_it_anew_when_it_is_over() -> None:
    begun = photo_countdown.begin(Control(), at(100 * S))
    assert photo_countdown.begin(begun, at(101 * S)) == Control()
    assert photo_countdown.begin(begun, at(107 * S)).photo_us == 107 * S


def test_under_black_nothing_is_counted() -> None:
    control = Control(blackout=True)
    assert photo_countdown.begin(control, at(S)) is control
