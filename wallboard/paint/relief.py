"""An amount in relief: a golden face over a dark slab with a glow, for the card of a milestone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath

from wallboard.paint.fonts import CAP, advance, ensure, qfont
from wallboard.paint.glow import alpha_of, blurred, tinted, to_image
from wallboard.paint.ops import Face, Painted
from wallboard.paint.theme import Theme

SLICES = 12
"""Of how many copies of the letters the slab beneath them is made, at least."""


def _faces(unit: str, em: float) -> tuple[Face, Face]:
    latin = Face("latin", 800, round(em))
    hanzi = bool(unit) and not unit.isascii()
    return latin, Face("hanzi", 900, round(em * 0.70)) if hanzi else Face("latin", 800, round(em * 0.62))


def relief_box(digits: str, unit: str, em: float) -> tuple[float, float]:
    """Width and height in pixels of the letters, from cap top to the foot of the slab."""
    face, unit_face = _faces(unit, em)
    gap = em * 0.04 if unit else 0.0
    return advance(digits, face) + gap + advance(unit, unit_face), em * (CAP + 0.05)


def relief(digits: str, unit: str, em: float, pad: float, theme: Theme) -> Painted:
    """The letters with `pad` pixels around them, drawn into a painter at the top left corner, in pieces."""
    wide, high = relief_box(digits, unit, em)
    size = (max(1, round(wide + 2 * pad)), max(1, round(high + 2 * pad)))
    origin = QPointF(pad, pad + em * CAP)
    depth = max(4, round(em * 0.034))
    steps = range(depth, 0, -max(1, depth // SLICES))  # a card must be up at once: not one slice a pixel

    def light(number: int) -> Callable[[QPainter], None]:
        return lambda painter: _draw_light(
            painter, _letters(digits, unit, em).translated(origin), size, em, theme, number
        )

    def slices(some: range) -> Callable[[QPainter], None]:
        return lambda painter: _draw_slab(painter, _letters(digits, unit, em).translated(origin), some, depth)

    def face(painter: QPainter) -> None:
        gradient = QLinearGradient(0, pad, 0, origin.y())
        for at, stop in theme.fills["milestone"]:
            gradient.setColorAt(at, QColor(stop))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(_letters(digits, unit, em).translated(origin), QBrush(gradient))

    lights = [light(number) for number in range(len(theme.glows["milestone"].copies))]
    return Painted(*lights, *(slices(steps[k : k + 3]) for k in range(0, len(steps), 3)), face)


def _draw_slab(painter: QPainter, path: QPainterPath, steps: range, depth: int) -> None:
    top, foot = QColor("#C2560A"), QColor("#3A1000")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for step in steps:
        u = step / depth
        shade = QColor.fromRgbF(
            top.redF() + (foot.redF() - top.redF()) * u,
            top.greenF() + (foot.greenF() - top.greenF()) * u,
            top.blueF() + (foot.blueF() - top.blueF()) * u,
        )
        painter.fillPath(path.translated(0, step), QBrush(shade))


@lru_cache(maxsize=4)
def _letters(digits: str, unit: str, em: float) -> QPainterPath:
    """The outline of the letters from the left end of their baseline."""
    face, unit_face = _faces(unit, em)
    ensure(unit, unit_face.family)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(QPointF(0, 0), qfont(face), digits)
    path.addText(QPointF(advance(digits, face) + em * 0.04, -em * 0.02), qfont(unit_face), unit)
    return path


def draw_sweep(painter: QPainter, digits: str, unit: str, em: float, base: QPointF, u: float, color: str) -> None:
    """Draw a soft, slanting band of light on the letters whose baseline begins at `base`; `u` (0..1) of its way."""
    wide, _ = relief_box(digits, unit, em)
    band, lean = em * 0.34, em * 0.22
    x = base.x() - band - lean + (wide + 2 * band + lean) * u
    lit, out = QColor(color), QColor(color)
    lit.setAlphaF(0.72)
    out.setAlphaF(0.0)
    # across the slant: a gradient knows only its own direction
    start, way = QPointF(x, base.y()), band / (1 + (lean / (em * CAP)) ** 2)
    light = QLinearGradient(start, start + QPointF(way, way * lean / (em * CAP)))
    for at, stop in ((0.0, out), (0.5, lit), (1.0, out)):
        light.setColorAt(at, stop)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(QRectF(x, base.y() - em * CAP, band + lean, em * (CAP + 0.02)))
    painter.fillPath(_letters(digits, unit, em).translated(base), QBrush(light))


def _draw_light(
    painter: QPainter, path: QPainterPath, size: tuple[int, int], em: float, theme: Theme, number: int
) -> None:
    """One of the glows behind the letters, blurred on a smaller picture: as soft, and there sixteen times as soon."""
    shrink = 4 if em > 160 else 1
    low = (-(-size[0] // shrink), -(-size[1] // shrink))
    mask = QImage(*low, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(0)
    inner = QPainter(mask)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner.scale(1 / shrink, 1 / shrink)
    inner.fillPath(path, QColor("#FFFFFF"))
    inner.end()
    radius, opacity, color = theme.glows["milestone"].copies[number]
    light = to_image(tinted(blurred(alpha_of(mask), radius * em / shrink), color, opacity))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, low[0] * shrink, low[1] * shrink), light)
