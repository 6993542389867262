"""A TCP socket that listens, for the servers that a configuration asks for."""

from __future__ import annotations

import os
import socket


def listening_socket(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens at an address (0: at any free port), for servers that never wait. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Says TCP by its number: asyncio sends small answers at once at such sockets alone, and 40 ms late at others.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen at one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(backlog)
        made.setblocking(False)
    except (OSError, OverflowError):
        made.close()
        raise
    return made
