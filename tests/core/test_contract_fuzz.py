"""Whatever a network delivers, reading it never raises, and what is wrong affects only itself."""

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import anything, documents, fen, read, text_of, understood
from tests.core.snapshots import said
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.readers import clean_text
from wallboard.core.contract.reading import Reading, read_answer

DECISIVE = {"at", "gmv", "currency"}


def sound(reading: Reading) -> None:
    """What holds of every reading: amounts and counts in their bounds, a problem for all that was refused."""
    assert all(p.path and p.why for p in reading.problems)
    "".join(map(str, reading.problems)).encode()
    if reading.snapshot is None:
        assert reading.problems
        return
    assert reading.present & bit("at")
    assert 0 <= reading.snapshot.gmv_fen <= 10**18
    for field in list(FIELDS)[6:]:
        usable = said(reading.snapshot, field) is not None
        assert usable == bool(reading.present & bit(field))


@given(documents)
def test_a_valid_answer_reads_exactly_and_without_a_problem(tree: dict[str, Any]) -> None:
    reading = read(tree)
    assert reading.problems == ()
    assert reading.snapshot is not None
    assert reading.snapshot.gmv_fen == fen(tree["gmv"])
    assert reading.snapshot.figure("orders") == tree.get("orders")
    cities = reading.snapshot.cities
    assert cities is None or [c.gmv_fen for c in cities] == [fen(c["gmv"]) for c in tree["cities"]]


@given(documents, st.sampled_from([f for f in FIELDS if f not in DECISIVE]), anything)
def test_a_changed_field_affects_only_itself(tree: dict[str, Any], field: str, value: object) -> None:
    before, reading = understood(tree), read(tree | {field: value})
    sound(reading)
    assert reading.snapshot is not None
    for name in FIELDS:
        assert name == field or said(before, name) == said(reading.snapshot, name)
    assert all(p.path.startswith(field) for p in reading.problems)


@given(documents, st.sampled_from(sorted(DECISIVE)), anything)
def test_a_changed_decisive_field_never_raises(tree: dict[str, Any], field: str, value: object) -> None:
    sound(read(tree | {field: value}))


@given(documents, st.sampled_from(list(FIELDS)), anything, st.integers(0, 3))
def test_a_changed_item_leaves_the_others(tree: dict[str, Any], field: str, value: object, index: int) -> None:
    items = tree.get(field)
    if not isinstance(items, list) or not items:
        return
    index %= len(items)
    rest = items[:index] + items[index + 1 :]
    reading = read(tree | {field: [*rest, value]})
    sound(reading)
    assert reading.snapshot is not None
    found = getattr(reading.snapshot, field)
    assert found[: len(rest)] == getattr(understood(tree | {field: rest}), field)


@given(documents, st.data())
def test_torn_and_altered_bytes_never_raise(tree: dict[str, Any], data: st.DataObject) -> None:
    body = text_of(tree).encode()
    cut = data.draw(st.integers(0, len(body)))
    sound(read_answer(body[:cut] + data.draw(st.binary(max_size=4)) + body[cut + data.draw(st.integers(0, 3)) :]))


@given(anything)
def test_any_json_at_all_never_raises(tree: object) -> None:
    sound(read(tree))


@given(st.text())
def test_clean_text_is_clean_and_stays_so(text: str) -> None:
    clean = clean_text(text)
    clean.encode()
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert clean_text(clean) == clean
