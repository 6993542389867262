"""Random nights of polls: what may never happen to the shown total, whatever an endpoint says."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.core.snapshots import snapshot as made_snapshot
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.figures import without
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Judgement, JudgeState, Rules
from wallboard.core.judgement import accept_held, judge, refuse_held
from wallboard.core.source_clock import Arrival

TOTALS = ("gmv", "orders", "buyers", "shakes")


@dataclass(frozen=True)
class Ruled:
    """One step of a night: what was said, what became of it, where the judge stood before and after."""

    snapshot: Snapshot
    judgement: Judgement
    before: JudgeState
    after: JudgeState


def _poll(draw: tuple[int, int, int | None, int | None, int | None]) -> Snapshot:
    step, gmv, orders, buyers, shakes = draw
    engagement = None if shakes is None else {"shakes": shakes}
    return made_snapshot(step * SECOND_US, gmv, orders=orders, buyers=buyers, engagement=engagement)


small = st.one_of(st.none(), st.integers(0, 4))
polls = st.tuples(st.integers(0, 12), st.integers(0, 30), small, small, small).map(_poll)
steps = st.lists(st.one_of(polls, st.sampled_from(["accept", "refuse"])), max_size=40)
rules = st.builds(Rules, confirmations=st.integers(1, 3), plausible_fen_per_s=st.integers(1, 12))


def run(night: list[Snapshot | str], rule: Rules) -> list[Ruled]:
    """Judge a night; the operator's words act on what is held, if anything is."""
    judge_state, made, held = JudgeState(), [], Snapshot(0, 0)
    clock_us = 0
    for number, step in enumerate(night):
        clock_us = max(clock_us, step.at_us) if isinstance(step, Snapshot) else clock_us
        before = judge_state
        if isinstance(step, Snapshot):
            judgement, judge_state = judge(before, Reading(step, 0, ()), number, rule, Arrival(clock_us))
            held = step if judgement.verdict == "held" else held
            made.append(Ruled(step, judgement, before, judge_state))
        elif before.held is not None:
            judgement, judge_state = (
                accept_held(before, held, rule, Arrival(clock_us)) if step == "accept" else refuse_held(before)
            )
            made.append(Ruled(held, judgement, before, judge_state))
    return made


@given(steps, rules)
def test_no_shown_total_falls_without_a_correction(night: list[Snapshot | str], rule: Rules) -> None:
    states: dict[str, int] = {}
    for ruled in run(night, rule):
        if not ruled.judgement.shown:
            continue
        drawn = without(ruled.snapshot, ruled.judgement.withheld)
        for metric in TOTALS:
            value = drawn.figure(metric)
            if value is None:
                continue
            assert value >= states.get(metric, 0) or ruled.judgement.correction
            states[metric] = value


@given(steps, rules)
def test_the_shown_time_never_runs_back(night: list[Snapshot | str], rule: Rules) -> None:
    shown = [r.snapshot.at_us for r in run(night, rule) if r.judgement.shown]
    assert shown == sorted(shown)


@given(steps, rules)
def test_only_a_newer_time_is_an_advance(night: list[Snapshot | str], rule: Rules) -> None:
    newest = -1
    for ruled in run(night, rule):
        assert ruled.judgement.advance == (ruled.judgement.shown and ruled.snapshot.at_us > newest)
        newest = max(newest, ruled.snapshot.at_us) if ruled.judgement.shown else newest


@given(steps, rules)
def test_what_is_held_or_rejected_changes_nothing_that_is_shown(night: list[Snapshot | str], rule: Rules) -> None:
    for ruled in run(night, rule):
        if not ruled.judgement.shown:
            assert (ruled.after.at_us, ruled.after.ledger) == (ruled.before.at_us, ruled.before.ledger)


@given(steps, rules)
def test_a_snapshot_is_confirmed_by_exactly_so_many_newer_polls_that_agree(
    night: list[Snapshot | str], rule: Rules
) -> None:
    chain: list[Snapshot] = []  # the claims that agree, oldest first, as a reader of the recording would count them
    for ruled in run(night, rule):
        said, judgement = ruled.snapshot, ruled.judgement
        if judgement.reason in ("late", "unusable"):
            continue
        if judgement.verdict == "held":
            agrees = ruled.before.held is not None and ruled.before.held.reason == judgement.reason
            last = chain[-1] if chain else said
            if (said.at_us, said.gmv_fen) == (last.at_us, last.gmv_fen) and chain and agrees:
                continue
            span_s = max(1, (said.at_us - last.at_us) // SECOND_US)
            grows = 0 <= said.gmv_fen - last.gmv_fen <= rule.plausible_fen_per_s * span_s
            chain = [*chain, said] if agrees and said.at_us > last.at_us and grows else [said]
            assert len(chain) <= rule.confirmations
            continue
        if judgement.reason == "confirmed":
            assert len(chain) == rule.confirmations
        chain = []


@given(steps, rules)
def test_whatever_is_withheld_is_a_field_the_snapshot_has(night: list[Snapshot | str], rule: Rules) -> None:
    for ruled in run(night, rule):
        for field in ruled.judgement.withheld:
            metric = next(m for m in METRICS.values() if m.field == field)
            assert ruled.snapshot.figure(metric.name) is not None
            assert without(ruled.snapshot, (field,)).figure(metric.name) is None
