"""A real HTTP endpoint that tells the demonstration event at `/metrics.json`, as a source of the operator's would."""

import gzip
import json
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from wallboard.core.errors import WallboardError
from wallboard.demo.night import DEFAULT_SEED, night
from wallboard.demo.simulated_clock import EventClock, steady_wall_us

PATH = "/metrics.json"

IDLE_S = 75
"""A kept connection is closed when nothing has been asked for so long."""


class EndpointError(WallboardError):
    """The endpoint cannot listen where it was told to."""


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """One step's document as it travels."""

    step: int
    etag: str
    plain: bytes
    packed: bytes


class Teller:
    """Knows the answer of the current step; the newest is kept, since every poll within a step gets the same bytes."""

    def __init__(self, clock: EventClock, seed: int, wall_us: Callable[[], int]) -> None:
        """Draws the night of the seed, so that the first answer comes at once."""
        self._clock = clock
        self._wall_us = wall_us
        self._night = night(seed)
        self._lock = threading.Lock()
        self._newest: DemoAnswer | None = None

    def answer(self) -> DemoAnswer:
        """What the event says now."""
        step = self._clock.step(self._wall_us())
        with self._lock:
            if self._newest is None or self._newest.step != step:
                self._newest = self._tell(step)
            return self._newest

    def _tell(self, step: int) -> DemoAnswer:
        document = self._night.document(self._clock.elapsed_us(step), self._clock.speed, step + 1)
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return DemoAnswer(step, f'W/"{sha256(plain).hexdigest()[:24]}"', plain, gzip.compress(plain, 5, mtime=0))


class DemoEndpoint:
    """A running endpoint; a context manager that listens from the beginning and leaves no thread or socket behind."""

    def __init__(
        self,
        clock: EventClock,
        *,
        seed: int = DEFAULT_SEED,
        host: str = "127.0.0.1",
        port: int = 0,
        wall_us: Callable[[], int] | None = None,
    ) -> None:
        """Listen at host and port (0: any free one). Raises EndpointError if that cannot be."""
        self._teller = Teller(clock, seed, steady_wall_us() if wall_us is None else wall_us)
        if not host:  # to the system it means every address of the machine
            msg = "there is no address to listen at: name one, such as 127.0.0.1"
            raise EndpointError(msg)
        try:
            self._server = _Server((host, port), self._teller)
        except (OSError, OverflowError) as error:
            msg = f"cannot listen at {host}, port {port}: {error}; choose another port, or 0 for any free one"
            raise EndpointError(msg) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="endpoint", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """Where this machine finds the document."""
        host = self._server.server_name
        return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{self._server.server_port}{PATH}"

    def close(self) -> None:
        """Stop listening, end every kept connection, wait until all threads have ended."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """The endpoint itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes it."""
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    allow_reuse_address = os.name != "nt"  # on Windows it would let two programs share one port

    def __init__(self, address: tuple[str, int], teller: Teller) -> None:
        self.teller = teller
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without the look-up of the host's name, which can take seconds and is used for nothing."""
        if self.allow_reuse_address:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or falls silent is no event of ours; anything else is a fault and shown as one."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End all kept connections, so that their threads see the end of their input."""
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was quicker


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    wbufsize = -1  # head and body in one piece: an answer in two waits for the delayed acknowledgement of the first
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._reply()

    def do_HEAD(self) -> None:
        self._reply()

    def version_string(self) -> str:
        return "wallboard-demo"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Nothing: a poll a second is no news."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """One clear line instead of a page, and the end of the connection."""
        self.close_connection = True
        said = message or HTTPStatus(code).phrase
        self._send(code, "text/plain; charset=utf-8", f"{said}; the metrics are at {PATH} (GET, HEAD)\n".encode())

    def _reply(self) -> None:
        path = urlsplit(self.path).path
        if path != PATH:
            line = f"Nothing is here; the metrics are at {PATH}\n"
            self._send(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", line.encode())
            return
        answer = self.server.teller.answer()
        extra = {"ETag": answer.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if _matches(self.headers.get("If-None-Match", ""), answer.etag):
            self._send(HTTPStatus.NOT_MODIFIED, None, b"", extra)
        elif _accepts_gzip(self.headers.get("Accept-Encoding", "")):
            self._send(HTTPStatus.OK, "application/json", answer.packed, extra | {"Content-Encoding": "gzip"})
        else:
            self._send(HTTPStatus.OK, "application/json", answer.plain, extra)

    def _send(self, code: int, kind: str | None, body: bytes, extra: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        if kind is not None:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _matches(if_none_match: str, etag: str) -> bool:
    """The weak comparison of RFC 9110, section 13.1.2."""
    bare = etag.removeprefix("W/")
    return any(tag.strip() == "*" or tag.strip().removeprefix("W/") == bare for tag in if_none_match.split(","))


def _accepts_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
