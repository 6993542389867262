"""Milestones and peaks as a recording grows: each happening is kept once, however many came before it."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_right

import numpy as np

from wallboard.core.recording_state import Milestone, Peak

NEVER_US = 2**63 - 1
MOST_STATED = 200
"""How many sums are shown beside those that the event names itself: the newest."""
MOST_SUBJECTS = 64
"""Of how many figures peaks are kept."""


class PassedSums:
    """Milestones in the order of their commits, each with the correction that took it back, if one did."""

    def __init__(self) -> None:
        self._commits, self._sums, self._times = array("q"), array("q"), array("q")
        self._exact, self._record = bytearray(), bytearray()
        self._simulated: list[bool | None] = []
        self._until = array("q")
        self._standing: list[tuple[int, int]] = []
        """(minus the sum, place) of those that stand, the largest sum first."""

    def __len__(self) -> int:
        """How many stand at the end."""
        return len(self._standing)

    def add(self, passed: Milestone) -> None:
        """A sum that was passed."""
        heapq.heappush(self._standing, (-passed.gmv_fen, len(self._commits)))
        self._commits.append(passed.commit_us)
        self._sums.append(passed.gmv_fen)
        self._times.append(passed.at_us)
        self._exact.append(passed.exact)
        self._record.append(passed.record)
        self._simulated.append(passed.simulated)
        self._until.append(NEVER_US)

    def correct(self, gmv_fen: int, commit_us: int) -> None:
        """The total fell: whatever lies above it was not passed."""
        while self._standing and -self._standing[0][0] > gmv_fen:
            self._until[heapq.heappop(self._standing)[1]] = commit_us

    def at(self, recording_us: int, named: tuple[int, ...] = ()) -> tuple[Milestone, ...]:
        """What stands at an instant, in the order of commits: the `named` sums, and of others the newest."""
        standing = self._places(recording_us)
        if len(standing) > MOST_STATED:
            chosen = np.isin(np.array(self._sums, np.int64)[standing], np.array(named, np.int64))
            chosen[-MOST_STATED:] = True
            standing = standing[chosen]
        return self._made(standing)

    def all_at(self, recording_us: int) -> tuple[Milestone, ...]:
        """All that stands at an instant, in the order of commits."""
        return self._made(self._places(recording_us))

    def _places(self, recording_us: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        commits, until = np.array(self._commits, np.int64), np.array(self._until, np.int64)
        return np.flatnonzero((commits <= recording_us) & (until > recording_us))

    def _made(self, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[Milestone, ...]:
        return tuple(
            Milestone(
                self._sums[place],
                self._times[place],
                self._commits[place],
                bool(self._exact[place]),
                bool(self._record[place]),
                self._simulated[place],
            )
            for place in places.tolist()
        )


class Peaks:
    """The highest values of each rate, in the order of their commits."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[array[int], array[int], array[int]]] = {}
        self._simulated: dict[str, list[bool | None]] = {}
        self._begun = array("q")

    def add(self, subject: str, peak: Peak) -> None:
        """A new highest value."""
        if subject not in self._of and len(self._of) >= MOST_SUBJECTS:
            return
        columns = self._of.setdefault(subject, (array("q"), array("q"), array("q")))
        for column, value in zip(columns, (peak.commit_us, peak.value, peak.at_us), strict=True):
            column.append(value)
        self._simulated.setdefault(subject, []).append(peak.simulated)

    def clear(self, commit_us: int) -> None:
        """The event starts: what was there before counts for nothing."""
        self._begun.append(commit_us)

    def at(self, recording_us: int) -> dict[str, Peak]:
        """The newest of each subject at an instant."""
        found = {}
        begun = bisect_right(self._begun, recording_us)
        since_us = self._begun[begun - 1] if begun else -NEVER_US
        for subject, (commits, values, times) in self._of.items():
            place = int(np.searchsorted(np.frombuffer(commits, np.int64), recording_us, side="right")) - 1
            if place >= 0 and commits[place] >= since_us:
                simulated = self._simulated[subject][place]
                found[subject] = Peak(values[place], times[place], commits[place], simulated)
        return found
