"""Six nights on which a source lies: each comes out as the law says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.truth.rig import SECOND, Wall, iso, kinds, parts, yuan
from wallboard.core.instants import to_us
from wallboard.core.moment import Moment

NIGHTS = Path(__file__).parent / "nights"


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    """A wall sixteen minutes into the event."""
    with Wall(tmp_path / "night") as made:
        yield made


def played(wall: Wall, name: str, first_true: int = 0) -> Iterator[tuple[dict[str, Any], Moment]]:
    """Each answer of a night and what is shown after it, a poll a second; the first true one is of its own instant."""
    said = [json.loads(line) for line in (NIGHTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    times = [to_us(datetime.fromisoformat(one["at"])) for one in said]
    shift_us = wall.now_us + SECOND * (first_true + 1) - times[first_true]
    for one, at_us in zip(said, times, strict=True):
        wall.wait(1)
        yield one, wall.answer(json.dumps(one | {"at": iso(at_us + shift_us)}).encode())


def test_leap_the_lie_is_not_shown_and_the_true_ones_go_on(wall: Wall) -> None:
    for said, moment in played(wall, "leap"):
        true = said["gmv"] != "60000000000"
        assert yuan(moment) == (float(said["gmv"]) if true else 1_000_002_000)
        assert kinds(moment) == ["live"]
        assert (moment.state.held is None) is true


def test_leap_the_operator_is_told_by_how_much_its_time_leads(wall: Wall) -> None:
    held = [moment.state.held for _, moment in played(wall, "leap") if moment.state.held is not None]
    assert [(h.reason, h.detail) for h in held] == [
        ("ahead", "its time leads by 4 min 57 s; 0 of 3 polls agree"),
    ]


def test_wild_nothing_of_it_is_accepted(wall: Wall) -> None:
    moments = [moment for _, moment in played(wall, "wild")]
    assert {yuan(moment) for moment in moments} == {1_000_000_000}
    assert kinds(moments[-1]) == ["stale"]
    assert wall.reader.index.corrections["commit_us"].size == 0


def test_firstfar_is_held_and_what_is_true_is_shown(wall: Wall) -> None:
    shown = [(kinds(moment), yuan(moment)) for _, moment in played(wall, "firstfar", first_true=1)]
    assert shown[0] == (["waiting"], None)
    assert shown[1:] == [(["live"], 1_000_000 + 1000 * k) for k in range(len(shown) - 1)]


def test_firstfar_the_operator_may_accept_it_and_is_still_rid_of_it(wall: Wall) -> None:
    night = played(wall, "firstfar", first_true=1)
    next(night)
    moment = wall.press(accept=True)
    assert (yuan(moment), moment.state.held) == (999_999_999_999, None)
    moments = [after for _, after in night]
    assert yuan(moments[-1]) == 1_039_000
    assert kinds(moments[-1]) == ["corrected"]


def test_rate_widens_nothing(wall: Wall) -> None:
    for said, moment in played(wall, "rate"):
        assert yuan(moment) == (1_003_000 if said.get("rate") else float(said["gmv"]))
        assert "corrected" not in kinds(moment)


def test_cityfall_each_part_stays_until_polls_agree_and_is_marked_then(wall: Wall) -> None:
    fallen = None
    for count, (said, moment) in enumerate(played(wall, "cityfall")):
        phones = float(said["categories"][0]["gmv"])
        fallen = count if fallen is None and phones == 7 else fallen
        agreed = fallen is not None and count >= fallen + 3
        assert parts(moment, "categories")["p"] == (7 if agreed else 60_000_000)
        assert parts(moment, "cities")["330100"] == (10 if agreed else 50_000_000)
        assert parts(moment, "cities")["310000"] == float(said["cities"][1]["gmv"])
        assert moment.corrected("categories", "p") is agreed
        assert not moment.corrected("cities", "310000")
        assert kinds(moment) == ["live"]
        assert yuan(moment) == float(said["gmv"])
    assert fallen is not None


def test_ordersjump_the_truth_stands_and_goes_on(wall: Wall) -> None:
    for said, moment in played(wall, "ordersjump"):
        lie = said["orders"] > 10**6
        assert moment.figure("orders") == (1004 if lie else said["orders"])
        assert kinds(moment) == ["live"]
