"""The order of a ranking is stable, and rows glide to places of their own."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wallboard.core.contract.snapshot import Name
from wallboard.core.ranks import (
    BAR_US,
    GLIDE_US,
    LEAD_US,
    SEEN,
    SETTLED_US,
    RankEntry,
    leader,
    ordered,
    rows,
    settled_us,
    turned,
)

STEP_US = 2_000_000
History = list[tuple[int, tuple[RankEntry, ...]]]


def ranked(**fen: int) -> tuple[RankEntry, ...]:
    """Entries in their order."""
    return ordered(RankEntry(i, Name(en=i), s) for i, s in fen.items())


def history(*steps: dict[str, int]) -> History:
    """Snapshots two seconds apart, from zero."""
    return [(k * STEP_US, ranked(**step)) for k, step in enumerate(steps)]


sums = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), max_size=8)
histories = st.lists(sums, min_size=1, max_size=4).map(lambda steps: history(*steps))
limits = st.integers(0, 6)


@given(st.permutations([("a", 3), ("b", 3), ("c", 9), ("d", 3), ("e", 0)]))
def test_ties_stand_in_one_order_however_they_arrive(entries: list[tuple[str, int]]) -> None:
    assert [e.id for e in ordered(RankEntry(i, Name(), s) for i, s in entries)] == ["c", "a", "b", "d"]


@given(sums)
def test_the_leader_is_the_first_of_the_order(fen: dict[str, int]) -> None:
    assert leader(fen.items()) == next((e.id for e in ranked(**fen)), None)


@given(histories, limits)
def test_at_rest_the_rows_stand_at_their_ranks(steps: History, limit: int) -> None:
    found = rows(steps, (), steps[-1][0] + GLIDE_US + BAR_US, limit)
    assert [(r.entry, r.rank, r.place) for r in found] == [
        (e, k + 1, float(k)) for k, e in enumerate(steps[-1][1][:limit])
    ]


@given(histories, limits, st.integers(0, STEP_US))
def test_no_two_rows_of_the_ranking_are_on_their_way_to_one_place(steps: History, limit: int, into_us: int) -> None:
    found = rows(steps, (), steps[-1][0] + into_us, limit)
    assert len({r.rank for r in found}) == len(found)
    assert [r.rank for r in found if r.rank <= limit] == list(range(1, min(limit, len(steps[-1][1])) + 1))
    assert all(0 <= r.place <= limit for r in found)
    assert all(0 <= r.bar <= 1 for r in found)


@given(st.lists(sums, min_size=2, max_size=4), limits)
def test_a_row_that_stays_is_where_it_was_when_the_next_snapshot_comes(steps: list[dict[str, int]], limit: int) -> None:
    whole = history(*steps)
    assume(turned(whole, limit) < len(whole) - 1)
    commit_us = whole[-1][0]
    before = {r.entry.id: (r.place, r.bar) for r in rows(whole[:-1], (), commit_us, limit)}
    after = {r.entry.id: (r.place, r.bar) for r in rows(whole, (), commit_us, limit)}
    for entry_id in before.keys() & after.keys():
        assert after[entry_id] == pytest.approx(before[entry_id])


@given(histories, st.integers(1, 6))
def test_places_are_continuous_in_time(steps: History, limit: int) -> None:
    start_us = steps[-1][0]
    frames = [{r.entry.id: r.place for r in rows(steps, (), start_us + k * 10_000, limit)} for k in range(60)]
    for early, late in pairwise(frames):
        assert all(abs(late[i] - early[i]) < limit * 0.07 for i in early.keys() & late.keys())


@given(histories, limits, st.integers(0, STEP_US))
def test_once_settled_nothing_is_seen_to_move(steps: History, limit: int, later_us: int) -> None:
    settled = settled_us(steps, limit)
    now, at_rest = (rows(steps, (), t_us, limit) for t_us in (settled + later_us, steps[-1][0] + SETTLED_US))
    assert [(r.entry, r.rank, r.place, r.warmth) for r in now] == [
        (r.entry, r.rank, r.place, r.warmth) for r in at_rest
    ]
    assert all(abs(a.bar - b.bar) <= SEEN * len(steps) for a, b in zip(now, at_rest, strict=True))


def test_a_night_that_runs_evenly_is_settled_at_once() -> None:
    steps = history({"a": 100_000_000, "b": 50_000_000}, {"a": 100_020_000, "b": 50_010_000})
    assert settled_us(steps, 5) == STEP_US


def test_a_row_that_drops_out_glides_to_the_edge_and_is_gone() -> None:
    steps = history({"a": 3, "b": 2, "c": 1}, {"a": 3, "b": 1, "c": 2})
    seen = [[r.entry.id for r in rows(steps, (), STEP_US + t, 2)] for t in (0, 100_000, GLIDE_US)]
    assert seen == [["a", "c", "b"], ["a", "c", "b"], ["a", "c"]]


def test_rises_and_falls_count_from_the_reference() -> None:
    found = rows(history({"a": 9, "b": 5, "c": 1}), ranked(b=9, a=5), 0, 3)
    assert [(r.entry.id, r.risen) for r in found] == [("a", 1), ("b", -1), ("c", None)]


def test_a_bar_is_measured_against_the_first() -> None:
    assert [r.bar for r in rows(history({"a": 8, "b": 4, "c": 2}), (), 0, 3)] == [1.0, 0.5, 0.25]


def test_what_has_no_amount_has_no_rank() -> None:
    assert rows(history({"a": 0, "b": 0}), (), 0, 3) == ()
    assert [r.entry.id for r in rows(history({"a": 0, "b": 3}), (), 0, 3)] == ["b"]


def test_where_more_than_three_rows_would_move_none_glides() -> None:
    steps = history({"a": 9, "b": 8, "c": 7, "d": 6}, {"a": 6, "b": 7, "c": 8, "d": 9})
    found = rows(steps, (), STEP_US + 10_000, 4)
    assert [(r.entry.id, r.place) for r in found] == [("d", 0.0), ("c", 1.0), ("b", 2.0), ("a", 3.0)]
    assert turned(steps, 4) == 1


def test_up_to_three_rows_glide() -> None:
    steps = history({"a": 9, "b": 8, "c": 7, "d": 6}, {"a": 9, "b": 6, "c": 8, "d": 7})
    assert turned(steps, 4) == 0
    assert any(r.place % 1 for r in rows(steps, (), STEP_US + 200_000, 4))


@pytest.mark.parametrize("steps", [[], [(0, ())]], ids=["no snapshot", "an empty list"])
def test_without_entries_there_are_no_rows(steps: History) -> None:
    assert rows(steps, (), 5, 3) == ()


def test_who_takes_the_lead_is_marked_for_some_seconds_and_nobody_else() -> None:
    steps = history({"a": 3, "b": 2, "c": 1}, {"a": 3, "b": 4, "c": 1})
    leads = [[r.lead for r in rows(steps, (), STEP_US + into_us, 3)] for into_us in (0, LEAD_US // 2, LEAD_US)]
    assert leads == [[1.0, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert settled_us(steps, 3) == STEP_US + LEAD_US


def test_the_first_of_a_night_has_taken_the_lead_from_nobody() -> None:
    assert rows(history({}, {"a": 3}), (), STEP_US, 3)[0].lead == 0.0


@pytest.mark.parametrize(("later", "settled"), [(500, 0), (999, BAR_US), (0, BAR_US)])
def test_rows_are_settled_when_no_bar_grows_beside_the_first_any_more(later: int, settled: int) -> None:
    steps = [
        (0, (RankEntry("a", Name(), 1000), RankEntry("b", Name(), 500))),
        (0, (RankEntry("a", Name(), 1000), RankEntry("b", Name(), later))),
    ]
    assert settled_us(steps, 2) == settled
