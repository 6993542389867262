"""Hostile requests by the thousand: `python -m tests.console.hostile` sends 10,000 to a console of its own.

Methods, hosts, origins, tokens, sizes, paths, JSON and WebSocket frames, put together by chance from a seed. None of
them holds a token that is known, so none may change anything, and each is answered.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 30.0
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "get", "P\x00ST", "")
PATHS = (
    "/", "/pair", "/ws", "/api/1/pair", "/api/1/do/blackout", "/api/1/do/quit", "/api/1/do/take", "/api/1/state",
    "/api/1/journal?most=99999999999999999999", "/metrics", "/program/left.jpg", "/program/%2e%2e%2f.jpg",
    "/page/../../etc/passwd", "/page/main.js?token=" + "a" * 43, "*", "http://evil.example/", "/" + "a" * 9000, "//",
    "/%ff%fe", "/api/1/do/" + "%00" * 20, "/button/%E4%B8%AD.png",
)  # fmt: skip
ORIGINS = (
    None,
    "null",
    "http://evil.example",
    "http://{host}",
    "https://{host}",
    "http://{host}.evil.example",
    "x" * 300,
)
TOKENS = (
    None, "Bearer ", "Bearer " + "a" * 43, "Bearer " + "a" * 9000, "Basic YTpi", "Bearer ' OR 1=1 --",
    "bearer\t" + "b" * 43,
)  # fmt: skip
COOKIES = (
    None,
    "wallboard_console=" + "c" * 43,
    "wallboard_console=" + "d" * 5000,
    "wallboard_console=;;;=",
    "\x01=\x02",
)
BODIES = (
    b"", b"{}", b'{"revision": 1}', b"[" * 5000, b'{"a":' * 3000, b"\xff" * 200, b'{"code":"000000","name":"x"}',
    b'{"argument":{"__proto__":{}}}', b" " * 20_000, b'{"id":"' + b"x" * 9000 + b'"}', b"NaN", b'{"a":1e999}',
)  # fmt: skip
KINDS = ("application/json", "text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-7", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attack went: requests that were answered with success where a token was needed, and never at all."""

    sent: int
    succeeded: int
    unanswered: int
    statuses: dict[int, int]


def attack(port: int, count: int, seed: int) -> Outcome:
    """Send so many hostile requests, one after the other."""
    chance = random.Random(seed)
    statuses: dict[int, int] = {}
    succeeded = unanswered = 0
    for _ in range(count):
        request, is_public = _request(chance, port)
        status, told = _answer(port, request)
        statuses[status] = statuses.get(status, 0) + 1
        unanswered += status <= 0
        # a socket may open without a token, which is then to be said in its first message: nothing is told before
        succeeded += (status in (200, 202, 204) and not is_public) or b'"revision"' in told
    return Outcome(count, succeeded, unanswered, statuses)


def _request(chance: random.Random, port: int) -> tuple[bytes, bool]:
    """One request, and whether what it asks for is there for everybody."""
    host = f"127.0.0.1:{port}"
    method = chance.choice(METHODS) if chance.random() < 0.4 else chance.choice(("GET", "POST"))
    path = chance.choice(PATHS)
    named = host if chance.random() < 0.7 else chance.choice(("evil.example", "", "127.0.0.1", host + "x", "a" * 5000))
    headers = [("Host", named)]
    for name, values in (("Origin", ORIGINS), ("Authorization", TOKENS), ("Cookie", COOKIES)):
        value = chance.choice(values)
        if value is not None:
            headers.append((name, value.format(host=host) if "{host}" in value else value))
    body = chance.choice(BODIES) if method not in ("GET", "HEAD") else b""
    if path == "/ws" or chance.random() < 0.1:
        key = base64.b64encode(chance.randbytes(16)).decode()
        headers += [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", key)]
        headers.append(("Sec-WebSocket-Version", chance.choice(("13", "8", "x"))))
        body = chance.randbytes(chance.randrange(1, 400))  # frames that are none
    else:
        headers += [("Connection", "close"), ("Content-Type", chance.choice(KINDS))]
        length = len(body) if chance.random() < 0.85 else chance.choice((0, 1, 10**12, -1))
        headers.append(("Content-Length", str(length)))
    if chance.random() < 0.03:
        headers += [(f"X-{n}", "y" * 400) for n in range(60)]
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    is_public = path.startswith(("/pair", "/page/main.js")) or path == "/"
    return head.encode("utf-8", "surrogatepass") + body, is_public


def _answer(port: int, request: bytes) -> tuple[int, bytes]:
    """The status of the answer, and all of it; 0: cut off without one, -1: neither in time."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as client:
            try:
                client.sendall(request)
                client.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has had enough: what it said is still to be read
            return _read(client)
    except TimeoutError:
        return -1, b""
    except OSError:
        return 0, b""


def _read(client: socket.socket) -> tuple[int, bytes]:
    found = b""
    while chunk := client.recv(65_536):
        found += chunk
        if len(found) > 4_000_000:
            break
    words = found.split(b"\r\n", 1)[0].split()
    return (int(words[1]) if len(words) > 1 and words[1].isdigit() else 0), found


def main() -> int:
    """Attack a console of its own, and say what came of it."""
    from tests.console.rig import console  # noqa: PLC0415 - the rig imports Qt, which a look at the words needs not
    from wallboard.recording.journal import actions_of  # noqa: PLC0415 - likewise

    parser = argparse.ArgumentParser(prog="python -m tests.console.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=11)
    words = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder, console(Path(folder)) as rig:
        token = rig.token(name="after")
        outcome = attack(rig.running.port, words.count, words.seed)
        changed = len(actions_of(rig.folder))
        with rig.client(token) as client:
            alive = client.get("/api/1/state").status_code == 200
    told = ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items()))
    sys.stdout.write(f"{outcome.sent} sent; {told}\n")
    sys.stdout.write(f"succeeded {outcome.succeeded}, unanswered {outcome.unanswered}, journal rows {changed}\n")
    return int(bool(outcome.succeeded or outcome.unanswered or changed or not alive))


if __name__ == "__main__":
    sys.exit(main())
