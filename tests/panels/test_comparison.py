"""The race of a card: bars in true proportion, and no time or lead is told before it has been reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import boxes, texts
from tests.panels.cards import race_of
from wallboard.core.instants import SECOND_US
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Clip, Fill, Op, Picture
from wallboard.paint.theme import THEMES, Look
from wallboard.panels.comparison import place_race
from wallboard.scene.grid import Rect

LOOK = Look(THEMES["night"], 1920, 1080)
BOX = Rect(300, 600, 1320, 360)
FAST_US, SLOW_US = 418 * SECOND_US, 748 * SECOND_US

spans = st.integers(30 * SECOND_US, 80_000 * SECOND_US)
shares = st.floats(0, 1)


@pytest.fixture(autouse=True, scope="module")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()


def placed(now_us: int, then_us: int, run: float = 1.0) -> tuple[list[Op], list[Op]]:
    race = race_of(now_us, then_us, run)
    return place_race(race, "", ("reached at", ""), BOX, LOOK)


def bars(live: list[Op]) -> list[tuple[int, int]]:
    """How much of each bar is to be seen, and how long it is when it is whole: this year's first."""
    found = [(op.w, op.ops[0]) for op in live if isinstance(op, Clip)]
    return [(round(seen), round(bar.w)) for seen, bar in found if isinstance(bar, Picture)]


@given(spans, spans)
def test_the_bars_are_as_long_as_the_times_are(now_us: int, then_us: int) -> None:
    (now, _), (then, _) = bars(placed(now_us, then_us)[1])
    assert now / max(now, then) == pytest.approx(now_us / max(now_us, then_us), abs=1.5 / max(now, then))


@given(spans, spans, shares)
def test_they_run_together_until_the_faster_year_is_there(now_us: int, then_us: int, run: float) -> None:
    seen = bars(placed(now_us, then_us, run)[1])
    assert all(done <= whole for done, whole in seen)
    running = {done for done, whole in seen if done < whole}
    assert len(running) <= 1
    assert not running or max(running) == max(done for done, _ in seen)


@given(shares)
def test_a_time_is_told_once_its_bar_is_there(run: float) -> None:
    said = texts(placed(FAST_US, SLOW_US, run)[1])
    assert ("00:06:58" in said) == (run * SLOW_US >= FAST_US)
    assert ("00:12:28" in said) == (run >= 1)


@given(shares)
def test_no_difference_is_told_that_is_less_than_the_true_one(run: float) -> None:
    assert ("5" in texts(placed(FAST_US, SLOW_US, run)[1])) == (run >= 1)


@given(spans, spans)
def test_nothing_that_is_read_lies_outside_its_box_to_the_left_or_right(now_us: int, then_us: int) -> None:
    ground, live = placed(now_us, then_us)
    for read in boxes((*ground, *live)):
        assert BOX.x - 1 <= read.left
        assert read.right <= BOX.right + 1


@pytest.mark.parametrize(("now_us", "then_us"), [(FAST_US, SLOW_US), (SLOW_US, FAST_US), (FAST_US, FAST_US)])
def test_whoever_is_faster_both_years_stand_there_with_their_bars(now_us: int, then_us: int) -> None:
    ground, live = placed(now_us, then_us)
    assert {"2016", "2015"} <= set(texts(ground))
    assert len(bars(live)) == 2
    assert [op for op in ground if isinstance(op, Fill)]
