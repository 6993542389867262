"""Monotone curves: exact at their points, never against their direction."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.demo.curve import MonotoneCurve, SecondTable
from wallboard.demo.noise import signed, wave, wave_row

steps = st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**13)), min_size=1, max_size=12)


def rising(pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    points = [(-5, 7)]
    for width, rise in pairs:
        points.append((points[-1][0] + width, points[-1][1] + rise))
    return tuple(points)


@given(steps)
def test_a_curve_meets_its_points_exactly(pairs: list[tuple[int, int]]) -> None:
    points = rising(pairs)
    curve = MonotoneCurve.through(points)
    assert [curve.at(x) for x, _ in points] == [y for _, y in points]


@given(steps, st.lists(st.integers(-10, 12 * 10**9), min_size=2, max_size=30))
def test_a_curve_through_rising_points_never_falls(pairs: list[tuple[int, int]], xs: list[int]) -> None:
    curve = MonotoneCurve.through(rising(pairs))
    heights = [curve.at(x) for x in sorted(xs)]
    assert heights == sorted(heights)


@given(steps, st.lists(st.integers(-10, 12 * 10**9), min_size=2, max_size=30))
def test_a_curve_through_falling_points_never_rises(pairs: list[tuple[int, int]], xs: list[int]) -> None:
    curve = MonotoneCurve.through(tuple((x, -y) for x, y in rising(pairs)))
    heights = [curve.at(x) for x in sorted(xs)]
    assert heights == sorted(heights, reverse=True)


def test_a_curve_is_level_outside_its_points() -> None:
    curve = MonotoneCurve.through(((0, 3), (10, 9), (20, 10)))
    assert (curve.at(-(10**18)), curve.at(10**18)) == (3, 10)


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(-(10**13), 10**13)), min_size=1, max_size=6),
    st.integers(-90, 30),
    st.integers(0, 200),
)
def test_a_row_is_the_curve_at_each_place(pairs: list[tuple[int, int]], start: int, length: int) -> None:
    curve = MonotoneCurve.through(tuple((x + start, y) for x, y in rising(pairs)))
    assert curve.row(length) == [curve.at(x) for x in range(length)]


def test_a_curve_bends_smoothly_instead_of_breaking_at_its_points() -> None:
    curve = MonotoneCurve.through(((0, 0), (10**6, 10**9), (2 * 10**6, 11 * 10**9)))
    before, after = (curve.at(10**6) - curve.at(10**6 - 1000), curve.at(10**6 + 1000) - curve.at(10**6))
    assert after == pytest.approx(before, rel=0.02)


@given(
    st.lists(st.integers(0, 10**10), min_size=1, max_size=8),
    st.lists(st.integers(-(10**6), 9 * 10**6), min_size=2, max_size=30),
)
def test_a_table_of_seconds_never_falls_in_between(rises: list[int], instants: list[int]) -> None:
    totals = [0]
    for rise in rises:
        totals.append(totals[-1] + rise)
    table = SecondTable(tuple(totals))
    heights = [table.at(elapsed_us) for elapsed_us in sorted(instants)]
    assert heights == sorted(heights)


def test_a_table_of_seconds_says_each_second_exactly() -> None:
    table = SecondTable((0, 5, 5, 900))
    assert [table.at(second * 10**6) for second in range(5)] == [0, 5, 5, 900, 900]


@given(st.integers(0, 2**64 - 1), st.integers(1, 50))
def test_a_row_of_waves_is_the_wave_read_one_by_one(key: int, period: int) -> None:
    assert wave_row(key, 120, period, 1000) == [wave(key, at, period, 1000) for at in range(120)]


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_noise_stays_within_its_limit(key: int, indices: list[int]) -> None:
    assert all(abs(signed(key, index, 40)) <= 40 for index in indices)


def test_noise_takes_all_of_its_values_about_equally_often() -> None:
    counts = [0] * 5
    for index in range(10_000):
        counts[signed(99, index, 2) + 2] += 1
    assert all(1800 < count < 2200 for count in counts)


def test_neighbouring_waves_are_close() -> None:
    row = wave_row(5, 4000, 100, 10_000)
    assert max(abs(right - left) for left, right in pairwise(row)) <= 201
