"""The two processes of a soak, and what they tell night by night."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import IO

import msgspec

from wallboard.soak.nights import SoakTeller

_PATIENCE_S = 10.0


class SoakPart:
    """A process that writes one line of JSON at the end of each night, and ends when its standard input is closed."""

    def __init__(self, name: str, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it. Raises OSError."""
        self.name = name
        self._process = subprocess.Popen(
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(environment)
        )
        self._told: SimpleQueue[SoakTeller] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def told(self) -> list[SoakTeller]:
        """What it has told since the last call."""
        found = []
        with contextlib.suppress(Empty):
            while True:
                found.append(self._told.get_nowait())
        return found

    def end(self) -> None:
        """Let it end, and end it if it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(_PATIENCE_S)

    def _read(self, stream: IO[bytes] | None) -> None:
        assert stream is not None  # asked for as a pipe above
        with stream:
            for line in stream:
                with contextlib.suppress(msgspec.MsgspecError):
                    self._told.put(msgspec.json.decode(line, type=SoakTeller))
