"""Figures of the operator's own that come as texts, by a stated spelling."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import is_sound
from wallboard.core.contract.reading import read_answer
from wallboard.core.contract.snapshot import Name


def metric(kind: str, number: str, scale: str = "1") -> Metric:
    return Metric("own", kind, False, Name(), "own", "said", scale, number)  # type: ignore[arg-type]  # a kind of the table below


@pytest.mark.parametrize(
    ("said", "kind", "number", "value"),
    [
        ("12,345", "count", "grouped", 12_345),
        ("1.234.567,89 €", "money", "grouped:comma", 123_456_789),
        ("123.45万", "money", "grouped", 123_450_000),
        ("1,23,456.5", "money", "grouped", 12_345_650),
        ("92.1%", "share", "grouped", 921_000),
        (12_345, "count", "grouped", 12_345),
        ("1.5k", "rate", "grouped", 1_500),
    ],
)
def test_they_are_read_exactly(said: object, kind: str, number: str, value: int) -> None:
    body = json.dumps({"at": "2026-11-27T18:00:00Z", "gmv": "1", "said": said}).encode()
    reading = read_answer(body, None, [metric(kind, number)])
    assert reading.problems == ()
    assert reading.snapshot is not None
    assert reading.snapshot.figure("own") == value


@pytest.mark.parametrize(("said", "number"), [("1,2345", "grouped"), ("1,234.5", "grouped:comma"), ("12,345", "")])
def test_one_that_is_spelled_otherwise_costs_itself_and_is_told(said: str, number: str) -> None:
    body = json.dumps({"at": "2026-11-27T18:00:00Z", "gmv": "1", "said": said}).encode()
    reading = read_answer(body, None, [metric("count", number)])
    assert reading.snapshot is not None
    assert reading.snapshot.figure("own") is None
    assert [problem.path for problem in reading.problems] == ["metrics.own"]


def test_what_they_bear_is_what_an_answer_is_in_that_states_nothing() -> None:
    """The wall of another currency then refuses it: 5 € are not 5 of its shillings."""
    body = {"at": "2026-11-27T18:00:00Z", "gmv": "1", "said": "5 €", "also": "7 USD"}
    own = [metric("money", "grouped"), replace(metric("money", "grouped"), name="also", path="also")]
    reading = read_answer(json.dumps(body).encode(), None, own)
    assert reading.snapshot is not None
    assert (reading.snapshot.currency, reading.snapshot.figure("own")) == ("EUR", 500)
    assert [str(problem) for problem in reading.problems] == ["metrics.also: '7 USD' is in USD, the answer in EUR"]
    stated = read_answer(json.dumps(body | {"currency": "USD"}).encode(), None, own).snapshot
    assert stated is not None
    assert (stated.currency, stated.figure("own"), stated.figure("also")) == ("USD", None, 700)


def test_a_recording_that_states_no_known_spelling_is_not_believed() -> None:
    assert is_sound(metric("count", "grouped"))
    assert not is_sound(metric("count", "of a stranger"))


@pytest.mark.parametrize("scale", ["nan", "0", "-1", "1e13", "of a stranger"])
def test_a_recording_that_states_no_usable_scale_is_not_believed(scale: str) -> None:
    assert is_sound(metric("count", "", "0.01"))
    assert not is_sound(metric("count", "", scale))
