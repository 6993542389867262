"""The night's curve thinned for drawing, with its gaps and what was filled into them; each is worked out once."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.core.recording_state import Curve

MOST_POINTS = 480
"""Of a curve as it is drawn."""


class CurveTrack(msgspec.Struct, frozen=True):
    """A curve in elapsed seconds and fen (or counts …), thinned; a gap is a NaN. `key` tells two apart."""

    key: tuple[int, int, str]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    from_zero: bool = False
    """Whether it begins with nothing at the origin: where it is known from the start on."""

    def __eq__(self, other: object) -> bool:
        """Equal keys, equal curves: cheaper than comparing points in every frame."""
        return isinstance(other, CurveTrack) and other.key == self.key

    def __hash__(self) -> int:
        """By the key."""
        return hash(self.key)


NO_CURVE = CurveTrack((0, 0, ""), (), ())


class KeyedCurve:
    """A curve that a cache tells apart by its identity instead of looking into its arrays."""

    __slots__ = ("curve",)

    def __init__(self, curve: Curve) -> None:
        """Of this very curve."""
        self.curve = curve

    def __eq__(self, other: object) -> bool:
        """The same curve, not an equal one."""
        return isinstance(other, KeyedCurve) and other.curve is self.curve

    def __hash__(self) -> int:
        """By identity."""
        return id(self.curve)


def track(curve: Curve | None, start_us: int, step_us: int = 1, metric: str = "gmv") -> CurveTrack:
    """The night's curve of a metric from the start on, thinned; what was corrected stands as it was shown.

    It ends at the newest point up to a multiple of `step_us`: the last few pixels to the head are a line of their own,
    so that not each snapshot draws the whole curve anew.
    """
    if curve is None or len(curve.at_us) == 0:
        return CurveTrack((0, 0, metric), (), ())
    passed_us = int(curve.at_us.max()) - start_us
    return _track(KeyedCurve(curve), start_us, start_us + passed_us // step_us * step_us, metric)


def filled_track(curve: Curve | None, start_us: int, metric: str = "gmv") -> CurveTrack:
    """What was filled in after outages, each joined to what was shown before and after it; empty where nothing was."""
    if curve is None or curve.filled is None:
        return CurveTrack((0, 0, metric), (), ())
    return _filled_track(KeyedCurve(curve), start_us, metric)


@lru_cache(maxsize=4)
def _filled_track(keyed: KeyedCurve, start_us: int, metric: str) -> CurveTrack:
    curve, filled = keyed.curve, keyed.curve.filled
    assert filled is not None
    shown_at, shown = _ordered(curve, start_us, metric)
    found_at, found = _ordered(filled, start_us, metric)
    xs: list[float] = []
    ys: list[float] = []
    between = np.searchsorted(shown_at, found_at, side="right")  # how many points were shown before each
    for after in dict.fromkeys(between.tolist()):  # they do not fall: both are ordered
        if not 0 < after < len(shown_at):
            continue  # nothing was shown on one of its sides
        here = between == after
        times = (shown_at[after - 1], *found_at[here], shown_at[after])
        xs += [*((at_us - start_us) / 1e6 for at_us in times), (shown_at[after] - start_us) / 1e6]
        ys += [float(shown[after - 1]), *map(float, found[here]), float(shown[after]), np.nan]
    return CurveTrack((len(found_at), int(filled.commit_us[-1]), metric), tuple(map(float, xs)), tuple(ys))


def _ordered(curve: Curve, start_us: int, metric: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Times and values of a metric from the start on, by time, without those that are missing."""
    values = curve.gmv_fen if metric == "gmv" else curve.figures.get(metric, np.full(len(curve.at_us), -1))
    known = np.flatnonzero((values >= 0) & (curve.at_us >= start_us))
    order = known[np.argsort(curve.at_us[known], kind="stable")]
    return curve.at_us[order], values[order]


@lru_cache(maxsize=4)
def _track(keyed: KeyedCurve, start_us: int, until_us: int, metric: str) -> CurveTrack:
    curve = keyed.curve
    values = curve.gmv_fen if metric == "gmv" else curve.figures.get(metric, np.full(len(curve.at_us), -1))
    during = np.flatnonzero((curve.at_us >= start_us) & (curve.at_us <= until_us) & (values >= 0))
    if len(during) == 0:
        return CurveTrack((0, 0, metric), (), ())
    places = np.linspace(0, len(during) - 1, min(MOST_POINTS, len(during)))  # at least one apart: no two round alike
    chosen = during[places.round().astype(int)]
    xs = (curve.at_us[chosen] - start_us) / 1e6
    ys = values[chosen].astype(float)
    committed = curve.commit_us[chosen]
    for _, to_us in curve.gaps:
        after = int(np.searchsorted(committed, to_us))
        if 0 < after < len(xs):
            xs = np.insert(xs, after, xs[after])
            ys = np.insert(ys, after, np.nan)
            committed = np.insert(committed, after, committed[after])
    return CurveTrack((len(during), int(curve.commit_us[during[-1]]), metric), tuple(xs.tolist()), tuple(ys.tolist()))
