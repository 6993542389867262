"""One mask for secrets: addresses, credentials and known tokens, however they are spelled in a text or a body."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from wallboard.core.secret_spellings import SHORTEST_SPELLED, masked, masked_text

MASK = "•••"
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
_HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)([\"']?\s*:[ \t]*)"
    r"(?!\\*\"•|[{\[]|(?:null|true|false)\b)[^\s•][^\r\n•]*"
)
_NAME = (
    r"[\w-]*(?:authorization|cookie|token|password|passwd|pwd|secret|api[_-]?key|signature|jwt|credentials?)|sig|sid"
)
_NAMED = re.compile(rf"(?i)\b({_NAME})(\s*[=:]\s*|'\s*:\s*)(?:\"[^\"\n•]+\"|'[^'\n•]+'|[^\s,;&•\"']+)")
_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
_IN_JSON = re.compile(
    rf"(?i)\b({_NAME})(\"\s*:\s*)(?!null\b|true\b|false\b)"
    r"(?:\"(?:[^\"\\\n•]|\\.)*\"|\[[^][{}\n]*\]|[\w.+-]+(?=\s*(?:[,}\]]|$)))"
)
"""A member of a JSON object that is called so: its value becomes a text, so that the whole stays JSON."""
_IN_TEXT = re.compile(rf"(?i)\b({_NAME})(?P<end>\\+\")(\s*:\s*)(?P=end)(?:(?!(?P=end))[^\n•])*(?P=end)")
"""The same of JSON that is a text within JSON."""
_JWT = re.compile(r"\beyJ[\w-]{6,}\.[\w-]{6,}(\.[\w-]*)?")


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
    text = KNOWN.masked(text)
    if ":" in text:  # most texts have no sign of what is looked for, and a table has thousands of them
        if '"' in text:
            text = _IN_JSON.sub(rf'\1\2"{MASK}"', text)
            text = _IN_TEXT.sub(rf"\1\2\3\2{MASK}\2", text)
        text = _HEADER.sub(rf"\1\2{MASK}", text)
        if ":/" in text:
            text = _ADDRESS.sub(lambda match: masked_url(match[0]), text)
        if "@" in text:
            text = _USER.sub(f"{MASK}@", text)
    if "=" in text:
        text = _VALUE.sub(rf"\1{MASK}", text)
    text = _JWT.sub(MASK, _CREDENTIALS.sub(rf"\1\2\3{MASK}", text))
    return _NAMED.sub(rf"\1\2{MASK}", text) if "=" in text or ":" in text else text


def redacted_document(value: object) -> object:
    """What is to be printed as JSON, each text of it redacted, and what is called a secret masked.

    `redacted` finds nothing more in what is made of this, so that it stays JSON whatever it holds.
    """
    if isinstance(value, dict):
        return {
            redacted(name): MASK if _holds_secret(name, part) else redacted_document(part)
            for name, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted_document(part) for part in value]
    return redacted(value) if isinstance(value, str) else value


def _holds_secret(name: str, value: object) -> bool:
    """Whether a member of an object is a secret: an object by such a name is none, a text or a list is."""
    return (
        _SECRET_NAME.fullmatch(name) is not None
        and not isinstance(value, dict)
        and not (value is None or isinstance(value, bool))
    )


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
