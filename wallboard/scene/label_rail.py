"""Names in a column beside a map, with lines that never cross: which name stands in which row."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def rows(tops: Sequence[Point], elbow_x: float, top: float, bottom: float, pitch: float) -> tuple[float, ...]:
    """The middle of the row of each point, in the order of the points; lines run straight to (`elbow_x`, row).

    The rows lie between `top` and `bottom`, at least `pitch` apart, each as near to the height of a point as its
    neighbours let it. Two lines that cross exchange their ends: that makes both together shorter, so it comes to an
    end, and none crosses another any more.

    Raises:
        ValueError: so many rows have no room.
    """
    if len(tops) * pitch > bottom - top + 1e-6:
        msg = f"{len(tops)} rows of {pitch:g} have no room between {top:g} and {bottom:g}"
        raise ValueError(msg)
    heights = _apart(sorted(y for _, y in tops), top + pitch / 2, bottom - pitch / 2, pitch)
    order = sorted(range(len(tops)), key=lambda n: (tops[n][1], tops[n][0]))
    found = [0.0] * len(tops)
    for row, number in enumerate(order):
        found[number] = heights[row]
    while (pair := _longer(tops, found, elbow_x)) is not None:
        one, other = pair
        found[one], found[other] = found[other], found[one]
    return tuple(found)


def _longer(tops: Sequence[Point], found: Sequence[float], x: float) -> tuple[int, int] | None:
    """Two points whose lines would be shorter with each other's rows: lines that cross always are."""
    for one in range(len(tops)):
        for other in range(one):
            a, b, y, z = tops[one], tops[other], found[one], found[other]
            now = math.dist(a, (x, y)) + math.dist(b, (x, z))
            if math.dist(a, (x, z)) + math.dist(b, (x, y)) < now - 1e-9:
                return one, other
    return None


def _apart(wishes: Sequence[float], first: float, last: float, pitch: float) -> list[float]:
    """Ascending heights moved as little as it takes to be `pitch` apart between two bounds."""
    groups: list[tuple[float, int]] = []  # the height of a group's first row, and its rows
    for wish in wishes:
        groups.append((wish, 1))
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] * pitch > groups[-1][0]:
            (above, many), (below, few) = groups[-2:]
            together = (above * many + (below - many * pitch) * few) / (many + few)
            groups[-2:] = [(together, many + few)]
    found = [start + k * pitch for start, count in groups for k in range(count)]
    for number in range(len(found)):
        found[number] = max(found[number], first if number == 0 else found[number - 1] + pitch)
    for number in reversed(range(len(found))):
        found[number] = min(found[number], last if number == len(found) - 1 else found[number + 1] - pitch)
    return found
