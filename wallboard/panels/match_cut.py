"""The match cut into a milestone's card: the row of digits goes from where it carried to its line on the card."""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec import structs
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath

from wallboard.paint.fonts import CAP, qfont
from wallboard.paint.ops import Digits, Op, Painted, Picture
from wallboard.paint.theme import Look

DIMMED = 0.55
"""How much darker the row is half-way to a card: what it passes must not flash."""
PAD = 0.2
"""What a picture of digits has above and below them, for the tails of commas, in ems."""


def row_of(ops: Iterable[Op], sign: str) -> Digits | None:
    """The largest figure of a layout that begins with the sign of the sum; None where there is none."""
    rows = [op for op in ops if isinstance(op, Digits) and op.text.startswith(sign) and op.text[-1:].isdigit()]
    return max(rows, key=lambda row: row.face.size, default=None)


def on_its_way(goal: Digits, start: Digits | None, travel: float, look: Look, dimmed: float = 0.0) -> Picture:
    """The row of `goal` when it has come so far (0..1) from the place and the size of `start`.

    Half-way it is darker by the part `dimmed`.
    It is painted once, as large as it gets; where it starts from nowhere it fades in at its place.
    """
    begin = goal if start is None else start
    size = max(goal.face.size, begin.face.size)
    scale = size / goal.face.size
    wide, high = goal.width * scale, size * (CAP + 2 * PAD)
    em = begin.face.size + (goal.face.size - begin.face.size) * travel
    x, y = (a + (b - a) * travel for a, b in zip(_middle(begin), _middle(goal), strict=True))
    places = tuple(round(cell.x * scale, 2) for cell in goal.cells)
    row = structs.replace(goal, cells=tuple(structs.replace(cell, x=cell.x * scale) for cell in goal.cells))
    face = structs.replace(goal.face, size=size)
    return Picture(
        x - wide / 2, y - high / 2, wide, high,
        ("row", goal.text, size, goal.color, places, look.theme.name, look.theme.most),
        Painted(lambda painter: _paint(painter, structs.replace(row, face=face), look)),
        opacity=travel if start is None else 1 - dimmed * math.sin(math.pi * travel), zoom=round(em / size, 4),
    )  # fmt: skip


def _middle(row: Digits) -> tuple[float, float]:
    return row.x + row.width / 2, row.y - row.face.size * CAP / 2


def _paint(painter: QPainter, row: Digits, look: Look) -> None:
    """The cells at rest, in the fill of the theme, from the left edge of the picture."""
    base = row.face.size * (PAD + CAP)
    path = QPainterPath()
    for cell in row.cells:
        path.addText(QPointF(cell.x, base), qfont(row.face), cell.digit)
    fill = QLinearGradient(0, base - row.face.size * CAP, 0, base)
    for at, color in look.theme.fills[row.color.removeprefix("@")]:
        fill.setColorAt(at, QColor(color))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, QBrush(fill))
