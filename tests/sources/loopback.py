"""A server written by hand, so that it can misbehave in every way; and certificates made on the spot."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Behave = Callable[[socket.socket, "Server"], None]


class Server:
    """Accepts connections on loopback and lets `behave` deal with each in a thread; joins them all when closed."""

    def __init__(self, behave: Behave, tls: ssl.SSLContext | None = None) -> None:
        self._behave = behave
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.over = threading.Event()
        """Set when the server closes: whoever drips or waits ends then."""
        self.requests: list[str] = []
        self.connections = 0
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/metrics.json"

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                conn, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(conn)
            thread = threading.Thread(target=self._serve, args=(conn,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, conn: socket.socket) -> None:
        with suppress(OSError), conn:
            if self._tls is None:
                self._behave(conn, self)
                return
            with self._tls.wrap_socket(conn, server_side=True) as secured:
                self._open.append(secured)
                self._behave(secured, self)

    def request(self, conn: socket.socket) -> str:
        """The next request's head, kept in `requests`; empty when the client has gone."""
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = conn.recv(65536)
            if not chunk:
                return ""
            head += chunk
        self.requests.append(head.decode("latin-1"))
        return self.requests[-1]

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):  # wakes accept
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for conn in self._open:
            with suppress(OSError):
                socket.socket.shutdown(conn, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)


def reply(body: bytes = b"{}", *, status: str = "200 OK", headers: str = "Content-Type: application/json") -> bytes:
    """A proper answer with its length."""
    extra = f"{headers}\r\n" if headers else ""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode("latin-1") + body


def answering(*answers: bytes) -> Behave:
    """Each request gets the next answer, the last one for ever, on a connection that is kept."""

    def behave(conn: socket.socket, server: Server) -> None:
        while server.request(conn):
            conn.sendall(answers[min(len(server.requests), len(answers)) - 1])

    return behave


def sending_once(answer: bytes) -> Behave:
    """Every request gets this, and then the connection is closed."""

    def behave(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(answer)

    return behave


def dripping(start: bytes, drop: bytes) -> Behave:
    """Begins properly, then sends a drop every 20 ms for ever."""

    def behave(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(start)
        while not server.over.wait(0.02):
            conn.sendall(drop)

    return behave


@contextmanager
def refusing() -> Iterator[int]:
    """A port at which every connection is refused: nobody listens there, and nobody else can have it meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def certificate(folder: Path, *, host: str = "IP:127.0.0.1", days: int = 2) -> tuple[Path, Path]:
    """A self-signed certificate and its key by the openssl command; with `days` 0 it has expired at once."""
    cert, key, request, extensions = (folder / name for name in ("cert.pem", "key.pem", "request.pem", "extensions"))
    extensions.write_text(f"subjectAltName={host}\n")
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=wallboard test", "-keyout", key, "-out", request)
    _openssl(*("x509", "-req", "-in", request, "-days", days, "-signkey", key, "-extfile", extensions, "-out", cert))
    return cert, key


def _openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def tls_context(cert: Path, key: Path) -> ssl.SSLContext:
    """A server's context."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context
