"""One mask for secrets: addresses, credentials and known tokens, however they are spelled in a text or a body."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

MASK = "•••"
SHORTEST_SPELLED = 8
"""Characters of a secret that is looked for in every spelling; shorter ones only as a word of their own."""
SHORTEST = 4
LONGEST_PART = 33
"""Characters from which on a part of an address is a key rather than a name."""

_SECRET_WORDS = ("auth", "token", "secret", "cookie", "key", "pass", "pwd", "sig", "credential", "session", "jwt")
_VOCABULARY = frozenset({"wallboard/1", "application/json", "true", "false", "null", "none"})
_NUMBER_LIKE = re.compile(r"[0-9.,:+TZ -]*")
_WORDS = re.compile(r"[^\W\d]{1,15}([ ._-][^\W\d]{1,15})?")
"""What may well be a word of the answer: a place, a kind of figure."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:/{1,2}[\w\[•%~.@-][^\s'\"<>|)]*")
_USER = re.compile(r"[^\s/@:'\"<>|(=]+:[^\s/@'\"<>|)]+@(?=[\w\[])")
_VALUE = re.compile(r"([?&;][\w.~%-]{1,80}=)[^\s&;#'\"<>|)•]+")
_PARAMETER = re.compile(r"(;[\w.~%-]{1,80}=)[^/;•]+")
_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic|digest|negotiate|token)(\s+|%20|\+)[A-Za-z0-9._~+/=%-]{8,}")
_NAMED = re.compile(
    r"(?i)\b([\w-]*(?:authorization|token|password|passwd|pwd|secret|api[_-]?key))(\s*[=:]\s*)[^\s,;&•]+"
)

_SPECIAL = re.compile(rb"[\\%&]")
_ESCAPES = (
    rb"|\\+x([0-9a-fA-F]{2})|(?:%|\\+u0025)(?:25)*([0-9a-fA-F]{2})"
    rb"|&(?:amp;)*#0*([0-9]{1,7});?|&(?:amp;)*#[xX]0*([0-9a-fA-F]{1,6});?|\\+([nrt])|\\+(.)"
)
_ASCII_ESCAPE = re.compile(rb"\\+u(00[0-7][0-9a-fA-F])" + _ESCAPES)
_ANY_ESCAPE = re.compile(rb"\\+u([0-9a-fA-F]{4}(?:\\+u[dD][c-fC-F][0-9a-fA-F]{2})?)" + _ESCAPES)
"""Of every character; only looked for where a secret is not plain ASCII, since Chinese answers are full of them."""
_BLANK = b" \t\r\n\0"
_BETWEEN = rb"(?:[\s\0]|\\+[nrt])*"


def is_secret(name: str) -> bool:
    """Whether a header or parameter of this name may not be shown, nor repeated by an answer."""
    return any(word in name.lower() for word in _SECRET_WORDS)


def masked_url(url: str) -> str:
    """The address without user, password, fragment, and the values of its query and path parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return MASK
    if not parts.netloc and "@" in url:  # an address so wrong that nobody knows where its password is
        return MASK
    if "@" in parts.path and "@" not in parts.netloc:  # a password with a slash that nobody escaped, perhaps
        return f"{parts.scheme}://{MASK}@{_PARAMETER.sub(rf'{MASK}', parts.path.rpartition('@')[2])}"
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(f"{pair.partition('=')[0]}={MASK}" for pair in parts.query.split("&")) if parts.query else ""
    user = f"{MASK}@" if "@" in parts.netloc else ""
    front = f"{parts.scheme}://{user}{host}" if parts.netloc else f"{parts.scheme}:" if parts.scheme else ""
    return front + _PARAMETER.sub(rf"\1{MASK}", parts.path) + (f"?{query}" if query else "")


def masked_target(url: str) -> str:
    """Where a redirect leads: as `masked_url`, and without the parts of its path that nobody writes by hand."""
    front, slashes, rest = masked_url(url).rpartition("://")
    return front + slashes + re.sub(rf"[^/?]{{{LONGEST_PART},}}(?=[/?]|$)", MASK, rest)


def redacted(text: str) -> str:
    """A text without what may be secret: addresses masked, credentials, values called so, and every known secret."""
    text = _ADDRESS.sub(lambda match: masked_url(match[0]), KNOWN.masked(text))
    text = _VALUE.sub(rf"\1{MASK}", _USER.sub(f"{MASK}@", text))
    return _NAMED.sub(rf"\1\2{MASK}", _CREDENTIALS.sub(rf"\1 {MASK}", text))


def secrets_in(url: str, headers: Iterable[tuple[str, str]] = (), tokens: Iterable[str] = ()) -> tuple[str, ...]:
    """What an answer could repeat: the parts of an address, of secret headers, and tokens, that are worth hiding."""
    found = [text for text in tokens if _worth_hiding(text, named=True)]
    for name, value in headers:
        if is_secret(name):
            found += [text for text in _credentials(value) if _worth_hiding(text, named=True)]
    try:
        parts = urlsplit(url)
        user, password, query = parts.username or "", parts.password or "", parse_qsl(parts.query)
    except ValueError:
        return tuple(found)  # an address that cannot be read is not asked either
    from_url = [(user, False), (password, True), *((value, is_secret(name)) for name, value in query)]
    if password:
        found.append(base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode())
    for text, named in from_url:
        found += [way for way in {text, unquote(text)} if _worth_hiding(way, named=named)]
    return tuple(dict.fromkeys(found))


def _credentials(value: str) -> list[str]:
    """A header's value, what follows its scheme, and the user and password that this may be."""
    found = [value]
    _, _, credential = value.strip().partition(" ")
    if credential:
        found.append(credential.strip())
    try:
        pair = base64.b64decode(credential or value, validate=True).decode()
    except ValueError:
        return found
    user, colon, password = pair.partition(":")
    return [*found, pair, user, password] if colon else found


def _worth_hiding(text: str, *, named: bool) -> bool:
    """Whether a text would be a secret where an answer repeats it: figures and common words would not."""
    if len(text) < SHORTEST or text.lower() in _VOCABULARY or _NUMBER_LIKE.fullmatch(text):
        return False
    return named or (len(text) >= SHORTEST_SPELLED and not _WORDS.fullmatch(text))


class KnownSecrets:
    """The secrets that this process was given: whatever it writes for people goes through `masked`."""

    def __init__(self) -> None:
        self._secrets: frozenset[str] = frozenset()

    def learn(self, secrets: Iterable[str]) -> None:
        """Mask these from now on, too."""
        self._secrets |= set(secrets)

    def masked(self, text: str) -> str:
        """The text with an asterisk for each byte of a known secret."""
        return masked_text(text, self._secrets)

    def masked_body(self, body: bytes) -> bytes:
        """The body with an asterisk for each byte of a known secret; itself if there is none."""
        return masked(body, self._secrets)


KNOWN = KnownSecrets()
"""Those of this process."""


def masked_text(text: str, secrets: Iterable[str]) -> str:
    """The text with an asterisk for each byte of a secret in it, however that is spelled."""
    coded = text.encode("utf-8", "surrogatepass")
    made = masked(coded, secrets)
    return text if made is coded else made.decode("utf-8", "surrogatepass")


def masked(body: bytes, secrets: Iterable[str]) -> bytes:
    """The body with an asterisk for each byte of a secret in it, however that is spelled; itself if there is none.

    Spellings: as it is; escaped as in JSON, JavaScript, HTML or an address, once or several times; in base64 at any
    place of it; in hexadecimal; with blanks, line breaks or zeros (UTF-16) between. Where a secret is recognised and
    cannot be cut out, all of the body is asterisks.
    """
    secrets = sorted(secrets, key=len, reverse=True)  # one that holds another is masked as a whole
    long = [secret for secret in secrets if len(secret) >= SHORTEST_SPELLED]
    escape = _ASCII_ESCAPE if all(secret.isascii() for secret in long) else _ANY_ESCAPE
    spellings = [spelling for secret in long for spelling in _spellings(secret)]
    plain = _canonical(body, escape) if spellings else b""
    found = [spelling for spelling in spellings if spelling in plain]
    made = body
    for spelling in found:
        made = _pattern(spelling.decode("utf-8", "surrogatepass")).sub(_asterisks, made)
    if found:
        plain = _canonical(made, escape)
    if any(spelling in plain for spelling in found):
        return b"*" * len(body)
    for secret in secrets[len(long) :]:
        made = re.sub(rb"(?<!\w)" + re.escape(secret.encode()) + rb"(?!\w)", _asterisks, made)
    return made


def _asterisks(match: re.Match[bytes]) -> bytes:
    return b"*" * len(match[0])


def _canonical(body: bytes, escape: re.Pattern[bytes]) -> bytes:
    """The body with escapes undone and blanks left out: what a secret in it looks like, however it was written."""
    plain = body.translate(None, _BLANK)
    for _ in range(3):
        if not _SPECIAL.search(plain):
            break
        undone = escape.sub(_undone, plain).translate(None, _BLANK)
        if undone == plain:
            break
        plain = undone
    return plain


def _undone(match: re.Match[bytes]) -> bytes:
    units, x, percent, decimal, hexadecimal, blank, other = match.groups()
    if units:
        coded = bytes.fromhex(re.sub(rb"\\+u", b"", units).decode())
        return coded.decode("utf-16-be", "replace").encode("utf-8", "replace")
    if x or percent:
        return bytes((int(x or percent, 16),))
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code).encode("utf-8", "replace") if code <= 0x10FFFF else b""
    return b"" if blank else other


@lru_cache(maxsize=256)
def _spellings(secret: str) -> tuple[bytes, ...]:
    """A secret as it is, in base64 at each of the three places it can begin there, and in hexadecimal."""
    plain = secret.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    found = [plain, plain.hex().encode(), plain.hex().upper().encode()]
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        whole = coded[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]
        found += [whole, whole.translate(bytes.maketrans(b"+/", b"-_"))]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _pattern(spelling: str) -> re.Pattern[bytes]:
    return re.compile(_BETWEEN.join(map(_written, spelling)))


def _written(character: str) -> bytes:
    """A pattern of a character as it is, or escaped once or several times."""
    coded = character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    code = ord(character)
    ways = [
        (b"" if character.isalnum() else rb"\\*") + re.escape(coded),
        b"".join(rb"\\+u" + _either(units[at : at + 2]) for at in range(0, len(units), 2)),
        b"".join(rb"(?:%|\\+u0025)(?:25)*" + _either(bytes((byte,))) for byte in coded),
        rb"&(?:amp;)*#0*%d;?" % code,
        rb"&(?:amp;)*#[xX]0*(?i:%x);?" % code,
    ]
    if code < 0x80:
        ways.append(rb"\\+x" + _either(coded))
    return b"(?:" + b"|".join(ways) + b")"


def _either(coded: bytes) -> bytes:
    """A pattern of bytes in hexadecimal, of large or small letters."""
    return b"(?i:" + coded.hex().encode() + b")"
