"""Figures and times that a recording may hold, at each of their bounds."""

from __future__ import annotations

import numpy as np
import pytest

from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.recording.bounds import MOST_FIGURE, sound
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
