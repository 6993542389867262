"""Rings and flashes of an instant are those of the pulses around it; lights that change no pixel are left out."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from wallboard.panels.maps import batch
from wallboard.panels.maps.atlas import FAINTEST, Kinds, fragments, together
from wallboard.panels.maps.pulses import BIG, RING_US, SMALL
from wallboard.panels.maps.ripples import FLASH_US, SECOND_RING_US, Rings, Ripples

KINDS = Kinds(glows=40, rings=60, sparks=5)
NOW_US = 10_000_000
TIMES = st.lists(st.tuples(st.integers(NOW_US - 2 * RING_US, NOW_US + RING_US), st.booleans()), max_size=90)


def ripples_at(times: list[tuple[int, bool]]) -> Ripples:
    """Pulses (when, whether around a city with a column), each where no other one is: x is its number."""
    begins_us = [at_us for at_us, _ in times]
    at_us, x = np.array(begins_us, np.int64), np.arange(len(times), dtype=np.float64)
    lit = np.array([column for _, column in times], np.bool_)
    wide = np.full(len(times), 30.0)
    return Ripples(begins_us, Rings(at_us, x, x, wide), Rings(at_us, x, x, wide), lit)


@given(TIMES)
def test_the_newest_pulses_ring_twice_around_a_column_and_flash_while_they_are_young(
    times: list[tuple[int, bool]],
) -> None:
    times.sort()
    rings, flashes = ripples_at(times).lights(NOW_US, KINDS)
    newest = [n for n, (at_us, _) in enumerate(times) if 0 <= NOW_US - at_us < RING_US][::-1]
    wanted = [(float(n), NOW_US - times[n][0]) for n in newest if not times[n][1]][:SMALL]
    for n in [n for n in newest if times[n][1]][:BIG]:
        wanted += [(float(n), NOW_US - times[n][0]), (float(n), NOW_US - times[n][0] - SECOND_RING_US)]
    drawn = [(x, opacity) for _, xs, _, opacities in rings for x, opacity in zip(xs, opacities, strict=True) if opacity]
    grown = [(x, 1 - (1 - age_us / RING_US) ** 2.4) for x, age_us in wanted if age_us >= 0]
    assert [x for x, _ in drawn] == [x for x, _ in grown]
    assert [opacity for _, opacity in drawn] == pytest.approx([0.62 * (1 - eased) ** 1.1 for _, eased in grown])
    flashing = [float(n) for n in newest if NOW_US - times[n][0] < FLASH_US]
    assert [x for _, xs, _, _ in flashes for x in xs] == flashing


@pytest.mark.parametrize("mode", ["CompositionMode_Plus", "CompositionMode_SourceOver"])
def test_lights_that_are_left_out_would_have_changed_no_pixel(
    qapp: QApplication, mode: Literal["CompositionMode_Plus", "CompositionMode_SourceOver"]
) -> None:
    assert qapp is not None
    light = QPixmap(9, 9)
    light.fill(QColor("white"))
    sprites, one = np.array([[0.0, 0.0, 9.0, 9.0]]), np.array([20.0])
    for opacity, is_drawn in ((4 * FAINTEST, True), (np.nextafter(FAINTEST, 0), False)):
        point = np.array([0]), one, one, np.array([opacity])
        assert len(together(sprites, [point])) == is_drawn
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("#406080"))
        before = image.copy()
        painter = QPainter(image)
        batch.draw(painter, light, batch.fragments_of(fragments(sprites, *point)), QPainter.CompositionMode[mode])
        painter.end()
        assert (image != before) == is_drawn
