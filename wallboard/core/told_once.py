"""Telling each cause once: what has been told already, for a process that runs for days."""

from __future__ import annotations

from collections.abc import Hashable

MOST = 1000
"""Causes that are told; after so many a log that fills up would be the larger fault."""


class ToldOnce:
    """Remembers which causes have been told, at `most` so many."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._told: set[Hashable] = set()

    def is_new(self, cause: Hashable) -> bool:
        """Whether a cause is to be told now: it has not been asked about before."""
        if cause in self._told or len(self._told) >= self._most:
            return False
        self._told.add(cause)
        return True
