"""The faint line that a trail follows, painted into the ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from wallboard.paint.theme import Look
from wallboard.panels.maps.touched import clip_of
from wallboard.panels.maps.trails import Way


def ghost(
    painter: QPainter, way: Way, color: str, offset: tuple[float, float], look: Look, strength: float = 1.0
) -> None:
    """Draw the whole of a curve, `offset` pixels away."""
    dx, dy = offset
    path = QPainterPath(QPointF(way.x1 + dx, way.y1 + dy))
    over = QPointF((way.x1 + way.x2) / 2 + dx, (way.y1 + way.y2) / 2 - 2 * way.lift + dy)
    path.quadTo(over, QPointF(way.x2 + dx, way.y2 + dy))
    if not _is_asked(painter, path, look.h(0.003)):
        return
    tint = QColor(color)
    for width, opacity in ((5.0, 0.10), (1.5, 0.42)):
        tint.setAlphaF(opacity * strength)
        pen = QPen(tint, max(1.0, width * look.height / 2160))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(path, pen)


def _is_asked(painter: QPainter, path: QPainterPath, reach: float) -> bool:
    """Whether a painter paints anything of a line: a ground comes in bands, of which most have nothing of it."""
    left, top, right, bottom = clip_of(painter)
    box = path.controlPointRect().adjusted(-reach, -reach, reach, reach)
    return box.left() < right and box.right() > left and box.top() < bottom and box.bottom() > top
