"""One mask for secrets: addresses, credentials and known tokens, however they are spelled in a text or a body."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.entities import html5
from urllib.parse import parse_qsl, unquote, urlsplit

MASK = "•••"
SHORTEST_SPELLED = 8
"""Characters of a secret that is looked for in every spelling; shorter ones only as a word of their own."""
SHORTEST = 4
MOST_RENEWED = 64
LONGEST_PART = 33
"""Characters from which on a part of an address is a key rather than a name."""

_SECRET_WORDS = ("auth", "token", "secret", "cookie", "key", "pass", "pwd", "sig", "credential", "session", "jwt")
_VOCABULARY = frozenset({"wallboard/1", "application/json", "true", "false", "null", "none"})
_NUMBER_LIKE = re.compile(r"[0-9.,:+TZ -]*")
_WORDS = re.compile(r"[^\W\d]{1,15}([ ._-][^\W\d]{1,15})?")
"""What may well be a word of the answer: a place, a kind of figure."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:/{1,2}[\w\[•%~.@-][^\s'\"<>|)]*")
_USER = re.compile(r"[^\s/@:'\"<>|(=]+:[^\s/@'\"<>|)]+@(?=[\w\[])")
_VALUE = re.compile(r"((?:[?&;]|%3[fF]|%26|\\u003[fF]|\\u0026)[\w.~%-]{1,80}=)[^\s&;#'\"<>|)•]+")
_PARAMETER = re.compile(r"(;[\w.~%-]{1,80}=)[^/;•]+")
_SCHEMES = r"bearer|basic|digest|negotiate|token"
_CREDENTIALS = re.compile(rf"(?i)\b({_SCHEMES})(\s+|%20|\+|:\s*)(\"?)[A-Za-z0-9._~+/=%-]{{8,}}")
_HEADER = re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)([\"']?\s*:[ \t]*)[^\s•][^\r\n•]*")
_NAMED = re.compile(
    r"(?i)\b([\w-]*(?:authorization|token|password|passwd|pwd|secret|api[_-]?key|signature|jwt|credentials?)|sig|sid)"
    r"([\"']?\s*[=:]\s*)(?:\"[^\"\n•]+\"|'[^'\n•]+'|[^\s,;&•\"']+)"
)
_JWT = re.compile(r"\beyJ[\w-]{6,}\.[\w-]{6,}(\.[\w-]*)?")

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
_SIGNS = b"!#*+,-./:;=?@[]_|~'\"(){}<>"
"""What may be written between the letters or bytes of a secret, or left out of it."""
_BLANK = b" \t\r\n\0"
_BETWEEN = rb"(?:[\s\0]|\\+[nrt]|" + _INVISIBLE + rb")*"


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
    text = _HEADER.sub(rf"\1\2{MASK}", KNOWN.masked(text))
    text = _ADDRESS.sub(lambda match: masked_url(match[0]), text)
    text = _VALUE.sub(rf"\1{MASK}", _USER.sub(f"{MASK}@", text))
    text = _JWT.sub(MASK, _CREDENTIALS.sub(rf"\1\2\3{MASK}", text))
    return _NAMED.sub(rf"\1\2{MASK}", text)


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
        self._renewed: tuple[str, ...] = ()

    def learn(self, secrets: Iterable[str]) -> None:
        """Mask these from now on, too."""
        self._secrets |= set(secrets)

    def learn_renewed(self, secrets: Iterable[str]) -> None:
        """Mask these, too, which are renewed by and by: of a night's thousands only the newest can still be of use."""
        new = tuple(secrets)
        kept = tuple(secret for secret in self._renewed if secret not in new)
        self._renewed = (*kept, *new)[-MOST_RENEWED:]  # in one step: other threads mask meanwhile

    def masked(self, text: str) -> str:
        """The text with an asterisk for each byte of a known secret."""
        return masked_text(text, self._secrets.union(self._renewed))

    def masked_body(self, body: bytes) -> bytes:
        """The body with an asterisk for each byte of a known secret; itself if there is none."""
        return masked(body, self._secrets.union(self._renewed))


KNOWN = KnownSecrets()
"""Those of this process."""


def masked_text(text: str, secrets: Iterable[str]) -> str:
    """The text with an asterisk for each byte of a secret in it, however that is spelled."""
    coded = text.encode("utf-8", "surrogatepass")
    made = masked(coded, secrets)
    return text if made is coded else made.decode("utf-8", "surrogatepass")


def masked(body: bytes, secrets: Iterable[str]) -> bytes:
    """The body with an asterisk for each byte of a secret in it, however that is spelled; itself if there is none.

    Spellings: as it is, in letters of either size; escaped as in JSON, JavaScript, C, HTML, an address or a mail, once
    or several times; in base64 at any place of it; in hexadecimal or as a list of bytes; with blanks, signs, what
    nobody sees, or zeros (UTF-16) between. Where a secret is recognised and cannot be cut out, all of the body is
    asterisks.
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
    """A secret as it is, in base64 at each of the three places it can begin there, and in hexadecimal, all small."""
    plain = secret.encode("utf-8", "surrogatepass").translate(None, _BLANK)
    found = [plain, plain.hex().encode(), ",".join(map(str, plain)).encode()]
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        whole = coded[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]
        found += [whole, whole.translate(bytes.maketrans(b"+/", b"-_"))]
    return tuple(dict.fromkeys(spelling.lower() for spelling in found))


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
    for code in map(ord, character):
        yield rb"&(?:amp;)*#0*%d;?" % code
        yield rb"&(?:amp;)*#[xX]0*(?i:%x);?" % code
        if code < 0x80:
            yield rb"\\+x" + _either(coded)
            yield from (b"&(?:amp;)*" + name + b";" for name, sign in _ENTITIES.items() if sign == coded)


def _either(coded: bytes) -> bytes:
    """A pattern of bytes in hexadecimal, of large or small letters."""
    return b"(?i:" + coded.hex().encode() + b")"
