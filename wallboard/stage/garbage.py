"""Garbage collection between frames, in the thread that owns Qt's objects, and never in the middle of one."""

from __future__ import annotations

import gc
import linecache
from typing import Final

YOUNG: Final = 4000
"""So many new objects are worth a look at the youngest ones, which takes well under a millisecond."""
MIDDLE_US: Final = 5_000_000
WHOLE_US: Final = 60_000_000


class GarbageCollection:
    """Takes the interpreter's garbage collection into its own hands while it is started."""

    def __init__(self) -> None:
        self._middle_us = 0
        self._whole_us: int | None = None

    def start(self) -> None:
        """From now on nothing is collected but between frames; what exists already is never looked at again."""
        linecache.clearcache()  # PySide6 has read the source of everything that was imported
        gc.collect()
        gc.freeze()
        gc.disable()

    def stop(self) -> None:
        """Give it back to Python."""
        gc.unfreeze()
        gc.enable()

    def between_frames(self, mono_us: int) -> None:
        """Collect as much as is due at this monotonic instant."""
        if self._whole_us is None:
            self._middle_us = self._whole_us = mono_us
        if mono_us - self._whole_us >= WHOLE_US:
            self._middle_us = self._whole_us = mono_us
            gc.collect(2)
        elif mono_us - self._middle_us >= MIDDLE_US:
            self._middle_us = mono_us
            gc.collect(1)
        elif gc.get_count()[0] > YOUNG:
            gc.collect(0)
