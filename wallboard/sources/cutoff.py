"""A deadline for clients that have none of their own: when it passes, their connection is cut."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_off(left_s: float, cut: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `cut`, in a thread of its own, if what is done here takes longer; the event says whether it was called."""
    late = threading.Event()

    def end() -> None:
        late.set()
        with suppress(Exception):
            cut()

    timer = threading.Timer(max(0.0, left_s), end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def shut(descriptor: int) -> None:
    """End both directions of the socket of this number, which stays its owner's to close; whoever waits wakes up."""
    with suppress(OSError), socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as other:
        other.shutdown(socket.SHUT_RDWR)
