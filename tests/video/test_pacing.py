"""When frames are due: evenly, never in the past, through jumps, stalls, bursts and clocks that drift."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.video.pacing import BUFFER_US, Pacer

FRAME = 40_000
SECOND = 1_000_000


def test_a_file_is_paced_by_its_own_times_however_fast_it_is_read() -> None:
    pacer = Pacer(realtime=False)
    first = pacer.due(0, SECOND)
    assert [pacer.due(k * FRAME, SECOND + k) - first for k in range(1, 50)] == [k * FRAME for k in range(1, 50)]


def test_a_file_that_begins_anew_goes_on_without_a_gap() -> None:
    pacer = Pacer(realtime=False)
    dues = [pacer.due(time_us, 0) for time_us in (0, FRAME, 2 * FRAME, 0, FRAME)]
    assert [b - a for a, b in itertools.pairwise(dues)] == [FRAME] * 4


def played(pacer: Pacer, frames: range, there_us: Callable[[int], int]) -> list[int]:
    """How long after it was made each frame is shown of a playlist that waits for us."""
    shown, now_us = [], 0
    for k in frames:
        now_us = max(now_us, there_us(k))
        due_us = pacer.due(k * FRAME, now_us)
        shown.append(due_us - k * FRAME)
        now_us = due_us - FRAME
    return shown


def test_a_playlist_that_was_held_up_is_shown_a_little_faster_until_it_is_where_it_was() -> None:
    pacer = Pacer(realtime=False, live=True)
    before = played(pacer, range(100), lambda k: k * FRAME)
    free_us = 100 * FRAME + 5 * SECOND
    after = played(pacer, range(100, 3_000), lambda k: max(free_us, k * FRAME))
    assert max(after) >= 5 * SECOND
    assert all(0 <= a - b <= FRAME // 20 for a, b in itertools.pairwise(after))
    assert {*after[2_600:]} == {before[-1]}


def test_a_playlist_whose_source_stood_still_is_not_hurried_into_one_standstill_after_the_other() -> None:
    pacer = Pacer(realtime=False, live=True)
    played(pacer, range(100), lambda k: k * FRAME)
    part = 50  # frames of a segment: they come together, and the source is five seconds behind for good
    after = played(pacer, range(100, 3_000), lambda k: k // part * part * FRAME + 5 * SECOND)
    late = [b - a for a, b in itertools.pairwise(after) if b > a]
    assert len(late) <= 2


def test_a_file_that_was_held_up_goes_on_at_its_own_rate() -> None:
    pacer = Pacer(realtime=False)
    played(pacer, range(100), lambda k: k * FRAME)
    free_us = 100 * FRAME + 5 * SECOND
    assert len({*played(pacer, range(100, 300), lambda k: max(free_us, k * FRAME))}) == 1


def test_frames_of_a_live_stream_that_come_unevenly_are_due_evenly() -> None:
    pacer = Pacer(realtime=True)
    late = (0, 30_000, 5_000, 60_000, 0, 45_000, 10_000)
    dues = [pacer.due(k * FRAME, k * FRAME + late[k % 7]) for k in range(70)]
    assert {b - a for a, b in itertools.pairwise(dues)} == {FRAME}


def held_back_us(pacer: Pacer, frames: range, came_us: Callable[[int], int], now_us: Callable[[int], int]) -> list[int]:
    """How long after it was made each frame is due; it is decoded at once, or when the one before it has been shown."""
    return [pacer.due(k * FRAME, now_us(k), came_us(k)) - k * FRAME for k in frames]


@pytest.mark.parametrize("stall_us", [450_000, 3 * SECOND, 30 * SECOND])
def test_of_what_a_network_held_up_the_newest_is_shown_and_no_delay_stays(stall_us: int) -> None:
    pacer = Pacer(realtime=True)
    before = held_back_us(pacer, range(10), lambda k: k * FRAME, lambda k: k * FRAME)
    free_us, last = 9 * FRAME + stall_us, 10 + stall_us // FRAME + 5
    held_back_us(pacer, range(10, last), lambda k: max(k * FRAME, free_us + k), lambda k: max(k * FRAME, free_us + k))
    after = held_back_us(pacer, range(last, last + 10), lambda k: k * FRAME, lambda k: k * FRAME)
    assert {*before, *after} == {BUFFER_US}


def test_a_short_delay_of_the_network_is_made_up_for_in_seconds() -> None:
    pacer = Pacer(realtime=True)
    free_us = 50 * FRAME + 300_000
    late = held_back_us(pacer, range(60), lambda k: max(k * FRAME, free_us if k >= 50 else 0), lambda k: k * FRAME)
    assert max(late) <= 350_000
    dues = held_back_us(pacer, range(60, 1_000), lambda k: k * FRAME, lambda k: k * FRAME)
    assert max(b - a for a, b in itertools.pairwise(dues)) == 0
    assert dues[500] <= BUFFER_US * 5 // 4


def test_a_source_that_stood_still_itself_is_shown_evenly_when_it_goes_on() -> None:
    pacer = Pacer(realtime=True)
    held_back_us(pacer, range(10), lambda k: k * FRAME, lambda k: k * FRAME)
    after = held_back_us(pacer, range(10, 40), lambda k: k * FRAME + 3 * SECOND, lambda k: k * FRAME + 3 * SECOND)
    assert {*after} == {3 * SECOND + BUFFER_US}


def test_what_we_were_late_for_ourselves_is_made_up_for() -> None:
    pacer = Pacer(realtime=True)
    woken_us = 9 * FRAME + 3 * SECOND  # the process stood still; what came meanwhile lies there
    before = held_back_us(pacer, range(10), lambda k: k * FRAME, lambda k: k * FRAME)
    for k in range(10, 84):
        assert pacer.due(k * FRAME, woken_us + k, k * FRAME) <= max(woken_us + k, k * FRAME + BUFFER_US)
    after = held_back_us(pacer, range(84, 90), lambda k: k * FRAME, lambda k: k * FRAME)
    assert {*before, *after} == {BUFFER_US}


def test_what_lay_in_store_when_a_stream_begins_is_not_shown_late_for_ever() -> None:
    pacer = Pacer(realtime=True)
    held_back_us(pacer, range(20), lambda k: max(k, 19) * FRAME, lambda k: max(k, 19) * FRAME)
    after = held_back_us(pacer, range(20, 30), lambda k: k * FRAME, lambda k: k * FRAME)
    assert {*after} == {BUFFER_US}


def test_a_stream_that_is_sent_faster_than_it_happens_is_paced_like_a_file() -> None:
    pacer = Pacer(realtime=True)
    now_us, dues = 0, []
    for k in range(2_000):
        dues.append(pacer.due(k * FRAME, now_us, now_us))
        now_us = max(now_us, dues[-1] - FRAME)
    assert {b - a for a, b in itertools.pairwise(dues[600:])} == {FRAME}


def test_what_a_live_stream_had_in_store_is_caught_up_with() -> None:
    pacer = Pacer(realtime=True)
    for k in range(50):
        pacer.due(k * FRAME, SECOND + k)  # two seconds of it at once
    due_us = pacer.due(50 * FRAME, SECOND + 50 + FRAME)
    assert due_us - (SECOND + 50 + FRAME) <= BUFFER_US + FRAME


def test_a_source_whose_clock_runs_slower_or_faster_stays_with_us() -> None:
    for drift in (0.999, 1.001):
        pacer = Pacer(realtime=True)
        ahead = []
        for k in range(20_000):
            now_us = round(k * FRAME * drift)
            ahead.append(pacer.due(k * FRAME, now_us) - now_us)
        assert 0 <= min(ahead[-500:]) <= max(ahead[-500:]) <= 3 * BUFFER_US


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(-(2**40), 2**40)), st.integers(0, 3 * SECOND)), max_size=60),
    st.booleans(),
    st.booleans(),
)
def test_no_frame_is_due_in_the_past_or_before_the_one_before_it(
    steps: list[tuple[int | None, int]], realtime: bool, live: bool
) -> None:
    pacer, now_us, last_us = Pacer(realtime, live), 10 * SECOND, 0
    for number, (time_us, later_us) in enumerate(steps):
        now_us += later_us
        due_us = pacer.due(time_us, now_us, now_us - 50_000 * (number % 3))
        assert due_us >= now_us
        assert due_us >= last_us
        last_us = due_us
