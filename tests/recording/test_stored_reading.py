"""Readings on disk: what the collector understood comes back as it was, and nothing else passes for it."""

from __future__ import annotations

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import documents, text_of
from wallboard.core.contract.fields import FIELDS, fields_of_form
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import MAX_COUNT, MAX_ITEMS, City, Name, Ranked, Snapshot
from wallboard.core.instants import LATEST_US
from wallboard.recording.payload import PayloadError, digest_of
from wallboard.recording.stored_reading import PROBLEMS_KEPT, decode, encode, kept, proof_of

ALL = frozenset(FIELDS)
BODY = b'{"at": "2016-11-11T00:00:02+08:00", "gmv": "12.50", "orders": 3, "cities": [{"code": "330100", "gmv": 1}, {}]}'


@given(documents)
def test_whatever_was_understood_comes_back(tree: dict[str, object]) -> None:
    body = text_of(tree).encode()
    reading, digest = read_answer(body), digest_of(body)
    data = encode(reading, digest)
    assert decode(data, digest) == kept(reading, ALL) == reading
    assert digest.startswith(proof_of(data))


def test_what_could_not_be_used_is_told_as_well() -> None:
    reading = read_answer(BODY)
    assert [str(problem) for problem in decode(encode(reading, digest_of(BODY))).problems] == ["cities[1]: has no code"]
    unusable = read_answer(b"{}")
    assert decode(encode(unusable, digest_of(b"{}"))) == unusable


def test_of_thousands_of_complaints_a_few_are_kept() -> None:
    body = json.dumps({"at": "2016-11-11T00:00:02+08:00", "gmv": 1, "cities": [{}] * 500}).encode()
    reading = read_answer(body)
    found = decode(encode(reading, digest_of(body)))
    assert found.problems == reading.problems[:PROBLEMS_KEPT]
    assert found == kept(reading, ALL)


@pytest.mark.parametrize("digest", [digest_of(b"another"), b"", "text", 7, digest_of(BODY)[1:]])
def test_a_reading_is_bound_to_its_body(digest: object) -> None:
    with pytest.raises(PayloadError, match="another answer"):
        decode(encode(read_answer(BODY), digest_of(BODY)), digest)


@pytest.mark.parametrize(
    "snapshot",
    [
        Snapshot(-1, 1),
        Snapshot(LATEST_US, 1),
        Snapshot(1, -1),
        Snapshot(1, MAX_COUNT + 1),
        Snapshot(1, 1, rate=0.0),
        Snapshot(1, 1, currency="DOLLARS"),
        Snapshot(1, 1, totals={"orders": -5}),
        Snapshot(1, 1, totals={"x" * 1000: 5}),
        Snapshot(1, 1, cities=(City("x" * 10_000, 1),)),
        Snapshot(1, 1, cities=tuple(City(str(n), 1) for n in range(MAX_ITEMS + 1))),
        Snapshot(1, 1, best_selling_brands=(Ranked("a", Name(en="x" * 10_000), 1),)),
    ],
    ids=lambda snapshot: str(snapshot)[:60],
)
def test_figures_and_texts_beyond_bounds_are_no_reading(snapshot: Snapshot) -> None:
    with pytest.raises(PayloadError, match="no reading"):
        decode(encode(Reading(snapshot, 3, ()), digest_of(BODY)))


@given(st.binary(max_size=200))
def test_bytes_of_strangers_are_no_reading(data: bytes) -> None:
    try:
        found = decode(data, digest_of(BODY))
    except PayloadError:
        return
    assert isinstance(found, Reading)


@given(st.data())
def test_a_flipped_byte_never_raises_anything_else(data: st.DataObject) -> None:
    encoded = bytearray(encode(read_answer(BODY), digest_of(BODY)))
    encoded[data.draw(st.integers(0, len(encoded) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(PayloadError):
        decode(bytes(encoded), digest_of(BODY))


def test_a_later_program_may_add_members() -> None:
    encoded = encode(read_answer(BODY), digest_of(BODY))
    members = msgspec.msgpack.decode(encoded)
    members[2]["weather"] = "rain"
    assert decode(msgspec.msgpack.encode([*members, "more"]), digest_of(BODY)) == read_answer(BODY)


def test_a_field_that_an_earlier_program_did_not_know_is_none_of_its_readings() -> None:
    known = fields_of_form(1) - {"orders", "cities"}
    found = kept(read_answer(BODY), known)
    assert found == read_answer(b'{"at": "2016-11-11T00:00:02+08:00", "gmv": "12.50"}')
