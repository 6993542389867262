"""Counts the messages that were not taken, by why."""

from __future__ import annotations

import logging
from collections import Counter

log = logging.getLogger(__name__)


class Refusals:
    """How many messages were refused, by one word for why; each kind is told once in the log."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, why: str, topic: str) -> None:
        """One more was refused."""
        self._counts[why] += 1
        if self._counts[why] == 1:
            log.warning("a message is not taken (%s): %s", why, topic[:200])

    @property
    def counts(self) -> dict[str, int]:
        """All so far."""
        return dict(self._counts)
