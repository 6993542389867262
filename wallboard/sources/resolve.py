"""Name look-ups that can be given up: the only step of a fetch that no socket deadline can end.

`getaddrinfo` cannot be interrupted, so it runs in a daemon thread. A look-up that hangs is left behind and the fetch
fails; the next fetch goes on waiting for the same look-up instead of starting another, and only one that is older than
`PATIENCE_S` is given up for a new one, `MOST_LEFT_BEHIND` times at most. An abandoned look-up opens no connection.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.protocol import FetchFailed

PATIENCE_S = 30
MOST_LEFT_BEHIND = 4

Lookup = Callable[[str, int], list[Any]]


@dataclass(frozen=True, slots=True)
class Address:
    """One way to a host, as `socket.socket` and `connect` want it."""

    family: int
    type: int
    proto: int
    sockaddr: Any


class _Search:
    """One look-up under way in its thread."""

    __slots__ = ("begun_us", "done", "found", "host", "port", "refused")

    def __init__(self, host: str, port: int, begun_us: int) -> None:
        self.host, self.port, self.begun_us = host, port, begun_us
        self.done = threading.Event()
        self.found: list[Any] = []
        self.refused: OSError | UnicodeError | None = None

    def run(self, lookup: Lookup) -> None:
        try:
            self.found = lookup(self.host, self.port)
        except (OSError, UnicodeError) as error:
            self.refused = error
        finally:
            self.done.set()


def _system_lookup(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Resolver:
    """Resolves names for one source, one look-up at a time."""

    def __init__(self, lookup: Lookup = _system_lookup, mono_us: Callable[[], int] = system_mono_us) -> None:
        self._lookup = lookup
        self._mono_us = mono_us
        self._search: _Search | None = None
        self._left_behind: list[_Search] = []

    def resolve(self, host: str, port: int, timeout_s: float) -> list[Address]:
        """The addresses of a host in the system's order; raises FetchFailed("dns")."""
        search = self._under_way(host, port)
        if not search.done.wait(timeout_s):
            raise FetchFailed(kind="dns", message=f"the name look-up does not answer: check the DNS servers: {host}")
        self._search = None
        if search.refused is not None or not search.found:
            raise FetchFailed(
                kind="dns", message=f"the name cannot be resolved: check its spelling and the network: {host}"
            )
        return [Address(family, kind, proto, sockaddr) for family, kind, proto, _, sockaddr in search.found]

    def _under_way(self, host: str, port: int) -> _Search:
        now_us = self._mono_us()
        search = self._search
        if search is not None and (search.host, search.port) == (host, port):
            fresh = now_us - search.begun_us < PATIENCE_S * 1_000_000
            if fresh or (not search.done.is_set() and not self._may_leave_behind()):
                return search
        elif search is not None and not search.done.is_set() and not self._may_leave_behind():
            raise FetchFailed(kind="dns", message=f"the name look-up does not answer: check the DNS servers: {host}")
        if search is not None and not search.done.is_set():
            self._left_behind.append(search)
        search = self._search = _Search(host, port, now_us)
        threading.Thread(target=search.run, args=(self._lookup,), name="name look-up", daemon=True).start()
        return search

    def _may_leave_behind(self) -> bool:
        self._left_behind = [s for s in self._left_behind if not s.done.is_set()]
        return len(self._left_behind) < MOST_LEFT_BEHIND
