"""A box that is filled in parts, as clips cut it, is to the level the box that is filled at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.paint.brush import Brush
from wallboard.paint.grounds import ground
from wallboard.paint.ops import Fill, Line, Op
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT

SIZE = (160, 60)
HIGH = 400
BARE = ground(NIGHT, *SIZE)
PLACES, LENGTHS = (st.integers(0, 90) | st.floats(-4, 90) for _ in range(2))
OPACITIES = st.sampled_from((0.0, 0.13, 0.5, 1.0))
FILLS = st.builds(
    Fill, x=PLACES, y=PLACES, w=LENGTHS, h=LENGTHS, color=st.sampled_from(("#FFC94A", "#2F72D2")), opacity=OPACITIES,
    color2=st.sampled_from(("", "#FF9A1F")), opacity2=OPACITIES, direction=st.sampled_from(("h", "v")),
)  # fmt: skip
LEVEL = st.builds(lambda x, y, w: Line(x, y, x + w, y, 1.5, "#FFC94A", 0.5), PLACES, PLACES, LENGTHS)


def painted(op: Op, *clips: tuple[int, int, int, int]) -> QImage:
    image = BARE.copy()
    painter = QPainter(image)
    for clip in clips:
        painter.setClipRect(*clip)
        Brush(Sprites(NIGHT)).draw(painter, (op,))
    painter.end()
    return image


@settings(max_examples=120, deadline=None)
@given(op=FILLS | LEVEL, x=st.integers(1, SIZE[0] - 1), y=st.integers(1, SIZE[1] - 1))
def test_wherever_a_clip_cuts_a_box_its_pixels_are_the_same(qapp: QApplication, op: Op, x: int, y: int) -> None:
    assert qapp is not None
    wide, high = SIZE
    quarters = ((0, 0, x, y), (x, 0, wide - x, y), (0, y, x, high - y), (x, y, wide - x, high - y))
    assert painted(op, *quarters) == painted(op, (0, 0, wide, high))


@example(op=Fill(0, 35.43, 1, 210, "#FFC94A", 0.5, "#FF9A1F", direction="v"), top=99)
@settings(max_examples=120, deadline=None)
@given(op=FILLS.map(lambda op: replace(op, h=op.h * 4)), top=st.integers(1, HIGH - 1))
def test_in_a_strip_of_its_own_a_box_has_the_pixels_that_it_has_in_the_whole(
    qapp: QApplication, op: Fill, top: int
) -> None:
    assert qapp is not None
    bare = ground(NIGHT, SIZE[0], HIGH)
    whole, strip = bare.copy(), bare.copy(0, top, SIZE[0], HIGH - top)
    for image, begin in ((whole, 0), (strip, top)):
        painter = QPainter(image)
        painter.translate(0, -begin)
        Brush(Sprites(NIGHT)).draw(painter, (op,))
        painter.end()
    assert strip == whole.copy(0, top, SIZE[0], HIGH - top)


@pytest.mark.parametrize(("x", "w", "shares"), [(2.25, 3.5, (0.75, 1, 1, 0.75)), (2.25, 0.5, (0.5,)), (2, 2, (1, 1))])
def test_an_edge_is_as_bright_as_the_box_covers_it(
    qapp: QApplication, x: float, w: float, shares: tuple[float]
) -> None:
    assert qapp is not None
    image = QImage(12, 3, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    Brush(Sprites(NIGHT)).draw(painter, (Fill(x, 1, w, 1, "#FFFFFF"),))
    painter.end()
    found = [image.pixelColor(column, 1).red() / 255 for column in range(2, 2 + len(shares))]
    assert found == pytest.approx(shares, abs=0.01)
    assert image.pixelColor(1, 1).red() == image.pixelColor(2 + len(shares), 1).red() == 0
