"""Keys that change what is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.actions.conftest import HOUR, SECOND, Press
from wallboard.actions.action import Outcome
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.pages import Turning, page_at

Try = Callable[[str, Control, Context], Outcome | None]


def test_a_layout_key_shows_its_layout_and_ends_rotation(press: Press) -> None:
    after = press("0", "2")
    assert (after.layout, after.layout_us, after.rotating_us) == ("overview", HOUR, None)


def test_under_black_layouts_and_rotation_are_prepared_and_the_same_key_ends_it(press: Press) -> None:
    prepared = press("F5", "2")
    assert (prepared.blackout, prepared.layout) == (True, "overview")
    assert press("F5", "0").blackout
    shown = press("F5", control=prepared)
    assert (shown.blackout, shown.layout, shown.left) == (False, "overview", "")


def test_rotation_begins_at_the_playhead_and_ends_on_the_layout_that_is_up(press: Press, context: Context) -> None:
    assert press("0").rotating_us == HOUR
    ended = press("0", "0", at=replace(context, layout="counter"))
    assert (ended.rotating_us, ended.layout) == (None, "counter")


def test_a_layout_chosen_on_a_frozen_picture_counts_from_that_picture(press: Press, context: Context) -> None:
    later = replace(context, playhead_us=2 * HOUR)
    assert press("2", control=press("F"), at=later).layout_us == HOUR


def test_pages_turn_on_and_back(press: Press) -> None:
    assert press("N", "PgDown", "P").turning == Turning(1)
    assert press("PgUp").turning == Turning(-1)


def test_a_kept_page_stays_and_pages_turn_on_from_it(press: Press, context: Context) -> None:
    later = replace(context, playhead_us=HOUR + 100 * SECOND)
    kept = press("K")
    turning = press("K", control=kept, at=later).turning
    page = page_at(HOUR, context.page_dwell_us, 12, Turning()).index
    assert page_at(later.playhead_us, context.page_dwell_us, 12, kept.turning).index == page
    assert page_at(later.playhead_us, context.page_dwell_us, 12, turning).index == page


def test_provinces_come_in_turn_and_after_the_last_the_country(press: Press, context: Context) -> None:
    two = replace(context, provinces=2)
    assert [press(*keys, at=two).province for keys in ("V", "VV", "VVV")] == [1, 2, 0]
    assert press("Shift+V", at=two).province == 2
    assert press("V", "Ctrl+V").province == 0


def test_blackout_comes_and_goes(press: Press) -> None:
    assert press("F5").blackout
    assert not press("F5", "F5").blackout


def test_freezing_holds_the_playhead_s_instant_until_the_next_press(press: Press) -> None:
    assert press("F").frozen_us == HOUR
    assert press("F", "F").frozen_us is None


def test_the_languages_swap_only_where_both_are_shown(press: Press, context: Context) -> None:
    assert (press("L").language, press("L", "L").language) == ("en", "zh")
    assert press("L", at=replace(context, languages=("zh",))).language == "zh"


def test_the_currencies_swap(press: Press) -> None:
    assert (press("C").currency, press("C", "C").currency) == ("second", "own")


def test_the_last_milestone_is_shown_again_from_now_if_there_was_one(press: Press, context: Context) -> None:
    assert press("R").milestone_us is None
    assert press("R", at=replace(context, milestone_us=SECOND)).milestone_us == HOUR


def test_screens_are_identified_for_five_seconds_or_until_the_key_again(press: Press, context: Context) -> None:
    assert press("I").identify_until_us == context.now_us + 5 * SECOND
    assert press("I", "I").identify_until_us == 0


def test_one_overlay_at_a_time(press: Press) -> None:
    assert [press(*keys).overlay for keys in (("?",), ("F1", "S"), ("D",), ("S", "S"))] == [
        *("help", "status", "definition", ""),
    ]


def test_escape_takes_away_all_overlays_and_nothing_else(press: Press) -> None:
    assert press("?", "I", "T", "C", "Esc") == Control(currency="second")


def test_escape_never_quits(outcome: Try, context: Context) -> None:
    assert outcome("Esc", Control(), context) is None


def test_the_timeline_and_fullscreen_come_and_go(press: Press) -> None:
    assert press("T").timeline
    assert not press("F11").fullscreen
    assert press("T", "T", "F11", "F11") == Control()


def test_locked_keys_do_nothing_but_unlock(press: Press) -> None:
    locked = press("Ctrl+L")
    assert press("2", "F5", "Space", "Ctrl+Shift+Q", control=locked) == locked
    assert press("Ctrl+L", control=locked) == Control()


def test_a_locked_wall_cannot_be_quit(outcome: Try, context: Context) -> None:
    assert outcome("Ctrl+Shift+Q", Control(locked=True), context) is None


def test_the_held_answer_is_accepted_or_refused_by_its_id(outcome: Try, context: Context) -> None:
    held = replace(context, held_id=7)
    done = [outcome(key, Control(), held) for key in ("H", "Shift+H")]
    assert [(d.effect, d.argument) for d in done if d] == [
        ("accept_held", {"answer_id": 7}),
        ("refuse_held", {"answer_id": 7}),
    ]


def test_nothing_is_accepted_while_nothing_is_held(outcome: Try, context: Context) -> None:
    assert outcome("H", Control(), context) is None


def test_the_sum_that_is_up_is_declared_final_or_that_is_taken_back(outcome: Try, context: Context) -> None:
    up = replace(context, gmv_fen=123, live=True)
    done = [outcome("Ctrl+Shift+F", Control(), each) for each in (up, replace(up, final=True))]
    assert [(d.effect, d.argument) for d in done if d] == [
        ("declare_final", {"gmv_fen": 123, "final": 1}),
        ("declare_final", {"gmv_fen": 123, "final": 0}),
    ]


def test_nothing_is_declared_of_a_recording_that_is_over_or_without_a_sum(outcome: Try, context: Context) -> None:
    assert outcome("Ctrl+Shift+F", Control(), replace(context, gmv_fen=123, live=False)) is None
    assert outcome("Ctrl+Shift+F", Control(), replace(context, gmv_fen=None)) is None


def moved_end(outcome: Try, context: Context, **asked: object) -> object:
    done = outcome("Ctrl+Shift+E", Control(), replace(context, asked=asked))
    return None if done is None else done.argument


def test_the_end_is_moved_by_ten_minutes_or_to_what_is_asked_for(outcome: Try, context: Context) -> None:
    event = replace(context, live=True, start_us=1_000_000, end_us=5_000_000, event_us=3_000_000)
    assert moved_end(outcome, event) == {"end_us": 605_000_000, "was_us": 5_000_000}
    assert moved_end(outcome, event, seconds=-2) == {"end_us": 3_000_000, "was_us": 5_000_000}
    assert moved_end(outcome, event, end_us=4_000_000) == {"end_us": 4_000_000, "was_us": 5_000_000}
    assert moved_end(outcome, replace(event, end_us=None)) == {"end_us": 603_000_000}


@pytest.mark.parametrize(
    "asked",
    [{"seconds": 0}, {"seconds": -4}, {"seconds": True}, {"seconds": 10**30}, {"seconds": "5"}, {"seconds": 1.5},
     {"end_us": 1_000_000}, {"end_us": 5_000_000}, {"end_us": "x"}, {"end_us": 10**30}, {"end_us": True}],
)  # fmt: skip
def test_an_end_that_is_none_is_not_moved_to(asked: dict[str, object], outcome: Try, context: Context) -> None:
    event = replace(context, live=True, start_us=1_000_000, end_us=5_000_000, event_us=3_000_000)
    assert moved_end(outcome, event, **asked) is None


def test_a_recording_or_an_event_without_a_start_has_no_end_to_be_moved(outcome: Try, context: Context) -> None:
    assert moved_end(outcome, replace(context, live=False, start_us=1, end_us=2)) is None
    assert moved_end(outcome, replace(context, live=True, start_us=None, end_us=None, event_us=3)) is None


def test_a_mark_is_set_where_the_picture_stands(outcome: Try, context: Context) -> None:
    done = outcome("M", Control(frozen_us=5), context)
    assert done is not None
    assert (done.effect, done.argument, done.control) == ("mark", {"at_us": 5}, Control(frozen_us=5))


def test_quitting_takes_two_seconds_of_holding(outcome: Try, settings: object, context: Context) -> None:
    done = outcome("Ctrl+Shift+Q", Control(), context)
    assert done is not None
    assert done.effect == "quit"


def test_a_layout_that_is_chosen_live_leaves_the_one_that_is_up_and_a_paused_picture_leaves_none(
    press: Press, context: Context
) -> None:
    up = replace(context, layout="counter", leaving=("counter", HOUR - SECOND))
    live = press("2", at=up)
    assert (live.left, live.left_us) == ("counter", HOUR - SECOND)
    paused = press("2", control=press("Space", at=up), at=up)
    assert (paused.layout, paused.left, paused.left_us) == ("overview", "", 0)
    assert press("2", control=press("F", at=up), at=up).left == ""
    coming = press("2", control=live, at=replace(up, layout="overview"))
    assert (coming.left, coming.left_us) == (live.left, live.left_us)
