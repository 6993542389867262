"""Amounts stay of the currency in which a recording was begun, whatever is edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.truth.rig import FACTS, RULES, Wall, kinds
from wallboard.collect.as_recorded import as_recorded
from wallboard.core.judge_state import Rules

OPEN = replace(RULES, currency="")


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with Wall(tmp_path / "night", rules=OPEN) as made:
        yield made


def edited(wall: Wall, rules: Rules = OPEN, **facts: object) -> list[str]:
    """The collector begins anew after an edit; what it says."""
    said: list[str] = []
    wall.facts, wall.rules = as_recorded(replace(wall.facts, **facts), rules, wall.folder, said.append)
    wall.restart()
    return said


@pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("USD", 2), ("KWD", 3)])
def test_another_currency_does_not_turn_what_is_recorded_into_it(wall: Wall, code: str, digits: int) -> None:
    wall.tell("1000000.00", currency="CNY")
    per_s = OPEN.plausible_fen_per_s * 10**digits // 100
    rules = replace(OPEN, currency=code, plausible_fen_per_s=per_s)
    said = edited(wall, rules, currency=code, minor_digits=digits, milestones_fen=(5,))
    assert len(said) == 1
    assert f"goes on in CNY, not in {code}" in said[0]
    assert wall.rules == replace(OPEN, currency="CNY")
    assert wall.facts == FACTS
    moment = wall.tell("1000001", currency=code)
    assert (moment.figure("gmv"), moment.own.code, moment.own.digits) == (100_000_000, "CNY", 2)
    moment = wall.tell("1000002", currency="CNY")
    assert (moment.figure("gmv"), kinds(moment)) == (100_000_200, ["live"])


def test_a_currency_that_only_the_source_has_stated_stays_too(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", rules=OPEN, facts=replace(FACTS, currency="")) as wall:
        wall.tell("1000000.00", currency="EUR")
        assert edited(wall, currency="USD") != []
        assert wall.facts.currency == "EUR"


def test_what_is_only_named_now_is_named(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", rules=OPEN, facts=replace(FACTS, currency="")) as wall:
        wall.tell("1000000.00")
        assert edited(wall, currency="USD") == []
        assert wall.facts.currency == "USD"


def test_before_anything_is_shown_a_currency_is_nobodys(wall: Wall) -> None:
    assert edited(wall, currency="JPY", minor_digits=0) == []
    assert wall.tell("1000000").own.code == "JPY"
