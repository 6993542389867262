"""The system's two clocks, for whoever puts a process together to hand on, and its time zone."""

from __future__ import annotations

import time
from functools import lru_cache
from zoneinfo import ZoneInfo


def system_utc_us() -> int:
    """The system's UTC in microseconds since the Unix epoch."""
    return time.time_ns() // 1000


def system_mono_us() -> int:
    """The system's monotonic clock in microseconds; the same for every process of this machine until it restarts."""
    return time.monotonic_ns() // 1000


class SystemClocks:
    """Both clocks of this machine, for whoever takes them together."""

    def mono_us(self) -> int:
        """The monotonic clock in microseconds."""
        return system_mono_us()

    def utc_us(self) -> int:
        """UTC in microseconds since the Unix epoch."""
        return system_utc_us()


@lru_cache(maxsize=1)
def system_zone() -> str:
    """The IANA name of the machine's time zone; UTC where that cannot be told."""
    try:  # it is looked up as the module is loaded: a TZ that names no zone fails there
        from babel.localtime import get_localzone  # noqa: PLC0415 - only an event without a zone of its own needs it

        name = getattr(get_localzone(), "key", None)
        return ZoneInfo(name).key if name else "UTC"
    except (LookupError, ValueError, OSError):
        return "UTC"
