"""Happenings are derived from one shown snapshot after another, and a restarted collector goes on with them."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.snapshots import snapshot as made_snapshot
from tests.core.tape import FACTS
from wallboard.core.contract.snapshot import Channel, City, Country, Name, Ranked, Snapshot, StatedMilestone
from wallboard.core.happenings import ADVANCE, Happening, Progress, derive, resumed
from wallboard.core.instants import SECOND_US

SUMS = (1000, 2000, 5000)
NIGHT = msgspec.structs.replace(FACTS, start_us=0, milestones_fen=SUMS)


def says(at_s: float, fen: int, **fields: Any) -> Snapshot:
    """A snapshot of a second and a total in fen."""
    return made_snapshot(int(at_s * SECOND_US), fen, **fields)


def happened(steps: Sequence[tuple[float, Snapshot]], *, judge_state: bool = False) -> tuple[list[Happening], Progress]:
    """Everything that happens over (commit second, snapshot)."""
    progress, newest = Progress(), -1
    made: list[Happening] = []
    for commit_s, snapshot in steps:
        advance = snapshot.at_us > newest
        newest = max(newest, snapshot.at_us)
        falls = progress.gmv_fen is not None and snapshot.gmv_fen < progress.gmv_fen
        judgement = replace(ADVANCE, advance=advance or judge_state, correction=falls)
        found, progress = derive(progress, snapshot, int(commit_s * SECOND_US), NIGHT, judgement)
        made += found
    return made, progress


def of(kind: str, steps: Sequence[tuple[float, Snapshot]]) -> list[Happening]:
    """The happenings of one kind."""
    return [h for h in happened(steps)[0] if h.kind == kind]


def test_a_milestone_is_reached_at_the_time_of_the_snapshot_that_confirms_it_cut_to_the_second() -> None:
    (milestone,) = of("milestone", [(0, says(0, 0)), (2, says(1.999, 1000))])
    assert (milestone.subject, milestone.at_us, milestone.exact) == ("1000", 1 * SECOND_US, True)
    assert milestone.commit_us == 2 * SECOND_US


def test_a_milestone_that_is_not_confirmed_has_not_happened() -> None:
    assert of("milestone", [(0, says(0, 0)), (2, says(2, 999))]) == []


def test_the_time_the_source_states_is_taken() -> None:
    stated = (StatedMilestone(1000, 1_500_000),)
    (milestone,) = of("milestone", [(0, says(0, 0)), (2, says(2, 1200, milestones=stated))])
    assert (milestone.at_us, milestone.exact) == (1 * SECOND_US, True)


def test_a_stated_time_that_is_yet_to_come_is_not_believed() -> None:
    stated = (StatedMilestone(1000, 9 * SECOND_US),)
    (milestone,) = of("milestone", [(0, says(0, 0)), (2, says(2, 1200, milestones=stated))])
    assert milestone.at_us == 2 * SECOND_US


def test_a_stated_time_before_the_event_is_not_believed() -> None:
    stated = (StatedMilestone(1000, -46 * 365 * 86_400 * SECOND_US),)
    (milestone,) = of("milestone", [(0, says(0, 0)), (2, says(2, 1200, milestones=stated))])
    assert milestone.at_us == 2 * SECOND_US


def test_a_stated_sum_that_the_total_does_not_confirm_is_not_shown() -> None:
    assert of("milestone", [(0, says(0, 0, milestones=(StatedMilestone(1000, 0),)))]) == []


def test_a_stated_sum_that_nobody_configured_is_a_milestone_too() -> None:
    made = of("milestone", [(0, says(0, 0)), (2, says(2, 800, milestones=(StatedMilestone(700, 0),)))])
    assert [h.value for h in made] == [700]


@pytest.mark.parametrize(("commit_s", "exact"), [(6, True), (6.1, False)], ids=["three intervals", "a gap"])
def test_inside_a_gap_a_milestone_is_reached_by_then(commit_s: float, exact: bool) -> None:
    (milestone,) = of("milestone", [(0, says(0, 0)), (commit_s, says(commit_s, 1000))])
    assert milestone.exact is exact


def test_what_the_first_snapshot_has_passed_was_reached_by_then() -> None:
    assert [(h.value, h.exact) for h in of("milestone", [(0, says(0, 2500))])] == [(1000, False), (2000, False)]


def test_a_milestone_happens_once() -> None:
    steps = [(2 * k, says(2 * k, 900 + 100 * k)) for k in range(5)]
    assert len(of("milestone", steps)) == 1


def test_a_correction_takes_back_the_milestones_above_it_and_they_may_be_reached_again() -> None:
    steps = [(0, says(0, 0)), (2, says(2, 2500)), (4, says(4, 1500)), (6, says(6, 2000))]
    assert [(h.kind, h.value) for h in happened(steps)[0]] == [
        ("milestone", 1000), ("milestone", 2000), ("correction", 1500), ("milestone", 2000),
    ]  # fmt: skip


def test_a_correction_says_what_stood_before() -> None:
    (correction,) = of("correction", [(0, says(0, 900)), (2, says(2, 400))])
    assert (correction.before, correction.value) == (900, 400)


@pytest.mark.parametrize(("commit_s", "gaps"), [(6, []), (6.5, [6_500_000])])
def test_a_gap_is_more_than_three_intervals_without_an_advance(commit_s: float, gaps: list[int]) -> None:
    assert [h.value for h in of("gap", [(0, says(0, 0)), (commit_s, says(commit_s, 0))])] == gaps


def test_a_restated_snapshot_does_not_close_a_gap() -> None:
    steps = [(0, says(0, 0)), (5, says(0, 1)), (10, says(10, 2))]
    assert [h.value for h in of("gap", steps)] == [10 * SECOND_US]


def test_only_a_higher_rate_is_a_peak() -> None:
    steps = [(2 * k, says(2 * k, 0, orders_per_second=rate)) for k, rate in enumerate([5, 5, 4, 9])]
    assert [(h.subject, h.before, h.value) for h in of("peak", steps)] == [
        ("orders_per_second", 0, 5), ("orders_per_second", 5, 9),
    ]  # fmt: skip


def test_nothing_is_no_peak() -> None:
    assert of("peak", [(0, says(0, 0, orders_per_second=0, audience=()))]) == []


def test_a_new_leader_is_a_happening_and_the_first_is_not() -> None:
    steps = [
        (0, says(0, 0, cities=(City("a", 1), City("b", 2)))),
        (2, says(2, 0, cities=(City("a", 3), City("b", 3)))),
        (4, says(4, 0, cities=(City("a", 3), City("b", 3)))),
    ]
    assert [(h.subject, h.who) for h in of("leader", steps)] == [("cities", "a")]


sums = st.integers(0, 3)
snapshots = st.builds(
    lambda at, fen, rate, viewers, brands, countries: says(
        at,
        fen,
        orders_per_second=rate,
        audience=None if viewers is None else (Channel("tv", Name(), viewers),),
        best_selling_brands=None if brands is None else tuple(Ranked(i, Name(), s) for i, s in brands.items()),
        buying_from_china=tuple(Country(i, s) for i, s in countries.items()),
    ),
    st.integers(0, 60),
    st.integers(0, 6000),
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), st.dictionaries(st.sampled_from("abc"), sums)),
    st.dictionaries(st.sampled_from("xyz"), sums, min_size=1),
)
nights = st.lists(st.tuples(st.integers(1, 20), snapshots), min_size=1, max_size=15)


@given(nights)
def test_a_restarted_collector_stands_where_the_one_before_it_stood(night: list[tuple[int, Snapshot]]) -> None:
    commit_s, steps = 0, []
    for step_s, snapshot in night:
        commit_s += step_s
        steps.append((float(commit_s), snapshot))
    made, progress = happened(steps)
    again = resumed(tuple(made), steps[-1][1], progress.advance_us, start_us=0)
    assert (again.passed_fen, dict(again.peaks), again.gmv_fen, again.advance_us) == (
        progress.passed_fen, dict(progress.peaks), progress.gmv_fen, progress.advance_us,
    )  # fmt: skip
    known = dict(again.leaders)
    assert known == {ranking: who for ranking, who in progress.leaders if ranking in known}
    assert {h.subject for h in made if h.kind == "leader"} <= set(known)


@given(nights)
def test_every_milestone_that_stands_is_covered_by_the_total(night: list[tuple[int, Snapshot]]) -> None:
    progress = Progress()
    for number, (_, snapshot) in enumerate(night):
        falls = progress.gmv_fen is not None and snapshot.gmv_fen < progress.gmv_fen
        judgement = replace(ADVANCE, correction=falls)
        _, progress = derive(progress, snapshot, number * SECOND_US, NIGHT, judgement)
        assert progress.passed_fen == {fen for fen in SUMS if fen <= snapshot.gmv_fen}


def test_a_recording_without_anything_resumes_as_new() -> None:
    assert resumed((), None, None) == Progress()


def after_the_end(fen: int) -> tuple[tuple[Happening, ...], Progress]:
    """What happens when a sum comes after the final one, which was 5000."""
    ended = Progress(gmv_fen=5000, at_us=SECOND_US, started=True, final=True, passed_fen=frozenset(SUMS))
    return derive(ended, says(2, fen), 2 * SECOND_US, NIGHT, ADVANCE)


def test_another_sum_after_the_final_one_is_a_correction_and_the_same_is_none() -> None:
    made, progress = after_the_end(5001)
    assert [(h.kind, h.value, h.before) for h in made if h.kind == "correction"] == [("correction", 5001, 5000)]
    assert not progress.final
    made, progress = after_the_end(5000)
    assert [h for h in made if h.kind == "correction"] == []
    assert progress.final


def test_a_collector_that_starts_again_knows_what_has_started_ended_and_led() -> None:
    happenings = (
        Happening("peak", 1, 1, "orders_per_second", 9, 0),
        Happening("milestone", 1, 1, "1000", 1000),
        Happening("start", 2, 2, before=300),
        Happening("milestone", 3, 3, "2000", 2000),
        Happening("peak", 3, 3, "orders_per_second", 4, 0),
        Happening("leader", 3, 3, "cities", who="330100"),
        Happening("final", 4, 4, value=2000),
    )
    progress = resumed(happenings, None, 5)
    assert (progress.started, progress.final, progress.floor_fen, progress.advance_us) == (True, True, 300, 5)
    assert (progress.passed_fen, dict(progress.peaks)) == (frozenset({2000}), {"orders_per_second": 4})
    assert dict(progress.leaders) == {"cities": "330100"}
    corrected = resumed((*happenings, Happening("correction", 6, 6, value=200, before=2000)), None, 5)
    assert (corrected.passed_fen, corrected.final, corrected.floor_fen) == (frozenset(), False, 200)


def test_a_collector_that_starts_again_within_the_event_knows_that_it_has_started() -> None:
    assert resumed((), says(10, 5), None, start_us=10 * SECOND_US).started
    assert not resumed((), says(9, 5), None, start_us=10 * SECOND_US).started
    assert not resumed((), says(10, 5), None).started
