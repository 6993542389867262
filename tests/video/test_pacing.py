"""When frames are due: evenly, never in the past, through jumps, stalls, bursts and clocks that drift."""

import itertools

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


def test_frames_of_a_live_stream_that_come_unevenly_are_due_evenly() -> None:
    pacer = Pacer(realtime=True)
    late = (0, 30_000, 5_000, 60_000, 0, 45_000, 10_000)
    dues = [pacer.due(k * FRAME, k * FRAME + late[k % 7]) for k in range(70)]
    assert {b - a for a, b in itertools.pairwise(dues)} == {FRAME}


def test_a_stall_moves_what_follows_and_is_not_made_up_for_by_a_rush() -> None:
    pacer = Pacer(realtime=True)
    for k in range(10):
        pacer.due(k * FRAME, k * FRAME)
    stalled_us = 9 * FRAME + 3 * SECOND
    dues = [pacer.due(k * FRAME, max(k * FRAME, stalled_us)) for k in range(10, 20)]
    assert dues[0] >= stalled_us
    assert all(b - a == FRAME for a, b in itertools.pairwise(dues))


def test_what_we_were_late_for_ourselves_is_made_up_for() -> None:
    pacer = Pacer(realtime=True)
    before = [pacer.due(k * FRAME, k * FRAME) - k * FRAME for k in range(10)]
    woken_us = 9 * FRAME + 3 * SECOND  # the process stood still; what came meanwhile lies there
    for k in range(10, 84):
        now_us = max(k * FRAME, woken_us + k)
        assert pacer.due(k * FRAME, now_us, stored=True) <= max(now_us, k * FRAME + BUFFER_US)
    after = [pacer.due(k * FRAME, k * FRAME) - k * FRAME for k in range(84, 90)]
    assert {*before, *after} == {BUFFER_US}


def test_what_a_live_stream_had_in_store_is_caught_up_with() -> None:
    pacer = Pacer(realtime=True)
    for k in range(50):
        pacer.due(k * FRAME, SECOND + k)  # two seconds of it at once
    due_us = pacer.due(50 * FRAME, SECOND + 50 + FRAME)
    assert due_us - (SECOND + 50 + FRAME) <= BUFFER_US + 400_000


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
)
def test_no_frame_is_due_in_the_past_or_before_the_one_before_it(
    steps: list[tuple[int | None, int]], realtime: bool
) -> None:
    pacer, now_us, last_us = Pacer(realtime), 10 * SECOND, 0
    for number, (time_us, later_us) in enumerate(steps):
        now_us += later_us
        due_us = pacer.due(time_us, now_us, stored=number % 3 == 0)
        assert due_us >= now_us
        assert due_us >= last_us
        last_us = due_us
