"""What holds at the playhead, against an oracle that looks at the whole list each time."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.rig import FACTS, SECOND, START_US, Clock, Hand, body, noise, record, recorder
from wallboard.core.contract.fields import bit
from wallboard.core.contract.reading import read_answer
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.errors import RecordingError
from wallboard.core.instants import MINUTE_US
from wallboard.core.judge_state import Judgement
from wallboard.core.recording_state import RecordingState
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader

DELAY_US = FACTS.delay_us


@dataclass(frozen=True)
class Row:
    """One thing that was recorded."""

    commit_us: int
    answer: bytes
    judgement: Judgement

    @property
    def snapshot(self) -> Snapshot:
        snapshot = read_answer(self.answer).snapshot
        assert snapshot is not None
        return snapshot

    @property
    def has_orders(self) -> bool:
        return self.snapshot.figure("orders") is not None and "orders" not in self.judgement.withheld


@dataclass
class Tale:
    """What was recorded, in order."""

    rows: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if row.judgement.shown]


def _told(folder: Path, steps: list[tuple[str, int, int]]) -> Tale:
    """Record a sequence of (what, seconds later, yuan) with small segments."""
    clock, tale, second, yuan, orders = Clock(), Tale(), 0.0, 1000, 100
    held: bytes | None = None
    with recorder(folder, clock, 22_000) as opened:
        hand = Hand(opened, clock)
        for what, seconds, amount in steps:
            clock.pass_s(seconds)
            second = min(second + seconds, 3500)
            if what == "fail":
                opened.fail("primary", "refused", "nothing listens there")
                continue
            if what in {"accept", "refuse"}:
                if held is not None and hand.judge_state.held is not None:
                    stamp = hand.decide(held, accept=what == "accept")
                    tale.rows.append(Row(stamp.commit_us, held, _last_judgement(what, hand)))
                continue
            yuan = yuan + amount if what != "fall" else max(0, yuan - amount)
            orders = orders + amount if what != "fewer" else orders // 2
            more = {"pad": noise(500, amount)} | ({} if what == "silent" else {"orders": orders})
            answer = b"{" if what == "broken" else body(second, yuan, orders_per_second=amount, **more)
            stamp, judgement = hand.take(answer)
            held = answer if judgement.verdict == "held" else held
            if what != "broken":
                tale.rows.append(Row(stamp.commit_us, answer, judgement))
    return tale


def _last_judgement(what: str, hand: Hand) -> Judgement:
    return Judgement("accepted" if what == "accept" else "rejected", "operator", shown=what == "accept")


_KINDS = ["grow", "grow", "grow", "fall", "fewer", "silent", "fail", "broken", "accept", "refuse"]
_STEPS = st.lists(st.tuples(st.sampled_from(_KINDS), st.integers(1, 40), st.integers(0, 900)), min_size=1, max_size=40)


@settings(max_examples=30)
@given(steps=_STEPS, places=st.lists(st.floats(-0.1, 1.1), min_size=1, max_size=8))
def test_the_stand_at_any_instant_is_what_the_whole_list_says(
    steps: list[tuple[str, int, int]], places: list[float]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tale = _told(Path(folder), steps)
        with RecordingReader(Path(folder)) as reader:
            states = StateReader(reader)
            assert reader.bounds is not None
            first, last = reader.bounds
            for place in places:
                at_us = first + int((last - first) * place)
                _agrees(states.state_at(at_us), tale, at_us)


def _agrees(state: RecordingState, tale: Tale, at_us: int) -> None:
    """The oracle."""
    past = [row for row in tale.shown if row.commit_us <= at_us]
    ahead = [row for row in tale.shown if at_us < row.commit_us <= at_us + DELAY_US]
    assert state.from_us <= at_us < state.until_us
    assert _commit(state.current) == (past[-1].commit_us if past else None)
    assert _commit(state.following) == (ahead[0].commit_us if ahead else None)
    assert [s.commit_us for s in state.before] == [row.commit_us for row in past[-4:-1]]
    if not past:
        return
    current = past[-1]
    assert state.current is not None
    assert state.current.snapshot.gmv_fen == current.snapshot.gmv_fen
    assert bool(state.current.present & bit("orders")) == current.has_orders
    _agrees_on_corrections(state, past)
    older = [row for row in past if row.commit_us <= current.commit_us - MINUTE_US]
    assert _commit(state.earlier) == (older[-1].commit_us if older else None)
    had = [r for r in past if r.has_orders and r.commit_us >= current.commit_us - FACTS.stale_after_us]
    remembered = state.memory.get("orders")
    assert _commit(remembered) == (had[-1].commit_us if had and not current.has_orders else None)
    assert state.curve is not None
    assert state.curve.gmv_fen.tolist() == [row.snapshot.gmv_fen for row in past]
    assert state.curve.commit_us.tolist() == [row.commit_us for row in past]
    peak = max((row.snapshot.figure("orders_per_second") or 0 for row in past), default=0)
    assert (state.peaks["orders_per_second"].value if state.peaks else 0) == peak
    assert {m.gmv_fen for m in state.milestones} == {
        fen for fen in FACTS.milestones_fen if fen <= current.snapshot.gmv_fen
    }


def _agrees_on_corrections(state: RecordingState, past: list[Row]) -> None:
    """The newest correction tells the two sums that stood beside each other there; none that is known is passed by."""
    sums = {row.commit_us: (before, row) for before, row in pairwise(past)}
    falls = [commit_us for commit_us, (before, row) in sums.items() if row.snapshot.gmv_fen < before.snapshot.gmv_fen]
    found = state.corrected
    if found is None:
        assert falls == []
        return
    before, row = sums[found.commit_us]
    assert (found.before_fen, found.gmv_fen) == (before.snapshot.gmv_fen, row.snapshot.gmv_fen)
    assert (found.before_at_us, found.at_us) == (before.snapshot.at_us, row.snapshot.at_us)
    assert found.commit_us >= max(falls, default=0)


def _commit(sample: object) -> int | None:
    return None if sample is None else int(sample.commit_us)  # type: ignore[attr-defined]  # a Sample


def _facts_of(state: RecordingState) -> tuple[object, ...]:
    """A stand as values that can be compared; the curve by its end."""
    curve = None if state.curve is None else (len(state.curve.gmv_fen), state.curve.gaps)
    return (
        state.current, state.following, state.before, state.earlier, state.clock, state.advance_us,
        state.correction_us, state.milestones, state.peaks, state.memory, state.held, state.intake, curve,
        state.from_us, state.until_us,
    )  # fmt: skip


@settings(max_examples=12)
@given(steps=_STEPS)
def test_a_stand_reached_step_by_step_equals_one_jumped_to(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _told(Path(folder), steps)
        with RecordingReader(Path(folder)) as reader:
            playing = StateReader(reader)
            assert reader.bounds is not None
            first, last = reader.bounds
            for at_us in range(first - 4 * SECOND, last + 4 * SECOND, max(SECOND, (last - first) // 10)):
                with RecordingReader(Path(folder)) as cold:
                    assert _facts_of(playing.state_at(at_us)) == _facts_of(StateReader(cold).state_at(at_us))


def test_what_a_live_wall_saw_is_what_a_replay_shows(tmp_path: Path) -> None:
    clock = Clock()
    seen = []
    with recorder(tmp_path, clock, 22_000) as opened, RecordingReader(tmp_path) as reader:
        hand, live = Hand(opened, clock), StateReader(reader)
        for n in range(40):
            clock.pass_s(1.3)
            hand.take(body(n, 50 * n, orders=n, pad=noise(600, n)))
            reader.refresh()
            at_us = clock.utc_us() - DELAY_US
            seen.append((at_us, _facts_of(live.state_at(at_us))[:-1]))
    with RecordingReader(tmp_path) as reader:
        replay = StateReader(reader)
        assert [(at_us, _facts_of(replay.state_at(at_us))[:-1]) for at_us, _ in seen] == seen


def test_nothing_is_asked_again_while_the_stand_holds(tmp_path: Path) -> None:
    record(tmp_path, 5)
    with RecordingReader(tmp_path) as reader:
        states = StateReader(reader)
        state = states.state_at(START_US + 5 * SECOND)
        assert states.state_at(state.until_us - 1) is state
        assert states.state_at(state.until_us) is not state


def test_a_new_commit_is_part_of_the_stand_at_once(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened, RecordingReader(tmp_path) as reader:
        hand, states = Hand(opened, clock), StateReader(reader)
        assert states.state_at(clock.utc_us() - DELAY_US).following is None
        stamp, _ = hand.take(body(1, 1))
        states.refresh()
        assert _commit(states.state_at(clock.utc_us() - DELAY_US + 1).following) == stamp.commit_us


def test_where_a_source_went_back_in_time_the_curve_ends_now(tmp_path: Path) -> None:
    """Both clocks led by an hour, and were set: what stood at the hour ahead has not happened yet."""
    clock = Clock()
    with recorder(tmp_path, clock) as opened:
        hand = Hand(opened, clock)
        for second, yuan in ((1.0, 10), (2.0, 20), (3.0, 30)):
            hand.take(body(second, yuan))
        taken = []
        for second, yuan in ((2.2, 22), (2.3, 23), (2.4, 24), (2.5, 25), (2.8, 28)):
            clock.pass_s(200)
            taken.append(hand.take(body(second, yuan))[1].shown)
        assert taken[-2:] == [True, True]
    with RecordingReader(tmp_path) as reader:
        assert reader.bounds is not None
        curve = StateReader(reader).state_at(reader.bounds[1]).curve
        assert curve is not None
        assert 3000 not in curve.gmv_fen.tolist()
        assert curve.gmv_fen.tolist()[:2] == [1000, 2000]
        assert curve.gmv_fen.tolist()[-2:] == [2500, 2800]
        assert len(curve.commit_us) == len(curve.at_us) == len(curve.gmv_fen)


def test_a_held_value_is_told_until_the_operator_decides(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened, RecordingReader(tmp_path) as reader:
        hand, states = Hand(opened, clock), StateReader(reader)
        hand.take(body(1, 1000))
        clock.pass_s(2)
        fallen = body(3, 500)
        hand.take(fallen)
        states.refresh()
        held = states.state_at(clock.utc_us()).held
        assert held is not None
        assert (held.answer_id, held.gmv_fen, held.reason) == (2, 50_000, "fall")
        hand.decide(fallen, accept=False)
        states.refresh()
        assert states.state_at(clock.utc_us() + 9).held is None


def test_the_intake_tells_of_failures_and_signs_of_life(tmp_path: Path) -> None:
    clock = Clock()
    with recorder(tmp_path, clock) as opened, RecordingReader(tmp_path) as reader:
        Hand(opened, clock).take(body(1, 1, orders=-1))
        clock.pass_s(2)
        failed_us = opened.fail("primary", "refused", "nothing listens there")
        clock.pass_s(2)
        alive_us = opened.fail("backup", "not_modified", "nothing new (304)", 7)
        reader.refresh()
        intake = StateReader(reader).state_at(alive_us).intake
        assert (intake.source, intake.answer_us, intake.fetch_us) == ("backup", alive_us, 7)
        assert (intake.failure_us, intake.failure) == (failed_us, "primary: nothing listens there")
        assert intake.problems == ("orders: is -1: negative",)


def test_a_display_without_any_session_uses_the_facts_it_was_given(tmp_path: Path) -> None:
    with RecordingReader(tmp_path, live=True) as reader:
        assert StateReader(reader, FACTS).state_at(START_US).facts == FACTS


def test_without_facts_there_is_no_stand(tmp_path: Path) -> None:
    with RecordingReader(tmp_path, live=True) as reader, pytest.raises(RecordingError, match="does not say"):
        StateReader(reader).state_at(START_US)
