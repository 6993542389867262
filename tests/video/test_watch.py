"""What the keeper does about one picture: takeover at once, then pauses that grow and differ, and hangs noticed."""

from hypothesis import given
from hypothesis import strategies as st

from wallboard.video.watch import LONGEST_PAUSE_US, RAN_WELL_US, SILENT_US, START_US, PictureWatch

S = 1_000_000


def never() -> float:
    msg = "no pause was due"
    raise AssertionError(msg)


def test_the_next_source_takes_over_at_once_and_only_when_all_have_failed_there_is_a_pause() -> None:
    watch = PictureWatch(3)
    for source in (1, 2):
        watch = watch.started(0).ended(S, 0, never)
        assert (watch.source, watch.due_us) == (source, S)
    watch = watch.started(S).ended(S, 0, lambda: 1.0)
    assert (watch.source, watch.due_us) == (0, S + S // 2)


@given(st.integers(1, 8), st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_a_source_that_fails_on_and_on_is_asked_ever_more_seldom_but_always_again(
    sources: int, chances: list[float]
) -> None:
    watch, now_us, longest_us = PictureWatch(sources), 0, 0
    for chance in chances:
        watch = watch.started(now_us).ended(now_us, 0, iter((chance,)).__next__)
        assert watch.due_us is not None
        pause_us = watch.due_us - now_us
        assert 0 <= pause_us <= LONGEST_PAUSE_US
        longest_us = max(longest_us, pause_us)
        now_us = watch.due_us
    if len(chances) > 8 * sources:
        assert longest_us > 8 * S


def test_one_that_ran_well_is_started_anew_without_a_long_pause() -> None:
    watch = PictureWatch(1)
    for _ in range(10):
        watch = watch.started(0).ended(S, 0, lambda: 1.0)
    watch = watch.started(0).ended(2 * RAN_WELL_US, 2 * RAN_WELL_US, lambda: 1.0)
    assert watch.due_us == 2 * RAN_WELL_US + S // 2


def test_the_operator_turns_to_another_source_or_to_the_same_anew_at_once() -> None:
    running = PictureWatch(3).started(5)
    assert running.wanted(0, 0, 9) is running
    other = running.wanted(4, 0, 9)
    assert (other.source, other.due_us, other.runs) == (1, 9, False)
    anew = running.wanted(0, 1, 9)
    assert (anew.source, anew.due_us) == (0, 9)
    assert anew.wanted(0, 1, 10) is anew


def test_a_decoder_that_stands_still_is_hung_but_one_that_starts_has_more_time() -> None:
    watch = PictureWatch(1).started(10 * S)
    assert not watch.is_hung(0, 10 * S + START_US)
    assert watch.is_hung(0, 10 * S + START_US + 1)
    assert watch.is_hung(9 * S, 10 * S + START_US + 1)  # a beat of the life before
    assert not watch.is_hung(11 * S, 11 * S + SILENT_US)
    assert watch.is_hung(11 * S, 11 * S + SILENT_US + 1)


@given(st.integers(0, 400 * S), st.integers(0, 400 * S))
def test_time_without_a_processor_counts_for_a_decoder_up_to_a_bound(quiet_us: int, starved_us: int) -> None:
    watch = PictureWatch(1).started(10 * S)
    for beaten_us, patience_us in ((9 * S, START_US), (11 * S, SILENT_US)):
        since_us = max(beaten_us, 10 * S)
        hung = watch.is_hung(beaten_us, since_us + quiet_us, starved_us)
        assert hung is (quiet_us > patience_us + min(starved_us, 120 * S))
