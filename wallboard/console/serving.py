"""The console's server: one socket, uvicorn on it, and an end within seconds whatever its clients do."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from wallboard.config.files import MIB, read_file
from wallboard.console.guards import MOST_BYTES
from wallboard.console.http_protocol import PoliteHttp
from wallboard.console.socket_protocol import PoliteSocket
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.core.listening import listening_socket

GRACE_S: Final = 2
"""How long what is under way may take when the console is to end."""
_BEAT_S: Final = 0.25
_BACKLOG: Final = 128
_MOST_AT_ONCE: Final = 256
"""Of connections; beyond it strangers are told to come back later."""
_HEADERS_BYTES: Final = MOST_BYTES


class ListenError(WallboardError):
    """The console cannot listen where it is to; the wall goes on without it."""


@dataclass(frozen=True, slots=True)
class Tls:
    """The certificate and its key."""

    certificate: Path
    key: Path


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises ListenError."""
    try:
        return listening_socket(host, port, _BACKLOG)
    except OSError as error:
        msg = f"the console cannot listen at {host}, port {port}: {error.strerror}; state another one: [console] listen"
        raise ListenError(msg) from None


def check_tls(tls: Tls) -> None:
    """Raise ConfigError where the certificate and the key cannot be used together."""
    try:
        for file in (tls.certificate, tls.key):
            read_file(file, MIB)  # OpenSSL would wait for whoever writes into a pipe
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(tls.certificate, tls.key)
    except (OSError, ssl.SSLError) as error:
        said = error.strerror or str(error)
        msg = f"[console] certificate and key cannot be used ({said}): {tls.certificate}, {tls.key}"
        raise ConfigError(msg) from None


class ConsoleServer:
    """Serves until it is told to end."""

    def __init__(self, app: ASGIApp, tls: Tls | None, beat: Callable[[], None]) -> None:
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "websockets"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what strangers send is nothing for a log
        config = uvicorn.Config(
            app,
            http=PoliteHttp,
            ws=PoliteSocket,
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=_BACKLOG,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=GRACE_S,
            h11_max_incomplete_event_size=_HEADERS_BYTES,
            ws_max_size=MOST_BYTES,
            ws_max_queue=8,
            ws_ping_interval=5.0,
            ws_ping_timeout=10.0,
            ws_per_message_deflate=False,
            ssl_certfile=None if tls is None else str(tls.certificate),
            ssl_keyfile=None if tls is None else str(tls.key),
        )
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beat = beat

    def run(self, at: socket.socket) -> None:
        """Serve at a listening socket until `stop`."""
        asyncio.run(self._serve(at))

    def stop(self) -> None:
        """End; from any thread, at any time."""
        self._server.should_exit = True

    async def _serve(self, at: socket.socket) -> None:
        beating = asyncio.create_task(self._beats())
        try:
            await self._server.serve(sockets=[at])
        finally:
            beating.cancel()

    async def _beats(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(_BEAT_S)
