"""What the system's signals mean to every process of a wall: some ask it to end, some it ignores."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_ENDING: Final = ("SIGINT", "SIGTERM", "SIGBREAK")
_IGNORED: Final = ("SIGHUP", "SIGUSR1", "SIGUSR2")
"""A terminal that closes ends no wall. Children inherit that from the first instant of their lives."""


def handle_signals(end: Callable[[], None] | None) -> Callable[[], None]:
    """Let the signals that ask a process to end call `end`, and ignore others that would end it.

    None: such a signal ends the process on the spot, as one that is started anew should be; its windows go at once, and
    nothing is gained by taking leave. Returns what puts the handlers of before back. To be called from the main thread.
    """

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if end is not None:
            end()

    ending = signal.SIG_DFL if end is None else on_signal
    before = {number: signal.signal(number, ending) for number in _known(_ENDING)}
    before |= {number: signal.signal(number, signal.SIG_IGN) for number in _known(_IGNORED)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return restore


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """While inside, Ctrl-C and the system's request to end call `stop` instead of raising; the rest ends nothing."""
    restore = handle_signals(stop)
    try:
        yield
    finally:
        restore()


def _known(names: tuple[str, ...]) -> list[signal.Signals]:
    """Those that this system has."""
    return [getattr(signal, name) for name in names if hasattr(signal, name)]
