"""Honest sources that look like liars: none is held, none is wrongly marked."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.truth.rig import FACTS, RULES, SECOND, START_US, Wall, iso, kinds, parts, yuan
from wallboard.core.moment import Moment

HOUR = 3600


def batch(wall: Wall, every_s: int, times: int, step_s: int) -> list[Moment]:
    """A feed that moves every so often, asked in between; what is shown after each poll."""
    shown = []
    for count in range(times * every_s // step_s):
        at_us = wall.now_us + wall.facts.interval_us
        moved_us = at_us - (at_us - START_US) % (every_s * SECOND)
        wall.wait(step_s - wall.facts.interval_us / SECOND)
        shown.append(wall.tell(1e6 + (moved_us - START_US) / SECOND * 1e5, at_us=moved_us, orders=count))
    return shown


@pytest.mark.parametrize(("every_s", "step_s"), [(15, 1), (300, 20), (HOUR, 120)], ids=["scrape", "batch", "hourly"])
@pytest.mark.parametrize("stated", [True, False])
def test_a_feed_with_an_interval_of_its_own_is_live(tmp_path: Path, every_s: int, step_s: int, stated: bool) -> None:
    rules = replace(RULES, updates_every_us=every_s * SECOND) if stated else RULES
    with Wall(tmp_path / "night", rules=rules, into_s=HOUR + 7, interval_s=1) as wall:
        shown = batch(wall, every_s, 6, step_s)
        known = 0 if stated else 2 * every_s // step_s + 1
        assert {tuple(kinds(m)) for m in shown[known:]} == {("live",)}
        assert all(m.state.held is None for m in shown)
        assert not wall.reader.index.held


@pytest.mark.parametrize("every_s", [300, HOUR])
def test_the_first_batch_may_come_soon_after_the_start_of_collecting(tmp_path: Path, every_s: int) -> None:
    rules = replace(RULES, updates_every_us=every_s * SECOND)
    with Wall(tmp_path / "night", rules=rules, into_s=2 * every_s - 3) as wall:
        for n in range(9):
            batch = 1 if n < 3 else 2
            gmv = batch * every_s * 1e8
            cities = [{"code": "330100", "gmv": str(gmv / 2)}]
            moment = wall.tell(gmv, at_us=START_US + batch * every_s * SECOND, orders=int(gmv / 100), cities=cities)
            assert (yuan(moment), moment.figure("orders"), moment.state.held) == (gmv, gmv // 100, None)
            assert parts(moment, "cities") == {"330100": gmv / 2}


def test_a_feed_with_an_interval_of_its_own_is_stale_when_it_stops(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=HOUR + 7) as wall:
        batch(wall, 15, 6, 1)
        assert [kinds(wall.silent(alive=True))[0] for _ in range(60)][-1] == "stale"


def test_a_feed_of_the_usual_pace_is_stale_after_three_intervals(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(5):
            wall.tell(n)
        assert [kinds(wall.silent())[0] for _ in range(5)] == ["live", "live", "live", "stale", "stale"]


def test_the_demonstration_at_sixty_times(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", interval_s=2) as wall:
        begun_us = wall.now_us
        for n in range(60):
            late_us = (n * 7919 % 1_500_000) if n else 900_000
            step_us = (wall.now_us + wall.facts.interval_us - late_us - begun_us) // 500_000 * 500_000
            into_us = 60 * step_us - 20 * SECOND
            gmv = max(0, into_us / SECOND) * 1e8
            moment = wall.tell(gmv, at_us=START_US - 365 * 86_400 * SECOND + into_us, simulated=True, rate=60)
            assert kinds(moment) == ["simulated"]
            assert yuan(moment) == pytest.approx(gmv)
        assert not wall.reader.index.held


@pytest.mark.parametrize("off_s", [-10 * 365 * 86_400, -8 * HOUR, 8 * HOUR])
def test_a_machine_without_network_time_takes_a_source_whose_date_agrees(tmp_path: Path, off_s: int) -> None:
    with Wall(tmp_path / "night", into_s=20 * 365 * 86_400, facts=OPEN, rules=replace(RULES, end_us=None)) as wall:
        wall.utc_off_us = off_s * SECOND
        wall.restart()
        for n in range(10):
            moment = wall.tell(n, date_us=wall.now_us + SECOND)
            assert kinds(moment) == ["live"]
            assert yuan(moment) == n
        alarms = [f.message for f in wall.reader.index.failures]
        assert len(alarms) == 1
        assert "machine's clock is wrong" in alarms[0]
        assert len(wall.said) == 1


OPEN = msgspec.structs.replace(FACTS, end_us=None, milestones_fen=())


def test_a_machine_that_slept_goes_on(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=OPEN, rules=replace(RULES, end_us=None)) as wall:
        gmv = 1e9
        for _ in range(5):
            wall.tell(gmv)
        wall.wait(2 * HOUR, asleep=True)
        gmv += 2 * HOUR * 1e8
        for _ in range(5):
            moment = wall.tell(gmv)
            assert (kinds(moment), yuan(moment)) == (["live"], gmv)
            assert moment.state.clock is not None
            assert moment.state.clock.at(moment.playhead_us) == pytest.approx(wall.now_us, abs=SECOND)


def test_a_backup_forty_seconds_behind_corrects_nothing(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(60):
            wall.tell(1e6 + 1000 * n)
        for n in range(60, 200):
            moment = wall.tell(1e6 + 1000 * (n - 40), at_us=wall.now_us - 39 * SECOND)
            assert yuan(moment) == 1e6 + 1000 * max(59, n - 40)
            assert kinds(moment) == (["live"] if n <= 62 or n >= 100 else ["stale"]), n


def test_net_totals_fall_by_refunds(tmp_path: Path) -> None:
    rules = replace(RULES, may_fall=frozenset({"gmv", "orders"}))
    with Wall(tmp_path / "night", rules=rules) as wall:
        gmv, orders = 10**9, 10**6
        for n in range(300):
            gmv += (-3 if n % 7 == 3 else 1) * 10**6
            orders += (-3 if n % 7 == 3 else 1) * 1000
            moment = wall.tell(gmv, orders=orders)
            assert (kinds(moment), yuan(moment), moment.figure("orders")) == (["live"], gmv, orders)
        assert not wall.reader.index.held
        assert not [h for h in wall.reader.index.happenings if h.kind == "correction"]


def test_a_sliding_window_is_not_judged(tmp_path: Path) -> None:
    rules = replace(RULES, sliding=frozenset({"cities"}))
    with Wall(tmp_path / "night", rules=rules) as wall:
        for n in range(20):
            said = [{"code": "330100", "gmv": str(1000 * (n % 5))}]
            moment = wall.tell(1e9 + n, cities=said)
            sample = moment.sample_of("cities")
            assert sample is not None
            assert sample.snapshot.cities is not None
            assert sample.snapshot.cities[0].gmv_fen == 100_000 * (n % 5)
            assert not moment.state.corrected_parts


def test_codes_that_are_divided_anew_are_no_correction(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        for n in range(20):
            old = [("341400", 4e7 + n), ("340100", 9e7)]
            new = [("340100", 1.1e8), ("340500", 1e7 + n), ("340200", 1e7)]
            cities = [{"code": code, "gmv": str(gmv)} for code, gmv in (old if n < 10 else new)]
            moment = wall.tell(2e9 + n, cities=cities)
            sample = moment.sample_of("cities")
            assert sample is not None
            assert not sample.held_parts
            assert not moment.state.corrected_parts


def test_one_that_is_absent_and_comes_again_is_judged_against_its_last_value(tmp_path: Path) -> None:
    with Wall(tmp_path / "night") as wall:
        listed = {"code": "340100", "gmv": "1000"}
        wall.tell(1e9, cities=[{"code": "330100", "gmv": "500"}, listed])
        for _ in range(5):
            wall.tell(1e9, cities=[listed])
        wall.restart()
        moment = wall.tell(1e9, cities=[{"code": "330100", "gmv": "400"}, listed])
        sample = moment.sample_of("cities")
        assert sample is not None
        assert sample.held_parts == ("cities\t330100",)
        assert {c.code: c.gmv_fen for c in sample.snapshot.cities or ()} == {"330100": 50_000, "340100": 100_000}


def test_instants_at_the_end_of_a_day_are_read(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=-3) as wall:
        wall.tell(1, at_us=START_US - 2 * SECOND)
        assert iso(START_US).startswith("2026-11-26T16:00:00")
        wall.wait(1)
        for text in ("2026-11-26T23:59:60+08:00", "2026-11-26T24:00:00+08:00"):
            moment = wall.answer(f'{{"at": "{text}", "gmv": 2, "sequence": {len(text)}}}'.encode())
        assert moment.state.current is not None
        assert moment.state.current.snapshot.at_us == START_US
