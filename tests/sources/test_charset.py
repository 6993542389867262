"""The body decides what it is, and its declared character set how it is read; what is kept is UTF-8 or as it came."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.conftest import Open, Serve, failure, fetch
from tests.sources.loopback import answering, reply
from wallboard.core.contract.reading import read_answer
from wallboard.core.strict_json import read_json
from wallboard.sources.charset import as_utf8
from wallboard.sources.protocol import Answer, FetchFailed

CAP = 1_000_000
HERE = "http://endpoint"
TREE = {"at": "2026-11-27T10:00:00Z", "gmv": "12345.67", "cities": [{"code": "广州市", "gmv": "1"}]}
CHINESE = json.dumps(TREE, ensure_ascii=False)


@pytest.mark.parametrize(
    "kind",
    ["text/html; charset=utf-8", "text/html", "text/plain", "application/octet-stream", "", "application/xhtml+xml"],
)
@pytest.mark.parametrize("body", [CHINESE.encode(), b" \r\n" + CHINESE.encode(), CHINESE.encode("utf-8-sig")])
def test_json_is_json_under_any_type(serve: Serve, source: Open, kind: str, body: bytes) -> None:
    answer = fetch(source(serve(answering(reply(body, headers=f"Content-Type: {kind}" if kind else "")))))
    assert isinstance(answer, Answer)
    assert answer.body == body
    snapshot = read_answer(answer.body).snapshot
    assert snapshot is not None
    assert snapshot.gmv_fen == 1_234_567


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("gbk", "gbk"),
        ("GB2312", "gb2312"),
        ("GB2312", "gb18030"),
        ("gb18030", "gb18030"),
        ('"GBK"', "gbk"),
        ("x-gbk", "gbk"),
        ("big5", "big5"),
        ("Shift_JIS", "cp932"),
        ("EUC-JP", "euc_jp"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("UTF-16BE", "utf-16-be"),
        ("utf-16le", "utf-16-le"),
        ("utf-32", "utf-32"),
        ("utf8", "utf-8"),
        ("'utf-8'", "utf-8-sig"),
    ],
)
def test_a_declared_charset_is_decoded(serve: Serve, source: Open, declared: str, codec: str) -> None:
    name = "廣" if "big5" in codec else "中" if codec in {"cp932", "euc_jp"} else "广"
    body = CHINESE.replace("广州市", f"{name}州市").encode(codec)
    answer = fetch(source(serve(answering(reply(body, headers=f"Content-Type: application/json;charset={declared}")))))
    assert isinstance(answer, Answer)
    snapshot = read_answer(answer.body).snapshot
    assert snapshot is not None
    assert [city.code for city in snapshot.cities or ()] == [f"{name}州市"]


@given(
    st.dictionaries(st.text(max_size=6), st.text(max_size=20), max_size=5),
    st.sampled_from(["gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-8"]),
)
def test_what_is_written_in_a_charset_is_read_back(tree: dict[str, str], codec: str) -> None:
    body = json.dumps(tree, ensure_ascii=False).encode(codec)
    assert read_json(as_utf8(body, f"application/json; charset={codec}", CAP, HERE)) == tree


@pytest.mark.parametrize(("declared", "codec"), [("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("cp1251", "cp1251")])
def test_sets_of_one_byte_hold_the_larger_one_that_is_sent(declared: str, codec: str) -> None:
    text = "Котики" if codec == "cp1251" else "Crème brûlée 5 €"
    made = as_utf8(json.dumps([text], ensure_ascii=False).encode(codec), f"text/plain; charset={declared}", CAP, HERE)
    assert read_json(made) == [text]


@pytest.mark.parametrize(
    ("body", "declared", "why"),
    [
        ("广州".encode(), "ascii", "is declared as ascii, and byte 0"),
        (b'{"a": "\x81\x20"}', "gbk", "is declared as gbk, and byte 7"),
        (b"{\0}", "utf-16le", "is declared as utf-16le, and byte 2"),
        (b"\xff\xfe{\0}", "utf-8", "begins with the mark of UTF-16"),
        (b"{}", "klingon", "klingon, a character set that is not known"),
        (b"{}", "rot13", "not known"),
        (b"{}", "zlib", "not known"),
        (b"{}", "unicode_escape", "not known"),
        (b"{}", "utf-7", "not known"),
        (b"{}", "x" * 10_000, "not known"),
    ],
)
def test_what_cannot_be_decoded_is_told_in_one_line(body: bytes, declared: str, why: str) -> None:
    with pytest.raises(FetchFailed, match=why) as caught:
        as_utf8(body, f"application/json; charset={declared}", CAP, HERE)
    assert caught.value.kind == "encoding"
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 200


def test_a_wrong_charset_fails_the_fetch_and_nothing_else(serve: Serve, source: Open) -> None:
    answers = answering(reply(b'{"a": "\xff"}', headers="Content-Type: text/plain; charset=gbk"))
    assert failure(source(serve(answers))).kind == "encoding"


def test_the_cap_holds_for_what_is_kept() -> None:
    with pytest.raises(FetchFailed, match="larger"):
        as_utf8('["中中中中"]'.encode("utf-16"), "application/json", 15, HERE)


def test_without_a_declaration_only_utf8_is_read() -> None:
    body = CHINESE.encode("gbk")
    assert as_utf8(body, "application/json", CAP, HERE) is body
    reading = read_answer(body)
    assert reading.snapshot is None
    assert "not UTF-8" in reading.problems[0].why
    assert "charset" in reading.problems[0].why
