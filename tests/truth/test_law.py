"""The source's clock, plausibility, the start, first snapshots and FINAL, from the collector to the moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.truth.rig import DAY_US, FACTS, RULES, SECOND, START_US, Wall, kinds, yuan
from wallboard.core.badges import badges
from wallboard.core.mapping import Mapping
from wallboard.core.moment import Moment
from wallboard.panels.card import celebrated

HOUR_US = 3600 * SECOND
BILLION = 10**9
CARD_US = 9 * SECOND


def clocked(wall: Wall) -> int | None:
    """The event's clock less true time, to the second."""
    state = wall.moment().state
    if state.clock is None:
        return None
    return round((state.clock.at(wall.recorder.now_us()) - wall.now_us) / SECOND)


def sums(moment: Moment) -> list[tuple[int, bool, bool]]:
    """The sums passed, in billions, whether their time is exact, and whether they were seen to be passed."""
    return [(m.gmv_fen // (100 * BILLION), m.exact, m.record) for m in moment.state.milestones]


# ---- the source's clock


def test_a_source_eight_hours_ahead_is_corrected_and_marked_until_the_operator_accepts_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:

        def ahead(gmv: float) -> Moment:
            return wall.tell(gmv, at_us=wall.now_us + SECOND + 8 * HOUR_US)

        assert [kinds(ahead(n))[0] for n in range(5)] == ["waiting"] * 3 + ["clock"] * 2
        moment = ahead(5)
        assert [(b.kind, b.age_s) for b in badges(moment)] == [("clock", 8 * 3600)]
        assert moment.state.current is not None
        assert moment.state.current.snapshot.at_us == wall.now_us
        assert clocked(wall) == 0
        assert kinds(wall.press(accept=True)) == ["live"]
        wall.restart()
        assert kinds(ahead(6)) == ["live"]
        assert kinds(wall.tell(7, at_us=wall.now_us + 9 * HOUR_US)) == ["live"]
        assert wall.moment().state.held is not None
        assert yuan(wall.moment()) == 6


def test_an_offset_that_the_operator_refuses_is_not_found_again(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(5):
            wall.tell(n, at_us=wall.now_us + SECOND + 8 * HOUR_US)
        wall.press(accept=False)
        shown = [wall.tell(9 + n, at_us=wall.now_us + SECOND + 8 * HOUR_US) for n in range(9)]
        assert {yuan(m) for m in shown} == {4}
        assert shown[-1].state.held is not None
        assert yuan(wall.press(accept=True)) == 17


def test_an_offset_that_the_configuration_states_is_accepted(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", rules=replace(RULES, offsets={"primary": 8 * 3600 * SECOND})) as wall:
        assert {kinds(wall.tell(n, at_us=wall.now_us + SECOND + 8 * HOUR_US))[0] for n in range(5)} == {"live"}
        late = [wall.tell(9 + n) for n in range(5)]  # the source's clock is right again, and says so four times
        assert [yuan(m) for m in late] == [4, 4, 4, 12, 13]
        assert kinds(late[-1]) == ["live"]


def test_a_source_eight_hours_behind_is_delayed_and_its_rates_are_not_stated(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=10 * 3600) as wall:
        for n in range(5):
            moment = wall.tell(n, at_us=wall.now_us - 8 * HOUR_US, orders_per_second=7)
        assert [(b.kind, b.age_s) for b in badges(moment)] == [("delayed", 8 * 3600 + 1)]
        assert (yuan(moment), moment.figure("orders_per_second")) == (4, None)
        assert clocked(wall) == 0
        assert [kinds(wall.silent())[0] for _ in range(4)] == ["delayed", "delayed", "delayed", "stale"]


def test_the_clock_on_the_wall_is_the_machines_and_a_replay_shows_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1, at_us=wall.now_us - 50 * SECOND)
        wall.utc_off_us = -30 * SECOND  # somebody sets the machine's clock while the endpoint is dead
        for _ in range(5):
            wall.silent()
        assert clocked(wall) == -30
        wall.utc_off_us = 0
        wall.tell(2)
        assert clocked(wall) == 0
        then_us = wall.recorder.now_us() - 2 * SECOND
        replayed = Moment(wall.states.state_at(then_us - FACTS.delay_us), then_us - FACTS.delay_us, "playing")
        assert replayed.event_us == pytest.approx(wall.now_us - 32 * SECOND, abs=SECOND)


def test_after_the_operators_word_the_next_time_is_judged_as_well(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1)
        wall.tell(2, at_us=wall.now_us + HOUR_US)
        assert yuan(wall.press(accept=True)) == 2
        moment = wall.tell(3, at_us=wall.now_us + 3 * HOUR_US)
        assert (yuan(moment), moment.state.held is not None) == (2, True)


@pytest.fixture
def timeless(tmp_path: Path) -> Iterator[Wall]:
    """A wall whose source states no time: that of arrival stands in for it."""
    mapping = Mapping.from_dict({"at": {"from": "arrival"}, "gmv": {"path": "total"}, "orders": {"path": "orders"}})
    facts = msgspec.structs.replace(FACTS, time_from="arrival")
    with Wall(tmp_path / "night", facts=facts, mapping=mapping) as made:
        yield made


def test_without_a_time_figures_that_stand_are_not_proven_new_by_what_else_changes(timeless: Wall) -> None:
    for n in range(5):
        moment = timeless.tell(total=100 + n, nonce=n)
    assert kinds(moment) == ["live"]
    shown = [timeless.tell(total=104, nonce=n) for n in range(6)]
    assert [kinds(m)[0] for m in shown] == ["live"] * 3 + ["stale"] * 3
    assert kinds(timeless.tell(total=105, nonce=0)) == ["live"]


def test_without_a_time_a_leap_is_confirmed_by_polls_that_repeat_it(timeless: Wall) -> None:
    timeless.tell(total=100, orders=1, nonce=0)
    assert [yuan(timeless.tell(total=9e15, orders=1, nonce=n)) for n in range(4)] == [100] * 3 + [9e15]
    timeless.tell(total=9e15, orders=2, nonce=0)
    orders = [timeless.tell(total=9e15, orders=10**12, nonce=n).figure("orders") for n in range(4)]
    assert orders == [2] * 3 + [10**12]


# ---- plausibility


@pytest.mark.parametrize("field", ["orders", "buyers"])
def test_counts_leap_by_the_rate_of_counts(tmp_path: Path, field: str) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1, **{field: 0})
        assert wall.tell(2, **{field: 2_000_000}).figure(field) == 2_000_000
        assert wall.tell(3, **{field: 4_000_001}).figure(field) == 2_000_000


def test_a_part_above_its_whole_is_held_however_often_it_is_stated(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(20):
            moment = wall.tell(1000, cities=[{"code": "330100", "gmv": str(900 if n < 2 else 1001 + n)}])
            sample = moment.sample_of("cities")
            assert sample is not None
            assert [c.gmv_fen for c in sample.snapshot.cities or ()] == [90_000]


def test_viewers_come_and_go(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for viewers in (100, 1_500_000, 20, 5, 4000):
            moment = wall.tell(1, audience=[{"channel": "tv", "viewers": viewers}])
            assert moment.figure("viewers") == viewers


# ---- the start


@pytest.mark.parametrize("simulated", [False, True])
def test_what_was_before_the_start_counts_for_nothing(tmp_path: Path, simulated: bool) -> None:
    with Wall(tmp_path / "night", into_s=-12) as wall:
        for n in range(30):
            into_s = n - 11
            gmv = 1_234_567_890 + 100 * n if into_s < 0 else into_s * 3e7
            moment = wall.tell(gmv, orders=9000 if into_s < 0 else 5 * into_s, simulated=simulated)
            assert yuan(moment) == gmv
            assert moment.figure("orders") == (9000 if into_s < 0 else 5 * into_s)
            assert kinds(moment) == (["simulated"] if simulated else ["live"])
            assert sums(moment) == []
        assert [h.kind for h in wall.reader.index.happenings] == ["start"]
        for n in range(19, 40):
            moment = wall.tell(n * 3e7, orders=5 * n, simulated=simulated)
        assert sums(moment) == [(1, True, True)]
        assert celebrated(moment, CARD_US) is not None


def test_a_total_that_goes_on_over_the_start_reaches_nothing_at_zero(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-5) as wall:
        for n in range(20):
            moment = wall.tell(2.9e9 + 1e7 * n)
        assert sums(moment) == [(3, True, True)]


def test_nothing_is_reached_before_the_machine_too_says_that_it_has_started(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-60) as wall:
        for n in range(50):
            assert sums(wall.tell(1e9 + n, at_us=wall.now_us + 90 * SECOND)) == []


def test_the_highest_rate_before_the_start_is_no_peak_after_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-3) as wall:
        for n in range(6):
            moment = wall.tell(n, orders_per_second=900 if n < 2 else 5)
        assert moment.state.peaks["orders_per_second"].value == 5


# ---- first snapshots


def test_sums_that_a_first_snapshot_has_passed_are_rows(tmp_path: Path) -> None:
    stated = [{"gmv": str(BILLION), "at": "2026-11-27T00:00:30+08:00"}]
    with Wall(tmp_path / "night") as wall:
        moment = wall.tell(2.5e9, milestones=stated)
        assert sums(moment) == [(1, True, False), (2, False, False)]
        assert moment.state.milestones[0].at_us == START_US + 30 * SECOND
        assert celebrated(moment, CARD_US) is None
        for n in range(10):
            moment = wall.tell(2.5e9 + 6e7 * n, milestones=stated)
        assert sums(moment)[2:] == [(3, True, True)]


@pytest.mark.parametrize("same", [True, False], ids=["same recording", "new recording"])
def test_a_restart_celebrates_nothing_twice(tmp_path: Path, same: bool) -> None:
    with Wall(tmp_path / "night", into_s=-5) as wall:
        for n in range(40):
            wall.tell(max(0, n - 5) * 1e8)
        wall.restart(None if same else tmp_path / "another")
        for n in range(40, 43):
            moment = wall.tell((n - 5) * 1e8)
            newest = celebrated(moment, CARD_US)
            assert newest is None or newest[0].commit_us < wall.now_us - 3 * SECOND
        assert [s[0] for s in sums(moment)] == [1, 2, 3]
        assert {s[2] for s in sums(moment)} == {same}


def test_a_time_that_the_wall_knows_better_is_not_believed(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-5) as wall:
        for _ in range(100):
            wall.tell(5e8)
        moment = wall.tell(6e8)
        for n in range(5):
            moment = wall.tell(7e8 + 1e8 * n, milestones=[{"gmv": "1000000000", "at": "2026-11-27T00:00:20+08:00"}])
        (only,) = moment.state.milestones
        assert only.at_us == pytest.approx(wall.now_us, abs=2 * SECOND)


# ---- FINAL


def test_final_is_said_when_the_sum_has_stood_after_the_end(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=86_400 - 3) as wall:
        said = [wall.tell(min(n, 4) * 1e6).final for n in range(9)]
        assert said == [False] * 7 + [True] * 2
        assert kinds(wall.moment()) == ["final"]
        wall.restart()
        for _ in range(50):
            assert kinds(wall.silent()) == ["final"]
        moment = wall.tell(5e6)
        assert (moment.final, yuan(moment), kinds(moment)) == (False, 5e6, ["corrected"])
        assert [wall.tell(5e6).final for _ in range(4)] == [False, False, True, True]


def test_final_is_said_of_an_endpoint_that_says_nothing_new(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=86_400 + 5) as wall:
        assert not wall.tell(1e6).final
        said = []
        for _ in range(4):
            wall.silent(alive=True)
            wall.wait(0.1)
            said.append(wall.moment().final)
        assert said == [False, False, True, True]


def test_a_dead_endpoint_is_never_final(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=86_400 - 5) as wall:
        wall.tell(1e6)
        assert [kinds(wall.silent()) for _ in range(60)][-1] == ["stale"]


def test_an_open_end_is_never_final(tmp_path: Path) -> None:
    facts = msgspec.structs.replace(FACTS, end_us=None)
    with Wall(tmp_path / "night", into_s=DAY_US / SECOND, facts=facts, rules=replace(RULES, end_us=None)) as wall:
        assert not any(wall.tell(1e6).final for _ in range(20))


# ---- simulations


def test_a_simulation_that_is_restarted_is_a_new_beginning(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(20):
            wall.tell(1e9 + n * 1e6, at_us=START_US + (600 + n) * SECOND, simulated=True)
        shown = [wall.tell(n * 1e6, at_us=START_US + n * SECOND, simulated=True) for n in range(9)]
        assert [yuan(m) for m in shown[:3]] == [1.019e9] * 3
        assert [yuan(m) for m in shown[3:]] == [n * 1e6 for n in range(3, 9)]
        assert kinds(shown[-1]) == ["simulated", "corrected"]
        assert sums(shown[-1]) == []
        clock = shown[-1].state.clock
        assert clock is not None
        assert clock.at(wall.recorder.now_us()) == pytest.approx(START_US + 8 * SECOND, abs=SECOND)


def test_what_becomes_simulated_must_insist_on_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1e6)
        shown = [wall.tell(5, at_us=START_US - DAY_US + n * SECOND, simulated=True) for n in range(5)]
        assert [m.simulated for m in shown] == [False, False, False, True, True]
        assert [yuan(m) for m in shown] == [1e6] * 3 + [5] * 2


def test_the_state_of_the_judge_is_the_same_after_a_restart(tmp_path: Path) -> None:
    draw = random.Random(4)
    with Wall(tmp_path / "night") as wall:
        for n in range(120):
            cities = [{"code": str(k), "gmv": str(1000 * k + n)} for k in range(1, 40) if draw.random() < 0.9]
            wall.tell(1e8 + n * 1e5, orders=n, cities=cities)
        before = wall.collector.state.judge_state
        wall.restart()
        after = wall.collector.state.judge_state
        assert {p: a.value for p, a in after.ledger.parts.items()} == {
            p: a.value for p, a in before.ledger.parts.items()
        }
        assert replace(after, ledger=replace(after.ledger, parts={})) == replace(
            before, ledger=replace(before.ledger, parts={})
        )


# ---- lists that are absent for a while


LIST = [{"code": "330100", "gmv": 900}]


def test_a_list_of_before_the_start_is_not_remembered_after_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-3) as wall:
        assert wall.tell(1000, cities=LIST).sample_of("cities") is not None
        for _ in range(4):
            moment = wall.tell(0)
        assert (yuan(moment), moment.sample_of("cities")) == (0, None)


def test_a_list_of_before_a_correction_is_not_remembered_after_it(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1000, cities=LIST)
        moment = wall.tell(1000)
        assert moment.sample_of("cities") is not None, "it is, as long as nothing was corrected"
        for _ in range(5):
            moment = wall.tell(10)
        assert (yuan(moment), moment.sample_of("cities")) == (10, None)
