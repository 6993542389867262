"""Cities that make more than the total are flagged, to the yuan and rounded up; a part of the country is not."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from tests.nights import moment
from wallboard.core.contract.consistency import cities_over
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


@pytest.mark.parametrize(("over_fen", "said"), [(1, 100), (100, 100), (101, 200), (100_000_00, 100_000_00)])
def test_more_than_the_total_is_flagged(over_fen: int, said: int) -> None:
    assert cities_over(with_city(over_fen)) == said


@pytest.mark.parametrize("over_fen", [0, -1, -(10**9)])
def test_as_much_or_less_is_not(over_fen: int) -> None:
    assert cities_over(with_city(over_fen)) == 0


def test_the_demonstration_does_not_contradict_itself() -> None:
    assert cities_over(moment("02:00:00")) == 0


def test_a_wall_without_a_snapshot_contradicts_nothing() -> None:
    found = moment("02:00:00")
    assert cities_over(replace(found, state=replace(found.state, current=None))) == 0
