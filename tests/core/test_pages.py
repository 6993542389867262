"""Pages turn with recording time alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.pages import Page, Turning, page_at

DWELL_US = 8_000_000
times = st.integers(0, 10**16)
counts = st.integers(1, 20)


@given(times, counts, st.integers(-50, 50))
def test_each_page_stays_its_dwell_and_the_next_follows(t_us: int, count: int, offset: int) -> None:
    page = page_at(t_us, DWELL_US, count, Turning(offset))
    assert page.since_us <= t_us < page.since_us + DWELL_US
    assert page.dwelt == pytest.approx((t_us - page.since_us) / DWELL_US)
    following = page_at(page.since_us + DWELL_US, DWELL_US, count, Turning(offset))
    assert following.index == (page.index + 1) % count


@given(times, counts, st.integers(-50, 50))
def test_a_turn_by_hand_is_one_page_further(t_us: int, count: int, offset: int) -> None:
    here, there = (page_at(t_us, DWELL_US, count, Turning(o)) for o in (offset, offset + 1))
    assert there.index == (here.index + 1) % count


@given(times, times, counts)
def test_a_pinned_page_stands_still(pinned_us: int, t_us: int, count: int) -> None:
    page = page_at(t_us, DWELL_US, count, Turning(pinned_us=pinned_us))
    assert page == page_at(pinned_us, DWELL_US, count, Turning(pinned_us=pinned_us))
    assert page.index == page_at(pinned_us, DWELL_US, count, Turning()).index


def test_of_nothing_there_is_no_page() -> None:
    assert page_at(7, DWELL_US, 0, Turning(3)) == Page(0, 0, 0.0, 7)


def test_a_page_is_up_until_the_next_one_comes_and_for_good_where_none_does() -> None:
    assert page_at(DWELL_US + 5, DWELL_US, 3, Turning()).until_us == 2 * DWELL_US
    assert page_at(5, DWELL_US, 2, Turning()).until_us == DWELL_US
    assert page_at(5, DWELL_US, 1, Turning()).until_us is None
    assert page_at(5, DWELL_US, 3, Turning(pinned_us=5)).until_us is None
