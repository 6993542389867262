"""Names in a column: lines that never cross, rows that never touch, cells that nobody shares."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from wallboard.scene.hexagons import grid, seated
from wallboard.scene.label_rail import rows
from wallboard.scene.places import places

RAIL, TOP, BOTTOM = 500.0, 0.0, 400.0
POINTS = st.lists(st.tuples(st.integers(0, 480), st.integers(0, 400)), min_size=1, max_size=12, unique=True)


@given(POINTS, st.integers(5, 33))
def test_no_two_lines_cross_and_no_two_rows_touch(points: list[tuple[int, int]], pitch: int) -> None:
    found = rows(points, RAIL, TOP, BOTTOM, pitch)
    lines = [LineString([point, (RAIL, row)]) for point, row in zip(points, found, strict=True)]
    for one, other in combinations(lines, 2):
        assert not one.crosses(other) or (one.intersection(other).length == 0 and _share_an_end(one, other))
    ordered = sorted(found)
    assert all(b - a >= pitch - 1e-6 for a, b in pairwise(ordered))
    assert ordered[0] >= TOP + pitch / 2 - 1e-6
    assert ordered[-1] <= BOTTOM - pitch / 2 + 1e-6


def _share_an_end(one: LineString, other: LineString) -> bool:
    """Whether a point lies on the line of another: it touches it, and runs on to one side."""
    return any(line.distance(end) < 1e-6 for line, ends in ((one, other), (other, one)) for end in ends.boundary.geoms)


def test_a_row_stands_at_the_height_of_its_point_where_there_is_room() -> None:
    assert rows([(10, 50), (10, 200), (10, 300)], RAIL, TOP, BOTTOM, 20) == (50, 200, 300)


def test_more_rows_than_have_room_are_an_error() -> None:
    with pytest.raises(ValueError, match="no room"):
        rows([(0, y) for y in range(30)], RAIL, TOP, BOTTOM, 20)


@given(st.lists(st.tuples(st.floats(-5e5, 5e5), st.floats(-5e5, 5e5)), min_size=1, max_size=40))
def test_every_city_has_a_cell_of_its_own(points: list[tuple[float, float]]) -> None:
    found = seated(np.array(points), 46_000)
    assert len({(round(x), round(y)) for x, y in found}) == len(points)
    assert (found == seated(np.array(points), 46_000)).all()


def test_a_city_alone_sits_in_the_cell_that_it_lies_in() -> None:
    cells = np.array(grid((-5e5, -5e5, 5e5, 5e5), 46_000))
    for point in np.random.default_rng(5).uniform(-4e5, 4e5, (50, 2)):
        (found,) = seated(point[None, :], 46_000)
        assert math.dist(found, point) == pytest.approx(float(np.hypot(*(cells - point).T).min()))


def test_the_cities_of_the_shipped_map_lie_near_their_cells() -> None:
    cities = [c for c in places().cities.values() if c.dot]
    at = np.array([(c.x, c.y) for c in cities], np.float64)
    off = np.hypot(*(seated(at, 46_000) - at).T)
    assert np.median(off) < 40_000
    assert off.max() < 200_000
