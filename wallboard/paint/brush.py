"""The brush: draws a display list with a QPainter, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from wallboard.paint.fills import color_of, cover, shaded
from wallboard.paint.fonts import CAP
from wallboard.paint.ops import Cell, Clip, Digits, Fill, Glow, Line, Live, Op, Picture, Shape, Text
from wallboard.paint.pictures import Pictures
from wallboard.paint.shine import shine
from wallboard.paint.sprites import Sprites

_SOFT = tuple((k / 10, (k + 0.5) / 10) for k in range(10))
"""Opacity of the edge bands of a rolling place, from its rim inwards."""

ROUNDED_PX = 120_000
"""Rounded boxes up to this area are kept as sprites."""


class Brush:
    """Draws display lists with the sprites of one theme."""

    def __init__(self, sprites: Sprites) -> None:
        self.sprites = sprites
        self._shine = shine(sprites.theme)
        self._pictures = Pictures(sprites)

    def draw(self, painter: QPainter, ops: Iterable[Op]) -> None:
        """Draw each op in turn; the painter's state is left as it was but for opacity 1."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)  # always: what is drawn must not depend on what was
        for op in ops:
            _WAYS[type(op)](self, painter, op)
        painter.setOpacity(1.0)

    def _text(self, painter: QPainter, op: Text) -> None:
        painter.setOpacity(op.opacity)
        x, y = round(op.x), round(op.y)
        for sprite, right in self.sprites.stamps(op):
            painter.drawPixmap(x + right + sprite.dx, y + sprite.dy, sprite.pixmap)

    def _fill(self, painter: QPainter, op: Fill) -> None:
        if op.radius and op.w * op.h < ROUNDED_PX:
            self._rounded_sprite(painter, op)
            return
        self._fill_now(painter, op)

    def _rounded_sprite(self, painter: QPainter, op: Fill) -> None:
        """Small rounded boxes are anti-aliased once: badges and dots stand in every frame."""
        x, y = round(op.x), round(op.y)
        at_home = msgspec.structs.replace(op, x=0.0, y=0.0, w=float(round(op.w)), h=float(round(op.h)))

        def make() -> QImage:
            image = QImage(round(op.w) + 1, round(op.h) + 1, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            inner = QPainter(image)
            self._fill_now(inner, at_home)
            inner.end()
            return image

        painter.setOpacity(1.0)
        painter.drawPixmap(x, y, self.sprites.picture(at_home, make).pixmap)

    def _fill_now(self, painter: QPainter, op: Fill) -> None:
        painter.setOpacity(1.0)
        box = QRectF(op.x, op.y, op.w, op.h)
        first = color_of(op.color, op.opacity)
        if op.stroke:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(first, op.stroke))
            inset = op.stroke / 2
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), op.radius, op.radius)
            return
        if op.color2:
            brush, left, top = shaded(op, first)
            painter.setBrushOrigin(left, top)
        else:
            brush = QBrush(first)
        if op.radius:
            self._rounded(painter, box, op.radius, brush)
        else:
            cover(painter, op, brush)
        painter.setBrushOrigin(0, 0)

    @staticmethod
    def _rounded(painter: QPainter, box: QRectF, radius: float, brush: QBrush) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(box, radius, radius)

    def _shape(self, painter: QPainter, op: Shape) -> None:
        """A sign, anti-aliased once for each size and colour."""
        size = max(1, round(op.size))
        half = size + 2

        def make() -> QImage:
            image = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            inner = QPainter(image)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            path, filled = shape_path(msgspec.structs.replace(op, x=half, y=half, size=size))
            outline = QPen(QColor(op.color), size * 0.14)
            outline.setCapStyle(Qt.PenCapStyle.RoundCap)
            outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if filled:
                inner.fillPath(path, QColor(op.color))
            else:
                inner.strokePath(path, outline)
            inner.end()
            return image

        painter.setOpacity(op.opacity)
        sprite = self.sprites.picture(("shape", op.kind, size, op.color), make)
        painter.drawPixmap(round(op.x) - half, round(op.y) - half, sprite.pixmap)

    def _glow(self, painter: QPainter, op: Glow) -> None:
        sprite = self.sprites.glow(op.r, op.color, op.squash)
        painter.setOpacity(op.opacity)
        painter.setCompositionMode(self._shine)
        painter.drawPixmap(round(op.x) + sprite.dx, round(op.y) + sprite.dy, sprite.pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _line(self, painter: QPainter, op: Line) -> None:
        painter.setOpacity(1.0)
        if not op.dash and (op.x1 == op.x2 or op.y1 == op.y2):
            # upright and level strokes lie on whole pixels: crisp, and much cheaper than an anti-aliased path
            half = op.width / 2
            wide, high = abs(op.x2 - op.x1), abs(op.y2 - op.y1)
            x, y = min(op.x1, op.x2), min(op.y1, op.y2)
            box = (x, y - half, wide, op.width) if op.y1 == op.y2 else (x - half, y, op.width, high)
            left, top, w, h = (round(v) for v in box)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillRect(left, top, max(1, w), max(1, h), color_of(op.color, op.opacity))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color_of(op.color, op.opacity), op.width)
        if op.dash:
            pen.setDashPattern(list(op.dash))
        painter.setPen(pen)
        painter.drawLine(QPointF(op.x1, op.y1), QPointF(op.x2, op.y2))

    def _digits(self, painter: QPainter, op: Digits) -> None:
        for cell in op.cells:
            if cell.streak:
                sprite = self.sprites.streak(op.face, op.color)
                painter.setOpacity(cell.streak)
                painter.drawPixmap(round(op.x + cell.x) + sprite.dx, round(op.y) + sprite.dy, sprite.pixmap)
            if cell.turn >= 1:
                sprite = self.sprites.letter(cell.digit, op.face, op.color, "" if cell.streak else op.glow)
                painter.setOpacity(cell.opacity)
                painter.drawPixmap(round(op.x + cell.x) + sprite.dx, round(op.y) + sprite.dy, sprite.pixmap)
            else:
                self._rolling(painter, op, cell)

    def _rolling(self, painter: QPainter, op: Digits, cell: Cell) -> None:
        """The old digit leaves downwards as the new one comes from above, through a window with soft ends."""
        cap = op.face.size * CAP
        step = cap * 1.24
        top, bottom = op.y - cap * 1.10, op.y + cap * 0.12
        soft = cap * 0.10
        for digit, offset in ((cell.previous, cell.turn * step), (cell.digit, (cell.turn - 1) * step)):
            if not digit:  # a new place comes out of nothing
                continue
            sprite = self.sprites.letter(digit, op.face, op.color, op.glow)
            x, y = round(op.x + cell.x) + sprite.dx, round(op.y + offset) + sprite.dy
            width = sprite.pixmap.width()
            bands = [(top + soft, bottom - soft, 1.0)]
            for (start, opacity), (end, _) in zip(_SOFT, (*_SOFT[1:], (1.0, 1.0)), strict=True):
                bands.append((top + soft * start, top + soft * end, opacity))
                bands.append((bottom - soft * end, bottom - soft * start, opacity))
            for first, last, opacity in bands:
                low, high = max(round(first), y), min(round(last), y + sprite.pixmap.height())
                if high > low:
                    painter.setOpacity(opacity * cell.opacity)
                    painter.drawPixmap(x, low, sprite.pixmap, 0, low - y, width, high - low)

    def prepare(self, op: Op) -> bool:
        """Make beforehand what an op is drawn with; whether there was any to make.

        Of what consists of several things, as a figure of the digits that it may soon show, one is made: ask again.
        """
        made = self.sprites.made
        match op:
            case Text():
                self.sprites.stamps(op)
            case Picture():
                return self._pictures.prepare(op)
            case Live():
                return op.paint.ahead()
            case Clip():
                return any(self.prepare(inner) for inner in op.ops)
            case Digits():
                self._prepare_digits(op)
            case Glow():
                self.sprites.glow(op.r, op.color, op.squash)
        return self.sprites.made != made

    def _prepare_digits(self, op: Digits) -> None:
        made = self.sprites.made
        for digit in dict.fromkeys((*(cell.digit for cell in op.cells), *"0123456789")):
            for glow in dict.fromkeys((op.glow, "")):
                self.sprites.letter(digit, op.face, op.color, glow)
                if self.sprites.made != made:
                    return
        self.sprites.streak(op.face, op.color)

    def _picture(self, painter: QPainter, op: Picture) -> None:
        sprite = self._pictures.sprite(op)
        painter.setOpacity(op.opacity)
        if op.zoom == 1:
            painter.drawPixmap(round(op.x), round(op.y), sprite.pixmap)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(op.x + op.w / 2, op.y + op.h / 2)
        painter.scale(op.zoom, op.zoom)
        painter.drawPixmap(QPointF(-op.w / 2, -op.h / 2), sprite.pixmap)
        painter.restore()

    def _clip(self, painter: QPainter, op: Clip) -> None:
        painter.save()
        try:
            painter.setClipRect(QRectF(op.x, op.y, op.w, op.h), Qt.ClipOperation.IntersectClip)
            self.draw(painter, op.ops)
        finally:
            painter.restore()

    def _live(self, painter: QPainter, op: Live) -> None:
        painter.setOpacity(1.0)
        painter.save()
        try:
            op.paint.draw(painter)
        finally:
            painter.restore()


_WAYS: Final[dict[type, Callable[[Brush, QPainter, Any], None]]] = {
    Text: Brush._text,
    Fill: Brush._fill,
    Shape: Brush._shape,
    Glow: Brush._glow,
    Line: Brush._line,
    Digits: Brush._digits,
    Picture: Brush._picture,
    Live: Brush._live,
    Clip: Brush._clip,
}
"""How each operation is drawn. Of the class: kept by each brush, its own methods would keep it, and all its sprites,
until garbage is looked for."""


def shape_path(op: Shape) -> tuple[QPainterPath, bool]:
    """The path of a small sign, and whether it is filled rather than stroked."""
    path = QPainterPath()
    x, y, r = op.x, op.y, op.size / 2
    filled = op.kind in ("up", "down", "dash", "dot", "flag", "flag_back")
    if op.kind in ("up", "down"):
        tip = -r * 0.8 if op.kind == "up" else r * 0.8
        path.addPolygon(QPolygonF([QPointF(x - r, y - tip), QPointF(x + r, y - tip), QPointF(x, y + tip)]))
        path.closeSubpath()
    elif op.kind == "dash":
        path.addRect(QRectF(x - r * 0.7, y - r * 0.14, r * 1.4, r * 0.28))
    elif op.kind == "dot":
        path.addEllipse(QPointF(x, y), r, r)
    elif op.kind == "ring":
        path.addEllipse(QPointF(x, y), r * 0.9, r * 0.9)
    elif op.kind == "diamond":
        path.addPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))
        path.closeSubpath()
    elif op.kind == "flag":
        path.addPolygon(QPolygonF([QPointF(x, y - r * 0.6), QPointF(x + r * 1.6, y), QPointF(x, y + r * 0.6)]))
        path.closeSubpath()
    elif op.kind == "flag_back":
        path.addPolygon(QPolygonF([QPointF(x, y - r * 0.6), QPointF(x - r * 1.6, y), QPointF(x, y + r * 0.6)]))
        path.closeSubpath()
    elif op.kind == "left_turn":
        path.arcMoveTo(QRectF(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6), 160)
        path.arcTo(QRectF(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6), 160, -290)
        path.moveTo(x - r, y - r * 0.75)
        path.lineTo(x - r * 0.78, y - r * 0.1)
        path.lineTo(x - r * 0.1, y - r * 0.28)
    elif op.kind == "clock":
        path.addEllipse(QPointF(x, y), r * 0.9, r * 0.9)
        path.moveTo(x, y - r * 0.5)
        path.lineTo(x, y)
        path.lineTo(x + r * 0.4, y + r * 0.2)
    elif op.kind == "pause":
        path.moveTo(x - r * 0.4, y - r * 0.7)
        path.lineTo(x - r * 0.4, y + r * 0.7)
        path.moveTo(x + r * 0.4, y - r * 0.7)
        path.lineTo(x + r * 0.4, y + r * 0.7)
    elif op.kind == "cross":
        path.moveTo(x - r * 0.6, y - r * 0.6)
        path.lineTo(x + r * 0.6, y + r * 0.6)
        path.moveTo(x + r * 0.6, y - r * 0.6)
        path.lineTo(x - r * 0.6, y + r * 0.6)
    else:
        path.moveTo(x - r * 0.7, y)
        path.lineTo(x - r * 0.2, y + r * 0.5)
        path.lineTo(x + r * 0.7, y - r * 0.6)
    return path, filled
