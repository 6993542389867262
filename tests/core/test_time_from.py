"""A source that states no time: only where the mapping says so does the arrival, or the HTTP Date, stand in for it."""

from __future__ import annotations

from typing import Any

import pytest

from wallboard.core.contract.reading import read_answer
from wallboard.core.errors import MappingError
from wallboard.core.mapping import Mapping, Received

ARRIVAL_US, DATE_US = 1_795_802_400_123_456, 1_795_802_399_000_000
BODY = b'{"total": 12}'


def rules(**at: str) -> Mapping:
    return Mapping.from_dict({"at": at, "gmv": {"path": "total"}})


@pytest.mark.parametrize(("taken_from", "at_us"), [("arrival", ARRIVAL_US), ("date", DATE_US)])
def test_it_is_exactly_what_the_clock_said(taken_from: str, at_us: int) -> None:
    snapshot = read_answer(BODY, rules(**{"from": taken_from}), (), Received(ARRIVAL_US, DATE_US)).snapshot
    assert snapshot is not None
    assert (snapshot.at_us, snapshot.gmv_fen) == (at_us, 1200)


def test_never_by_itself() -> None:
    reading = read_answer(BODY, rules(path="at"), (), Received(ARRIVAL_US, DATE_US))
    assert reading.snapshot is None
    assert [str(problem) for problem in reading.problems] == ["at: is missing"]


def test_an_answer_without_a_date_is_rejected_in_words() -> None:
    reading = read_answer(BODY, rules(**{"from": "date"}), (), Received(ARRIVAL_US))
    assert reading.snapshot is None
    assert [str(problem) for problem in reading.problems] == ["at: is taken from the answer's Date, which is not known"]


@pytest.mark.parametrize(
    "wrong", [{"gmv": {"from": "date"}}, {"at": {"from": "now"}}, {"milestones": {"from": "date"}}]
)
def test_it_is_of_the_time_alone_and_one_of_two(wrong: dict[str, Any]) -> None:
    with pytest.raises(MappingError, match="from: it is of `at`"):
        Mapping.from_dict(wrong)


def test_a_recording_keeps_it() -> None:
    made = rules(**{"from": "arrival"})
    assert Mapping.from_dict(made.to_dict()) == made
