"""A range of when the next sum may be passed, by the pace of the last ten minutes: an estimate, and called one."""

from __future__ import annotations

import numpy as np

from wallboard.core.instants import MINUTE_US
from wallboard.core.recording_state import Curve

SPAN_US = 10 * MINUTE_US
PARTS = 5
"""The span is looked at in so many parts: the range lies between the slowest and the fastest of them."""


def passes_between(curve: Curve, goal_fen: int, until_us: int | None) -> tuple[int, int] | None:
    """Between which instants (event time, whole minutes around them) a sum would be passed at the paces of the span.

    None where nobody can tell: the span is not whole (a gap, a fall, an event that has just begun), nothing was sold in
    one of its parts, or the range would end behind `until_us`.
    """
    if len(curve.at_us) < 2:
        return None
    order = np.argsort(curve.at_us, kind="stable")
    at, sums = curve.at_us[order], curve.gmv_fen[order]
    now_us, now_fen = int(at[-1]), int(sums[-1])
    first_us = now_us - SPAN_US
    within = at >= first_us
    if at[0] > first_us or goal_fen <= now_fen or np.any(np.diff(sums[within]) < 0):
        return None
    edges = np.linspace(first_us, now_us, PARTS + 1)
    if np.any(np.histogram(at, edges)[0] == 0):
        return None
    grown = np.diff(np.interp(edges, at.astype(np.float64), sums.astype(np.float64)))
    if grown.min() <= 0:
        return None
    part_us, left = SPAN_US / PARTS, goal_fen - now_fen
    soonest, latest = (now_us + left / float(pace) * part_us for pace in (grown.max(), grown.min()))
    if until_us is not None and latest > until_us:
        return None
    return int(soonest) // MINUTE_US * MINUTE_US, -(-int(latest) // MINUTE_US) * MINUTE_US
