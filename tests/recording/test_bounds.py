"""Figures and times that a recording may hold, at each of their bounds."""

from __future__ import annotations

import numpy as np
import pytest

from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.recording.bounds import LONGEST_SPAN_US, MOST_FIGURE, MOST_STATE, RowError, rate_of, sound, table, whole
from wallboard.recording.columns import MISSING


@pytest.mark.parametrize(
    ("value", "as_instant", "as_known", "as_figure"),
    [
        (EARLIEST_US, True, True, True),
        (EARLIEST_US - 1, False, EARLIEST_US - 1 == MISSING, EARLIEST_US - 1 >= MISSING),
        (LATEST_US - 1, True, True, True),
        (LATEST_US, False, False, True),
        (MISSING, False, True, True),
        (MISSING - 1, False, False, False),
        (MOST_FIGURE, False, False, True),
        (MOST_FIGURE + 1, False, False, False),
    ],
)
def test_a_row_is_sound_where_each_of_its_values_is_within_its_bounds(
    value: int, as_instant: bool, as_known: bool, as_figure: bool
) -> None:
    rows = np.array([(1, 5, 5, value), (1, 5, value, 5), (1, value, 5, 5)], np.int64)
    assert sound(rows, (1,), (2,)).tolist() == [as_figure, as_known, as_instant]


def test_ids_begin_with_one_and_signed_figures_may_be_negative() -> None:
    assert sound(np.array([(1,), (0,), (-5,)], np.int64), (), ()).tolist() == [True, False, False]
    signed = np.array([(1, -MOST_FIGURE), (1, -MOST_FIGURE - 1)], np.int64)
    assert sound(signed, (), (), signed=True).tolist() == [True, False]


@pytest.mark.parametrize(("value", "rate"), [(100_000, 100_000), (100_000.5, 1), (0.5, 0.5), (0, 1), (-1, 1), ("2", 1)])
def test_a_clock_runs_up_to_a_hundred_thousand_times_as_fast(value: object, rate: float) -> None:
    assert rate_of(value) == rate


def test_a_span_of_an_event_is_two_years_at_most() -> None:
    two_years_us = 732 * 86_400_000_000
    assert whole(two_years_us, LONGEST_SPAN_US) == two_years_us
    with pytest.raises(RowError):
        whole(two_years_us + 1, LONGEST_SPAN_US)


def test_the_judges_state_has_eight_million_letters_at_most() -> None:
    assert table("{" + " " * 8_388_606 + "}", MOST_STATE) == {}
    with pytest.raises(RowError, match="too much of it"):
        table("{" + " " * 8_388_607 + "}", MOST_STATE)
