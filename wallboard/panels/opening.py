"""The opening moment: the beats of the last ten seconds, and the light that blooms where the countdown goes over."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath

from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.motion import cubic_in_out, cubic_out, progress
from wallboard.paint.fonts import CAP, advance, qfont
from wallboard.paint.ops import Digits, Glow, Live, Op, Painted, Placed
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look

BEATS_US = 10 * SECOND_US
SWELL = 0.02
"""How much larger the digits are at the height of a beat."""
OUT_US, BACK_US = 150_000, 600_000
RISE_US, FALL_US = 180_000, 500_000
BRIGHTEST = 0.46
"""How opaque the light is at its height: never full white, one flash and not three, on less than a quarter of the
canvas."""


def swell(left_us: int) -> float:
    """How far (0..1) the digits are swollen with `left_us` to go: a beat as each of the last ten seconds begins."""
    if not 0 < left_us <= BEATS_US:
        return 0.0
    since_us = -left_us % SECOND_US
    if since_us < OUT_US:
        return cubic_out(since_us / OUT_US)
    return 1 - cubic_in_out(progress(since_us, OUT_US, BACK_US))


def light(moment: Moment) -> float:
    """How bright (0..1) the opening shines at a moment, by the event's clock: it rises to zero hour and dies away."""
    clock, event_us = moment.state.clock, moment.event_us
    if clock is None or event_us is None or moment.facts.start_us is None:
        return 0.0
    into_us = round((event_us - moment.facts.start_us) / max(1.0, clock.rate))
    if into_us < 0:
        return cubic_out(progress(into_us, -RISE_US, RISE_US))
    return 1 - cubic_in_out(progress(into_us, 0, FALL_US))


def place(shine: float, look: Look, sun: tuple[float, float] | None = None) -> Placed:
    """The light over the whole canvas, brightest where the `sun` came up, and dark enough above for the badges."""
    opacity = round(BRIGHTEST * shine, 3)
    middle, heart = sun or (look.width / 2, look.h(0.54))
    veil = Live(
        0, 0, look.width, look.height, ("bloom", look.width, look.height, heart, opacity),
        Painted(lambda painter: _paint_veil(painter, heart, opacity, look)),
    )  # fmt: skip
    return Placed((), (veil, Glow(middle, heart, look.h(0.5), look.theme.lit("#FFB860"), opacity, 0.36)))


def swollen(digits: Digits, much: float, look: Look) -> Op:
    """A figure at the height of a beat, to be laid over the same figure at rest, whose light goes on shining."""
    scale = 1 + SWELL * round(much, 3)
    cap = digits.face.size * CAP
    wide, high = digits.width * 1.03, cap * 1.08
    return Live(
        digits.x + (digits.width - wide) / 2, digits.y - (cap + high) / 2, wide, high, ("swollen", digits, scale),
        Painted(lambda painter: _paint_swollen(painter, digits, scale, look)),
    )  # fmt: skip


def _paint_swollen(painter: QPainter, digits: Digits, scale: float, look: Look) -> None:
    """Each digit about its own middle, so that it covers the one at rest."""
    cap, font = digits.face.size * CAP, qfont(digits.face)
    fill = QLinearGradient(0, -cap / 2, 0, cap / 2)
    for at, color in look.theme.fills[digits.color[1:]]:
        fill.setColorAt(at, QColor(color))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for cell in digits.cells:
        wide = advance(cell.digit, digits.face)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addText(QPointF(-wide / 2, cap / 2), font, cell.digit)
        painter.save()
        painter.translate(digits.x + cell.x + wide / 2, digits.y - cap / 2)
        painter.scale(scale, scale)
        painter.fillPath(path, fill)
        painter.restore()


def _paint_veil(painter: QPainter, heart: float, opacity: float, look: Look) -> None:
    veil = QLinearGradient(0, heart - look.h(0.46), 0, heart + look.h(0.46))
    for at, share in ((0.0, 0.0), (0.22, 0.16), (0.42, 0.62), (0.5, 1.0), (0.58, 0.62), (0.78, 0.16), (1.0, 0.0)):
        color = QColor("#FFA040" if look.theme.dark else "#FFE2BC")
        color.setAlphaF(opacity * share)
        veil.setColorAt(at, color)
    painter.setCompositionMode(shine(look.theme))
    painter.fillRect(QRectF(0, heart - look.h(0.46), look.width, look.h(0.92)), veil)
