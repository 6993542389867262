"""What is true at an instant of a recording, case by case."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.core.snapshots import snapshot as made_snapshot
from tests.core.tape import FACTS, START_US, moment_at, poll, recorded
from wallboard.core.contract.snapshot import Channel, City, Name, Snapshot
from wallboard.core.event_info import ROLL_GUARD_US, EventInfo
from wallboard.core.figures import without
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment

STEADY = recorded([poll(0, 0), poll(2, 1000), poll(4, 3000)])

REACH_US = FACTS.delay_us - ROLL_GUARD_US


def watched(viewers: int) -> tuple[Channel, ...]:
    """An audience of one channel."""
    return (Channel("tv", Name(en="TV"), viewers),)


def test_before_the_first_snapshot_nothing_is_known() -> None:
    moment = moment_at((), 0)
    assert (moment.figure("gmv"), moment.age_us, moment.event_us, moment.stale) == (None, None, None, False)
    assert (moment.simulated, moment.samples(), moment.stepping("orders_per_second")) == (False, (), None)


@pytest.mark.parametrize(
    ("at_s", "fen"), [(0, 0), (0.5, 250), (1, 500), (1.9999, 950), (1.04, 500), (2, 1000), (3, 2000)]
)
def test_a_total_rolls_from_one_confirmed_value_to_the_next(at_s: float, fen: int) -> None:
    assert moment_at(STEADY, at_s).figure("gmv") == fen


@pytest.mark.parametrize("at_s", [4, 4.5, 6, 100, 10_000])
def test_a_total_stops_at_the_confirmed_value_while_the_next_is_late(at_s: float) -> None:
    assert moment_at(STEADY, at_s).figure("gmv") == 3000


def test_after_a_missed_poll_the_roll_fits_into_the_delay() -> None:
    samples = recorded([poll(0, 0), poll(4, 2900)])
    assert [moment_at(samples, s).figure("gmv") for s in (0.5, 1.1, 2.1, 4)] == [0, 0, 1000, 2900]


def test_after_a_gap_it_catches_up_within_one_second() -> None:
    samples = recorded([poll(0, 0), poll(60, 1000)])
    assert [moment_at(samples, s).figure("gmv") for s in (58.9, 59, 59.5, 60)] == [0, 0, 500, 1000]


def test_a_correction_does_not_roll() -> None:
    samples = recorded([poll(0, 1000), poll(2, 500), poll(4, 500), poll(6, 600)])
    assert samples[1].correction
    assert [moment_at(samples, s).figure("gmv") for s in (1, 2, 3.9, 4, 5)] == [1000, 1000, 1000, 500, 550]


def test_another_total_does_not_roll_towards_a_correction_either() -> None:
    polls = [poll(0, 1000, orders=10), poll(2, 500, orders=20), poll(4, 500, orders=20)]
    assert moment_at(recorded(polls), 3.9).figure("orders") == 10


def test_a_fall_that_nobody_marked_does_not_roll_downwards() -> None:
    first, second = recorded([poll(0, 1000), poll(2, 2000)])
    unmarked = replace(second, snapshot=msgspec.structs.replace(second.snapshot, gmv_fen=500))
    assert moment_at((first, unmarked), 1.9).figure("gmv") == 1000


def test_a_rate_steps_at_the_commit() -> None:
    samples = recorded([poll(0, 0, orders_per_second=10), poll(2, 0, orders_per_second=30)])
    assert [moment_at(samples, s).figure("orders_per_second") for s in (1.9, 2)] == [10, 30]


def test_a_needle_needs_six_tenths_of_a_second() -> None:
    samples = recorded([poll(0, 0, orders_per_second=10), poll(2, 0, orders_per_second=30)])
    found = [moment_at(samples, s).stepping("orders_per_second") for s in (1.9, 2, 2.3, 2.6, 9)]
    assert found == [10, 10, pytest.approx(27.5), 30, 30]


def test_a_needle_stands_at_the_remembered_value() -> None:
    samples = recorded([poll(0, 0, orders_per_second=10), *(poll(2 * k, k) for k in range(1, 9))])
    assert moment_at(samples, 17).stepping("orders_per_second") == 10.0


def test_a_field_that_is_missing_now_stays_with_its_own_age() -> None:
    samples = recorded([poll(0, 0, orders=7), poll(2, 1)])
    moment = moment_at(samples, 5)
    assert (moment.figure("orders"), moment.age_of("orders"), moment.stale) == (7, 5 * SECOND_US, False)


def test_a_field_that_is_there_needs_no_age() -> None:
    assert moment_at(recorded([poll(0, 0, orders=7)]), 5).age_of("orders") is None


def test_a_field_that_never_was_is_missing() -> None:
    moment = moment_at(STEADY, 3)
    assert (moment.figure("orders"), moment.sample_of("cities"), moment.age_of("cities")) == (None, None, None)


@pytest.mark.parametrize(("at_s", "orders"), [(300, 7), (300.000001, None)])
def test_a_missing_field_ends_after_the_stale_limit(at_s: float, orders: int | None) -> None:
    samples = recorded([poll(0, 0, orders=7), *(poll(2 * k, k) for k in range(1, 200))])
    assert moment_at(samples, at_s).figure("orders") == orders


def test_a_remembered_total_does_not_roll() -> None:
    samples = recorded([poll(0, 0, orders=7), poll(2, 1), poll(4, 2, orders=100)])
    assert [moment_at(samples, s).figure("orders") for s in (1, 3.9, 4)] == [7, 7, 100]


def test_a_total_that_the_next_snapshot_lacks_does_not_roll() -> None:
    samples = recorded([poll(0, 0, orders=7), poll(2, 1)])
    assert moment_at(samples, 1.9).figure("orders") == 7


def test_a_withheld_total_stays_while_the_others_go_on() -> None:
    samples = recorded([poll(0, 0, orders=9), poll(2, 1000, orders=5)])
    moment = moment_at(samples, 2.5)
    assert (moment.figure("gmv"), moment.figure("orders"), moment.age_of("orders")) == (1000, 9, 2_500_000)


FLEETING: dict[str, Any] = {
    "orders_per_second": 5,
    "payments_per_second": 5,
    "mobile_share": 5,
    "audience": watched(5),
}


@pytest.mark.parametrize("metric", ["orders_per_second", "payments_per_second", "mobile_share", "viewers"])
def test_what_is_true_of_an_instant_alone_ends_after_five_minutes_of_silence(metric: str) -> None:
    samples = recorded([poll(0, 9, orders=4, **FLEETING)])
    assert [moment_at(samples, s).figure(metric) for s in (300, 300.000001)] == [5, None]
    assert moment_at(samples, 301).stepping(metric) is None


@pytest.mark.parametrize("metric", ["gmv", "orders"])
def test_totals_stay_however_stale_they_are(metric: str) -> None:
    assert moment_at(recorded([poll(0, 4, orders=4)]), 86_400).figure(metric) == 4


def test_the_channels_end_when_their_sum_does() -> None:
    samples = recorded([poll(0, 9, audience=watched(5), cities=(City("310000", 4),))])
    moment = moment_at(samples, 301)
    assert (moment.sample_of("audience"), moment.sample_of("cities")) == (None, samples[0])


def test_a_standing_time_keeps_nothing_fresh() -> None:
    samples = recorded(poll(k, 9 + k, at_s=0, orders_per_second=5) for k in range(400))
    moment = moment_at(samples, 350)
    assert (moment.age_us, moment.stale, moment.figure("orders_per_second")) == (350 * SECOND_US, True, None)


@pytest.mark.parametrize(("at_s", "stale"), [(4, False), (10, False), (10.000001, True)])
def test_data_are_stale_after_more_than_three_intervals(at_s: float, stale: bool) -> None:
    assert moment_at(STEADY, at_s).stale is stale


def test_the_event_clock_is_not_delayed() -> None:
    assert moment_at(STEADY, 1).event_us == START_US + 1 * SECOND_US + FACTS.delay_us


def test_the_event_clock_runs_on_when_the_endpoint_is_dead() -> None:
    assert moment_at(STEADY, 1000).event_us == START_US + 1000 * SECOND_US + FACTS.delay_us


def test_a_simulation_is_marked_as_soon_as_the_totals_roll_towards_it_and_not_before() -> None:
    samples = recorded([poll(0, 0), poll(50, 10, simulated=True), poll(60, 10, simulated=True)])
    assert [moment_at(samples, s).simulated for s in (0, 30, 58.9, 59, 60, 99)] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_frozen_picture_stands_still_with_the_rest_of_its_playhead() -> None:
    moving = moment_at(STEADY, 1)
    assert replace(moving, frozen=True).figure("gmv") == moving.figure("gmv") == 500


def test_an_empty_audience_is_unknown_not_zero() -> None:
    assert moment_at(recorded([poll(0, 0, audience=())]), 1).figure("viewers") is None


@pytest.mark.parametrize(
    ("apart_s", "roll_us"),
    [(1, SECOND_US), (2, 2 * SECOND_US), (3, REACH_US), (6, REACH_US), (6.1, SECOND_US)],
    ids=["one second", "an interval", "longer than the delay", "three intervals", "a gap"],
)
def test_a_roll_never_begins_before_the_display_can_know(apart_s: float, roll_us: int) -> None:
    assert FACTS.roll_us(int(apart_s * SECOND_US)) == roll_us


@pytest.mark.parametrize("delay_us", [0, ROLL_GUARD_US, ROLL_GUARD_US - 1])
def test_without_a_delay_totals_step(delay_us: int) -> None:
    facts: EventInfo = msgspec.structs.replace(FACTS, delay_us=delay_us)
    samples = recorded([poll(0, 0), poll(2, 1000)])
    assert [moment_at(samples, s, facts=facts).figure("gmv") for s in (1.999999, 2)] == [0, 1000]


def test_withheld_fields_are_taken_out_by_their_contract_names() -> None:
    snapshot = made_snapshot(0, 1, orders=2, mobile_share=3, engagement={"shakes": 4})
    assert without(snapshot, ("orders", "mobile_share", "engagement")) == Snapshot(0, 1)


def test_a_moment_hands_on_the_facts_of_its_recording() -> None:
    moment: Moment = moment_at(STEADY, 1)
    assert moment.facts is FACTS
