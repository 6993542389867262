"""The range of when the next sum may be passed: between the slowest and the fastest pace, or nothing at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.panels.evening import evening, facts
from wallboard.config.panels import CounterOptions
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.recording_state import Curve
from wallboard.panels import counter
from wallboard.panels.estimate import PARTS, SPAN_US, passes_between
from wallboard.panels.panel_context import PanelContext

STEP_US = 10 * SECOND_US
PER_PART = SPAN_US // PARTS // STEP_US


def curve(growth: list[int], before: int = 0) -> Curve:
    """A sum that grew by so much in each ten seconds, from zero hour on; its time of commit is that of the event."""
    sums = before + np.concatenate(([0], np.cumsum(np.array(growth, np.int64))))
    at = np.arange(len(sums), dtype=np.int64) * STEP_US
    return Curve(at, at, sums.astype(np.int64))


paces = st.lists(st.integers(1, 10**9), min_size=PARTS, max_size=PARTS)


@given(paces, st.integers(1, 10**13))
def test_the_range_lies_around_the_slowest_and_the_fastest_two_minutes(parts: list[int], left: int) -> None:
    shown = curve([pace for pace in parts for _ in range(PER_PART)])
    found = passes_between(shown, int(shown.gmv_fen[-1]) + left, None)
    assert found is not None
    now_us, (begin_us, end_us) = int(shown.at_us[-1]), found
    soonest, latest = (now_us + left * STEP_US / pace for pace in (max(parts), min(parts)))
    assert begin_us % MINUTE_US == end_us % MINUTE_US == 0
    slack = 1 + latest * 1e-6
    assert begin_us - slack <= soonest < begin_us + MINUTE_US + slack
    assert end_us - MINUTE_US - slack < latest <= end_us + slack


STEADY = [1000] * (PARTS * PER_PART)


@pytest.mark.parametrize(
    "growth",
    [
        STEADY[:-1],
        [*STEADY[:-PER_PART], *([0] * PER_PART)],
        [*STEADY, -1],
    ],
    ids=["begun ten minutes ago, nearly", "two minutes without a sale", "a fall"],
)
def test_where_nobody_can_tell_nothing_is_told(growth: list[int]) -> None:
    assert passes_between(curve(STEADY), 10**6, None) is not None
    assert passes_between(curve(growth), 10**6, None) is None


def test_a_gap_tells_nothing_nor_does_a_goal_that_is_passed_or_a_range_beyond_the_end() -> None:
    whole = curve(STEADY)
    kept = np.r_[0:10, 40 : len(whole.at_us)]
    assert passes_between(Curve(whole.at_us[kept], whole.at_us[kept], whole.gmv_fen[kept]), 10**6, None) is None
    assert passes_between(whole, int(whole.gmv_fen[-1]), None) is None
    found = passes_between(whole, 10**6, None)
    assert found is not None
    assert passes_between(whole, 10**6, found[1] + MINUTE_US) == found
    assert passes_between(whole, 10**6, int(whole.at_us[-1])) is None


def test_it_is_told_only_where_it_is_asked_for_and_called_an_estimate() -> None:
    moment, setting = evening("02:00:00"), PanelContext(languages=("en", "zh"))
    asked = CounterOptions(size="hero", estimate=True)
    first, second = counter.resolve(moment, asked, setting).estimate
    assert first.startswith("Estimate: 02:")
    assert second.startswith("预计02:")
    assert counter.resolve(moment, CounterOptions(size="hero"), setting).estimate == ("", "")
    late = replace(moment, playhead_us=moment.playhead_us + 60 * facts().interval_us)
    assert counter.resolve(late, asked, setting).estimate == ("", "")
