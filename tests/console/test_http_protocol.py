"""What is no request is answered in order, and the answer arrives though more was sent than is read."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.console.rig import Rig, console
from tests.patience import PATIENCE_S
from wallboard.console import application, http_protocol
from wallboard.console.guards import HEADERS, MOST_BYTES
from wallboard.recording.journal import actions_of

pytestmark = pytest.mark.servers
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n"
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with console(tmp_path) as made:
        yield made


def said(rig: Rig, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer, as one reads it that has written all it had and closes nothing."""
    with socket.create_connection(("127.0.0.1", rig.running.port), PATIENCE_S) as client:
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65_536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(first.split()[1]), headers, body


def head(rig: Rig, path: str = "/ws", *more: str, method: str = "GET") -> bytes:
    lines = (f"{method} {path} HTTP/1.1", f"Host: {rig.host}", *more, "")
    return "\r\n".join(lines).encode("latin-1")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Cookie: \x01=\x02",), 400),
        (("Origin: \x00",), 400),
        (("X-A: " + "a" * 9000,), 431),
        (("Authorization: Bearer " + "a" * 12_000,), 431),
        (tuple(f"X-{n}: y" for n in range(200)), 431),
    ],
)
def test_a_handshake_that_no_parser_of_websockets_takes_is_answered(
    lines: tuple[str, ...], status: int, rig: Rig
) -> None:
    found, headers, body = said(rig, head(rig, "/ws", *lines) + UPGRADE.encode() + b"\r\n" + b"\x81\xff" * 200)
    assert (found, headers["connection"]) == (status, "close")
    assert set(json.loads(body)) == {"error", "why", "now"}
    assert HEADERS.items() <= headers.items()


@pytest.mark.parametrize(
    "request_", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"HELLO WORLD\r\n\r\n", b"\x16\x03\x01\x02" * 99]
)
def test_what_is_no_request_is_told_so(request_: bytes, rig: Rig) -> None:
    status, headers, body = said(rig, request_)
    assert (status, headers["connection"], json.loads(body)["error"]) == (400, "close", "head")


def test_a_head_without_end_is_too_large(rig: Rig) -> None:
    status, _, body = said(rig, head(rig, "/", "X-A: " + "a" * 2 * MOST_BYTES))
    assert (status, json.loads(body)["error"]) == (431, "head_too_large")


def test_the_answer_arrives_though_three_megabytes_more_were_sent_than_are_read(rig: Rig) -> None:
    """A reset, which a plain close would be, may throw the answer away that lies unread at the client."""
    token = rig.token()
    lines = ("Connection: close", "Content-Type: application/json", "Content-Length: 3000000")
    asked = head(rig, "/api/1/do/blackout", f"Authorization: Bearer {token}", *lines, method="POST")
    status, _, body = said(rig, asked + b"\r\n" + b" " * 3_000_000)
    assert (status, json.loads(body)["error"]) == (413, "too_large")
    assert actions_of(rig.folder) == ()


def test_who_says_nothing_or_only_half_is_told_so_and_lets_go(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http_protocol, application):
        monkeypatch.setattr(module, "HEAD_S", 0.05)
    asked = head(
        rig,
        "/api/1/pair",
        f"Origin: {rig.origin}",
        "Content-Type: application/json",
        "Content-Length: 50",
        method="POST",
    )
    for request in (b"", b"GET / HTT", asked[:-2], asked + b"\r\n" + b'{"code"'):
        status, _, body = said(rig, request)
        assert (status, json.loads(body)["error"]) == (408, "slow")


def test_one_address_leaves_room_for_others(rig: Rig) -> None:
    with ExitStack() as stack:
        for _ in range(http_protocol.MOST_OF_ONE):
            stack.enter_context(socket.create_connection(("127.0.0.1", rig.running.port), PATIENCE_S))
        status, _, body = said(rig, head(rig, "/") + b"\r\n")
        assert (status, json.loads(body)["error"]) == (429, "busy")
    with rig.client(rig.token()) as client:
        assert client.get("/api/1/me").status_code == 200


async def _closed_after_a_reset(at: socket.socket) -> list[Exception | None]:
    """What the protocol is told when its side closes a connection that the client has reset in the same turn."""
    met: asyncio.Future[http_protocol.PoliteTransport] = asyncio.get_running_loop().create_future()
    lost = asyncio.Event()
    told: list[Exception | None] = []

    class Serving(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            met.set_result(http_protocol.PoliteTransport(transport))

        def connection_lost(self, exc: Exception | None) -> None:
            told.append(exc)
            lost.set()

    async with asyncio.timeout(PATIENCE_S), await asyncio.get_running_loop().create_server(Serving, sock=at):
        client = socket.create_connection(at.getsockname(), PATIENCE_S)
        transport = await met
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        transport.close()
        await lost.wait()
    return told


def test_a_connection_that_its_client_has_reset_is_closed_like_any_other() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as at:
        assert len(asyncio.run(_closed_after_a_reset(at))) == 1
