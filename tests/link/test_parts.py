"""Batches that are cut into parts: whole again in whatever order they come, and whoever else speaks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.link.messages import MOST_PARTS, MOST_UNPACKED, PART_BYTES, Parts, Refused, Rows


def cut(data: list[bytes], commit_us: int, epoch: int = 1) -> list[Rows]:
    return [Rows(epoch, "a", 0, commit_us, part, len(data), each) for part, each in enumerate(data)]


def taken(rows: list[Rows]) -> list[bytes]:
    parts = Parts()
    return [whole for each in rows if (whole := parts.add(each)) is not None]


batches = st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=9)


@given(batches, st.randoms(use_true_random=False), st.integers(0, 3))
def test_parts_in_any_order_and_repeated_before_the_last_make_the_whole_once(
    data: list[bytes], chance: random.Random, again: int
) -> None:
    rows = cut(data, 5)
    chance.shuffle(rows)
    sent = [*rows[:-1], *(chance.choice(rows[:-1]) for _ in range(again if rows[:-1] else 0)), rows[-1]]

    assert taken(sent) == [b"".join(data)]


@given(st.lists(st.tuples(batches, st.integers(1, 3)), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_batches_that_come_through_each_other_do_not_mix(
    several: list[tuple[list[bytes], int]], chance: random.Random
) -> None:
    """Some are of one commit and say other numbers of parts, as one that wants to spoil it does."""
    named = {(commit_us, len(data)): data for data, commit_us in several}
    sent = [each for (commit_us, _), data in named.items() for each in cut(data, commit_us)]
    chance.shuffle(sent)

    assert sorted(taken(sent)) == sorted(b"".join(data) for data in named.values())


@pytest.mark.parametrize("count", [1, 2, 5, 7, MOST_PARTS])
def test_a_part_of_the_same_commit_that_says_another_count_spoils_nothing(count: int) -> None:
    rows = cut([b"1", b"2", b"3"], 5)
    strange = Rows(1, "a", 0, 5, 0, count, b"x")

    assert b"123" in taken([rows[0], strange, rows[1], strange, rows[2]])


def test_parts_without_end_take_bounded_room() -> None:
    parts, data = Parts(), bytes(PART_BYTES)
    for number in range(2_000):
        assert parts.add(Rows(1, "a", 0, number, number % 2, 3, data)) is None
    for part in range(MOST_PARTS - 1):
        assert parts.add(Rows(1, "a", 0, 5, part, MOST_PARTS, data)) is None

    assert sum(len(each) for found in parts._found.values() for each in found.values()) <= MOST_UNPACKED


@pytest.mark.parametrize(("part", "count"), [(0, 0), (-1, 2), (2, 2), (0, MOST_PARTS + 1), (0, -1)])
def test_a_part_of_no_possible_number_is_refused(part: int, count: int) -> None:
    with pytest.raises(Refused):
        Parts().add(Rows(1, "a", 0, 5, part, count, b"x"))
