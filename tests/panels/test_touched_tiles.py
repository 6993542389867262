"""The tiles that lights touch hold every pixel of them, and no tile without one beside."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wallboard.panels.maps.atlas import FIELDS, Rows
from wallboard.panels.maps.batch import fragments_of
from wallboard.panels.maps.touched import tiles
from wallboard.scene.grid import Rect

WITHIN = Rect(7, -3, 90, 50)
SIDE = 8
LIGHTS = st.lists(
    st.tuples(st.integers(-40, 140), st.integers(-40, 90), st.integers(0, 12), st.integers(0, 12)), max_size=9
)
HIDDEN = (-1e6, 20, 4, 4)
"""A light that the earth hides."""


def rows_of(lights: list[tuple[float, float, float, float]]) -> Rows:
    """Fragments of a middle and half an extent in each direction, of odd sizes as sprites are."""
    rows = np.zeros((len(lights), FIELDS))
    for row, (x, y, half_w, half_h) in zip(rows, lights, strict=True):
        row[[0, 1, 4, 5]] = x + 0.5, y + 0.5, 2 * half_w + 1, 2 * half_h + 1
    return rows


@given(LIGHTS)
def test_every_pixel_of_a_light_lies_in_one_box_and_boxes_do_not_overlap(
    lights: list[tuple[int, int, int, int]],
) -> None:
    taken = np.zeros((200, 200), np.int32)  # of pixels from (-50, -50) on
    for left, top, right, bottom in tiles(fragments_of(rows_of([*lights, HIDDEN])).edges, WITHIN, SIDE):
        taken[top + 50 : bottom + 50, left + 50 : right + 50] += 1
    assert taken.max() <= 1
    wanted = np.zeros_like(taken, dtype=bool)
    near = np.zeros_like(wanted)
    for x, y, half_w, half_h in lights:
        wanted[max(0, y - half_h + 50) : y + half_h + 51, max(0, x - half_w + 50) : x + half_w + 51] = True
        far_w, far_h = half_w + SIDE + 2, half_h + SIDE + 2
        near[max(0, y - far_h + 50) : y + far_h + 51, max(0, x - far_w + 50) : x + far_w + 51] = True
    inside = np.zeros_like(wanted)
    inside[WITHIN.y + 50 : WITHIN.bottom + 50, WITHIN.x + 50 : WITHIN.right + 50] = True
    assert taken[wanted & inside].all()
    assert not (taken.astype(bool) & ~near).any()
