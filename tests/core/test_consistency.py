"""Cities that make more than the total are flagged, to the yuan and rounded up; a part of the country is not."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.nights import moment
from wallboard.core.contract.consistency import contradictions
from wallboard.core.contract.snapshot import City
from wallboard.core.moment import Moment


def with_city(over_fen: int) -> Moment:
    """The wall two hours into the night, of which one city alone makes so much more than the total."""
    found = moment("02:00:00")
    assert found.state.current is not None
    snapshot = found.state.current.snapshot
    cities = (City("330100", snapshot.gmv_fen + over_fen),)
    current = replace(found.state.current, snapshot=msgspec.structs.replace(snapshot, cities=cities))
    return replace(found, state=replace(found.state, current=current))


@pytest.mark.parametrize(("over_fen", "said"), [(1, "RMB 1 more"), (100_000_00, "RMB 100,000 more")])
def test_more_than_the_total_is_flagged(over_fen: int, said: str) -> None:
    (line,) = contradictions(with_city(over_fen))
    assert said in line


@pytest.mark.parametrize("over_fen", [0, -1, -(10**9)])
def test_as_much_or_less_is_not(over_fen: int) -> None:
    assert contradictions(with_city(over_fen)) == ()


def test_the_demonstration_does_not_contradict_itself() -> None:
    assert contradictions(moment("02:00:00")) == ()


def test_a_wall_without_a_snapshot_contradicts_nothing() -> None:
    found = moment("02:00:00")
    assert contradictions(replace(found, state=replace(found.state, current=None))) == ()
