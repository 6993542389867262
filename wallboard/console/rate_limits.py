"""How often each device may ask: a bucket of tokens a device, filled by the monotonic clock that is handed in."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from wallboard.core.instants import SECOND_US

MOST_BUCKETS: Final = 1024


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and so many a second for ever."""

    burst: int
    per_s: float


ACTIONS: Final = Allowance(20, 5.0)
"""Requests that are to do something: an operator's hands are slower."""
LOOKS: Final = Allowance(120, 40.0)
"""Pictures and states: a page with six canvases fetches twelve a second."""
STRANGERS: Final = Allowance(60, 10.0)
"""What comes from an address that shows no token."""


PAGES: Final = Allowance(400, 80.0)
"""Files of the page from one address: it has some thirty, several devices may share an address, and people reload."""


class RateLimits:
    """Buckets by key. The least lately used one is forgotten, which only ever lets somebody begin anew."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait_s(self, key: str, mono_us: int) -> int:
        """Take one: 0, or after how many whole seconds there is another one to take."""
        burst, per_s = self._allowance.burst, self._allowance.per_s
        left, at_us = self._buckets.pop(key, (float(burst), mono_us))
        left = min(float(burst), left + max(0, mono_us - at_us) * per_s / SECOND_US)
        allowed = left >= 1.0
        self._buckets[key] = (left - 1.0 if allowed else left, mono_us)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, -int(-(1.0 - left) // per_s))
