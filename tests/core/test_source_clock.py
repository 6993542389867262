"""The source's clock at each of its bounds, one poll after another."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from tests.core.snapshots import snapshot
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import HOUR_US, MINUTE_US, SECOND_US
from wallboard.core.source_clock import (
    REPEAT_US,
    Arrival,
    ClockReading,
    ClockRules,
    ClockState,
    Offset,
    Origin,
    accepted_offset,
    accepted_origin,
    read_clock,
    refused_offset,
)

RULES = ClockRules(tolerance_us=2 * MINUTE_US, confirmations=3)
NOON_US = 1_478_836_800 * SECOND_US


def real(at_us: int) -> Snapshot:
    return snapshot(at_us, 100)


def played(at_us: int, rate: float = 1.0) -> Snapshot:
    return snapshot(at_us, 100, simulated=True, rate=rate)


def came(utc_us: int | None, source: str = "shop", *, date_us: int | None = None) -> Arrival:
    return Arrival(0, utc_us, date_us, source)


def polled(leads_us: Iterable[int], state: ClockState = ClockState(), rules: ClockRules = RULES) -> list[ClockReading]:  # noqa: B008 - frozen
    """What comes of polls of a real source, two seconds apart, that lead by so much."""
    readings = []
    for number, lead_us in enumerate(leads_us):
        utc_us = NOON_US + number * 2 * SECOND_US
        reading, state = read_clock(state, real(utc_us + lead_us), came(utc_us), utc_us, rules)
        readings.append(reading)
    return readings


def test_a_lead_of_the_whole_tolerance_is_told_and_a_microsecond_more_is_ahead() -> None:
    (at_most,) = polled([RULES.tolerance_us])
    assert (at_most.verdict, at_most.lead_us, at_most.lag_us) == ("told", RULES.tolerance_us, 0)
    assert at_most.event_us == NOON_US
    (ahead,) = polled([RULES.tolerance_us + 1])
    assert (ahead.verdict, ahead.agreed) == ("ahead", 0)


def test_a_lag_is_told_with_its_length() -> None:
    (late,) = polled([-HOUR_US])
    assert (late.verdict, late.lag_us, late.at_us, late.event_us) == ("told", HOUR_US, NOON_US - HOUR_US, late.at_us)


def test_without_a_clock_of_the_machine_a_time_is_taken_as_it_comes() -> None:
    reading, state = read_clock(ClockState(), real(NOON_US), came(None), 0, RULES)
    assert (reading.verdict, reading.at_us, reading.event_us, reading.lag_us) == ("told", NOON_US, NOON_US, None)
    assert state.begun


def test_a_lead_becomes_an_offset_when_three_further_polls_repeat_it() -> None:
    readings = polled([HOUR_US] * 5)
    assert [r.verdict for r in readings] == ["ahead", "ahead", "ahead", "told", "told"]
    assert [r.agreed for r in readings[:3]] == [0, 1, 2]
    assert readings[3].offset == Offset(HOUR_US, accepted=False)
    assert readings[3].at_us == NOON_US + 6 * SECOND_US


@pytest.mark.parametrize(("drift_us", "agreed"), [(REPEAT_US, 1), (SECOND_US - REPEAT_US, 1), (REPEAT_US + 1, 0)])
def test_a_lead_is_repeated_within_two_seconds_of_the_first(drift_us: int, agreed: int) -> None:
    assert polled([HOUR_US, HOUR_US + drift_us])[1].agreed == agreed


def test_of_repeated_leads_the_largest_is_the_offset() -> None:
    readings = polled([HOUR_US, HOUR_US + SECOND_US, HOUR_US, HOUR_US])
    assert readings[3].offset.offset_us == HOUR_US + SECOND_US


def test_a_time_that_stands_still_says_nothing_new_and_one_that_goes_back_begins_anew() -> None:
    state = ClockState()
    agreed = []
    for at_us in (0, 0, 2 * SECOND_US, SECOND_US):
        reading, state = read_clock(state, real(NOON_US + HOUR_US + at_us), came(NOON_US + at_us), 0, RULES)
        agreed.append(reading.agreed)
    assert agreed == [0, 0, 1, 0]


def test_what_one_source_claims_no_other_confirms_or_takes_back() -> None:
    state = ClockState()
    agreed = []
    for number, source in enumerate(["shop", "backup", "shop"]):
        at_us = NOON_US + number * SECOND_US
        reading, state = read_clock(state, real(at_us + HOUR_US), came(at_us, source), 0, RULES)
        agreed.append(reading.agreed)
    assert agreed == [0, 0, 1]


def test_an_offset_is_forgotten_when_the_source_is_right_again() -> None:
    found = ClockState(offsets={"shop": Offset(HOUR_US, accepted=False)}, begun=True)
    readings = polled([0] * 4, found)
    assert [r.verdict for r in readings] == ["told"] * 4
    assert readings[0].offset.offset_us == HOUR_US
    assert readings[3].offset == Offset()
    assert readings[3].lag_us == 0


def test_an_offset_that_the_configuration_states_holds_until_it_states_another() -> None:
    stated = replace(RULES, offsets={"shop": HOUR_US})
    (reading,) = polled([HOUR_US], rules=stated)
    assert (reading.verdict, reading.at_us, reading.lag_us) == ("told", NOON_US, 0)
    kept = ClockState(offsets={"shop": Offset(2 * HOUR_US, stated=HOUR_US)})
    assert kept.offset("shop", stated).offset_us == 2 * HOUR_US
    assert kept.offset("shop", replace(stated, offsets={"shop": 0})).offset_us == 0


def test_the_operators_word_makes_a_lead_an_offset_at_once_and_a_refused_one_none() -> None:
    accepted = accepted_offset(ClockState(refused={"shop": HOUR_US, "other": 1}), "shop", HOUR_US, RULES)
    assert accepted.refused == {"other": 1}
    assert accepted.begun
    assert polled([HOUR_US], accepted)[0].verdict == "told"
    refused = refused_offset(ClockState(), "shop", HOUR_US)
    assert [r.verdict for r in polled([HOUR_US] * 6, refused)] == ["ahead"] * 6
    kept = ClockState(offsets={"shop": Offset(5), "found": Offset(6, accepted=False), "other": Offset(7)})
    assert refused_offset(kept, "shop", 1).offsets == kept.offsets
    assert "found" not in refused_offset(kept, "found", 1).offsets


def test_the_date_of_the_answer_overrules_a_machine_that_is_alone_with_its_time() -> None:
    far_us = NOON_US - HOUR_US
    with_source, _ = read_clock(ClockState(), real(NOON_US), came(far_us, date_us=NOON_US), 0, RULES)
    assert (with_source.verdict, with_source.machine_wrong, with_source.event_us) == ("told", True, NOON_US)
    with_machine, _ = read_clock(ClockState(), real(NOON_US), came(far_us, date_us=far_us), 0, RULES)
    assert (with_machine.verdict, with_machine.machine_wrong) == ("ahead", False)
    edge = came(NOON_US - RULES.tolerance_us, date_us=NOON_US)
    assert not read_clock(ClockState(), real(NOON_US), edge, 0, RULES)[0].machine_wrong
    beyond = came(NOON_US - RULES.tolerance_us - 1, date_us=NOON_US - RULES.tolerance_us)
    assert read_clock(ClockState(), real(NOON_US), beyond, 0, RULES)[0].machine_wrong


def simulated(*polls: tuple[float, float], state: ClockState = ClockState(), rate: float = 60.0) -> list[ClockReading]:  # noqa: B008 - frozen
    """What comes of polls of a simulation: machine seconds and its own seconds of each."""
    readings = []
    for machine_s, at_s in polls:
        machine_us = int(machine_s * SECOND_US)
        told = played(NOON_US + int(at_s * SECOND_US), rate)
        reading, state = read_clock(state, told, came(NOON_US + machine_us), machine_us, RULES)
        readings.append(reading)
    return readings


def test_a_simulation_is_held_to_its_own_rate() -> None:
    near_s = 120 * 60
    readings = simulated((0, 0), (1, 60), (2, 120 + near_s), (3, 181 + near_s))
    assert [r.verdict for r in readings] == ["told", "told", "told", "ahead"]
    assert readings[1].lead_us == 0
    assert readings[2].event_us == NOON_US + 120 * SECOND_US + REPEAT_US * 60


def test_a_simulation_that_jumps_begins_anew_when_three_further_polls_run_at_its_rate() -> None:
    far_s = 500 * 60
    readings = simulated((0, 0), *((k, far_s + 60 * k) for k in range(1, 5)))
    assert [r.verdict for r in readings] == ["told", "ahead", "ahead", "ahead", "told"]
    assert [r.restart for r in readings] == [False, False, False, False, True]


def test_a_simulation_that_lags_far_is_told_meanwhile() -> None:
    far_s = -500 * 60
    readings = simulated((0, 0), *((k, far_s + 60 * k) for k in range(1, 5)))
    assert [r.verdict for r in readings] == ["told"] * 5
    assert readings[4].restart


def test_a_simulation_whose_time_does_not_run_as_it_says_never_begins_anew() -> None:
    far_s = 500 * 60
    readings = simulated((0, 0), *((k, far_s + 200 * k) for k in range(1, 6)))
    assert {r.verdict for r in readings[1:]} == {"ahead"}


def test_a_simulation_where_there_was_none_must_be_insisted_on_and_so_must_its_end() -> None:
    state = ClockState(begun=True)
    readings = simulated(*((k, 60 * k) for k in range(5)), state=state)
    assert [r.verdict for r in readings] == ["changed", "changed", "changed", "told", "told"]
    assert [r.agreed for r in readings[:3]] == [0, 1, 2]
    assert readings[3].restart
    back = polled([0] * 5, ClockState(begun=True, origin=Origin(0, NOON_US, 60.0)))
    assert [r.verdict for r in back] == ["changed", "changed", "changed", "told", "told"]
    assert [r.restart for r in back] == [False, False, False, True, False]


def test_a_source_that_is_real_again_is_judged_as_one_from_then_on() -> None:
    state = ClockState(begun=True, origin=Origin(0, NOON_US, 60.0))
    for number in range(5):
        utc_us = NOON_US + number * SECOND_US
        _, state = read_clock(state, real(utc_us), came(utc_us), utc_us, RULES)
    assert (state.origin, state.begun) == (None, True)
    assert read_clock(state, real(NOON_US + HOUR_US), came(NOON_US), 0, RULES)[0].verdict == "ahead"


def test_the_operators_word_makes_a_simulation_what_is_shown() -> None:
    state = accepted_origin(ClockState(begun=True), played(NOON_US, 60.0), 5 * SECOND_US)
    assert state.origin == Origin(5 * SECOND_US, NOON_US, 60.0)
    assert simulated((6, 60), state=state)[0].lead_us == 0


def test_without_rules_of_its_own_a_clock_may_lead_by_two_minutes_and_three_polls_confirm() -> None:
    assert ClockRules() == ClockRules(120 * SECOND_US, 3, {})
    assert polled([120 * SECOND_US], rules=ClockRules())[0].verdict == "told"
    assert [r.verdict for r in polled([HOUR_US] * 4, rules=ClockRules())] == ["ahead"] * 3 + ["told"]
