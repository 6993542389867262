"""A process that answers each line it is given with a line, for work that needs what its caller has not loaded."""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

_LAST_LINES = 20
_GRACE_S = 2.0


class LineChild:
    """Started at once; used by one thread at a time. Its last words on standard error are kept."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it. Raises OSError."""
        self._process = subprocess.Popen(
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
        )
        self._answers = SimpleQueue[bytes]()
        self._said = deque[str](maxlen=_LAST_LINES)
        ways = (("answers", self._hear), ("errors", self._listen))
        self._threads = [threading.Thread(target=way, name=name, daemon=True) for name, way in ways]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ask(self, line: bytes, patience_s: float) -> bytes:
        """Give it a line, and wait for its answer. Raises OSError: it has ended, or does not answer in time."""
        assert self._process.stdin is not None, "a pipe, as asked for"
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()
        try:
            answer = self._answers.get(timeout=patience_s)
        except Empty:
            msg = f"no answer within {patience_s:.0f} s"
            raise TimeoutError(msg) from None
        if not answer:
            msg = "the process has ended"
            raise BrokenPipeError(msg)
        return answer

    def end(self) -> str:
        """End it, and tell the last line that it said."""
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]  # a pipe, as asked for
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread, pipe in zip(self._threads, (self._process.stdout, self._process.stderr), strict=True):
            thread.join(_GRACE_S)
            if pipe is not None and not thread.is_alive():  # one whose own child holds it is left to it
                pipe.close()
        return self._said[-1] if self._said else ""

    def _hear(self) -> None:
        assert self._process.stdout is not None, "a pipe, as asked for"
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def _listen(self) -> None:
        assert self._process.stderr is not None, "a pipe, as asked for"
        for line in self._process.stderr:
            if text := line.decode("utf-8", "replace").strip():
                self._said.append(text)
