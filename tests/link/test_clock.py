"""One clock: the offset from pings in queues, and the slew that corrects it."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wallboard.link.clock import SLEW_PPM, ClockEstimate, corrected
from wallboard.recording.link_files import ClockEntry

SECOND = 1_000_000


def pinged(offset_us: int, ppm: float, seed: int, seconds: int = 120) -> tuple[float, float]:
    """What an estimate says after pings once a second through queues, and the truth then."""
    chance = random.Random(seed)
    estimate = ClockEstimate()
    truth = 0.0
    for second in range(seconds):
        sent = second * SECOND
        there, back = (80 + round(chance.expovariate(1 / 3_000)) for _ in range(2))
        truth = offset_us + sent * ppm / 1e6
        there_us = round(sent + there + truth)
        estimate.take(sent, (there_us, there_us + 200), sent + there + 200 + back)
    assert estimate.offset_us is not None
    return estimate.offset_us, truth


@pytest.mark.parametrize("seed", range(5))
def test_the_ping_with_the_least_round_trip_tells_the_offset_to_a_fraction_of_a_millisecond(seed: int) -> None:
    told, truth = pinged(123_456_789, 20.0, seed)

    assert abs(told - truth) < 1_500


def test_a_lead_that_was_started_anew_has_another_clock_at_once() -> None:
    estimate = ClockEstimate()
    for second in range(20):
        estimate.take(second * SECOND, (second * SECOND + 100, second * SECOND + 100), second * SECOND + 200)
    estimate.take(30 * SECOND, (5_000, 5_000), 30 * SECOND + 40_000)

    assert estimate.offset_us == pytest.approx(-30 * SECOND, abs=30_000)


def test_a_ping_that_comes_back_before_it_was_sent_or_much_too_late_is_none() -> None:
    estimate = ClockEstimate()

    assert not estimate.take(100, (50, 50), 99)
    assert not estimate.take(100, (50, 40), 200)
    assert not estimate.take(100, (50, 50), 100 + 6 * SECOND)
    assert estimate.offset_us is None


@example(begins=131073.0, wanted=1e-05, after_s=0)
@given(begins=st.floats(-200_000, 200_000), wanted=st.floats(-200_000, 200_000), after_s=st.integers(0, 1000))
def test_the_clock_is_slewed_and_never_runs_back_or_overshoots(begins: float, wanted: float, after_s: int) -> None:
    entry = corrected(ClockEntry(7, 0, begins), 7, 0, wanted)
    if abs(wanted - begins) > 250_000:
        assert entry.at(0) == wanted
        return
    now = entry.at(after_s * SECOND)

    assert entry.at(0) == begins
    assert min(begins, wanted) - 1e-6 <= now <= max(begins, wanted) + 1e-6
    assert abs(now - begins) <= after_s * SLEW_PPM + 1e-6
    assert entry.at(10**12) == pytest.approx(wanted, abs=1e-6)


def test_another_session_begins_with_the_best_that_is_known() -> None:
    entry = corrected(ClockEntry(7, 0, 5_000.0), 8, 100, 9_000.0)

    assert (entry.since_us, entry.at(100)) == (8, 9_000.0)
