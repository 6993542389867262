"""Bodies on disk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recording.rig import body
from wallboard.recording.payload import BASE_LIFE, Packer, PayloadError, Unpacker


def _packed(bodies: list[bytes]) -> dict[int, tuple[bytes, int | None]]:
    packer = Packer()
    rows = {}
    for answer_id, one in enumerate(bodies, start=1):
        rows[answer_id] = packer.pack(one)
        packer.stored(answer_id, one, rows[answer_id][1])
    return rows


@given(st.lists(st.binary(max_size=300), max_size=2 * BASE_LIFE + 3))
def test_every_body_comes_back_as_it_was(bodies: list[bytes]) -> None:
    unpacker = Unpacker(_packed(bodies).get)
    assert [unpacker.unpack(n) for n in range(1, len(bodies) + 1)] == bodies


def test_a_body_like_the_one_before_takes_a_fraction() -> None:
    cities = [{"code": str(110_000 + n), "gmv": f"{n * n * 7919}.10"} for n in range(300)]
    rows = _packed([body(1, 100, cities=cities), body(2, 200, cities=cities)])
    assert len(rows[2][0]) * 10 < len(rows[1][0])


def test_a_new_base_begins_when_the_old_one_has_served() -> None:
    rows = _packed([body(n % 60, n) for n in range(BASE_LIFE + 2)])
    assert [answer_id for answer_id, (_, base) in rows.items() if base is None] == [1, BASE_LIFE + 2]


def test_a_body_whose_storing_failed_is_no_base() -> None:
    packer = Packer()
    packer.pack(b"lost")
    assert packer.pack(b"kept")[1] is None


@pytest.mark.parametrize("spoilt", [b"", b"no zstd at all"])
def test_a_damaged_frame_is_an_error_of_its_own(spoilt: bytes) -> None:
    with pytest.raises(PayloadError):
        Unpacker({1: (spoilt, None)}.get).unpack(1)


def test_a_missing_base_is_an_error_of_its_own() -> None:
    rows = _packed([body(1, 1), body(2, 2)])
    del rows[1]
    with pytest.raises(PayloadError, match="answer 1 is missing"):
        Unpacker(rows.get).unpack(2)


def test_an_error_page_is_no_base_of_answers() -> None:
    cities = [{"code": str(110_000 + n), "gmv": f"{n * n * 7919}.10"} for n in range(300)]
    answers = [body(second, 100 * second, cities=cities) for second in range(1, 4)]
    rows = _packed([b"<html>down</html>", *answers])
    assert [base for _, base in rows.values()] == [None, None, 2, 2]


def test_a_flipped_byte_is_noticed() -> None:
    frame, base = _packed([body(1, 1)])[1]
    for place in range(len(frame)):
        spoilt = bytearray(frame)
        spoilt[place] ^= 0x10
        try:
            found = Unpacker({1: (bytes(spoilt), base)}.get).unpack(1)
        except PayloadError:
            continue
        assert found == body(1, 1)
