"""Memory that was freed, given back to the system: what is prepared takes large buffers for a moment only."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache
from typing import Any, Final

MMAP_THRESHOLD: Final = -3
"""`M_MMAP_THRESHOLD` of glibc's `mallopt`."""
LARGE: Final = 4 * 1024 * 1024
"""Bytes from which on a buffer has pages of its own, which go when it is freed: pictures and the arrays behind them."""


@lru_cache(maxsize=1)
def _library() -> Any:
    """The C library where it is glibc's, else None: other systems give memory back by themselves or not at all."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def keep_large_apart() -> None:
    """Give each large buffer pages of its own from now on: glibc would learn from the first to mix them with others."""
    library = _library()
    if library is not None:
        library.mallopt(MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Give what is free between small things back to the system; some milliseconds."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
