"""A command of this program in a process that goes on from here, with all modules that are loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import IO, Any, Final
from weakref import WeakSet

_READ: Final[WeakSet[IO[str]]] = WeakSet()
"""The ends of pipes that this process reads: a fork that had them too would write on after this one is gone."""


class ForkedProcess:
    """Runs a command with nothing to read, its output in pipes; used like `subprocess.Popen`, by one thread.

    To be made where no other thread runs: what one holds at that instant would be held for ever.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """`words` of the command. Raises OSError."""
        (out, to_out), (err, to_err) = os.pipe(), os.pipe()
        self.stdout: IO[str] = open(out, encoding="utf-8", errors="replace")  # noqa: SIM115, PTH123 - who reads closes it
        self.stderr: IO[str] = open(err, encoding="utf-8", errors="replace")  # noqa: SIM115, PTH123 - likewise
        _READ.update((self.stdout, self.stderr))
        forking: Any = get_context("fork")  # Windows has none
        self._process: BaseProcess = forking.Process(target=_be, args=(words, to_out, to_err), daemon=True)
        try:
            self._process.start()
        finally:
            os.close(to_out)
            os.close(to_err)

    @property
    def returncode(self) -> int | None:
        """Its exit status, a signal as a negative number; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same, as of now."""
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self) -> None:
        """Wait until it has ended."""
        self._process.join()


def _be(words: Sequence[str], to_out: int, to_err: int) -> None:
    """Be a process that was started with these words and these two streams."""
    from wallboard.cli.main import run  # noqa: PLC0415 - it leads here

    for pipe in tuple(_READ):
        pipe.close()
    for descriptor, stream in ((to_out, 1), (to_err, 2)):
        os.dup2(descriptor, stream)
        os.close(descriptor)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until the end
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - likewise
    sys.exit(run(words))
