"""Garbage collection between frames, in the thread that owns Qt's objects, and never in the middle of one."""

from __future__ import annotations

import gc
import linecache
from collections.abc import Callable
from typing import Final

from wallboard.core.number_forms import give_back_tables
from wallboard.stage.freed_memory import give_back, keep_large_apart

YOUNG: Final = 4000
"""So many new objects are worth a look at the youngest ones, which takes well under a millisecond."""
MIDDLE_US: Final = 5_000_000
WHOLE_US: Final = 60_000_000
THOROUGH_US: Final = 1_800_000_000
"""How often what has stood for a while is looked at too: that takes as long as several frames."""


class GarbageCollection:
    """Takes the interpreter's garbage collection into its own hands while it is started.

    `rest` is called every few seconds, before freed memory goes back: it lets go of what was not needed lately.
    """

    def __init__(self, rest: Callable[[], None] = lambda: None) -> None:
        self._rest = rest
        self._middle_us = 0
        self._whole_us: int | None = None
        self._thorough_us = 0

    def start(self) -> None:
        """From now on nothing is collected but between frames; what exists already is never looked at again."""
        _give_back_texts()
        gc.collect()
        gc.freeze()
        gc.disable()
        keep_large_apart()

    def stop(self) -> None:
        """Give it back to Python."""
        gc.unfreeze()
        gc.enable()

    def between_frames(self, mono_us: int) -> None:
        """Collect as much as is due at this monotonic instant."""
        if self._whole_us is None:
            self._middle_us = self._whole_us = self._thorough_us = mono_us
        if mono_us - self._whole_us >= WHOLE_US:
            self._middle_us = self._whole_us = mono_us
            if mono_us - self._thorough_us >= THOROUGH_US:
                self._thorough_us = mono_us
                gc.unfreeze()
            _give_back_texts()
            gc.collect(2)
            self._let_go()
            gc.freeze()  # the next one looks only at what came since: maps and figures are tens of thousands of objects
        elif mono_us - self._middle_us >= MIDDLE_US:
            self._middle_us = mono_us
            gc.collect(1)
            self._let_go()
        elif gc.get_count()[0] > YOUNG:
            gc.collect(0)

    def _let_go(self) -> None:
        self._rest()
        give_back()  # a millisecond, and what is painted in five seconds leaves holes of 15 MB


def _give_back_texts() -> None:
    """Give back what was read once: the sources that PySide6 has read of all that is imported, and CLDR's tables."""
    linecache.clearcache()
    give_back_tables()
