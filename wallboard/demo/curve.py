"""Monotone curves through given points, in exact integer arithmetic: never an overshoot, the same bytes everywhere."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

_SLOPE_ONE = 1 << 40
"""Slopes are kept in this fraction of a unit, cut towards zero, so that evaluating needs whole numbers alone."""


@dataclass(frozen=True, slots=True)
class MonotoneCurve:
    """A piecewise cubic that rises (or falls) wherever its points do, and is level outside them.

    The scheme is Fritsch and Carlson's with Butland's weighted harmonic mean for the slopes ("PCHIP": SIAM
    J. Numer. Anal. 17, 1980; SIAM J. Sci. Stat. Comput. 5, 1984).
    """

    xs: tuple[int, ...]
    ys: tuple[int, ...]
    slopes: tuple[int, ...]

    @classmethod
    def through(cls, points: tuple[tuple[int, int], ...]) -> "MonotoneCurve":
        """The curve through points (x, y) with strictly rising x; at least two."""
        xs = tuple(x for x, _ in points)
        ys = tuple(y for _, y in points)
        widths = [right - left for left, right in pairwise(xs)]
        rises = [Fraction(right - left, width) for (left, right), width in zip(pairwise(ys), widths, strict=True)]
        inner = [
            _inner_slope(w0, w1, r0, r1) for (w0, w1), (r0, r1) in zip(pairwise(widths), pairwise(rises), strict=True)
        ]
        first = rises[0] if not inner else _end_slope(rises[0], inner[0])
        last = rises[-1] if not inner else _end_slope(rises[-1], inner[-1])
        return cls(xs, ys, tuple(int(slope * _SLOPE_ONE) for slope in (first, *inner, last)))

    def at(self, x: int) -> int:
        """The height at x, rounded down; exactly y at a point."""
        if x <= self.xs[0]:
            return self.ys[0]
        if x >= self.xs[-1]:
            return self.ys[-1]
        left = bisect_right(self.xs, x) - 1
        width = self.xs[left + 1] - self.xs[left]
        into = x - self.xs[left]
        rest = width - into
        rise = self.ys[left + 1] - self.ys[left]
        chord = _SLOPE_ONE * rise * into * into * (3 * width - 2 * into)
        bend = width * into * rest * (self.slopes[left] * rest - self.slopes[left + 1] * into)
        return self.ys[left] + (chord + bend) // (_SLOPE_ONE * width**3)

    def row(self, length: int) -> list[int]:
        """`at` 0, 1, … length - 1, much faster than one by one: a cubic is known by its differences at four points."""
        found: list[int] = []
        ends = zip(pairwise(self.xs), pairwise(self.ys), pairwise(self.slopes), strict=True)
        for (start, end), (low, high), (leaving, arriving) in ends:
            found += [low] * (min(start, length) - len(found))
            width, known = end - start, range(len(found) - start, len(found) - start + 4)
            chords = (_SLOPE_ONE * (high - low) * into * into * (3 * width - 2 * into) for into in known)
            bends = (width * into * (width - into) * (leaving * (width - into) - arriving * into) for into in known)
            height, first, second, third = _differences([c + b for c, b in zip(chords, bends, strict=True)])
            unit = _SLOPE_ONE * width**3
            for _ in range(len(found), min(end, length)):
                found.append(low + height // unit)
                height, first, second = height + first, first + second, second + third
        return found + [self.ys[-1]] * (length - len(found))


def _differences(values: list[int]) -> list[int]:
    """The first of some values, of their differences, of the differences of those, and so on."""
    firsts = []
    while values:
        firsts.append(values[0])
        values = [right - left for left, right in pairwise(values)]
    return firsts


def _inner_slope(width0: int, width1: int, rise0: Fraction, rise1: Fraction) -> Fraction:
    if rise0 * rise1 <= 0:
        return Fraction(0)
    weight0, weight1 = 2 * width1 + width0, width1 + 2 * width0
    return (weight0 + weight1) / (weight0 / rise0 + weight1 / rise1)


def _end_slope(rise: Fraction, neighbour: Fraction) -> Fraction:
    """The slope that lets the end stretch be a parabola, held between level and three times its mean."""
    slope = (3 * rise - neighbour) / 2
    if slope * rise <= 0:
        return Fraction(0)
    return slope if abs(slope) <= 3 * abs(rise) else 3 * rise


@dataclass(frozen=True, slots=True)
class SecondTable:
    """A total known at every whole second from 0 on, smooth in between: `totals[s]` at second s."""

    totals: tuple[int, ...]

    def at(self, elapsed_us: int) -> int:
        """The total at any microsecond, rounded down: first before the start, last after the end."""
        second, into = divmod(elapsed_us, 1_000_000)
        if second < 0:
            return self.totals[0]
        if second >= len(self.totals) - 1:
            return self.totals[-1]
        rise = self.totals[second + 1] - self.totals[second]
        rest = 1_000_000 - into
        chord = rise * into * into * (3_000_000 - 2 * into)
        bend = into * rest * (self._rate(second) * rest - self._rate(second + 1) * into)
        return self.totals[second] + (chord + bend) // 10**18

    def _rate(self, second: int) -> int:
        """A second's slope: the harmonic mean of the rises beside it keeps every stretch monotone."""
        if not 0 < second < len(self.totals) - 1:
            return 0
        before = self.totals[second] - self.totals[second - 1]
        after = self.totals[second + 1] - self.totals[second]
        return 2 * before * after // (before + after) if before + after else 0
