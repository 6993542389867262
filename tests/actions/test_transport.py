"""Keys that move the playhead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.actions.conftest import HOUR, SECOND, Press
from wallboard.actions.action import Change, Outcome
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.transport import faster, reverse, settled
from wallboard.core.playhead import FOLLOWING, Playhead

Try = Callable[[str, Control, Context], Outcome | None]


def playing(at_us: int, rate: float = 1.0) -> Control:
    return Control(playhead=Playhead("playing", at_us, 50 * SECOND, rate))


def paused(at_us: int) -> Control:
    return Control(playhead=Playhead("paused", at_us, 50 * SECOND))


@pytest.fixture
def back(context: Context) -> Context:
    """The playhead stands half an hour into the recording."""
    return replace(context, playhead_us=HOUR // 2)


def test_space_pauses_and_goes_on_from_there(press: Press, context: Context) -> None:
    later = replace(context, mono_us=60 * SECOND, edge_us=HOUR + 10 * SECOND)
    stopped = press("Space").playhead
    assert (stopped.mode, stopped.position(later.edge_us, later.mono_us)) == ("paused", HOUR)
    assert press("Space", control=press("Space"), at=later).playhead == Playhead("playing", HOUR, 60 * SECOND)


@pytest.mark.parametrize(
    ("key", "seconds"),
    [("Left", -5), ("Right", 5), ("Up", 60), ("Down", -60), ("Shift+Left", -1), ("Shift+Right", 1)],
)
def test_arrows_seek(press: Press, back: Context, key: str, seconds: int) -> None:
    after = press(key, control=playing(HOUR // 2), at=back).playhead
    assert (after.mode, after.anchor_us) == ("playing", HOUR // 2 + seconds * SECOND)


def test_seeking_back_from_live_plays_from_there(press: Press) -> None:
    assert press("Left").playhead == Playhead("playing", HOUR - 5 * SECOND, 50 * SECOND)


def test_seeking_on_from_live_stays_live(press: Press) -> None:
    assert press("Right", "Up").playhead == FOLLOWING


def test_seeking_to_the_live_edge_follows_it(press: Press, context: Context) -> None:
    near = replace(context, playhead_us=HOUR - 2 * SECOND)
    assert press("Right", control=playing(HOUR - 2 * SECOND), at=near).playhead == FOLLOWING


def test_a_pause_outlasts_seeking_to_the_live_edge(press: Press, context: Context) -> None:
    near = replace(context, playhead_us=HOUR - 2 * SECOND)
    after = press("Right", control=paused(HOUR - 2 * SECOND), at=near).playhead
    assert (after.mode, after.anchor_us) == ("paused", HOUR)


def test_seeking_ends_at_the_recording_s_first_instant(press: Press, context: Context) -> None:
    assert press("Down", control=playing(9), at=replace(context, playhead_us=9)).playhead.anchor_us == 0


@pytest.mark.parametrize(("key", "rate"), [("[", 1 / 1.1), ("]", 1.1), ("{", 0.5), ("}", 2.0), ("-", -1.0)])
def test_speed_keys_change_the_speed_from_where_the_playhead_stands(
    press: Press, back: Context, key: str, rate: float
) -> None:
    after = press(key, control=playing(0), at=back).playhead
    assert (after.mode, after.anchor_us) == ("playing", HOUR // 2)
    assert after.rate == pytest.approx(rate)


def test_backspace_plays_forwards_at_normal_speed(press: Press, back: Context) -> None:
    assert press("-", "}", "Backspace", control=playing(0), at=back).playhead.rate == 1.0


def test_the_live_edge_cannot_be_overtaken_but_left_behind(press: Press) -> None:
    assert press("]", "}").playhead == FOLLOWING
    assert press("{").playhead == Playhead("playing", HOUR, 50 * SECOND, 0.5)
    assert press("-").playhead == Playhead("playing", HOUR, 50 * SECOND, -1.0)


@given(st.lists(st.sampled_from([faster(1.1), faster(1 / 1.1), faster(2.0), faster(0.5), reverse]), max_size=60))
def test_the_speed_keeps_within_bounds_and_comes_back_to_exactly_one(keys: list[Change]) -> None:
    control, halfway = playing(0), Context(HOUR, HOUR, HOUR // 2, 0, 0)
    for change in keys:
        control = change(control, halfway)
    rate = abs(control.playhead.rate)
    assert 0.01 <= rate <= 100
    assert rate == 1.0 or abs(rate - 1.0) > 1e-6


@pytest.mark.parametrize(("key", "frames"), [(",", -1), (".", 1)])
def test_a_frame_step_pauses_one_frame_away(press: Press, back: Context, key: str, frames: int) -> None:
    after = press(key, control=playing(HOUR // 2), at=back).playhead
    assert (after.mode, after.anchor_us) == ("paused", HOUR // 2 + frames * back.frame_us)


def test_home_goes_to_the_start_and_end_back_to_live(press: Press) -> None:
    assert press("Home").playhead == Playhead("playing", 0, 50 * SECOND)
    assert press("Home", "End").playhead == FOLLOWING


def test_the_end_of_a_finished_recording_is_no_live_edge(press: Press, context: Context) -> None:
    finished = replace(context, live=False, playhead_us=0)
    assert press("End", control=playing(0), at=finished).playhead == Playhead("paused", HOUR, 50 * SECOND)


def test_marks_are_visited_in_turn(press: Press, back: Context) -> None:
    marked = replace(back, marks=(10, HOUR // 2 - 20 * SECOND, HOUR // 2 + 30 * SECOND, 2 * HOUR))
    assert press("Ctrl+Left", control=paused(HOUR // 2), at=marked).playhead.anchor_us == marked.marks[1]
    assert press("Ctrl+Right", control=paused(HOUR // 2), at=marked).playhead.anchor_us == marked.marks[2]


def test_while_it_plays_the_mark_just_passed_is_not_the_previous_one(press: Press, back: Context) -> None:
    marked = replace(back, marks=(10, HOUR // 2 - SECOND // 2))
    assert press("Ctrl+Left", control=playing(0), at=marked).playhead.anchor_us == 10


def test_without_a_mark_there_is_nowhere_to_go(outcome: Try, context: Context) -> None:
    assert outcome("Ctrl+Left", Control(), context) is None
    assert outcome("Ctrl+Right", Control(), replace(context, marks=(2 * HOUR,))) is None


def test_a_loop_is_set_by_a_then_b_played_from_a_and_cleared_by_the_third_press(press: Press, back: Context) -> None:
    at_a = press("A", control=playing(0), at=back)
    at_b = press("A", control=at_a, at=replace(back, playhead_us=HOUR // 2 + 8 * SECOND))
    assert at_b.loop_us == (HOUR // 2, HOUR // 2 + 8 * SECOND)
    assert at_b.playhead == Playhead("playing", HOUR // 2, 50 * SECOND)
    assert press("A", control=at_b, at=back).loop_us == (None, None)


def test_an_empty_loop_is_none(press: Press, back: Context) -> None:
    assert press("A", "A", control=paused(HOUR // 2), at=back).loop_us == (None, None)


def test_a_loop_comes_back_to_a_as_far_as_it_went_beyond_b(context: Context) -> None:
    looping = replace(playing(0), loop_us=(0, 4 * SECOND))
    after = settled(looping, replace(context, mono_us=55 * SECOND)).playhead
    assert after == Playhead("playing", SECOND, 55 * SECOND)


def test_a_loop_played_backwards_comes_back_to_b(context: Context) -> None:
    looping = replace(playing(2 * SECOND, -1.0), loop_us=(0, 4 * SECOND))
    assert settled(looping, replace(context, mono_us=53 * SECOND)).playhead.anchor_us == 3 * SECOND


@given(
    st.tuples(*[st.sampled_from([0, 1, 5, -5, 2**62, -(2**62)])] * 2),
    st.sampled_from([1.0, -1.0, 0.01, -1e18]),
    st.integers(-9, 9),
)
def test_no_loop_is_too_small_or_turned_round(loop_us: tuple[int, int], rate: float, at_us: int) -> None:
    context = Context(now_us=9, edge_us=9, playhead_us=0, mono_us=SECOND, first_us=-9, live=False)
    control = replace(playing(at_us, rate), loop_us=loop_us)
    position_us = settled(control, context).playhead.position(9, SECOND, -9)
    assert -9 <= position_us <= 9


def test_a_recording_of_one_instant_stands_there_though_it_is_looped(context: Context) -> None:
    context = replace(context, first_us=HOUR, edge_us=HOUR, live=False)
    control = replace(playing(HOUR), loop_us=(HOUR, HOUR))
    assert settled(control, context).playhead.position(HOUR, context.mono_us) == HOUR


def test_catching_up_with_the_live_edge_follows_it(context: Context) -> None:
    fast = playing(HOUR - 10 * SECOND, 2.0)
    assert settled(fast, replace(context, mono_us=54 * SECOND)) == fast
    assert settled(fast, replace(context, mono_us=55 * SECOND)).playhead == FOLLOWING


def test_the_end_of_a_finished_recording_pauses(context: Context) -> None:
    after = settled(playing(HOUR - 1), replace(context, live=False, mono_us=55 * SECOND)).playhead
    assert (after.mode, after.anchor_us) == ("paused", HOUR)


def test_playing_backwards_ends_paused_at_the_start(context: Context) -> None:
    after = settled(playing(2 * SECOND, -1.0), replace(context, mono_us=55 * SECOND)).playhead
    assert (after.mode, after.anchor_us, after.rate) == ("paused", 0, 1.0)


@pytest.mark.parametrize("key", ["Space", "Left", "Home", ".", "{", "-", "A"])
def test_without_a_recording_the_transport_does_nothing(outcome: Try, context: Context, key: str) -> None:
    assert outcome(key, Control(), replace(context, first_us=None)) is None
