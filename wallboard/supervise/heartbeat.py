"""The child's end of supervision: beats go out on standard output, and a closed standard input means the end.

The protocol is small enough to speak from a shell. A supervised child writes one line `{"beat": N}` (N counts up
from 1) after each completed turn of its loop, at most four a second, and after each finished piece of a preparation
that is longer than a turn (a layout's first picture on a slow machine: to end that would only have it begun anew). One
line `{"quit": true}` says that the operator wants the whole wall to end: a child that just ends, whatever its status or
signal, is started anew. One line `{"report": {…}}` a second says how it is doing (`core.process_reports`). Any other
line is something to tell the operator.
It reads nothing: when its standard input reaches the end, its supervisor is gone or wants it gone, and it ends within
seconds. That works alike on every system, and however the supervisor died.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct
from msgspec.json import encode

from wallboard.core.system_clocks import system_mono_us

BEAT_EVERY_US = 250_000
REPORT_EVERY_US = 900_000
_CHUNK = 4096
_LONGEST_REPORT = 4096
"""Of what a pipe takes whole or not at all (PIPE_BUF)."""


class Beats:
    """Tells the supervisor that another turn of the loop is complete; cheap enough to be called for every frame."""

    def __init__(self, output: int = 1, *, word: str = "beat", mono_us: Callable[[], int] = system_mono_us) -> None:
        """`word` is "beat", or "waits" for a standby."""
        self._output = output
        self._word = word
        self._mono_us = mono_us
        self._count = 0
        self._due_us: int | None = None
        self._report_due_us: int | None = None
        if sys.platform != "win32":
            os.set_blocking(output, False)  # a supervisor that is held up must not hold up the picture

    def beat(self) -> None:
        """Report a completed turn, unless one was reported in the last quarter of a second."""
        now_us = self._mono_us()
        if self._due_us is not None and now_us < self._due_us:
            return
        self._due_us = now_us + BEAT_EVERY_US
        self._count += 1
        self._write(b'{"%s": %d}\n' % (self._word.encode(), self._count))

    def report(self, report: Struct) -> None:
        """Tell the supervisor how the process is doing, unless that was told in this second.

        A report that is too long to be written at once is left out.
        """
        now_us = self._mono_us()
        if self._report_due_us is not None and now_us < self._report_due_us:
            return
        self._report_due_us = now_us + REPORT_EVERY_US
        line = b'{"report": %s}\n' % encode(report)
        if len(line) <= _LONGEST_REPORT:
            self._write(line)

    def quit(self) -> None:
        """Tell the supervisor that the operator wants the whole wall to end."""
        self._write(b'{"quit": true}\n')

    def _write(self, line: bytes) -> None:
        with suppress(OSError):  # full or cut: the first passes, and the second is noticed on standard input
            os.write(self._output, line)


class NoBeats:
    """Nobody supervises: nothing has to be told."""

    def beat(self) -> None:
        """Nothing."""

    def report(self, report: Struct) -> None:
        """Nothing."""

    def quit(self) -> None:
        """Nothing."""


if sys.platform == "win32":
    import ctypes
    import msvcrt

    def is_cut(stdin: int = 0) -> bool:
        """Whether standard input has come to its end; never waits, and needs no thread (a Qt loop may have none)."""
        waiting = ctypes.c_ulong(0)
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stdin))
        peeked = ctypes.windll.kernel32.PeekNamedPipe(handle, None, 0, None, ctypes.byref(waiting), None)
        if peeked and waiting.value:
            os.read(stdin, min(waiting.value, _CHUNK))
        return not peeked

else:
    import select

    def is_cut(stdin: int = 0) -> bool:
        """Whether standard input has come to its end; never waits, and needs no thread (a Qt loop may have none)."""
        try:
            while select.select([stdin], [], [], 0)[0]:
                if not os.read(stdin, _CHUNK):
                    return True
        except (OSError, ValueError):
            return True
        return False


def when_cut(act: Callable[[], None], stdin: int = 0) -> threading.Thread:
    """Call `act` from a daemon thread once standard input has come to its end; for processes without Qt."""

    def wait() -> None:
        try:
            while os.read(stdin, _CHUNK):
                pass
        except OSError:
            pass
        act()

    thread = threading.Thread(target=wait, name="lifeline", daemon=True)
    thread.start()
    return thread
