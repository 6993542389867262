"""The brush draws each op as a few calls of a painter would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from tests.golden.compare import compared, pixels
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import qfont
from wallboard.paint.ops import Cell, Clip, Digits, Face, Fill, Glow, Line, Live, Op, Painted, Picture, Shape, Text
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT

SIZE = (120, 90)
FACE = Face("latin", 700, 40)


def picture(draw: Callable[[QPainter], None]) -> QImage:
    """What some painter calls leave on a dark picture."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("#101820"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return image


def brushed(*ops: Op) -> QImage:
    """What the brush makes of ops."""
    return picture(lambda painter: Brush(Sprites(NIGHT)).draw(painter, ops))


def box(painter: QPainter) -> None:
    painter.fillRect(QRectF(10, 20, 50, 30), QColor("#FF9A1F"))


def see_through(painter: QPainter) -> None:
    painter.fillRect(QRectF(10, 20, 50, 30), QColor(255, 154, 31, 128))


def rounded(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FF9A1F"))
    painter.drawRoundedRect(QRectF(10, 20, 50, 30), 8, 8)


def outlined(painter: QPainter) -> None:
    painter.setPen(QPen(QColor("#FF9A1F"), 4))
    painter.drawRoundedRect(QRectF(12, 22, 46, 26), 8, 8)


def fading(painter: QPainter) -> None:
    gradient = QLinearGradient(10, 0, 60, 0)
    gradient.setColorAt(0, QColor("#FF0000"))
    gradient.setColorAt(1, QColor("#00FF00"))
    painter.fillRect(QRectF(10, 20, 50, 30), gradient)


def level(painter: QPainter) -> None:
    painter.fillRect(QRectF(10, 39, 80, 2), QColor("#FF9A1F"))


def slanted(painter: QPainter) -> None:
    painter.setPen(QPen(QColor("#FF9A1F"), 3))
    painter.drawLine(QPointF(10, 10), QPointF(100, 80))


def dot(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FF9A1F"))
    painter.drawEllipse(QPointF(50, 40), 15, 15)


def triangle(painter: QPainter) -> None:
    path = QPainterPath(QPointF(50, 28))
    path.lineTo(65, 52)
    path.lineTo(35, 52)
    path.closeSubpath()
    painter.fillPath(path, QColor("#FF9A1F"))


def letters(painter: QPainter) -> None:
    path = QPainterPath()
    path.addText(QPointF(10, 60), qfont(FACE), "GMV")
    painter.fillPath(path, QColor("#FF9A1F"))


AMBER = "#FF9A1F"
SAME: dict[str, tuple[Op, Callable[[QPainter], None]]] = {
    "a rectangle": (Fill(10, 20, 50, 30, AMBER), box),
    "half opaque": (Fill(10, 20, 50, 30, AMBER, 0.5), see_through),
    "rounded": (Fill(10, 20, 50, 30, AMBER, radius=8), rounded),
    "an outline": (Fill(10, 20, 50, 30, AMBER, radius=8, stroke=4), outlined),
    "a gradient": (Fill(10, 20, 50, 30, "#FF0000", color2="#00FF00"), fading),
    "a level line": (Line(10, 40, 90, 40, 2, AMBER), level),
    "a slanted line": (Line(10, 10, 100, 80, 3, AMBER), slanted),
    "a dot": (Shape("dot", 50, 40, 30, AMBER), dot),
    "a rise": (Shape("up", 50, 40, 30, AMBER), triangle),
    "a text": (Text(10, 60, 80, "GMV", FACE, AMBER), letters),
    "a clip": (Clip(0, 0, 120, 90, (Fill(10, 20, 50, 30, AMBER),)), box),
    "a picture": (Picture(10, 20, 50, 30, ("k",), Painted(lambda p: p.fillRect(0, 0, 50, 30, QColor(AMBER)))), box),
    "something live": (Live(0, 0, 120, 90, ("k",), Painted(box)), box),
}


@pytest.mark.parametrize("what", SAME)
def test_an_op_looks_like_the_painters_calls_for_it(what: str) -> None:
    op, calls = SAME[what]
    result = compared(picture(calls), brushed(op))
    assert result.alike, result


def test_a_clip_hides_what_lies_outside() -> None:
    clipped = brushed(Clip(10, 20, 50, 30, (Fill(0, 0, 120, 90, AMBER),)))
    assert compared(picture(box), clipped).alike


def test_a_glow_only_adds_light() -> None:
    lit = pixels(brushed(Glow(60, 45, 30, AMBER))) - pixels(brushed())
    assert lit.min() >= 0
    assert lit[45, 60].max() > 100
    assert lit[0, 0].max() == 0


def test_digits_at_rest_are_their_letters_side_by_side() -> None:
    figure = Digits(10, 60, 60, (Cell(0, "4"), Cell(25, "7")), FACE, AMBER, text="47")
    apart = brushed(Text(10, 60, 0, "4", FACE, AMBER), Text(35, 60, 0, "7", FACE, AMBER))
    assert brushed(figure) == apart


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.7])
def test_a_turning_place_stays_in_its_window(turn: float) -> None:
    cap = FACE.size * 0.7
    changed = (pixels(brushed(Digits(40, 60, 20, (Cell(0, "8", "7", turn),), FACE, AMBER))) != pixels(brushed())).any(
        axis=2
    )
    rows = [y for y in range(SIZE[1]) if changed[y].any()]
    assert min(rows) >= 60 - cap * 1.12 - 1
    assert max(rows) <= 60 + cap * 0.14 + 1


def test_a_turn_begins_with_the_old_digit_and_ends_with_the_new() -> None:
    def place(turn: float) -> QImage:
        return brushed(Digits(40, 60, 20, (Cell(0, "8", "7", turn),), FACE, AMBER))

    old, new = (brushed(Text(40, 60, 0, d, FACE, AMBER)) for d in "78")
    assert compared(old, place(0.0)).share < 0.01
    assert compared(new, place(0.999)).share < 0.01


def test_a_new_place_comes_out_of_nothing() -> None:
    coming = brushed(Digits(40, 60, 20, (Cell(0, "1", "", 0.0),), FACE, AMBER))
    assert compared(brushed(), coming).share < 0.01


def test_a_fast_place_shows_its_digit_over_a_streak_and_without_its_glow() -> None:
    one, other = (brushed(Digits(40, 60, 20, (Cell(0, d, streak=0.5),), FACE, AMBER, "hero")) for d in "18")
    assert not compared(one, other).alike
    assert compared(one, brushed(Digits(40, 60, 20, (Cell(0, "1", streak=0.5),), FACE, AMBER))).share == 0


@pytest.mark.parametrize(
    "kind", ["up", "down", "dash", "diamond", "dot", "ring", "left_turn", "clock", "pause", "flag", "cross", "check"]
)
def test_every_sign_is_told_by_its_shape(kind: str) -> None:
    sign = brushed(Shape(kind, 60, 45, 40, AMBER))  # type: ignore[arg-type]  # one of the kinds
    others = ("up", "down", "dash", "diamond", "dot", "ring", "clock", "pause", "flag", "cross", "check", "left_turn")
    assert all(
        not compared(sign, brushed(Shape(k, 60, 45, 40, AMBER))).alike  # type: ignore[arg-type]  # one of the kinds
        for k in others
        if k != kind
    )


def test_the_painter_is_left_opaque() -> None:
    def draw(painter: QPainter) -> None:
        Brush(Sprites(NIGHT)).draw(
            painter, (Text(10, 60, 80, "GMV", FACE, AMBER, opacity=0.2), Glow(60, 45, 30, AMBER, 0.1))
        )
        assert painter.opacity() == 1.0
        assert painter.compositionMode() == QPainter.CompositionMode.CompositionMode_SourceOver

    picture(draw)


def test_what_lies_in_a_clip_is_made_beforehand_too() -> None:
    brush = Brush(Sprites(NIGHT))
    painted = Painted(lambda painter: painter.fillRect(0, 0, 9, 9, QColor("#FF9A1F")))
    inner = (Picture(0, 0, 9, 9, ("bar", 9), painted), Text(2, 20, 10, "27", FACE, "#FFFFFF"))
    clip = Clip(0, 0, 30, 30, (Clip(0, 0, 20, 20, inner),))
    while brush.prepare(clip):
        pass
    made = brush.sprites.made
    picture(lambda painter: brush.draw(painter, (clip,)))
    assert brush.sprites.made == made > 0
