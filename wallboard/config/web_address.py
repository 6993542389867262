"""What an address must be so that it can be fetched: told when the configuration is read, not at the first fetch."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address
from urllib.parse import urlsplit

MOST_CHARACTERS = 2_000
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_LETTERS = frozenset("LMN")
"""The first letters of Unicode's categories of which names of hosts are made."""


WEB = ("http", "https")


def wrong_with(url: str, schemes: tuple[str, ...] = WEB) -> str | None:
    """Why an address cannot be asked, without a word of the address itself; None if it can.

    A database may be on this machine, so that its address names no host: `postgresql:///shop`.
    """
    if len(url) > MOST_CHARACTERS:
        return f"has {len(url):,} characters; {MOST_CHARACTERS:,} are the most"
    if not url.isprintable() or any(character.isspace() or character == "\\" for character in url):
        return "holds spaces or characters that no address can"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        return "has no port between 1 and 65535, or a host that cannot be read"
    if parts.scheme not in schemes or (not host and (schemes == WEB or "://" not in url)):
        return "is no web address" if schemes == WEB else f"is no address that begins with {schemes[0]}://"
    if port == 0:
        return "has no port between 1 and 65535"
    fine = not host or _is_host(host, bracketed="[" in parts.netloc)
    return None if fine else "names a host that cannot exist"


def _is_host(host: str, *, bracketed: bool) -> bool:
    if bracketed:
        try:
            return IPv6Address(host).scope_id is None
        except ValueError:
            return False
    try:
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    if not host.isascii() and any(unicodedata.category(c)[0] not in _LETTERS and c not in "-." for c in host):
        return False
    labels = plain.removesuffix(".").split(".")
    return len(plain) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
