"""A map in the middle of a box, as large as it can be."""

from __future__ import annotations

import numpy as np
import pytest

from wallboard.scene.fit import Fit, fitted

EXTENT = (-1000.0, -500.0, 3000.0, 1500.0)


@pytest.mark.parametrize(
    ("box", "tilt", "scale"),
    [
        ((10.0, 20.0, 400.0, 900.0), 1.0, 0.1),
        ((10.0, 20.0, 900.0, 100.0), 1.0, 0.05),
        ((0.0, 0.0, 400.0, 80.0), 0.5, 0.08),
    ],
)
def test_a_map_fills_its_box_in_one_direction_and_stands_in_the_middle_of_the_other(
    box: tuple[float, float, float, float], tilt: float, scale: float
) -> None:
    fit = fitted(EXTENT, box, tilt)
    assert fit.scale == pytest.approx(scale)
    west, south, east, north = EXTENT
    left, top = fit.at(west, north)
    right, bottom = fit.at(east, south)
    x, y, width, height = box
    assert (left - x, top - y) == pytest.approx((x + width - right, y + height - bottom))
    assert min(left - x, top - y) == pytest.approx(0, abs=1e-9)


def test_points_fall_where_each_of_them_does_alone() -> None:
    fit = Fit(0.1, 0.5, 7.0, 9.0)
    assert fit.points(np.array([(10.0, 20.0), (30.0, -40.0)])).tolist() == [[8.0, 8.0], [10.0, 11.0]]
    assert fit.at(30.0, -40.0) == (10.0, 11.0)
    assert fit.moved(1.0, -2.0).at(30.0, -40.0) == (11.0, 9.0)


def test_a_map_without_extent_has_a_scale_all_the_same() -> None:
    assert fitted((5.0, 5.0, 5.0, 5.0), (0.0, 0.0, 10.0, 10.0), 1.0).at(5.0, 5.0) == (5.0, 5.0)
