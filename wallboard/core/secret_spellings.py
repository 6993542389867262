"""How a known secret may be spelled in a text or a body, and asterisks in its place."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.entities import html5

SHORTEST_SPELLED = 8
"""Characters of a secret that is looked for in every spelling; shorter ones only as a word of their own."""

_SPECIAL = re.compile(rb"[\\%&]")
_PERCENT = rb"(?:%|\\+u0025)(?:25)*"
_ESCAPES = (
    rb"|\\+u\{0*(?P<brace>[0-9a-f]{1,6})\}|\\+x(?P<x>[0-9a-f]{2})|\\+(?P<octal>[01][0-7]{2})"
    rb"|" + _PERCENT + rb"u00(?P<wide>[0-7][0-9a-f])|" + _PERCENT + rb"(?P<percent>[0-9a-f]{2})"
    rb"|&(?:amp;)*#0*(?P<decimal>[0-9]{1,7});?|&(?:amp;)*#x0*(?P<hexadecimal>[0-9a-f]{1,6});?"
    rb"|&(?:amp;)*(?P<entity>[a-z]{2,16});|\\+(?P<blank>[nrt])|\\+(?P<other>.)"
)
_ASCII_ESCAPE = re.compile(rb"\\+u(?:0000)?(?P<units>00[0-7][0-9a-f])" + _ESCAPES)
_ANY_ESCAPE = re.compile(rb"\\+u(?:0000)?(?P<units>[0-9a-f]{4}(?:\\+ud[c-f][0-9a-f]{2})?)" + _ESCAPES)
"""Of every character; only looked for where a secret is not plain ASCII, since Chinese answers are full of them."""
_ENTITIES = {
    name[:-1].lower().encode(): sign.lower().encode()
    for name, sign in html5.items()
    if name.endswith(";") and len(sign) == 1 and sign.isascii()
}
_QUOTED = re.compile(rb"=([0-9a-f]{2})")
_INVISIBLE = rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xc2[\xa0\xad]|\xef\xbb\xbf|\xcd\x8f"
"""In UTF-8, what has no width or is a blank by another name."""
_UNSEEN = re.compile(_INVISIBLE)
_FULL_WIDTH = re.compile(rb"\xef(?:\xbc[\x81-\xbf]|\xbd[\x80-\x9e])")
"""In UTF-8, the letters and signs of ASCII in the width of Chinese ones, U+FF01 to U+FF5E."""
_SIGNS = b"!#*+,-./:;=?@[]_|~'\"(){}<>"
"""What may be written between the letters or bytes of a secret, or left out of it."""
_BLANK = b" \t\r\n\0"
_BETWEEN = rb"(?:[\s\0]|\\+[nrt]|" + _INVISIBLE + rb")*"


def masked_text(text: str, secrets: Iterable[str]) -> str:
    """The text with an asterisk for each byte of a secret in it, however that is spelled."""
    coded = text.encode("utf-8", "surrogatepass")
    made = masked(coded, secrets)
    return text if made is coded else made.decode("utf-8", "surrogatepass")


def masked(body: bytes, secrets: Iterable[str]) -> bytes:
    """The body with an asterisk for each byte of a secret in it, however that is spelled; itself if there is none.

    Spellings: as it is, in letters of either size or of full width, backwards; escaped as in JSON, JavaScript, C, HTML,
    an address or a mail, once or several times; in base64 at any place of it, once or twice; in base32; in hexadecimal
    or as a list of bytes; with blanks, signs, what nobody sees, or zeros (UTF-16) between. Where a secret is recognised
    and cannot be cut out, all of the body is asterisks.
    """
    secrets = sorted(secrets, key=len, reverse=True)  # one that holds another is masked as a whole
    long = [secret for secret in secrets if len(secret) >= SHORTEST_SPELLED]
    found = _recognised(body, long)
    made = body
    for spelling in found:
        made = _pattern(spelling.decode("utf-8", "surrogatepass")).sub(_asterisks, made)
    if found and _recognised(made, long):
        return b"*" * len(body)
    for secret in secrets[len(long) :]:
        made = re.sub(rb"(?<!\w)" + re.escape(secret.encode()) + rb"(?!\w)", _asterisks, made)
    return made


def _recognised(body: bytes, secrets: list[str]) -> list[bytes]:
    """The spellings of secrets that are in a body, however they are escaped there."""
    if not secrets:
        return []
    escape = _escape_for(secrets)
    spellings = [spelling for secret in secrets for spelling in _spellings(secret)]
    bare = [spelling for secret in secrets for spelling in _bare(secret)]
    found: dict[bytes, None] = {}
    for form in _forms(body, escape):
        found |= dict.fromkeys(spelling for spelling in spellings if spelling in form)
        without = form.replace(b"0x", b"").translate(None, _SIGNS)
        found |= dict.fromkeys(spelling for spelling in bare if spelling in without)
    return [*found]


def _forms(body: bytes, escape: re.Pattern[bytes]) -> Iterator[bytes]:
    """The body in small letters without blanks: as it is, then with one more layer of escapes undone each time."""
    form = _UNSEEN.sub(b"", body).translate(None, _BLANK).lower()
    yield form
    narrow = _FULL_WIDTH.sub(_narrow, form)
    if narrow != form:
        yield narrow
    if _QUOTED.search(form):
        yield _QUOTED.sub(lambda match: bytes.fromhex(match[1].decode()).lower(), form)
    for _ in range(3):
        if not _SPECIAL.search(form):
            return
        undone = _UNSEEN.sub(b"", escape.sub(_undone, form)).translate(None, _BLANK).lower()
        if undone == form:
            return
        form = undone
        yield form


def _narrow(match: re.Match[bytes]) -> bytes:
    return chr(ord(match[0].decode()) - 0xFEE0).lower().encode()


def _asterisks(match: re.Match[bytes]) -> bytes:
    return b"*" * len(match[0])


def _undone(match: re.Match[bytes]) -> bytes:
    kind = match.lastgroup or "other"
    said = match[kind]
    if kind == "units":
        coded = bytes.fromhex(re.sub(rb"\\+u", b"", said).decode())
        return coded.decode("utf-16-be", "replace").encode("utf-8", "replace")
    if kind in ("x", "percent", "wide"):
        return bytes((int(said, 16),))
    if kind == "entity":
        return _ENTITIES.get(said, match[0])
    if kind in _BASES:
        code = int(said, _BASES[kind])
        return chr(code).encode("utf-8", "replace") if code <= 0x10FFFF else b""
    return b"" if kind == "blank" else said


_BASES = {"brace": 16, "hexadecimal": 16, "decimal": 10, "octal": 8}


@lru_cache(maxsize=256)
def _spellings(secret: str) -> tuple[bytes, ...]:
    """A secret as it is, backwards, in hexadecimal, in base32, and in base64 once and twice, all in small letters."""
    plain = secret.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    found = [plain, plain.hex().encode(), ",".join(map(str, plain)).encode()]
    coded = [part for whole in _in_base64(plain) for part in (whole, whole.translate(_FOR_ADDRESSES))]
    twice = [part for whole in coded for part in _in_base64(whole)]
    found += [secret[::-1].encode("utf-8", "surrogatepass").translate(None, _BLANK), *coded, *twice]
    for shift in range(5):
        found.append(base64.b32encode(b"\0" * shift + plain)[-(-shift * 8 // 5) : (shift + len(plain)) * 8 // 5])
    return tuple(dict.fromkeys(spelling.lower() for spelling in found))


_FOR_ADDRESSES = bytes.maketrans(b"+/", b"-_")


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """What bytes are in base64 at each of the three places where they can begin there, without their neighbours."""
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + plain)[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]


@lru_cache(maxsize=256)
def _bare(secret: str) -> tuple[bytes, ...]:
    """What is left of a secret, and of its bytes in hexadecimal, without its signs and without what looks escaped."""
    plain = secret.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    left = [form.translate(None, _SIGNS) for form in _forms(plain, _escape_for([secret]))]
    return (plain.hex().encode(), *(form for form in dict.fromkeys(left) if len(form) >= SHORTEST_SPELLED))


def _escape_for(secrets: Iterable[str]) -> re.Pattern[bytes]:
    return _ASCII_ESCAPE if all(secret.isascii() for secret in secrets) else _ANY_ESCAPE


@lru_cache(maxsize=1024)
def _pattern(spelling: str) -> re.Pattern[bytes]:
    return re.compile(_BETWEEN.join(map(_written, spelling)), re.IGNORECASE)


def _written(character: str) -> bytes:
    """A pattern of a character, in either size, as it is or escaped once or several times."""
    ways = [way for size in dict.fromkeys((character, character.upper())) for way in _escaped(size)]
    return b"(?:" + b"|".join(dict.fromkeys(ways)) + b")"


def _escaped(character: str) -> Iterator[bytes]:
    coded = character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    yield (b"" if character.isalnum() else rb"\\*") + re.escape(coded)
    yield b"".join(rb"\\+u" + _either(units[at : at + 2]) for at in range(0, len(units), 2))
    yield b"".join(_PERCENT + _either(bytes((byte,))) for byte in coded)
    if len(character) == 1 and "!" <= character <= "~":
        yield chr(ord(character) + 0xFEE0).encode()
    for code in map(ord, character):
        yield rb"&(?:amp;)*#0*%d;?" % code
        yield rb"&(?:amp;)*#[xX]0*(?i:%x);?" % code
        if code < 0x80:
            yield rb"\\+x" + _either(coded)
            yield from (b"&(?:amp;)*" + name + b";" for name, sign in _ENTITIES.items() if sign == coded)


def _either(coded: bytes) -> bytes:
    """A pattern of bytes in hexadecimal, of large or small letters."""
    return b"(?i:" + coded.hex().encode() + b")"
