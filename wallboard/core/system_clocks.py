"""The system's two clocks, for whoever puts a process together to hand on: what is put together reads no other."""

from __future__ import annotations

import time


def system_utc_us() -> int:
    """The system's UTC in microseconds since the Unix epoch."""
    return time.time_ns() // 1000


def system_mono_us() -> int:
    """The system's monotonic clock in microseconds; the same for every process of this machine until it restarts."""
    return time.monotonic_ns() // 1000
