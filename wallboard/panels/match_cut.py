"""The match cut into a milestone's card: the row of digits goes from where it carried to its line on the card."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

from msgspec import structs
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath

from wallboard.paint.fonts import CAP, advance, qfont
from wallboard.paint.ops import Digits, Face, Op, Painted, Picture
from wallboard.paint.theme import Look

DIMMED = 0.55
"""How much darker the row is half-way to a card: what it passes must not flash."""
PAD = 0.2
"""What a picture of digits has above and below them, for the tails of commas, in ems."""
BESIDE = 0.12
"""The same to its left and right, for what reaches beyond its place."""


def row_of(ops: Iterable[Op], sign: str) -> Digits | None:
    """The largest figure of a layout that begins with the sign of the sum; None where there is none."""
    rows = [op for op in ops if isinstance(op, Digits) and op.text.startswith(sign) and op.text[-1:].isdigit()]
    return max(rows, key=lambda row: row.face.size, default=None)


def on_its_way(goal: Digits, start: Digits | None, travel: float, look: Look, dimmed: float = 0.0) -> tuple[Op, ...]:
    """The row of `goal` when it has come so far (0..1) from the place and the size of `start`, a picture a place.

    Half-way it is darker by the part `dimmed`.
    A digit is painted once, as large as it gets, however often the figure changes on its way; where the row starts
    from nowhere it fades in at its place.
    """
    begin = goal if start is None else start
    size = max(goal.face.size, begin.face.size)
    scale = size / goal.face.size
    em = begin.face.size + (goal.face.size - begin.face.size) * travel
    x, y = (a + (b - a) * travel for a, b in zip(_middle(begin), _middle(goal), strict=True))
    zoom = round(em / size, 4)
    opacity = travel if start is None else 1 - dimmed * math.sin(math.pi * travel)
    face = structs.replace(goal.face, size=size)
    row = goal.width * scale
    high, beside = size * (CAP + 2 * PAD), math.ceil(size * BESIDE)
    found = []
    for cell in goal.cells:
        wide = math.ceil(advance(cell.digit, face)) + 2 * beside
        middle = x + (cell.x * scale - beside + wide / 2 - row / 2) * zoom
        found.append(
            Picture(
                middle - wide / 2,
                y - high / 2,
                wide,
                high,
                ("place", cell.digit, size, goal.color, look.theme.name, look.theme.most),
                Painted(partial(_paint, digit=cell.digit, face=face, left=beside, color=goal.color, look=look)),
                opacity=opacity,
                zoom=zoom,
            )
        )
    return tuple(found)


def _middle(row: Digits) -> tuple[float, float]:
    return row.x + row.width / 2, row.y - row.face.size * CAP / 2


def _paint(painter: QPainter, digit: str, face: Face, left: float, color: str, look: Look) -> None:
    """A place at rest, in the fill of the theme."""
    base = face.size * (PAD + CAP)
    path = QPainterPath()
    path.addText(QPointF(left, base), qfont(face), digit)
    fill = QLinearGradient(0, base - face.size * CAP, 0, base)
    for at, stop in look.theme.fills[color.removeprefix("@")]:
        fill.setColorAt(at, QColor(stop))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QBrush(fill))
