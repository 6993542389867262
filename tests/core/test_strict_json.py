"""JSON as strictly as money needs it."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import anything, text_of
from wallboard.core.strict_json import MAX_DEPTH, read_json, shortened


@given(st.integers(-(10**39) + 1, 10**39 - 1))
def test_integers_are_exact_far_above_2_to_the_53(value: int) -> None:
    assert read_json(str(value).encode()) == value


@given(st.decimals(-(10**20), 10**20, places=12))
def test_fractions_are_exact(value: Decimal) -> None:
    assert read_json(format(value, "f").encode()) == value


@given(anything)
def test_what_json_reads_is_read_alike(tree: object) -> None:
    assert read_json(text_of(tree).encode()) == json.loads(text_of(tree), parse_float=Decimal)


MARKED = [
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"-Infinity", "Infinity"),
        (b"1e400", "beyond any amount"),
        (b"1e-400", "beyond any amount"),
        (b"1e9999999999999999999", "beyond any amount"),
        (b"0e-9999999999999999999", "beyond any amount"),
        (b"9" * 5000, "5000 digits"),
        (b"0." + b"1" * 5000, "5002 digits"),
        (b'{"a": 1, "b": {"c": 1, "c": 1}}', "'c' twice"),
        (b"[" * 100_000, "deeper"),
        (b'{"a":' * 100_000, "deeper"),
        (b"[" * 33 + b"]" * 33, "deeper"),
        (b"\xef\xbb\xbf", "not JSON"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not JSON"),
        (b"\xef\xbb\xbf\xff", "UTF-8"),
        ("{}".encode("utf-16-le"), "UTF-16 or UTF-32 without its byte order mark"),
        (b"\xff\xfe{\0}", "UTF-16"),
        (b"\xff\xfe\0\xd8", "UTF-16"),
        ('"天猫"'.encode("gb18030"), "UTF-8"),
        (b'"\xed\xa0\x80"', "UTF-8"),
        (b"", "not JSON"),
        (b"<html>login</html>", "not JSON"),
        (b'{"at": "2016', "not JSON"),
        (b"{} {}", "not JSON"),
        (b'{"a": "b', r"starting at line 1 column 7\): it ends too early"),
        (b'{"a": 1', "it ends too early"),
        (b'{"a": 1,}', "a comma stands behind the last item"),
        (b"[1, 2, ]", "a comma stands behind the last item"),
        (b'{"a": 1} // done', "no comments"),
        (b'{"a": /* one */ 1}', "no comments"),
        (b'"\x01"', "not JSON"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused_with_the_reason(body: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_json(body)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=5), st.sampled_from(MARKED))
def test_a_byte_order_mark_says_how_a_body_is_read(tree: dict[str, str], codec: tuple[bytes, str]) -> None:
    mark, name = codec
    assert read_json(mark + json.dumps(tree, ensure_ascii=False).encode(name)) == tree


def test_the_deepest_level_is_still_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@given(st.lists(st.booleans(), min_size=1, max_size=2 * MAX_DEPTH))
def test_lists_and_objects_are_levels_alike(objects: list[bool]) -> None:
    body = "0"
    for inner in objects:
        body = f'{{"a": 1, "b": {body}}}' if inner else f"[1, {body}]"
    if len(objects) <= MAX_DEPTH:
        assert read_json(body.encode())
    else:
        with pytest.raises(ValueError, match="nested deeper"):
            read_json(body.encode())


@given(st.binary(max_size=60))
def test_bytes_of_any_kind_end_in_a_tree_or_a_value_error(body: bytes) -> None:
    with suppress(ValueError):
        assert text_of(read_json(body))


@given(st.text(max_size=100))
def test_a_value_in_a_message_is_short_and_fit_to_print(text: str) -> None:
    assert len(shortened(text)) <= 40
    shortened(text).encode()


@pytest.mark.parametrize(
    ("value", "said"), [(Decimal("1.50"), "1.50"), (True, "true"), (None, "null"), ([Decimal(1), None], "[1, null]")]
)
def test_a_value_in_a_message_is_written_as_in_the_answer(value: object, said: str) -> None:
    assert shortened(value) == said
