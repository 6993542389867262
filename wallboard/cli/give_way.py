"""Processes that work beside the wall let its display go first on the processor."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def give_way(steps: int = 5, *, once: bool = False) -> None:
    """Make this process so many steps nicer, where the system knows such a thing. Does not raise.

    `once`: not where it is nice already, as a child of one that has given way.
    """
    if sys.platform != "win32":
        with suppress(OSError):
            if not once or os.nice(0) < steps:
                os.nice(steps)
