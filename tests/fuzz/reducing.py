"""From an input that breaks something to a small one that breaks the same."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

_UNITS = (
    re.compile(rb"[^\n]*\n|[^\n]+"),
    re.compile(rb"[^,{}\[\]|=]*[,{}\[\]|=]|[^,{}\[\]|=]+"),
    re.compile(rb"(?s)."),
)
"""What is left out at a time: lines, then what stands between the marks of JSON and TOML, then single bytes."""
_FEW = 4000
"""So many units at most are taken one by one."""


def reduced(data: bytes, breaks: Callable[[bytes], bool], seconds: float) -> bytes:
    """The smallest input found within so many seconds that still `breaks`; `data` itself does."""
    end = time.monotonic() + seconds
    for pattern in _UNITS:
        units = pattern.findall(data)
        if 1 < len(units) <= _FEW or pattern is _UNITS[0]:
            data = b"".join(_fewer(units, lambda kept: breaks(b"".join(kept)), end))
    return data


def _fewer(units: Sequence[bytes], breaks: Callable[[Sequence[bytes]], bool], end: float) -> Sequence[bytes]:
    """Zeller's minimizing delta debugging: leave out halves, quarters, … as long as it still breaks."""
    parts = 2
    while len(units) > 1 and time.monotonic() < end:
        size = -(-len(units) // parts)
        for begin in range(0, len(units), size):
            if time.monotonic() >= end:
                return units
            rest = [*units[:begin], *units[begin + size :]]
            if rest and breaks(rest):
                units, parts = rest, max(2, parts - 1)
                break
        else:
            if size == 1:
                return units
            parts = min(len(units), parts * 2)
    return units
