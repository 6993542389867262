"""The collector records what it is told, judges it, hears the operator, and never ends by itself."""

from __future__ import annotations

import threading

import pytest
from msgspec.structs import replace

from tests.collect.rig import SECOND, START_US, AcceptanceDecision, FetchFailed, NotModified, Rig, body
from tests.patience import PATIENCE_S
from wallboard.collect.state import CollectorState
from wallboard.core.event_clock import ClockPoint
from wallboard.sources.protocol import Answer, Failure, Validators

DOWN = FetchFailed("refused", "refused: primary", 9.0)


def answer(text: bytes, etag: str | None = None) -> Answer:
    return Answer(text, 200, "primary", 1000, validators=None if etag is None else Validators("primary", etag))


def test_an_answer_is_recorded_with_its_judgement_and_happenings() -> None:
    rig = Rig(body(1, 1200))
    rig.tick()
    (_, commit_us, ruling) = rig.records.rulings[0]
    assert (rig.verdicts, commit_us) == ([("accepted", "first")], 2 * SECOND)
    assert [h.kind for h in ruling.happenings] == ["milestone"]


def test_the_same_answer_again_proves_the_endpoint_alive_and_is_not_stored() -> None:
    rig = Rig(body(1, 100))
    rig.tick(3)
    assert (len(rig.records.answers), rig.records.failures) == (1, [("primary", "duplicate")] * 2)


def test_not_modified_is_recorded_as_such() -> None:
    rig = Rig(NotModified("primary", 5))
    rig.tick()
    assert rig.records.failures == [("primary", "not_modified")]


def test_a_failed_fetch_is_recorded_and_waited_for() -> None:
    rig = Rig(DOWN)
    rig.tick()
    assert rig.records.failures == [("primary", "refused")]
    assert rig.collector.next_due_us() == 12 * SECOND  # 2 s + 9 s, on the grid of 2 s


def test_after_a_success_the_next_fetch_comes_in_the_usual_rhythm() -> None:
    rig = Rig(DOWN, body(1, 100))
    rig.tick(2)
    assert rig.collector.next_due_us() == 6 * SECOND


def test_a_failure_before_the_backup_answered_is_recorded_too() -> None:
    failed = Failure("primary", "refused", "refused: primary")
    rig = Rig(replace(answer(body(1, 100)), source="backup", failures=(failed,)))
    rig.tick()
    assert (rig.records.failures, rig.records.answers[0].source) == ([("primary", "refused")], "backup")


def test_validators_of_a_usable_answer_are_handed_back() -> None:
    rig = Rig(answer(body(1, 100), "v1"), body(2, 100))
    rig.tick(2)
    assert rig.source.asked[1][1] == Validators("primary", "v1")


def test_an_answer_that_could_not_be_used_is_asked_for_whole_again() -> None:
    rig = Rig(answer(b'{"gmv": 1}', "v1"))
    rig.tick(2)
    assert (rig.verdicts, rig.source.asked[1][1]) == ([("rejected", "unusable")], None)


def test_a_falling_total_is_held_until_polls_agree() -> None:
    rig = Rig(body(1, 100), body(3, 90), body(5, 91), body(7, 92))
    rig.tick(3)
    assert rig.shown_yuan == 100
    rig.tick()
    assert (rig.verdicts[-1], rig.shown_yuan) == (("accepted", "confirmed"), 92)


def test_the_operator_accepts_the_held_value() -> None:
    rig = Rig(body(1, 100), body(3, 90))
    rig.tick(2)
    rig.words = [AcceptanceDecision(2, accept=True)]
    rig.tick()
    assert (rig.verdicts[-1], rig.shown_yuan) == (("accepted", "operator"), 90)
    assert [h.kind for h in rig.records.rulings[-1][2].happenings] == ["correction"]


def test_the_operator_may_mean_an_earlier_answer_of_the_same_claim() -> None:
    rig = Rig(body(1, 100), body(3, 90), body(5, 91))
    rig.tick(3)
    rig.words = [AcceptanceDecision(2, accept=True)]
    rig.collector.obey()
    assert (rig.records.rulings[-1][0], rig.shown_yuan) == (3, 91)


def test_a_word_about_another_claim_is_not_taken_for_this_one() -> None:
    rig = Rig(body(1, 100), body(3, 90), body(5, 80))
    rig.tick(3)
    rig.words = [AcceptanceDecision(2, accept=True)]
    rig.collector.obey()
    assert (rig.verdicts[-1][0], rig.shown_yuan) == ("held", 100)


def test_the_operator_refuses_the_held_value() -> None:
    rig = Rig(body(1, 100), body(3, 90))
    rig.tick(2)
    rig.words = [AcceptanceDecision(2, accept=False)]
    rig.collector.obey()
    assert rig.verdicts[-1] == ("rejected", "refused")
    assert (rig.collector.state.held, rig.shown_yuan) == (None, 100)


def test_a_word_heard_twice_is_done_once() -> None:
    rig = Rig(body(1, 100), body(3, 90))
    rig.tick(2)
    rig.words = [AcceptanceDecision(2, accept=True)] * 2
    rig.collector.obey()
    assert len(rig.verdicts) == 3


def test_the_clock_of_a_real_event_is_the_machines_whatever_the_source_says() -> None:
    rig = Rig(body(1, 100), *(body(1, 100, sequence=n) for n in range(9)), DOWN, body(90, 101))
    for _ in range(12):
        rig.tick()
        clock = rig.collector.state.clock
        assert clock is not None
        assert clock.at(rig.clock[0]) == START_US + rig.clock[0]


def test_the_clock_of_a_simulation_runs_on_while_its_time_stands_still() -> None:
    rig = Rig(body(1, 100, simulated=True), *(body(1, 100, simulated=True, sequence=n) for n in range(10)))
    rig.tick(10)
    clock = rig.collector.state.clock
    assert clock is not None
    assert (clock.commit_us, clock.event_us) == (2 * SECOND, START_US + SECOND)


def test_a_withheld_total_makes_no_happening() -> None:
    rig = Rig(body(1, 1, orders=5), body(3, 2, orders=4))
    rig.tick(2)
    assert rig.records.rulings[-1][2].judgement.withheld == ("orders",)


def test_a_full_disk_changes_nothing_and_the_next_answer_is_recorded() -> None:
    rig = Rig(body(1, 100), body(3, 200), body(5, 300))
    rig.tick()
    rig.records.full = True
    rig.tick()
    assert rig.shown_yuan == 100
    rig.records.full = False
    rig.tick()
    assert (rig.shown_yuan, rig.records.alarms) == (300, ["the recording goes on; 1 answers are missing from it"])


def test_an_answer_that_was_not_recorded_is_recorded_when_it_comes_again() -> None:
    rig = Rig(answer(body(1, 100), "v1"))
    rig.records.full = True
    rig.tick()
    rig.records.full = False
    rig.tick()
    assert (len(rig.records.answers), rig.source.asked[1][1]) == (1, None)


def test_each_cause_is_told_once_and_its_end_once() -> None:
    rig = Rig(*[DOWN] * 5, body(1, 100), body(2, 100))
    rig.tick(7)
    assert rig.said == ["primary: refused: primary", "primary answers"]


def test_a_full_disk_is_told_once_and_its_end_once() -> None:
    rig = Rig(*(body(n, n) for n in range(1, 9)))
    rig.records.full = True
    rig.tick(3)
    rig.records.full = False
    rig.tick(2)
    assert rig.said == [
        "the disk is full: free some space",
        "the recording goes on; 3 answers are missing from it",
    ]


def test_a_held_value_is_told_once() -> None:
    rig = Rig(body(1, 100), body(3, 90), body(5, 91), body(7, 200))
    rig.tick(4)
    assert [line.partition(":")[0] for line in rig.said] == ["held", "the answers are accepted again"]


def test_a_field_that_is_wrong_in_every_answer_is_told_once() -> None:
    rig = Rig(*(body(n, n, orders="many") for n in range(1, 5)))
    rig.tick(4)
    assert len(rig.said) == 1
    assert "orders" in rig.said[0]


def test_a_thousand_faults_of_one_answer_are_a_few_lines() -> None:
    cities = [{"code": "330100", "gmv": "5"}] * 1000
    rig = Rig(body(1, 10, cities=cities))
    rig.tick()
    assert len(rig.said) == 6
    assert "probe" in rig.said[-1]


def test_a_restarted_collector_goes_on_from_where_it_stood() -> None:
    before = Rig(body(1, 100), body(3, 90))
    before.tick(2)
    after = Rig(body(5, 91), body(7, 92), state=before.collector.state)
    after.tick(2)
    assert after.verdicts[-1] == ("accepted", "confirmed")


def test_a_fresh_stand_holds_nothing() -> None:
    assert (CollectorState().held, CollectorState().judge_state.at_us) == (None, None)


def test_run_collects_until_it_is_stopped_whatever_happens() -> None:
    stop = threading.Event()

    def broken(deadline_us: int) -> bytes:
        rig.clock[0] += 2 * SECOND
        msg = "a fault of ours"
        raise RuntimeError(msg)

    def good(deadline_us: int) -> bytes:
        stop.set()
        return body(1, 100)

    rig = Rig(broken, broken, good)
    rig.collector.run(stop)
    assert rig.said == ["the collector goes on after an error of its own: RuntimeError: a fault of ours"]
    assert rig.beats > 0


def test_no_second_fetch_begins_while_one_is_under_way() -> None:
    stop, release, under_way = threading.Event(), threading.Event(), threading.Event()

    def slow(deadline_us: int) -> bytes:
        under_way.set()
        release.wait(PATIENCE_S)
        return body(1, 100)

    rig = Rig(slow)
    loop = threading.Thread(target=rig.collector.run, args=(stop,))
    loop.start()
    assert under_way.wait(PATIENCE_S)
    heard = rig.beats + 2
    assert rig.beaten.wait_for(lambda: rig.beats >= heard)  # the heart beats on while the endpoint is slow
    asked = len(rig.source.asked)
    stop.set()
    release.set()
    loop.join(30)
    assert asked == 1


@pytest.mark.parametrize(("passed_s", "beats_on"), [(14, True), (15, False)])
def test_a_fetch_ten_seconds_beyond_its_deadline_stops_the_heartbeat(passed_s: int, beats_on: bool) -> None:
    stop, release, heard = threading.Event(), threading.Event(), threading.Event()

    def stuck(deadline_us: int) -> bytes:
        rig.clock[0] += passed_s * SECOND
        release.wait(PATIENCE_S)
        return body(1, 100)

    rig = Rig(stuck)
    turns = 0

    def spoken() -> list[AcceptanceDecision]:
        nonlocal turns
        if rig.clock[0] >= passed_s * SECOND:  # the fetch is under way: what beats from the next turn on counts
            turns += 1
            if turns == 2:
                rig.beats = 0
            if turns == 4:
                stop.set()
                release.set()
                heard.set()
        return []

    rig.collector._words = spoken
    loop = threading.Thread(target=rig.collector.run, args=(stop,))
    loop.start()
    assert heard.wait(PATIENCE_S)
    loop.join(30)
    assert (rig.beats > 0) == beats_on


@pytest.mark.parametrize("missing", ["at", "gmv"])
def test_an_answer_without_time_or_sum_is_rejected_whole(missing: str) -> None:
    rig = Rig(b'{"gmv": 1}' if missing == "at" else b'{"at": "2016-11-11T00:00:00+08:00"}')
    rig.tick()
    assert rig.verdicts == [("rejected", "unusable")]
    assert missing in rig.said[0]


class Waits:
    """In place of an event: notes how long the loop would wait, and stops it after some turns."""

    def __init__(self, turns: int) -> None:
        self.seconds: list[float] = []
        self._turns = turns

    def is_set(self) -> bool:
        return len(self.seconds) >= self._turns

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.seconds.append(timeout)
        return self.is_set()


@pytest.mark.parametrize(("left_us", "expected_s"), [(100_000, 0.1), (2 * SECOND, 0.25), (1, 0.000001)])
def test_between_fetches_the_loop_waits_until_the_next_is_due_and_never_longer_than_a_slice(
    left_us: int, expected_s: float
) -> None:
    rig = Rig(body(1, 100))
    stop = Waits(1)
    read = iter([0])  # due at once; then the time between the fetches

    def mono_us() -> int:
        return next(read, 2 * SECOND - left_us)

    rig.collector._mono_us = mono_us
    rig.collector.run(stop)
    assert stop.seconds == [pytest.approx(expected_s)]


@pytest.mark.parametrize(("moved_us", "recorded"), [(999, False), (1000, True), (-1000, True), (-999, False)])
def test_a_machine_whose_clock_has_moved_by_a_millisecond_says_so_with_a_failure(moved_us: int, recorded: bool) -> None:
    rig = Rig(body(1, 100), DOWN)
    clocks: list[ClockPoint | None] = []
    fail = rig.records.fail

    def noted(source: str, kind: str, message: str, fetch_us: int = 0, clock: ClockPoint | None = None) -> int:
        clocks.append(clock)
        return fail(source, kind, message, fetch_us, clock)

    rig.tick()
    rig.records.fail = noted  # type: ignore[method-assign]  # to see the clock that is recorded
    rig.collector._utc_us = lambda: START_US + rig.clock[0] + moved_us
    rig.tick()
    (clock,) = clocks
    assert (clock is not None) == recorded
    if clock is not None:
        assert clock.at(rig.clock[0]) == START_US + rig.clock[0] + moved_us
