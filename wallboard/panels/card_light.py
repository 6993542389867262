"""What shines behind the sum of a card: still rays and the heart of their light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QConicalGradient, QImage, QPainter, QRadialGradient

from wallboard.paint.glow import to_image
from wallboard.paint.ops import Live, Painted
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look

RAYS = 40


def rays(x: float, y: float, look: Look) -> Live:
    """Still rays from the heart of the card, painted once with its ground: moving ones would cost 20 ms a 4K frame."""
    size = (look.width, look.height)
    return Live(
        0, 0, *size, ("rays", round(x), round(y), size), Painted(lambda painter: _paint_rays(painter, x, y, look))
    )


def _paint_rays(painter: QPainter, x: float, y: float, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if look.theme.dark:
        painter.fillRect(QRectF(0, 0, look.width, look.height), QColor(2, 4, 10, 150))
        painter.setCompositionMode(shine(look.theme))
    painter.drawImage(QRectF(0, 0, look.width, look.height), _small_rays(x, y, look))
    if look.theme.dark:
        # so wide and faint a light comes in steps, which a wall of lamps shows as bands: grain hides them
        painter.fillRect(QRectF(0, 0, look.width, look.height), QBrush(_grain()))


@lru_cache(maxsize=1)
def _small_rays(x: float, y: float, look: Look) -> QImage:
    """Drawn small, to be scaled up: soft by construction, and cheap; kept, since a ground is painted in bands."""
    shrink = 6
    small = QImage(look.width // shrink, look.height // shrink, QImage.Format.Format_ARGB32_Premultiplied)
    small.fill(Qt.GlobalColor.transparent)
    inner = QPainter(small)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    fan = QConicalGradient(QPointF(x / shrink, y / shrink), 11)
    chances = np.random.default_rng(40).random((RAYS, 2))
    for ray, (strong, broad) in enumerate(chances):
        start = ray / RAYS
        strength, wide = 0.12 + 0.26 * float(strong), 0.45 + 0.5 * float(broad)
        for at, opacity in ((0.0, 0.0), (wide / 2, strength), (wide, 0.0)):
            color = QColor(look.color("amber"))
            color.setAlphaF(opacity)
            fan.setColorAt(min(1.0, start + at / RAYS), color)
    inner.fillRect(small.rect(), fan)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    fade = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.95 / shrink)
    for at, opacity in ((0.0, 0.9), (0.3, 0.8), (0.7, 0.28), (1.0, 0.0)):
        fade.setColorAt(at, QColor(0, 0, 0, round(255 * opacity)))
    inner.fillRect(small.rect(), fade)
    # the heart of the light among them: a gradient over a whole 4K canvas would hold up the first frame of the card
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    heart = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.72 / shrink)
    for at, opacity in ((0.0, 0.66), (0.35, 0.34), (1.0, 0.0)):
        color = QColor(look.color("orange"))
        color.setAlphaF(opacity * 0.55)
        heart.setColorAt(at, color)
    inner.fillRect(small.rect(), heart)
    inner.end()
    return small


@lru_cache(maxsize=1)
def _grain() -> QImage:
    """A tile of triangular noise of at most three steps out of 255."""
    drawn = np.random.default_rng(1111).random((2, 256, 256))
    level = np.repeat(drawn.sum(axis=0)[..., None] * 1.5 / 255, 3, axis=2)
    return to_image(np.concatenate((level, level[..., :1]), axis=2).astype(np.float32))
