"""Each snapshot is accepted, held or rejected, and every total falls only as a correction."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.core.snapshots import snapshot as made_snapshot
from wallboard.config.judging import rules_of
from wallboard.config.settings import Settings
from wallboard.core.contract.readers import FieldProblem
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Judgement, JudgeState, Rules
from wallboard.core.judgement import accept_held, judge, refuse_held
from wallboard.core.source_clock import Arrival

YUAN = 100
RULES = Rules(confirmations=3, plausible_fen_per_s=1000 * YUAN)


def says(at_s: float, yuan: int, **fields: Any) -> Snapshot:
    """A snapshot of a second and a total."""
    return made_snapshot(int(at_s * SECOND_US), yuan * YUAN, **fields)


def judged(snapshots: Iterable[Snapshot], judge_state: JudgeState | None = None) -> tuple[list[Judgement], JudgeState]:
    """The judgements of one poll after another, and where the judge stands after them."""
    judge_state = judge_state or JudgeState()
    made = []
    for number, snapshot in enumerate(snapshots, 1):
        judgement, judge_state = judge(judge_state, Reading(snapshot, 0, ()), number, RULES, Arrival(snapshot.at_us))
        made.append(judgement)
    return made, judge_state


def plain(judgement: Judgement) -> Judgement:
    """A judgement without what the clocks said."""
    return replace(judgement, lag_us=None, interval_us=None, event_us=None)


def told(snapshots: Iterable[Snapshot]) -> list[str]:
    """The reason of each judgement."""
    return [j.reason for j in judged(snapshots)[0]]


def test_the_first_snapshot_stands() -> None:
    (first,), judge_state = judged([says(0, 5)])
    assert plain(first) == Judgement("accepted", "first", shown=True, advance=True)
    assert (judge_state.at_us, judge_state.gmv_fen) == (0, 500)


def test_a_growing_total_advances() -> None:
    made, _ = judged([says(0, 5), says(2, 9), says(4, 9)])
    assert [plain(j) for j in made[1:]] == [Judgement("accepted", "advance", shown=True, advance=True)] * 2


def test_growth_that_polls_agree_on_is_believed_from_then_on() -> None:
    """An event may be faster than its configuration thought: a wall that waited at every poll would stand still."""
    fast = [says(second, 5000 * second + 300 * (second % 3)) for second in range(12)]
    made, _ = judged(fast)
    assert [j.shown for j in made] == [True] + [False] * 3 + [True] * 8
    made, judge_state = judged([*fast, says(12, 12 * 5000 + 40_000)])
    assert made[-1].verdict == "held", "what is faster still is another question"
    slow, _ = judged([says(second, 5000 * second) for second in (20, 21, 22)], judge_state)
    assert all(j.shown for j in slow)


def test_a_fall_takes_back_the_growth_that_polls_agreed_on() -> None:
    """What grew so fast was wrong: the next leap is asked about like the first."""
    fast = [says(second, 5000 * second) for second in range(8)]
    made, judge_state = judged([*fast, *(says(second, 100) for second in range(8, 12))])
    assert made[-1].correction
    assert judged([says(12, 5000)], judge_state)[0][0].verdict == "held"


def test_one_leap_is_no_growth_that_goes_on() -> None:
    leap = [says(0, 5), *(says(second, 900_000 + second) for second in range(1, 6))]
    made, judge_state = judged(leap)
    assert [j.shown for j in made] == [True, False, False, False, True, True]
    assert not judged([says(6, 1_000_000)], judge_state)[0][0].shown, "the next one is asked about like the first"


def test_what_doubles_at_every_poll_is_not_believed() -> None:
    made, _ = judged(says(second, 5000 * 2**second) for second in range(12))
    assert [j.shown for j in made] == [True] + [False] * 11


def test_what_cannot_be_read_is_rejected_with_its_problems() -> None:
    reading = Reading(None, 0, (FieldProblem("gmv", "is missing"),))
    judgement, judge_state = judge(JudgeState(), reading, 1, RULES, Arrival(0))
    assert (judgement.verdict, judgement.reason, judgement.detail) == ("rejected", "unusable", "gmv: is missing")
    assert judge_state == JudgeState()


def test_another_currency_is_rejected() -> None:
    reading = Reading(says(0, 5, currency="second"), 2**32 - 1, ())
    judgement, judge_state = judge(JudgeState(), reading, 1, replace(RULES, currency="CNY"), Arrival(0))
    assert (judgement.verdict, judgement.shown, judge_state) == ("rejected", False, JudgeState())
    assert judge(JudgeState(), reading, 1, replace(RULES, currency=""), Arrival(0))[0].verdict == "accepted"


def test_a_source_that_states_no_currency_is_taken_at_the_walls() -> None:
    reading = Reading(says(0, 5), 2**32 - 1, ())
    assert judge(JudgeState(), reading, 1, replace(RULES, currency="CNY"), Arrival(0))[0].verdict == "accepted"


def test_a_late_snapshot_is_recorded_and_never_shown() -> None:
    made, judge_state = judged([says(10, 5), says(9.5, 4)])
    assert made[1] == Judgement("accepted", "late", "0.5 s older than what is shown")
    assert (judge_state.at_us, judge_state.gmv_fen) == (10 * SECOND_US, 500)


def test_the_same_instant_restated_higher_is_shown_without_an_advance() -> None:
    made, _ = judged([says(10, 5), says(10, 6)])
    assert plain(made[1]) == Judgement("accepted", "restated", shown=True, advance=False)


def test_the_same_instant_restated_lower_is_a_fall() -> None:
    assert told([says(10, 5), says(10, 4)]) == ["first", "fall"]


def test_a_fall_is_shown_as_a_correction_after_exactly_three_newer_polls_agree() -> None:
    made, judge_state = judged([says(0, 100), says(2, 50), says(4, 50), says(6, 51), says(8, 52)])
    assert [j.verdict for j in made] == ["accepted", "held", "held", "held", "accepted"]
    assert (made[-1].reason, made[-1].correction, made[-1].shown, made[-1].advance) == ("confirmed", True, True, True)
    assert (judge_state.gmv_fen, judge_state.held) == (5200, None)


def test_a_jump_is_confirmed_without_being_a_correction() -> None:
    made, _ = judged([says(0, 100)] + [says(2 + k, 10**6) for k in range(4)])
    assert (made[-1].reason, made[-1].correction) == ("confirmed", False)


def test_the_detail_counts_who_agrees() -> None:
    made, _ = judged([says(0, 100), says(2, 50), says(4, 50)])
    assert made[-1].detail == "the total falls by 50; 1 of 3 polls agree"


def test_the_same_claim_again_neither_confirms_nor_starts_anew() -> None:
    made, judge_state = judged([says(0, 100), says(2, 50), says(4, 50), *[says(4, 50)] * 9])
    assert made[-1].verdict == "held"
    held = judge_state.held
    assert held is not None
    assert (held.answer_id, held.at_us, held.gmv_fen, held.reason, held.agreed) == (12, 4 * SECOND_US, 5000, "fall", 1)


@pytest.mark.parametrize(
    "poll", [says(4, 49), says(4, 5000), says(3.5, 99)], ids=["falls further", "leaps off", "is older"]
)
def test_a_poll_that_does_not_agree_starts_anew(poll: Snapshot) -> None:
    _, judge_state = judged([says(0, 100), says(3, 50), says(3.6, 60), poll])
    assert judge_state.held is None or judge_state.held.agreed == 0


def test_a_return_to_normal_drops_what_is_held() -> None:
    made, judge_state = judged([says(0, 100), says(2, 50), says(4, 50), says(6, 103)])
    assert (made[-1].reason, made[-1].correction, judge_state.held) == ("advance", False, None)


def test_a_fall_after_a_return_to_normal_has_to_be_confirmed_from_the_start() -> None:
    made, _ = judged([says(0, 100), says(2, 50), says(4, 50), says(6, 103), says(8, 50), says(10, 50), says(12, 50)])
    assert made[-1].verdict == "held"


def test_growth_is_measured_by_the_time_that_has_passed() -> None:
    assert told([says(0, 0), says(10, 10_000), says(12, 12_001)]) == ["first", "advance", "jump"]


def test_the_operator_accepts_a_fall_as_a_correction() -> None:
    held = says(2, 50)
    _, judge_state = judged([says(0, 100), held])
    judgement, judge_state = accept_held(judge_state, held, RULES, Arrival(2 * SECOND_US))
    assert plain(judgement) == Judgement("accepted", "operator", shown=True, advance=True, correction=True)
    assert (judge_state.gmv_fen, judge_state.held) == (5000, None)


def test_the_operator_accepts_a_jump_in_which_another_total_falls_as_a_correction() -> None:
    held = says(2, 10**6, orders=1)
    _, judge_state = judged([says(0, 100, orders=9), held])
    assert accept_held(judge_state, held, RULES, Arrival(2 * SECOND_US))[0].correction


def test_the_operator_refuses_and_the_next_is_judged_against_what_stands() -> None:
    _, judge_state = judged([says(0, 100), says(2, 50), says(4, 50)])
    judgement, judge_state = refuse_held(judge_state)
    assert (judgement.verdict, judgement.reason, judge_state.gmv_fen) == ("rejected", "refused", 10_000)
    made, _ = judged([says(6, 50)], judge_state)
    assert made[0].detail.endswith("0 of 3 polls agree")


@pytest.mark.parametrize(
    ("metric", "field", "value"),
    [(m, m, lambda n, m=m: {m: n}) for m in ("orders", "buyers", "brands", "countries_and_regions")]
    + [("shakes", "engagement", lambda n: {"engagement": {"shakes": n}})],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_another_total_that_falls_is_withheld_alone_until_three_newer_polls_agree(
    metric: str, field: str, value: Any
) -> None:
    polls = [says(0, 1, **value(9)), *(says(2 + k, 2, **value(5)) for k in range(4))]
    made, judge_state = judged(polls)
    assert [j.withheld for j in made] == [(), (field,), (field,), (field,), ()]
    assert [j.correction for j in made] == [False, False, False, False, True]
    assert all(j.shown for j in made)
    assert judge_state.ledger.totals[metric].value == 5


def test_another_total_that_falls_differently_each_time_is_never_believed() -> None:
    made, judge_state = judged([says(0, 1, orders=99), *(says(2 + k, 2, orders=50 - k) for k in range(20))])
    assert all(j.withheld == ("orders",) for j in made[1:])
    assert judge_state.ledger.totals["orders"].value == 99


def test_another_total_that_falls_at_a_standing_time_is_never_believed() -> None:
    made, _ = judged([says(0, 1, orders=99), says(2, 2, orders=50), *(says(2, 3 + k, orders=50) for k in range(9))])
    assert all(j.withheld == ("orders",) for j in made[1:])


def test_a_total_that_is_silent_keeps_its_last_value_to_be_judged_against() -> None:
    made, _ = judged([says(0, 1, orders=9), says(2, 2), says(4, 3, orders=8)])
    assert [j.withheld for j in made] == [(), (), ("orders",)]


def test_a_jump_that_is_confirmed_does_not_carry_a_fallen_total_with_it() -> None:
    made, _ = judged([says(0, 1, orders=9)] + [says(2 + k, 10**6, orders=5) for k in range(4)])
    assert (made[-1].reason, made[-1].withheld, made[-1].correction) == ("confirmed", ("orders",), False)


def timed(polls: Iterable[tuple[float, Snapshot]], rules: Rules = RULES) -> list[str]:
    """The reasons when each poll is judged at its time of recording, in seconds, which is the machine's UTC."""
    judge_state = JudgeState()
    made: list[str] = []
    for commit_s, snapshot in polls:
        commit_us = int(commit_s * SECOND_US)
        arrival = Arrival(commit_us, commit_us, source="primary")
        judgement, judge_state = judge(judge_state, Reading(snapshot, 0, ()), 1, rules, arrival)
        made.append(judgement.reason)
    return made


def test_a_time_far_in_the_future_is_held_and_the_night_goes_on() -> None:
    assert timed([(0, says(0, 1)), (2, says(9**9, 2)), (4, says(4, 3)), (6, says(6, 4))]) == [
        "first", "ahead", "advance", "advance",
    ]  # fmt: skip


def test_a_first_time_far_in_the_future_is_held_too() -> None:
    assert timed([(0, says(9**9, 1)), (2, says(2, 2))]) == ["ahead", "first"]


def test_a_leap_of_the_total_cannot_hide_behind_a_leap_of_time() -> None:
    assert timed([(0, says(0, 1)), (2, says(9**6, 10**8))]) == ["first", "ahead"]


def test_a_leap_of_the_total_cannot_hide_behind_a_time_within_bounds() -> None:
    assert timed([(0, says(0, 1)), (2, says(119, 100_000))]) == ["first", "jump"]


def test_a_lead_that_is_repeated_is_an_offset() -> None:
    polls = [(0, says(0, 1)), *((2 + k, says(9**6 + k, 2)) for k in range(4))]
    assert timed(polls) == ["first", "ahead", "ahead", "ahead", "advance"]


def test_a_lead_that_is_not_repeated_is_none() -> None:
    polls = [(0, says(0, 1)), *((2 + k, says(9**6 + 4 * k, 2)) for k in range(9))]
    assert timed(polls) == ["first", *["ahead"] * 9]


def test_a_night_of_silence_is_no_leap_of_time() -> None:
    assert timed([(0, says(0, 1)), (30_000, says(30_000, 2))]) == ["first", "advance"]


def test_growth_is_measured_since_the_last_change() -> None:
    polls = [(0, says(0, 0)), (100, says(100, 0)), (102, says(102, 100_000)), (104, says(104, 102_001))]
    assert timed(polls) == ["first", "advance", "advance", "jump"]


def test_what_is_older_for_long_is_a_new_base_line() -> None:
    rules = replace(RULES, stale_after_us=20 * SECOND_US)
    polls = [(100, says(150, 9)), *((102 + 2 * k, says(100 + 2 * k, 5)) for k in range(12))]
    assert timed(polls, rules) == ["first", *["late"] * 11, "baseline"]


def test_a_simulation_may_run_faster() -> None:
    polls = [(0, says(0, 1, rate=600.0, simulated=True)), (10, says(6_000, 2, rate=600.0, simulated=True))]
    assert timed(polls) == ["first", "advance"]


def test_a_real_sources_rate_widens_nothing() -> None:
    assert timed([(0, says(0, 1)), (2, says(9**4, 2, rate=1e5)), (4, says(4, 3))]) == ["first", "ahead", "advance"]


def test_a_simulation_that_begins_anew_is_followed_when_it_insists() -> None:
    polls = [(0, says(5000, 9, simulated=True)), *((2 + 2 * k, says(2 * k, 1, simulated=True)) for k in range(5))]
    assert timed(polls) == ["first", "late", "late", "late", "baseline", "advance"]


def test_a_simulation_that_the_operator_accepts_is_the_clock_from_then_on() -> None:
    _, state = judged([says(0, 5)])
    held = says(2, 6, simulated=True, rate=60.0)
    made, state = judged([held], state)
    assert (made[0].verdict, made[0].reason) == ("held", "changed")
    _, state = accept_held(state, held, RULES, Arrival(2 * SECOND_US))
    assert state.clock.origin is not None
    assert state.clock.origin.rate == 60.0


def test_late_answers_agree_that_are_not_older_and_not_lower_than_those_before() -> None:
    _, state = judged([says(100, 500)])
    agreed = []
    for at_s, yuan in ((10, 100), (10, 100), (11, 101), (11, 100), (10.5, 200), (12, 200)):
        _, state = judge(state, Reading(says(at_s, yuan), 0, ()), 9, RULES, Arrival(int((200 + at_s) * SECOND_US)))
        assert state.late is not None
        agreed.append(state.late.sum.agreed)
    assert agreed == [0, 1, 2, 0, 0, 1]
    assert state.late is not None
    assert state.late.since_us == 210 * SECOND_US


def test_without_settings_the_rules_are_those_of_an_empty_configuration() -> None:
    canvas = {"*": {"areas": ["gmv"]}}
    bare = {"panels": {"gmv": {"kind": "counter"}}, "layouts": {"only": {"canvas": canvas}}}
    assert rules_of(Settings.model_validate(bare)) == Rules()


@pytest.mark.parametrize(
    ("money", "fen_per_s"),
    [
        ({"currency": "CNY"}, 200_000_000 * 100),
        ({"currency": "EUR"}, 200_000_000 * 100),
        ({"currency": "JPY"}, 200_000_000 * 100),  # a hundred yen a yuan, and a yen has no hundredths
        ({"currency": "IDR"}, 200_000_000 * 10_000 * 100),
        ({"currency": "KWD"}, 200_000_000 * 1000),
    ],
)
def test_what_is_plausible_by_itself_is_so_in_the_currency_of_the_event(money: dict[str, str], fen_per_s: int) -> None:
    canvas = {"*": {"areas": ["gmv"]}}
    bare = {"panels": {"gmv": {"kind": "counter"}}, "layouts": {"only": {"canvas": canvas}}, "money": money}
    assert rules_of(Settings.model_validate(bare)).plausible_fen_per_s == fen_per_s
