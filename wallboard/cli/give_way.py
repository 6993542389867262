"""Processes that work beside the wall let its display go first on the processor."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def give_way(steps: int = 5) -> None:
    """Make this process so many steps nicer, where the system knows such a thing. Does not raise."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(steps)
