"""Several machines answer in turn, some of them wrong: none takes back what another claims, and each claim is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.truth.rig import SECOND, Wall, iso, kinds, parts, yuan
from wallboard.collect.operator_decisions import AcceptanceDecision
from wallboard.core.moment import Moment

HOUR_US = 3600 * SECOND
WILD = 9e15


def answered(wall: Wall, source: str, gmv: float, ahead_s: float = 0.0) -> Moment:
    """One interval passes, and this source answers."""
    wall.wait(1)
    return wall.answer(
        f'{{"at": "{iso(wall.now_us + int(ahead_s * SECOND))}", "gmv": "{gmv:.2f}"}}'.encode(), source=source
    )


@pytest.mark.parametrize("leads", [(8 * 3600, 8 * 3600), (300, 600), (8 * 3600, 8 * 3600 - 40)])
@pytest.mark.parametrize("sources", [("primary", "backup"), ("primary", "primary")])
def test_machines_in_turn_whose_clocks_lead_are_found(
    tmp_path: Path, leads: tuple[float, float], sources: tuple[str, str]
) -> None:
    with Wall(tmp_path / "night") as wall:
        shown = [answered(wall, sources[n % 2], 1e6 + n, leads[n % 2]) for n in range(12)]
        assert [yuan(moment) for moment in shown[:3]] == [None] * 3
        assert kinds(shown[6]) == ["clock"]
        assert yuan(shown[-1]) is not None
        current = shown[-1].state.current
        assert current is not None
        assert abs(current.snapshot.at_us - wall.now_us) <= 120 * SECOND


@pytest.mark.parametrize("lag_s", [-300, 3, 40])
def test_a_true_leap_is_confirmed_though_another_machine_leads_or_lags(tmp_path: Path, lag_s: int) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(4):
            wall.tell(1e6 + n)
        for _ in range(60):
            wall.silent()
        for n in range(12):
            late_s = lag_s if n % 2 else 0
            moment = answered(wall, "primary", 1e12 + (n - late_s) * 1e5, -late_s)
        assert kinds(moment) == ["live"]
        assert yuan(moment) == pytest.approx(1e12, rel=1e-4)


def test_a_fall_is_confirmed_though_another_machine_lags(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(4):
            wall.tell(1e9 + n)
        for _ in range(60):
            wall.silent()
        shown = [answered(wall, "primary", 1e6 + n - n % 2 * 40, -40 * (n % 2)) for n in range(12)]
        assert {yuan(m) for m in shown[:6]} == {1e9 + 3}
        assert kinds(shown[-1]) == ["corrected"]
        assert yuan(shown[-1]) == 1e6 + 10


def test_the_operator_accepts_what_was_seen_and_nothing_else(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1e6)
        seen = answered(wall, "primary", 1e6 + 1, 300).state.held
        assert seen is not None
        answered(wall, "primary", WILD, 300)
        wall.words = [AcceptanceDecision(seen.answer_id, accept=True)]
        wall.collector.obey()
        assert yuan(wall.moment()) == 1e6
        wall.restart()
        wall.words = [AcceptanceDecision(seen.answer_id, accept=True)]
        wall.collector.obey()
        assert yuan(wall.moment()) == 1e6


def test_the_operator_accepts_a_claim_that_went_on(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        wall.tell(1e6)
        seen = answered(wall, "primary", 1e6 + 1, 300).state.held
        assert seen is not None
        answered(wall, "primary", 1e6 + 2, 300)
        wall.restart()
        wall.words = [AcceptanceDecision(seen.answer_id, accept=True)]
        wall.collector.obey()
        wall.wait(2)
        assert yuan(wall.moment()) == 1e6 + 2


def test_parts_are_coded_anew_only_if_their_sum_does_not_leap(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for first, second in ((1e8, 8e8), (1e9, 3.5e8)):
            cities = [{"code": "330100", "gmv": str(first)}, {"code": "310000", "gmv": str(second)}]
            moment = wall.tell(2e9, cities=cities)
        assert parts(moment, "cities") == {"330100": 1e8, "310000": 8e8}
        recoded = [{"code": "330100", "gmv": "850000000"}, {"code": "310000", "gmv": "50000000"}]
        assert parts(wall.tell(2e9, cities=recoded), "cities") == {"330100": 8.5e8, "310000": 5e7}


def began_anew(wall: Wall, gmv: float) -> Moment:
    return wall.tell(gmv, at_us=wall.now_us + SECOND + HOUR_US, simulated=True, rate=1)


def became_simulated(wall: Wall, gmv: float) -> Moment:
    return wall.tell(gmv, simulated=True, rate=1)


@pytest.mark.parametrize(("poll", "before"), [(began_anew, True), (became_simulated, False)])
@pytest.mark.parametrize("at_poll", range(5))
def test_a_new_beginning_is_that_of_a_sum_too(
    tmp_path: Path, poll: Callable[[Wall, float], Moment], before: bool, at_poll: int
) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(5):
            wall.tell(1e6 + n, simulated=before, rate=1)
        for n in range(6):
            moment = poll(wall, WILD if n == at_poll else 5e6 + n)
            assert yuan(moment) in (1e6 + 4, 5e6 + n, 5e6 + n - 1)
        assert yuan(moment) == 5e6 + 5
        assert kinds(moment) == ["simulated"]


def test_one_that_is_simulated_in_turn_with_one_that_is_not_never_takes_over(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(20):
            wall.wait(1)
            said = f'{{"at": "{iso(wall.now_us)}", "gmv": "{1000 + n}", "simulated": {"true" if n % 2 else "false"}}}'
            moment = wall.answer(said.encode(), source="backup" if n % 2 else "primary")
            assert kinds(moment) == ["live"]
            assert yuan(moment) == 1000 + n - n % 2
