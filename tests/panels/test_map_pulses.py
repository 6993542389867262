"""Pulses follow from the sums alone: their number, pace and place."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.instants import SECOND_US
from wallboard.panels.maps.pulses import RING_US, RINGS, beat, seen, settled, step

INTERVAL_US = 2 * SECOND_US
SUMS = st.lists(st.integers(0, 10**12), min_size=3, max_size=3)


def grown(starts: list[int], gains: list[int]) -> list[tuple[int, dict[str, int]]]:
    """Two snapshots an interval apart."""
    names = "abc"
    before = dict(zip(names, starts, strict=True))
    return [(0, before), (INTERVAL_US, {n: before[n] + g for n, g in zip(names, gains, strict=True)})]


@given(SUMS, SUMS)
def test_a_city_pulses_once_for_every_multiple_it_passed(starts: list[int], gains: list[int]) -> None:
    history = grown(starts, gains)
    found = beat(history, INTERVAL_US, RING_US, RINGS, None)
    for name, after in history[1][1].items():
        passed = after // found.each_fen - history[0][1][name] // found.each_fen if found.each_fen else 0
        assert sum(p.code == name for p in found.pulses) == passed


@given(SUMS, SUMS)
def test_pulses_play_the_last_interval_back_and_nothing_of_the_next(starts: list[int], gains: list[int]) -> None:
    found = beat(grown(starts, gains), INTERVAL_US, RING_US, RINGS, None)
    assert all(INTERVAL_US <= p.at_us <= 2 * INTERVAL_US for p in found.pulses)


@given(SUMS, SUMS)
def test_never_many_more_at_once_than_wanted(starts: list[int], gains: list[int]) -> None:
    found = beat(grown(starts, gains), INTERVAL_US, RING_US, RINGS, None)
    assert len(found.pulses) <= RINGS + 3


def test_nothing_grew_so_nothing_pulses() -> None:
    assert beat(grown([5, 6, 7], [0, 0, 0]), INTERVAL_US, RING_US, RINGS, None).pulses == ()


def test_a_sum_that_fell_does_not_pulse() -> None:
    found = beat([(0, {"a": 900_000, "b": 0}), (INTERVAL_US, {"a": 100, "b": 900_000})], INTERVAL_US, RING_US, 10, None)
    assert {p.code for p in found.pulses} == {"b"}


def test_a_city_that_is_new_does_not_pulse_for_all_it_ever_sold() -> None:
    assert beat([(0, {}), (INTERVAL_US, {"a": 10**9})], INTERVAL_US, RING_US, 10, None).pulses == ()


def test_after_a_gap_the_pace_is_shown_not_the_sum() -> None:
    long_us = 300 * SECOND_US
    slow = beat([(0, {"a": 0}), (long_us, {"a": 150_000_000})], INTERVAL_US, RING_US, 10, None)
    usual = beat([(0, {"a": 149_000_000}), (INTERVAL_US, {"a": 150_000_000})], INTERVAL_US, RING_US, 10, None)
    assert len(slow.pulses) == len(usual.pulses)


def test_a_pulse_is_seen_as_long_as_it_lasts() -> None:
    found = beat(grown([0, 0, 0], [10**8, 0, 0]), INTERVAL_US, RING_US, RINGS, None)
    first = found.pulses[0]
    assert first in seen(found, first.at_us, RING_US)
    assert first not in seen(found, first.at_us - 1, RING_US)
    assert first not in seen(found, first.at_us + RING_US, RING_US)


@given(st.integers(1, 10**16))
def test_amounts_are_steps_of_one_two_five(fen: int) -> None:
    found = step(fen)
    assert found >= fen or found == 100
    assert str(found).rstrip("0") in {"1", "2", "5"}


@given(st.integers(1, 10**14), st.integers(0, 3))
def test_nearly_equal_sums_keep_the_order_of_their_codes(fen: int, more: int) -> None:
    swapped = (
        settled({"a": fen, "b": fen + fen * more // 1000}, 2),
        settled({"a": fen + fen * more // 1000, "b": fen}, 2),
    )
    assert swapped[0] == ("a", "b") or swapped[1] == ("a", "b")


@given(st.dictionaries(st.text("abcdef", min_size=2, max_size=4), st.integers(0, 10**14), max_size=30))
def test_who_leads_clearly_comes_first(sums: dict[str, int]) -> None:
    order = settled(sums, 40)
    assert set(order) == {code for code, fen in sums.items() if fen > 0}
    assert all(sums[a] * 1.06 + 1 >= sums[b] for a, b in pairwise(order))
