"""Each cause is told once, and not without end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.told_once import MOST, ToldOnce


@given(st.lists(st.integers(0, 9)))
def test_a_cause_is_new_when_it_comes_first(causes: list[int]) -> None:
    once = ToldOnce()
    assert [cause for cause in causes if once.is_new(cause)] == list(dict.fromkeys(causes))


def test_after_so_many_causes_nothing_more_is_told() -> None:
    once = ToldOnce()
    assert sum(once.is_new(cause) for cause in range(2 * MOST)) == MOST
