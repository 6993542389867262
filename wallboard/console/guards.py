"""The guards before everything the console answers, as pure functions: host, origin, body, and who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

MOST_BYTES: Final = 16_384
"""Of what is asked for."""
MOST_DEPTH: Final = 8
COOKIE: Final = "wallboard_console"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9_-]{20,100})", re.IGNORECASE)
_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.DOTALL)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}
"""What stands over every answer; an answer that may be kept says so itself."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How the console is reached: over which scheme, under which names, at which port."""

    scheme: str
    hosts: frozenset[str]
    port: int

    @staticmethod
    def at(scheme: str, host: str, port: int, names: Iterable[str]) -> Reached:
        """The names that are meant: those configured, the address that is listened at, and loopback's where it is."""
        own = {host, "localhost", "127.0.0.1", "::1"} if host in ("127.0.0.1", "::1") else {host}
        return Reached(scheme, frozenset({*names, *own} - {"0.0.0.0", "::"}), port)

    def allows(self, host_header: str | None) -> bool:
        """Whether a Host header names this console; a name that was bound to it by somebody else does not."""
        return host_header is not None and host_header.lower() in self._written()

    def is_own(self, origin: str | None, host_header: str | None) -> bool:
        """Whether an Origin is exactly this console's, as the browser has reached it: scheme, host and port."""
        if origin is None or not self.allows(host_header):
            return False
        return origin.lower() == f"{self.scheme}://{str(host_header).lower().removesuffix(self._usual_port)}"

    @property
    def _usual_port(self) -> str:
        """What browsers leave out of an Origin."""
        return f":{self.port}" if _DEFAULT_PORTS.get(self.scheme) == self.port else "\0"

    def _written(self) -> frozenset[str]:
        names = [f"[{host}]" if ":" in host else host for host in self.hosts]
        ported = {f"{name}:{self.port}" for name in names}
        return frozenset(ported | (set(names) if _DEFAULT_PORTS.get(self.scheme) == self.port else set()))


def token_of(authorization: str | None, cookie: str | None) -> tuple[str | None, bool]:
    """The token that a request shows, and whether it came as a header, which no page of another origin can send."""
    found = _BEARER.fullmatch(authorization.strip()) if authorization else None
    if authorization is not None:
        return (found[1] if found else None), True
    for part in (cookie or "").split(";"):
        name, _, value = part.strip().partition("=")
        if name in (COOKIE, f"__Host-{COOKIE}") and _TOKEN.fullmatch(value):
            return value, False
    return None, False


def may_write(reached: Reached, origin: str | None, host: str | None, *, by_header: bool) -> bool:
    """Whether a write or a WebSocket may come from there.

    A browser always says its Origin there, which must be the console's own; a program with a token in a header says
    none.
    """
    return reached.is_own(origin, host) or (origin is None and by_header)


class BodyError(ValueError):
    """A body is not what the console reads; the text says what is wrong."""


def read_json(body: bytes) -> dict[str, Any]:
    """The object that a body holds. Raises BodyError."""
    if len(body) > MOST_BYTES:
        msg = f"the body has more than {MOST_BYTES} bytes"
        raise BodyError(msg)
    if not body.strip():
        return {}
    if _depth(body) > MOST_DEPTH:
        msg = f"the body is nested deeper than {MOST_DEPTH} levels"
        raise BodyError(msg)
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        msg = "the body is no JSON"
        raise BodyError(msg) from None
    if not isinstance(found, dict):
        msg = "the body is no JSON object"
        raise BodyError(msg)
    return found


def _depth(body: bytes) -> int:
    """How deep brackets nest at most; those in texts are a person's words."""
    depth = deepest = 0
    for byte in _TEXTS.sub(b"", body):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def etag_matches(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match names a version."""
    return header is not None and etag in (part.strip().removeprefix("W/") for part in header.split(","))
