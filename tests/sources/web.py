"""A web server on a real socket that keeps whole requests and answers as a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


class Web:
    """Answers with the function that it is given last."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answer: Callable[[Asked], Said] = lambda _: Said(b"{}")
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(self.command, self.path, self.headers, self.rfile.read(length))
                web.asked.append(asked)
                said = web._answer(asked)
                self.send_response(said.status)
                for name, value in (*said.headers, ("Content-Length", str(len(said.body)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

            do_GET = do_POST = _do  # noqa: N815 - names of the library

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - a name of the library
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def say(self, body: bytes, status: int = 200) -> None:
        """Answer so from now on."""
        self.answer(lambda _: Said(body, status))

    def answer(self, answer: Callable[[Asked], Said]) -> None:
        """Answer by a function of the request from now on."""
        self._answer = answer

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
