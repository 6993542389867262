"""Badges come in one order, combine, and LIVE stands alone."""

import itertools

import pytest

from tests.core.tape import START_US, moment_at, poll, recorded
from wallboard.core.badges import Badge, badges
from wallboard.core.moment import Moment

ORDER = ["simulated", "replay", "frozen", "stale", "corrected"]
SWITCHES = list(itertools.product([False, True], repeat=5))


def night(*, simulated: bool, stale: bool, corrected: bool, replay: bool = False, frozen: bool = False) -> Moment:
    """A moment to which exactly these hold."""
    sums = [(0, 100), (2, 50), (4, 50), (6, 60)] if corrected else [(0, 50), (4, 50), (6, 60)]
    samples = recorded([poll(at_s, fen, simulated=simulated) for at_s, fen in sums])
    return moment_at(samples, 30 if stale else 7, mode="paused" if replay else "following", frozen=frozen)


def kinds(moment: Moment) -> list[str]:
    """The kinds of the badges in their order."""
    return [b.kind for b in badges(moment)]


@pytest.mark.parametrize("switches", SWITCHES, ids=lambda s: "+".join(itertools.compress(ORDER, s)) or "live")
def test_all_that_holds_is_said_in_one_order_and_live_only_alone(switches: tuple[bool, ...]) -> None:
    moment = night(**dict(zip(ORDER, switches, strict=True)))
    assert kinds(moment) == (list(itertools.compress(ORDER, switches)) or ["live"])


def test_before_the_first_snapshot_data_are_awaited() -> None:
    assert badges(moment_at((), 5)) == (Badge("waiting"),)


def test_replay_says_the_event_time() -> None:
    moment = moment_at(recorded([poll(0, 1)]), 2, mode="playing")
    assert badges(moment)[0] == Badge("replay", event_us=START_US + 5_000_000)


@pytest.mark.parametrize(("at_s", "age_s"), [(6.1, 6), (6.999999, 6), (7, 7), (3600, 3600)])
def test_stale_says_the_whole_seconds_that_have_passed(at_s: float, age_s: int) -> None:
    assert badges(moment_at(recorded([poll(0, 1)]), at_s)) == (Badge("stale", age_s=age_s),)


@pytest.mark.parametrize(("at_s", "said"), [(3.9, False), (4, True), (603.9, True), (604, False)])
def test_corrected_stands_for_ten_minutes(at_s: float, said: bool) -> None:
    samples = recorded([poll(0, 100), poll(2, 50), *(poll(2 * k, 50) for k in range(2, 310))])
    assert ("corrected" in kinds(moment_at(samples, at_s))) is said
