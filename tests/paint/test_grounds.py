"""The ground: dark at the corners, dithered, and the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from tests.golden.compare import pixels
from wallboard.paint.grounds import ground
from wallboard.paint.theme import NIGHT


def test_the_dither_is_the_same_every_time() -> None:
    assert ground(NIGHT, 320, 180) == ground(NIGHT, 320, 180)


@pytest.mark.parametrize("size", [(1, 1), (513, 300), (1200, 520)])
def test_any_size_is_filled(size: tuple[int, int]) -> None:
    image = ground(NIGHT, *size)
    assert (image.width(), image.height()) == size


def test_neighbouring_pixels_differ_by_a_little_noise_and_no_more() -> None:
    rows = pixels(ground(NIGHT, 640, 360))
    steps = np.abs(np.diff(rows, axis=1))
    assert float((steps > 0).mean()) > 0.3
    assert int(steps.max()) <= 6


def test_no_flat_band_is_left_in_the_dark() -> None:
    last = pixels(ground(NIGHT, 640, 360))[-40:, :, 2]
    assert len(np.unique(last)) > 2
