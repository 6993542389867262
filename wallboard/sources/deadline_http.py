"""Connections that obey one deadline from the first byte of the name look-up to the last byte of the body.

The `timeout` of requests bounds each read, so a server that drips a byte a second holds a fetch for ever. Here the
deadline rides on the socket itself: every receive, send and handshake is armed with what is left of it. No watchdog
thread is needed, and no thread can stay behind (but for a hanging name look-up, see `resolve`).
"""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.poolmanager import PoolManager
from urllib3.util.ssl_ import create_urllib3_context

from wallboard.sources.protocol import FetchFailed
from wallboard.sources.resolve import Address, Resolver


class DeadlineWire:
    """What all connections of one source share: the deadline of the fetch under way and the way to a new socket."""

    __slots__ = ("_connect_timeout_s", "_deadline_us", "_mono_us", "_resolver", "opened")

    def __init__(self, mono_us: Callable[[], int], resolver: Resolver, connect_timeout_s: float) -> None:
        self._mono_us = mono_us
        self._resolver = resolver
        self._connect_timeout_s = connect_timeout_s
        self._deadline_us = 0
        self.opened = 0
        """How many connections were opened so far: unchanged over a fetch means that an old one was used again."""

    def start(self, deadline_mono_us: int) -> None:
        """Begin a fetch that ends at this monotonic instant."""
        self._deadline_us = deadline_mono_us

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self._mono_us() >= self._deadline_us

    def left_s(self) -> float:
        """The seconds that are left; raises TimeoutError when there are none."""
        left_us = self._deadline_us - self._mono_us()
        if left_us <= 0:
            raise TimeoutError(errno.ETIMEDOUT, "the deadline of the fetch has passed")
        return left_us / 1e6

    def connect(self, host: str, port: int) -> socket.socket:
        """A connected socket that obeys the deadline; raises FetchFailed naming host and port."""
        self.opened += 1
        addresses = self._resolver.resolve(host, port, self.left_s())
        # A dead first address (IPv6 without a route, often) must leave time for the next one.
        share_s = min(self._connect_timeout_s, self.left_s()) / max(1, len(addresses))
        failed: OSError | None = None
        for address in addresses:
            try:
                return self._connect_one(address, share_s)
            except OSError as error:
                failed = error
        raise _connect_failed(failed, f"{host}:{port}")

    def _connect_one(self, address: Address, timeout_s: float) -> socket.socket:
        sock = _DeadlineSocket(address.family, address.type, address.proto)
        sock.wire = self
        try:
            sock.settimeout(timeout_s)
            sock.connect(address.sockaddr)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            sock.close()
            raise
        return sock

    def tls_context(self) -> ssl.SSLContext:
        """A context that verifies, whose sockets obey the deadline too (the handshake included)."""
        context = create_urllib3_context()
        context.sslsocket_class = type("_BoundDeadlineTls", (_DeadlineTls,), {"wire": self})
        return context


def _connect_failed(error: OSError | None, where: str) -> FetchFailed:
    if isinstance(error, ConnectionRefusedError):
        return FetchFailed(
            "refused", f"the connection was refused: is the endpoint running and the port right? {where}"
        )
    if isinstance(error, TimeoutError):
        return FetchFailed("connect_timeout", f"no connection in time: check network and firewall: {where}")
    why = (error.strerror if error else None) or "no address"
    return FetchFailed("unreachable", f"cannot be reached ({why}): check the network: {where}")


class _DeadlineSocket(socket.socket):
    """A socket whose every operation ends at the deadline of the fetch under way."""

    wire: DeadlineWire

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.wire.left_s())
        return super().recv_into(*args, **kwargs)

    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        self.settimeout(self.wire.left_s())
        return super().recv(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.wire.left_s())
        return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(self.wire.left_s())
        super().sendall(*args, **kwargs)


class _DeadlineTls(_DeadlineSocket, ssl.SSLSocket):
    """The same for TLS; the class of a context carries the wire because SSLContext makes the sockets itself."""

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(self.wire.left_s())
        super().do_handshake(block)


class _FinalResponse(http.client.HTTPResponse):
    """A response that passes over every interim one (102, 103 Early Hints and the like), not only 100 Continue."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]  # the library's stubs leave it out
        interim = 100 < status < 200 and status != http.client.SWITCHING_PROTOCOLS
        return version, int(http.client.CONTINUE) if interim else status, reason


class WireAdapter(HTTPAdapter):
    """The adapter of requests with connections that go over a `Wire`; one kept alive, no retries of its own."""

    def __init__(self, wire: DeadlineWire) -> None:
        self._wire = wire
        self._pools = _pool_classes(wire)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._wire.tls_context(), **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(
            proxy,
            ssl_context=self._wire.tls_context(),
            proxy_ssl_context=self._proxy_context(),
            **proxy_kwargs,
        )
        manager.pool_classes_by_scheme = self._pools
        return manager

    def _proxy_context(self) -> ssl.SSLContext:
        context = self._wire.tls_context()
        context.load_default_certs()
        return context


def _pool_classes(wire: DeadlineWire) -> dict[str, type[HTTPConnectionPool]]:
    """Pool classes bound to this wire: urllib3 makes pools and connections itself, and takes classes only."""

    class WireConnection(HTTPConnection):
        response_class = _FinalResponse

        def _new_conn(self) -> socket.socket:
            return wire.connect(self._dns_host, self.port or 80)

    class WireTlsConnection(HTTPSConnection):
        response_class = _FinalResponse

        def _new_conn(self) -> socket.socket:
            return wire.connect(self._dns_host, self.port or 443)

    class WirePool(HTTPConnectionPool):
        ConnectionCls = WireConnection

    class WireTlsPool(HTTPSConnectionPool):
        ConnectionCls = WireTlsConnection

    return {"http": WirePool, "https": WireTlsPool}
