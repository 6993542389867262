"""What listens answers at once."""

from __future__ import annotations

import asyncio
import socket

import pytest

from wallboard.core.listening import listening_socket


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_server_sends_small_answers_without_waiting_for_more(host: str) -> None:
    """Nagle's algorithm held back the second part of every answer until the client's delayed acknowledgement."""
    try:
        listener = listening_socket(host, 0, 1)
    except OSError:
        assert ":" in host, "every machine has IPv4"
        pytest.skip("this machine has no IPv6")

    async def without_delay() -> int:
        heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Hearing(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                at = transport.get_extra_info("socket")
                heard.set_result(at.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                transport.close()

        server = await asyncio.get_running_loop().create_server(Hearing, sock=listener)
        async with server:
            _, writer = await asyncio.open_connection(host, listener.getsockname()[1])
            found = await heard
            writer.close()
            await writer.wait_closed()
        return found

    assert asyncio.run(without_delay())
