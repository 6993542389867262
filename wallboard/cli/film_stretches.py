"""A film drawn by several processes: each draws and encodes a stretch of its frames, and the stretches are joined."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, Final

from PySide6.QtCore import QCoreApplication

from wallboard.cli.forked import ForkedProcess
from wallboard.core.errors import WallboardError

WORTH_S: Final = 8
"""Seconds of film from which on a second process pays: it takes one to begin."""
MOST: Final = 8
HEAD_PX: Final = 50 * 1920 * 1080
"""Pixels that the first process draws while others that are started anew begin: as many frames more are its own."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forks() -> bool:
    """Whether helpers go on from here with all that is loaded: where nothing of Qt runs, nor a second thread."""
    alone = threading.active_count() == 1 and QCoreApplication.instance() is None
    return sys.platform == "linux" and alone


def stretches(
    frames: int, fps: int, processors: int, size: tuple[int, int], head_px: int = HEAD_PX
) -> tuple[range, ...]:
    """The frames of each process, in order, so that all end together; one stretch where more would not pay.

    The first process draws `head_px` pixels while the others begin.
    """
    count = max(1, min(processors, MOST, frames // (WORTH_S * fps // 2)))
    head = min(head_px // (size[0] * size[1]), frames // (2 * count)) if count > 1 else 0
    edges = [0, *(head + (frames - head) * k // count for k in range(1, count + 1))]
    return tuple(range(first, last) for first, last in pairwise(edges))


class Helper:
    """A process of this program that draws a stretch into a file of its own, and says how far it is."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are those of its command."""
        self._process = ForkedProcess(words) if forks() else _started(words)
        self._said: list[str] = []
        self._readers: tuple[threading.Thread, ...] = ()

    def listen(self, told: Callable[[int], None]) -> None:
        """From now on `told` gets the number of its frames that are done, in another thread."""
        out, err = self._process.stdout, self._process.stderr
        assert out is not None
        assert err is not None
        self._readers = (
            threading.Thread(target=_counted, args=(out, told), daemon=True),
            threading.Thread(target=lambda: self._said.extend(err), daemon=True),
        )
        for reader in self._readers:
            reader.start()

    @property
    def is_running(self) -> bool:
        """Whether it still draws."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it, wherever it is, and wait until it is gone."""
        if self.is_running:
            self._process.kill()
        self._wait()

    def _wait(self) -> None:
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def check(self) -> None:
        """Raises WallboardError where it ended without its stretch."""
        self._wait()
        if self._process.returncode:
            said = [line.strip().removeprefix("wallboard: ") for line in self._said if line.strip()]
            raise WallboardError(said[-1] if said else f"a part of the film ended with {self._process.returncode}")


def _started(words: Sequence[str]) -> subprocess.Popen[str]:
    """A process that loads the program anew."""
    return subprocess.Popen(
        [sys.executable, "-m", "wallboard", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip


def _counted(lines: IO[str], told: Callable[[int], None]) -> None:
    for line in lines:
        if line.strip().isdigit():
            told(int(line))


@contextmanager
def helpers(
    shares: Sequence[range], files: Sequence[Path], words: Sequence[str], told: Callable[[int, int], None]
) -> Iterator[list[Helper]]:
    """A helper for each stretch, ended with what is inside. `told` gets the number of a helper and of its frames."""
    started: list[Helper] = []
    try:
        for share, file in zip(shares, files, strict=True):
            command, *rest = words
            started.append(Helper((command, "-o", str(file), "--frames", f"{share.start}:{share.stop}", *rest)))
        for number, helper in enumerate(started):  # threads, so only now: a process that has some is not forked
            helper.listen(lambda done, number=number: told(number, done))  # type: ignore[misc]
        yield started
    finally:
        for helper in started:
            helper.end()
