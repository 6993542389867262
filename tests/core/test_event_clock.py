"""The event's clock follows the source and never runs backwards for a late packet."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.event_clock import STEP_US, ClockPoint, machine_clock, next_clock
from wallboard.core.instants import HOUR_US, SECOND_US

FRAME_US = 4_000
"""The shortest time between two frames that anybody draws."""


def followed(arrivals: list[tuple[int, int]], rate: float = 1.0) -> list[ClockPoint]:
    """The clock after each (at_us, commit_us)."""
    points: list[ClockPoint] = []
    for at_us, commit_us in arrivals:
        points.append(next_clock(points[-1] if points else None, at_us, commit_us, rate))
    return points


def test_the_first_snapshot_sets_the_clock() -> None:
    assert next_clock(None, 7, 100, 2.0) == ClockPoint(100, 7, 2.0)


@pytest.mark.parametrize(("rate", "event_us"), [(1.0, 1_500_000), (60.0, 60_500_000)], ids=["real time", "60 times"])
def test_the_clock_runs_on_at_the_rate_of_the_source(rate: float, event_us: int) -> None:
    assert ClockPoint(0, 500_000, rate).at(SECOND_US) == event_us


def test_it_runs_on_through_a_night_of_silence_so_that_a_countdown_ends_on_time() -> None:
    assert ClockPoint(0, 0).at(24 * HOUR_US) == 24 * HOUR_US


def test_an_earlier_arrival_sets_it_forward_at_once() -> None:
    assert next_clock(ClockPoint(0, 0), 2_300_000, 2_000_000, 1.0).event_us == 2_300_000


@given(
    st.lists(st.tuples(st.integers(100_000, 120 * SECOND_US), st.integers(0, 10 * SECOND_US)), min_size=1, max_size=30),
    st.sampled_from([1.0, 60.0]),
)
def test_late_packets_never_turn_it_back_between_two_frames(jitter: list[tuple[int, int]], rate: float) -> None:
    sent_us = 0
    arrivals: list[tuple[int, int]] = []
    for step_us, late_us in jitter:
        sent_us += step_us
        arrivals.append((int(sent_us * rate), max(sent_us + late_us, arrivals[-1][1] + 1 if arrivals else 0)))
    points = followed(arrivals, rate)
    for before, after in pairwise(points):
        assert after.event_us >= before.at(after.commit_us - FRAME_US)


@given(st.lists(st.integers(0, 5 * SECOND_US), min_size=1, max_size=40))
def test_it_never_runs_ahead_of_the_earliest_arrival(late: list[int]) -> None:
    arrivals = [(k * 10 * SECOND_US, k * 10 * SECOND_US + late_us) for k, late_us in enumerate(late)]
    assert all(p.event_us <= p.commit_us for p in followed(arrivals))


def test_it_gives_way_to_a_source_that_is_slower() -> None:
    points = followed([(k * 1_999_800, k * 2_000_000) for k in range(2000)])
    assert points[-1].event_us - 1999 * 1_999_800 < 10_000


@pytest.mark.parametrize("off_us", [STEP_US + 1, -STEP_US - 1, HOUR_US])
def test_a_machine_whose_clock_is_set_is_followed_at_once(off_us: int) -> None:
    point = machine_clock(ClockPoint(0, 0), 2 * SECOND_US + off_us, 2 * SECOND_US)
    assert point == ClockPoint(2 * SECOND_US, 2 * SECOND_US + off_us)


def test_a_machine_that_reads_its_clocks_one_after_the_other_does_not_run_backwards() -> None:
    point = machine_clock(ClockPoint(0, 0), 2 * SECOND_US - 30_000, 2 * SECOND_US)
    assert point.event_us >= 2 * SECOND_US - FRAME_US


def test_a_new_rate_starts_a_new_clock() -> None:
    assert next_clock(ClockPoint(0, SECOND_US), 0, 1, 60.0) == ClockPoint(1, 0, 60.0)


def test_one_slow_fetch_does_not_turn_it_back() -> None:
    points = followed([(0, 0), (2_000_000, 2_050_000), (4_000_000, 8_900_000)])
    assert points[-1].event_us >= 8_900_000 - 50_000


def test_a_machine_that_is_set_wrong_does_not_set_the_clock_while_the_answers_date_holds_with_it() -> None:
    running = ClockPoint(0, 1_000 * SECOND_US)
    year_us = 366 * 86_400 * SECOND_US
    now_us, wrong_us = 10 * SECOND_US, 1_010 * SECOND_US + year_us
    assert machine_clock(running, wrong_us, now_us, 1_009 * SECOND_US) == running
    assert machine_clock(running, wrong_us, now_us).event_us == wrong_us
    assert machine_clock(running, wrong_us, now_us, wrong_us - SECOND_US).event_us == wrong_us
