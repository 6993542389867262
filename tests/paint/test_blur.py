"""A blur beside what it is: three times the mean of the pixels around each one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wallboard.paint.glow import blurred


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from([1.0, 2.0, 4.0, 5.5]), st.integers(0, 2**32 - 1))
def test_a_blur_is_three_means_of_a_square_around_each_pixel(width: int, height: int, radius: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random((height, width), np.float32)
    half = (max(1, round(radius / 2 * 1.88)) | 1) // 2
    expected = mask.astype(np.float64)
    for _ in range(3):
        there = np.pad(expected, half)  # nothing lies beyond the edges
        places = range(2 * half + 1)
        expected = np.array([there[y : y + height, x : x + width] for y in places for x in places]).mean(axis=0)
    assert np.allclose(blurred(mask, radius), expected, atol=1e-4)
