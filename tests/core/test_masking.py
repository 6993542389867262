"""No secret outlives the mask, however it was spelled; and what is no secret is left alone."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.masking import (
    MASK,
    KnownSecrets,
    masked_target,
    masked_url,
    redacted,
    redacted_document,
    secrets_in,
)
from wallboard.core.secret_spellings import masked, masked_text

SECRET = "c4nary+T0ken/5e6f7a8b"


def escaped(text: str, form: str = "\\u{:04x}") -> str:
    return "".join(form.format(ord(character)) for character in text)


SPELLED = {
    "as it is": SECRET,
    "JSON": json.dumps(SECRET),
    "JSON with slashes": SECRET.replace("/", "\\/"),
    "JSON, every letter": escaped(SECRET),
    "JSON, every letter, large": escaped(SECRET, "\\u{:04X}"),
    "JSON within JSON": json.dumps(json.dumps({"t": escaped(SECRET)})),
    "JSON within JSON within JSON": json.dumps(json.dumps(json.dumps(SECRET.replace("/", "\\/")))),
    "JavaScript": escaped(SECRET, "\\x{:02x}"),
    "an address": quote(SECRET, safe=""),
    "an address, every letter": escaped(SECRET, "%{:02X}"),
    "an address within an address": quote(quote(SECRET, safe=""), safe=""),
    "an address in JSON": quote(SECRET, safe="").replace("%", "\\u0025"),
    "HTML": escaped(SECRET, "&#{};"),
    "HTML, hexadecimal": escaped(SECRET, "&#x{:X};"),
    "HTML within HTML": html.escape(escaped(SECRET, "&#{};")),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64, one in": base64.b64encode(f"x{SECRET}yz".encode()).decode(),
    "base64, two in": base64.b64encode(f"xy{SECRET}".encode()).decode(),
    "base64 of a pair": base64.b64encode(f"user:{SECRET}".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(f"xyz{SECRET}".encode()).decode(),
    "base64 in JSON": escaped(base64.b64encode(SECRET.encode()).decode()),
    "base64 in lines": "\r\n".join(base64.b64encode(SECRET.encode()).decode()[at : at + 7] for at in range(0, 28, 7)),
    "hexadecimal": SECRET.encode().hex(),
    "hexadecimal, large": SECRET.encode().hex().upper(),
    "in lines": "\n ".join(SECRET),
    "in lines of JSON": json.dumps("\n".join((SECRET[:5], SECRET[5:]))),
}


ODDLY_SPELLED = {
    "large letters": SECRET.upper(),
    "small letters": SECRET.lower(),
    "JavaScript, in braces": escaped(SECRET, "\\u{{{:x}}}"),
    "JavaScript, old": escaped(SECRET, "%u{:04X}"),
    "C, octal": escaped(SECRET, "\\{:03o}"),
    "C, long": escaped(SECRET, "\\U{:08x}"),
    "HTML, by name": SECRET.replace("+", "&plus;").replace("/", "&sol;"),
    "mail": escaped(SECRET, "={:02X}"),
    "a list of bytes": json.dumps(list(SECRET.encode())),
    "hexadecimal in pairs": SECRET.encode().hex(":"),
    "hexadecimal in C": ", ".join(f"0x{byte:02X}" for byte in SECRET.encode()),
    "hexadecimal, mixed": "".join(f"{b:02x}" if n % 2 else f"{b:02X}" for n, b in enumerate(SECRET.encode())),
    "with what nobody sees": "\u200b".join(SECRET),
    "with soft hyphens": "\u00ad".join(SECRET),
    "with dots": ".".join(SECRET),
    "without its signs": SECRET.replace("+", "").replace("/", ""),
    "plus as a blank": SECRET.replace("+", " "),
    "full width": "".join(chr(ord(c) + 0xFEE0) for c in SECRET),
    "full width, large letters": "".join(chr(ord(c) + 0xFEE0) for c in SECRET.upper()),
    "backwards": SECRET[::-1],
    "base32": base64.b32encode(SECRET.encode()).decode().rstrip("="),
    "base32, three in": base64.b32encode(f"xyz{SECRET}".encode()).decode().rstrip("="),
    "base32, four in, small": base64.b32encode(f"wxyz{SECRET}".encode()).decode().lower().rstrip("="),
    "base64 twice": base64.b64encode(base64.b64encode(f"u:{SECRET}".encode())).decode().rstrip("="),
    "base64 twice, one in": base64.b64encode(b"x" + base64.b64encode(SECRET.encode())).decode().rstrip("="),
    "base64 of base64 for addresses": base64.b64encode(b"xy" + base64.urlsafe_b64encode(SECRET.encode()))
    .decode()
    .rstrip("="),
}


@pytest.mark.parametrize("way", ODDLY_SPELLED)
@pytest.mark.parametrize("within", ['{{"a": 1, "b": "{}"}}', "{} at 12:30 = 1e9 %41"])
def test_a_secret_is_masked_however_oddly_it_is_spelled(way: str, within: str) -> None:
    spelled = ODDLY_SPELLED[way]
    made = masked_text(within.format(spelled), (SECRET,))
    assert not [at for at in range(len(spelled) - 7) if spelled[at : at + 8] in made]


@pytest.mark.parametrize(
    "secret", ["pa\\nss%41word", "a=41b&amp;c-d", "xyz%2525y\\u0041zz", "..--..--..", "k.e.y-1.2.3.4"]
)
def test_a_secret_that_looks_escaped_itself_is_masked(secret: str) -> None:
    for way in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
        assert way not in masked_text(f'["{way}"]', (secret,))


def undone(text: str) -> str:
    """An oracle of its own: everything unescaped over and over, blanks left out."""
    for _ in range(4):
        text = html.unescape(text)
        for form, base in ((r"\u00", 16), ("%", 16), (r"\x", 16)):
            parts = text.split(form)
            text = parts[0] + "".join(
                chr(int(part[:2], base)) + part[2:] if _is_hex(part[:2]) else form + part for part in parts[1:]
            )
        text = text.replace("\\n", "").replace("\\", "")
    return "".join(text.split())


def _is_hex(text: str) -> bool:
    return len(text) == 2 and all(c in "0123456789abcdefABCDEF" for c in text)


@pytest.mark.parametrize("way", SPELLED)
def test_a_secret_is_masked_however_it_is_spelled(way: str) -> None:
    body = f'{{"a": 1, "b": "x{SPELLED[way]}y", "c": [2]}}'
    made = masked(body.encode(), (SECRET,)).decode()
    assert len(made) == len(body)
    assert made.startswith('{"a": 1, "b": "')
    assert made.endswith('", "c": [2]}')
    for text in (made, undone(made)):
        assert SECRET[3:-3] not in text
        assert base64.b64encode(SECRET.encode()).decode()[4:-8] not in text
        assert SECRET.encode().hex()[4:-4] not in text.lower()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-16"])
def test_a_secret_is_masked_in_wide_letters(codec: str) -> None:
    made = masked(f'{{"b": "{SECRET}"}}'.encode(codec), (SECRET,))
    assert SECRET[4:-4].encode(codec)[2:-2] not in made


@pytest.mark.parametrize("secret", ["密码-geheim-ключ", "gr😀ße-8-zeichen"])
def test_a_secret_of_other_letters_is_masked_too(secret: str) -> None:
    for way in (secret, json.dumps(secret), json.dumps(json.dumps(secret)), quote(secret), escaped(secret, "&#{};")):
        made = masked(f'["{way}"]'.encode(), (secret,)).decode()
        assert secret not in (made, html.unescape(made))
        assert made.count("*") > 8
        assert json.dumps(secret)[3:-3] not in made


_ways = st.sampled_from(
    [
        lambda c: c,
        escaped,
        lambda c: escaped(c, "\\u{:04X}"),
        lambda c: escaped(c, "%{:02x}"),
        lambda c: escaped(c, "%25{:02x}"),
        lambda c: escaped(c, "&#{};"),
        lambda c: escaped(c, "\\\\u{:04x}"),
        lambda c: c + "\n",
    ]
)


@given(st.lists(_ways, min_size=len(SECRET), max_size=len(SECRET)), st.text(max_size=20), st.text(max_size=20))
def test_no_mixture_of_spellings_gets_through(ways: list[object], before: str, after: str) -> None:
    mixed = "".join(way(character) for way, character in zip(ways, SECRET, strict=True))  # type: ignore[operator]
    made = masked_text(f"{before}{mixed}{after}", (SECRET,))
    assert SECRET not in undone(made)


@given(st.text(max_size=300))
def test_what_holds_no_secret_is_the_same(text: str) -> None:
    assert masked_text(text, (SECRET, "hunter2")) == text.replace("hunter2", "*******")


def test_a_short_secret_is_masked_as_a_word_alone() -> None:
    assert masked(b'{"p": "hunter2", "hunter21": 1}', ("hunter2",)) == b'{"p": "*******", "hunter21": 1}'


def test_large_bodies_without_a_secret_stay_as_they_are() -> None:
    plain, chinese = b'{"a": "' + b"x" * 8_000_000 + b'"}', json.dumps("名" * 400_000).encode()
    assert masked(plain, (SECRET,)) is plain
    assert masked(chinese, (SECRET,)) == chinese


def test_what_an_answer_could_repeat() -> None:
    url = "https://press:p4ss%2Fword@h/m?sig=abcd&v=1&region=hangzhou&key=wallboard/1&x=a1b2c3d4e5&date=2016-11-11"
    basic = base64.b64encode(b"me:hunter2").decode()
    found = secrets_in(
        url, [("Authorization", f"Basic {basic}"), ("Accept", "text/anything-long-1")], ["t0ken-of-file"]
    )
    assert {"p4ss/word", "p4ss%2Fword", "abcd", "a1b2c3d4e5", basic, "hunter2", "me:hunter2", "t0ken-of-file"} <= {
        *found
    }
    assert base64.b64encode(b"press:p4ss/word").decode() in found
    assert not {"1", "hangzhou", "wallboard/1", "2016-11-11", "press", "text/anything-long-1"} & {*found}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@host.example:8443/m.json?token=x&y#z", "https://•••@host.example:8443/m.json?token=•••&y=•••"),
        ("https://h/a;jsessionid=123/b", "https://h/a;jsessionid=•••/b"),
        ("http://h:1/m", "http://h:1/m"),
        ("htp:/u:p@x/m", "•••"),
        ("http://[::1/", "•••"),
        ("/login?next=/x", "/login?next=•••"),
    ],
)
def test_addresses_are_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert masked_url(url) == shown


def test_a_redirect_is_told_without_its_keys() -> None:
    key = "a1b2c3d4" * 5
    assert masked_target(f"https://u:p@h.example/login/{key}?next={key}") == "https://•••@h.example/login/•••?next=•••"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("refused: https://me:pw@h/m?a=b: x", "refused: https://•••@h/m?a=••• x"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: •••"),
        ("sent Bearer abcdefgh12345", "sent Bearer •••"),
        ("GET /m?sig=abc&pwd=def HTTP/1.1", "GET /m?sig=•••&pwd=••• HTTP/1.1"),
        ("x-api-key: abc, password = def", "x-api-key: •••, password = •••"),
        ("Authorization: Basic dTpw", "Authorization: •••"),
        ("Cookie: id=abc; theme=dark", "Cookie: •••"),
        ('{"password": "two words", "api_key":"abc"}', '{"password": "•••", "api_key":"•••"}'),
        ('{"signature": 12, "n": 1}', '{"signature": "•••", "n": 1}'),
        ('{"token": "a\\"b", "n": [1]}', '{"token": "•••", "n": [1]}'),
        ('{"cookie": "a=b; c=d", "n": 1}', '{"cookie": "•••", "n": 1}'),
        ('{"tokens": {"jwt": ["abc", "def"]}}', '{"tokens": {"jwt": "•••"}}'),
        ('"{\\"token\\": \\"abc def\\", \\"n\\": 1}"', '"{\\"token\\": \\"•••\\", \\"n\\": 1}"'),
        ("sig=abc&x=y", "sig=•••&x=•••"),
        ("X-Amz-Signature=abc", "X-Amz-Signature=•••"),
        ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def", "got •••"),
        ("to /m%3Fsig=abc%26key=def", "to /m%3Fsig=•••"),
        ("me:secret@host:80 refused", "•••@host:80 refused"),
        ("C:/Users/me/wall.toml:3: event.start: is missing", "C:/Users/me/wall.toml:3: event.start: is missing"),
        ("is it http:// instead of https://? http://h/m", "is it http:// instead of https://? http://h/m"),
        ("at 12:30:00 a rank changed", "at 12:30:00 a rank changed"),
    ],
)
def test_a_line_is_told_without_what_may_be_secret(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert redacted(shown) == shown


_members = st.sampled_from(["token", "a", "signature", "x-api-key", "Authorization", "cookie", "sid", "名", "password"])
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "Authorization: Basic abc",
            'Digest username="x", sig="y"',
            "https://u:p@h/a?b=c",
            "sid=abc&x",
            'k: "token": 5',
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_members, inner, max_size=3),
    max_leaves=12,
)


@given(_values, st.sampled_from([None, 2]))
def test_a_document_stays_json_whatever_is_masked_in_it(value: object, indent: int | None) -> None:
    made = redacted_document(value)
    said = json.dumps(made, ensure_ascii=False, indent=indent)
    assert json.loads(redacted(said)) == made
    assert "Basic abc" not in said
    assert "u:p@" not in said


@given(
    st.dictionaries(_members, st.integers() | st.text(max_size=20) | st.lists(st.text('ab"\\', max_size=4)), max_size=4)
)
def test_members_of_an_object_are_masked_in_place(value: dict[str, object]) -> None:
    told = json.loads(redacted(json.dumps(value)))
    assert told.keys() == value.keys()
    assert all(told[name] == value[name] if name in "a名" else told[name] in (MASK, value[name]) for name in value)


def test_what_a_process_knows_is_masked_in_all_it_says() -> None:
    known = KnownSecrets()
    known.learn(["c4nary-1234"])
    known.learn(["other-5678"])
    assert known.masked("c4nary-1234 other%2D5678") == f"{'*' * 11} {'*' * 12}"


def test_a_secret_that_holds_another_is_masked_as_a_whole() -> None:
    assert masked(b'["c4n4ry/l0ng", "c4n4ry-l0ng-too"]', ("c4n4ry", "c4n4ry/l0ng", "l0ng-too1", "c4n4ry-l0ng-too")) == (
        b'["***********", "***************"]'
    )


def test_an_address_so_wrong_that_its_password_may_be_anywhere_is_masked_whole() -> None:
    assert masked_url("user:pass@host/path") == MASK
    assert masked_url("https:///user:pass@host/path?key=1") == MASK
    assert masked_url("https://user:pa/ss@host/path?key=1") == f"https://{MASK}@host/path"
    assert masked_url("https://u:p@host/a@b?x=1") == f"https://{MASK}@host/a@b?x={MASK}"
    assert masked_url("https://host/a/b") == "https://host/a/b"
    assert masked_url("path/only") == "path/only"


def test_of_tokens_that_are_renewed_all_night_the_newest_are_known() -> None:
    known = KnownSecrets()
    known.learn(["password-of-the-night"])
    for number in range(43_200):
        known.learn_renewed(["token-that-stays", f"token-{number:06}-abc"])
    masked = known.masked("password-of-the-night token-that-stays token-043199-abc token-000000-abc")
    assert masked.split() == ["*" * 21, "*" * 16, "*" * 16, "token-000000-abc"]
