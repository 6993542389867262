"""What only a process itself can count: Python's objects and garbage, by type."""

from __future__ import annotations

import gc
import sys
from collections import Counter

MANY = 20
"""Types with fewer objects than this are not listed one by one."""


def python_figures() -> dict[str, float]:
    """Memory blocks and tracked objects that are alive after a full collection, and the garbage that it found.

    Objects that were frozen (`gc.freeze`) at the process's start are not among the tracked ones.
    """
    garbage = gc.collect() + len(gc.garbage)
    blocks = sys.getallocatedblocks()
    return {"Python blocks": blocks, "Python objects": len(gc.get_objects()), "garbage": garbage}


def python_types() -> dict[str, int]:
    """How many tracked objects there are of each type that has many."""
    counted = Counter(f"{type(found).__module__}.{type(found).__qualname__}" for found in gc.get_objects())
    return {name: count for name, count in counted.items() if count >= MANY}
