"""A picture is the same whether it was drawn at once, in pieces, or finished in a hurry."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.paint.ops import Painted, Picture
from wallboard.paint.pictures import Pictures
from wallboard.paint.relief import relief
from wallboard.paint.sprites import PASSING, Sprites
from wallboard.paint.theme import BRIGHT, NIGHT, Theme


def amount(theme: Theme, em: float = 60.0) -> Picture:
    """The amount on a card."""
    return Picture(0, 0, 200, 90, ("relief", theme.name, em), relief("100", "亿", em, 12.0, theme))


def pieces_of(pictures: Pictures, op: Picture, most: int = 1000) -> int:
    """How many pieces there were to draw."""
    count = 0
    while count < most and pictures.prepare(op):
        count += 1
    return count


@pytest.mark.parametrize("theme", [NIGHT, BRIGHT], ids=["night", "bright"])
@pytest.mark.parametrize("beforehand", [1, 3, 1000])
def test_pieces_drawn_beforehand_make_the_picture_drawn_at_once(
    qapp: QApplication, theme: Theme, beforehand: int
) -> None:
    op = amount(theme)
    at_once = Pictures(Sprites(theme)).sprite(op).pixmap.toImage()
    pictures = Pictures(Sprites(theme))
    assert pieces_of(pictures, op, beforehand) == min(beforehand, len(op.paint.pieces))
    assert pictures.sprite(op).pixmap.toImage() == at_once
    assert not pictures.prepare(op)


def test_the_relief_is_cut_into_pieces(qapp: QApplication) -> None:
    assert len(amount(NIGHT).paint.pieces) >= 5


def test_a_picture_that_another_one_interrupts_is_begun_anew_and_whole(qapp: QApplication) -> None:
    one, other = amount(NIGHT), amount(NIGHT, 40.0)
    sprites = Sprites(NIGHT)
    pictures = Pictures(sprites)
    pictures.prepare(one)
    pictures.prepare(other)
    for op in (one, other):
        pieces_of(pictures, op)
        assert pictures.sprite(op).pixmap.toImage() == Pictures(Sprites(NIGHT)).sprite(op).pixmap.toImage()


def test_a_piece_that_fails_leaves_nothing_half_drawn(qapp: QApplication) -> None:
    fails = [True]

    def fragile(painter: QPainter) -> None:
        if fails[0]:
            msg = "no"
            raise ValueError(msg)
        painter.fillRect(0, 0, 5, 5, QColor("#FF0000"))

    op = Picture(0, 0, 5, 5, ("fragile",), Painted(fragile))
    pictures = Pictures(Sprites(NIGHT))
    with pytest.raises(ValueError, match="no"):
        pictures.prepare(op)
    fails[0] = False
    found = pictures.sprite(op).pixmap.toImage()
    assert {found.pixelColor(x, y).name() for x in range(5) for y in range(5)} == {"#ff0000"}


def test_of_pictures_that_take_each_others_place_few_are_kept(qapp: QApplication) -> None:
    sprites = Sprites(NIGHT)
    pictures = Pictures(sprites)
    pictures.sprite(amount(NIGHT))
    once = sprites.held
    for second in range(3 * PASSING):
        curve = Picture(0, 0, 40, 10, ("curve", second), Painted(lambda painter: painter.fillRect(0, 0, 5, 5, 0)))
        pictures.sprite(structs.replace(curve, passing=True))
        assert not pictures.prepare(structs.replace(curve, passing=True))
        pictures.sprite(structs.replace(curve, key=("stays", second)))
    assert sprites.held - once == (PASSING + 3 * PASSING) * 4 * 40 * 10
    made = sprites.made
    pictures.sprite(amount(NIGHT))
    assert sprites.made == made
