"""The landing: a light passes once over the digits of a sum when it has become final, and its seal comes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath

from wallboard.core.moment import Moment
from wallboard.core.motion import progress, sine_in_out
from wallboard.paint.fonts import CAP, qfont
from wallboard.paint.ops import Digits, Live, Painted
from wallboard.paint.theme import Look

LANDS_US = 1_400_000
"""How long the light takes over the digits."""
SEALED = 0.25
"""How much of that time the seal takes to come."""
BAND = 0.9
"""How broad the light is, in ems of the digits."""
LEAN = 0.3
"""How far its top leans forward, in ems."""


def landed(moment: Moment) -> float:
    """How much (0..1) of the landing is over at a moment; 1 where the sum is not final."""
    final_us = moment.state.final_us
    return 1.0 if final_us is None else round(progress(moment.playhead_us - final_us, 0, LANDS_US), 3)


def seal(over: float) -> float:
    """How opaque (0..1) the seal is when so much of the landing is over."""
    return round(sine_in_out(min(1.0, over / SEALED)), 3)


def light(row: Digits, over: float, look: Look) -> Live:
    """The light on a row of digits when so much (0..1) of the landing is over."""
    em = row.face.size
    high = em * CAP
    x = row.x - (BAND + LEAN) * em + (row.width + (2 * BAND + LEAN) * em) * sine_in_out(over)
    color = look.theme.lit("#FFFDF4") if look.theme.dark else "#FFC27A"

    def draw(painter: QPainter) -> None:
        _paint(painter, row, x, color)

    return Live(row.x, row.y - high, row.width, high, ("landing", row.text, em, round(x)), Painted(draw))


def _paint(painter: QPainter, row: Digits, x: float, color: str) -> None:
    em = row.face.size
    path = QPainterPath()
    for cell in row.cells:
        if x - em < row.x + cell.x < x + (BAND + LEAN) * em:  # what the light does not reach need not be cut out
            path.addText(QPointF(row.x + cell.x, row.y), qfont(row.face), cell.digit)
    lit, out = QColor(color), QColor(color)
    lit.setAlphaF(0.8)
    out.setAlphaF(0.0)
    # across the slant: a gradient knows only its own direction
    way = BAND * em / (1 + (LEAN / CAP) ** 2)
    start = QPointF(x, row.y)
    band = QLinearGradient(start, start + QPointF(way, way * LEAN / CAP))
    for at, stop in ((0.0, out), (0.5, lit), (1.0, out)):
        band.setColorAt(at, stop)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(QRectF(x, row.y - em * CAP, (BAND + LEAN) * em, em * (CAP + 0.02)))
    painter.fillPath(path, QBrush(band))
