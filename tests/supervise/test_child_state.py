"""Decisions about one child: when it is frozen, when it starts again, when it becomes plain, when it is given up."""

from __future__ import annotations

import pytest

from wallboard.core.instants import SECOND_US
from wallboard.supervise.child_state import CRASH_WINDOW_US, STARTS_UNTIL_HOPELESS, ChildState, Timeouts

PATIENCE = Timeouts(start_us=10 * SECOND_US, beat_us=2 * SECOND_US, longest_pause_us=SECOND_US)


def crashed(times: int, every_us: int = SECOND_US) -> ChildState:
    watch = ChildState()
    for number in range(times):
        watch = watch.started(number * every_us).crashed(PATIENCE, number * every_us)
    return watch


def test_a_new_watch_is_due_at_once() -> None:
    assert ChildState().due_us == 0
    assert not ChildState().runs


@pytest.mark.parametrize(("after_us", "frozen"), [(10 * SECOND_US, False), (10 * SECOND_US + 1, True)])
def test_until_the_first_beat_the_start_has_its_own_limit(after_us: int, frozen: bool) -> None:
    assert ChildState().started(5).is_frozen(PATIENCE, 5 + after_us) is frozen


@pytest.mark.parametrize(("after_us", "frozen"), [(2 * SECOND_US, False), (2 * SECOND_US + 1, True)])
def test_between_beats_the_limit_is_that_of_a_turn(after_us: int, frozen: bool) -> None:
    assert ChildState().started(0).beaten(7).is_frozen(PATIENCE, 7 + after_us) is frozen


@pytest.mark.parametrize(("beat_us", "limit_us"), [(SECOND_US, 5 * SECOND_US), (3 * SECOND_US, 2 * SECOND_US)])
def test_one_that_has_just_come_up_may_be_silent_for_longer(beat_us: int, limit_us: int) -> None:
    patience = Timeouts(beat_us=2 * SECOND_US, young_us=5 * SECOND_US)
    watch = ChildState().started(0).beaten(beat_us)
    assert not watch.is_frozen(patience, beat_us + limit_us)
    assert watch.is_frozen(patience, beat_us + limit_us + 1)


def test_what_does_not_run_is_not_frozen() -> None:
    assert not ChildState().started(0).crashed(PATIENCE, 1).is_frozen(PATIENCE, 100 * SECOND_US)


def test_the_first_crash_is_followed_by_a_start_at_once() -> None:
    assert crashed(1).due_us == 0


def test_later_pauses_grow_up_to_the_longest_one() -> None:
    pauses = [(crashed(times).due_us or 0) - (times - 1) * SECOND_US for times in range(1, 7)]
    assert pauses == [0, 250_000, 500_000, SECOND_US, SECOND_US, SECOND_US]


def test_a_frozen_child_was_lost_at_its_last_beat() -> None:
    watch = ChildState().started(0).beaten(SECOND_US).frozen(PATIENCE, 4 * SECOND_US)
    assert watch.lost_us == SECOND_US


def test_a_child_that_fails_to_come_back_stays_lost_since_the_beginning() -> None:
    watch = ChildState().started(0).beaten(SECOND_US).crashed(PATIENCE, 2 * SECOND_US)
    watch = watch.started(2 * SECOND_US).crashed(PATIENCE, 3 * SECOND_US)
    assert watch.lost_us == 2 * SECOND_US
    assert watch.started(3 * SECOND_US).frozen(PATIENCE, 60 * SECOND_US).lost_us == 2 * SECOND_US


def test_three_crashes_within_five_minutes_make_it_plain() -> None:
    assert not crashed(2).is_safer(2 * SECOND_US)
    assert crashed(3).is_safer(3 * SECOND_US)


def test_three_crashes_in_a_longer_time_do_not() -> None:
    assert not crashed(3, every_us=CRASH_WINDOW_US).is_safer(2 * CRASH_WINDOW_US)


def test_it_is_its_old_self_again_once_five_minutes_have_passed_well() -> None:
    assert not crashed(3).is_safer(2 * SECOND_US + CRASH_WINDOW_US + 1)


def test_what_never_came_up_is_given_up() -> None:
    assert not crashed(STARTS_UNTIL_HOPELESS - 1).is_hopeless
    assert crashed(STARTS_UNTIL_HOPELESS).is_hopeless


def test_what_has_come_up_once_is_never_given_up() -> None:
    watch = ChildState().started(0).beaten(1)
    for now_us in range(2, 50):
        watch = watch.crashed(PATIENCE, now_us).started(now_us)
    assert not watch.is_hopeless


def test_one_that_ran_well_is_started_at_once_however_often_it_crashed() -> None:
    watch = crashed(5).started(10 * SECOND_US)
    assert watch.beaten(11 * SECOND_US).crashed(PATIENCE, 13 * SECOND_US).due_us == 14 * SECOND_US
    assert watch.beaten(12 * SECOND_US).crashed(PATIENCE, 13 * SECOND_US).due_us == 13 * SECOND_US


def test_waiting_for_a_processor_is_no_silence() -> None:
    watch = ChildState().started(0).beaten(SECOND_US, held_up_us=4 * SECOND_US)
    silent_us = SECOND_US + PATIENCE.beat_us + 500_000
    assert watch.is_frozen(PATIENCE, silent_us, held_up_us=4 * SECOND_US)
    assert not watch.is_frozen(PATIENCE, silent_us, held_up_us=5 * SECOND_US)
    assert watch.is_frozen(PATIENCE, 30 * SECOND_US, held_up_us=30 * SECOND_US)


def test_a_start_that_waits_for_a_processor_is_not_begun_anew_only_to_wait_again() -> None:
    starting = ChildState().started(0)
    for held_up_us in (0, 300 * SECOND_US, 900 * SECOND_US):
        assert not starting.is_frozen(PATIENCE, PATIENCE.start_us, held_up_us)
        assert starting.is_frozen(PATIENCE, PATIENCE.start_us + 1 + held_up_us, held_up_us)
        assert starting.is_frozen(PATIENCE, PATIENCE.start_us + held_up_us, held_up_us) == (
            held_up_us > 600 * SECOND_US
        )
