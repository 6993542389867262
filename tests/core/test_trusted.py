"""The quick second reading says exactly what the strict one said."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import anything, documents, example, text_of
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.reading import read_answer
from wallboard.core.trusted import read_again
from wallboard.demo.night import snapshot_at


def same(body: bytes) -> None:
    """Of every answer that has a snapshot, the quick reading is the strict one."""
    strict = read_answer(body)
    if strict.snapshot is not None:
        quick = read_again(body)
        assert quick == strict
        assert [type(getattr(quick.snapshot, name)) for name in strict.snapshot.__struct_fields__] == [
            type(getattr(strict.snapshot, name)) for name in strict.snapshot.__struct_fields__
        ]


@given(documents)
def test_a_valid_answer_reads_the_same(tree: dict[str, Any]) -> None:
    same(text_of(tree).encode())


@given(documents, st.sampled_from(FIELDS), anything)
def test_an_answer_with_a_strange_field_reads_the_same(tree: dict[str, Any], field: str, value: object) -> None:
    same(text_of(tree | {field: value}).encode())


@given(documents, st.sampled_from(FIELDS), anything, st.sampled_from(["gmv", "id", "code", "name", "top", "at"]))
def test_an_answer_with_a_strange_item_reads_the_same(
    tree: dict[str, Any], field: str, value: object, key: str
) -> None:
    items = tree.get(field)
    if isinstance(items, list) and items:
        same(text_of(tree | {field: [items[0] | {key: value}, *items[1:]]}).encode())


@given(st.data())
def test_altered_bytes_that_still_have_a_snapshot_read_the_same(data: st.DataObject) -> None:
    body = bytearray(json.dumps(example(), ensure_ascii=data.draw(st.booleans())).encode())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place : place + data.draw(st.integers(0, 2))] = data.draw(st.sampled_from([b"0", b"9", b".", b" ", b"-", b""]))
    same(bytes(body))


@pytest.mark.parametrize("hour", [-1, 0, 1, 12, 24])
def test_the_demonstration_is_taken_the_short_way(hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(snapshot_at(hour * 3_600_000_000 + 7_250_000)).encode()
    strict = read_answer(body)
    monkeypatch.setattr("wallboard.core.trusted.read_answer", None)
    assert read_again(body) == strict


@pytest.mark.parametrize(
    "changed",
    [
        {"gmv": Decimal("12.345")},
        {"gmv": Decimal("12.30")},
        {"gmv": 7},
        {"gmv": "0012.5"},
        {"mobile_share": Decimal("0.1234567")},
        {"mobile_share": "1.0000"},
        {"mobile_share": 1},
        {"orders": 2**62},
        {"orders": 2**63},
        {"orders": Decimal("1.0")},
        {"rate": Decimal("0.5")},
        {"at": "2016-11-11T00:06:58Z"},
        {"cities": [{"code": 330100, "gmv": 1}]},
        {"best_selling_brands": [{"id": "a", "name": "both", "gmv": "1"}, {"id": "b", "gmv": "1"}]},
        {"best_selling_brands": [{"id": "a", "name": {"zh": " 耐克 ", "en": ""}, "gmv": "1"}]},
        {"best_selling_brands": [{"id": "a", "name": {"fr": "x"}, "gmv": "1"}]},
        {"selling_to_china": [{"country": "us", "gmv": "1"}, {"country": "US", "gmv": "2"}]},
        {"categories": [{"id": "a", "gmv": "1", "top": None}]},
        {"engagement": {"a b": 1, "c": 0}},
    ],
)
def test_the_ways_a_value_may_be_written_read_the_same(changed: dict[str, Any]) -> None:
    body = text_of(example() | changed).encode()
    assert read_answer(body).snapshot is not None
    same(body)
