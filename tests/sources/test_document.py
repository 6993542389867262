"""Rows become documents: every amount exactly, by an oracle of whole numbers; what cannot be stated is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.contract.reading import read_answer
from wallboard.sources.document import Tables, document, exact_float
from wallboard.sources.protocol import FetchFailed

AT = datetime(2026, 11, 27, 19, tzinfo=UTC)
AMOUNTS = st.decimals(min_value=0, max_value=Decimal(9999999999999999), allow_nan=False, allow_infinity=False)


def snapshot(totals: dict[str, Any], **words: Any) -> Any:
    return read_answer(document(Tables({"at": AT} | totals), "test", **words)).snapshot


@given(AMOUNTS)
def test_an_amount_of_any_precision_is_floored_to_the_minor_unit(amount: Decimal) -> None:
    assert snapshot({"gmv": amount}).gmv_fen == Fraction(amount) * 100 // 1


@given(st.integers(0, 10**15))
def test_whole_amounts_are_what_they_are(amount: int) -> None:
    assert snapshot({"gmv": amount}).gmv_fen == amount * 100


@given(st.integers(0, 2**53 - 1), st.sampled_from(["1", "0.01", "0.001", "1000"]))
def test_a_scaled_float_is_scaled_exactly(amount: int, factor: str) -> None:
    told = snapshot({"gmv": float(amount)}, scale={"gmv": Decimal(factor)})
    assert told is None or told.gmv_fen == Fraction(amount) * Fraction(factor) * 100 // 1


@given(st.floats(min_value=0, max_value=2**60))
def test_a_float_is_an_amount_only_where_it_is_exactly_what_it_shows(value: float) -> None:
    if Fraction(value) == Fraction(repr(value)) and value < 2**53:
        assert exact_float(value, "gmv") == Fraction(value)
    else:
        with pytest.raises(FetchFailed, match="gmv is "):
            exact_float(value, "gmv")


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), b"5", [5], object()]
)
def test_what_is_no_amount_fails_the_whole_where_nothing_stands_without_it(value: object) -> None:
    with pytest.raises(FetchFailed, match="gmv is "):
        document(Tables({"at": AT, "gmv": value}), "test")
    told = read_answer(document(Tables({"at": AT, "gmv": 1, "orders": value}), "test"))
    assert told.snapshot is not None
    assert [problem.field for problem in told.problems] == ["orders"]


def test_the_best_of_each_category_lie_below_it() -> None:
    lists = {
        "categories.top": [{"category": 1, "id": "a", "gmv": 2}, {"category": 2, "id": "b", "gmv": 1}],
        "categories": [{"id": 1, "name_en": "Tea", "name_zh": "茶", "gmv": 2}, {"id": 2, "name": "Cups", "gmv": 1}],
    }
    made = json.loads(document(Tables({"at": AT, "gmv": 3}, lists), "test"))
    assert made["categories"][0] == {
        "id": 1,
        "name": {"en": "Tea", "zh": "茶"},
        "gmv": 2,
        "top": [{"id": "a", "gmv": 2}],
    }
    with pytest.raises(FetchFailed, match=r"categories\.top needs categories"):
        document(Tables({"at": AT}, {"categories.top": lists["categories.top"]}), "test")
