"""How fast the sum grows, and the fastest it has grown so far."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.instants import SECOND_US

WINDOW_US = 10 * SECOND_US
"""The growth is that of the last ten seconds: of one second it would jump, of a minute it would lag behind a rush."""


class Growth(msgspec.Struct, frozen=True):
    """Fen a second of event time, rounded down: `now` over the last window, `peak` over the best window so far."""

    now: int
    peak: int


def growth_of(at_us: npt.NDArray[np.int64], gmv_fen: npt.NDArray[np.int64]) -> Growth | None:
    """The growth after confirmed sums: parallel arrays of shape (n,), in the order of their commits.

    The window of each sum reaches back to the newest one that is at least `WINDOW_US` older, or to the first of all; a
    fall (a correction) begins anew after it. None with fewer than two sums at different times.
    """
    falls = np.flatnonzero((np.diff(gmv_fen) < 0) | (np.diff(at_us) < 0))
    starts = [0, *(falls + 1).tolist()]
    now, peak = None, 0
    for start, end in zip(starts, [*starts[1:], len(at_us)], strict=True):
        times, sums = at_us[start:end], gmv_fen[start:end]
        back = np.maximum(np.searchsorted(times, times - WINDOW_US, side="right") - 1, 0)
        passed, grown = times - times[back], sums - sums[back]
        known = np.flatnonzero(passed > 0)
        if not len(known):
            now = None
            continue
        # in floats to find the best, in integers to say it
        best = known[np.argmax(grown[known] / passed[known])]
        peak = max(peak, _per_second(int(grown[best]), int(passed[best])))
        now = _per_second(int(grown[-1]), int(passed[-1])) if passed[-1] > 0 else None
    return None if now is None else Growth(now, max(peak, now))


def _per_second(grown_fen: int, passed_us: int) -> int:
    return grown_fen * SECOND_US // passed_us
