"""The ground a canvas stands on: a deep vertical gradient, two lights, a vignette, dithered once against banding."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QRadialGradient

from wallboard.paint.theme import Theme

_TILE = 512


def ground(theme: Theme, width: int, height: int) -> QImage:
    """The bare ground of a canvas in device pixels (RGB32)."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    vertical = QLinearGradient(0, 0, 0, height)
    for at, name in ((0, "ground_top"), (0.35, "ground"), (0.70, "ground_low"), (1, "ground_bottom")):
        vertical.setColorAt(at, QColor(theme[name]))
    painter.fillRect(0, 0, width, height, vertical)
    if theme.dark:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    for name, opacity, x, y, across, down in (
        ("glow_blue", 0.40, 0.50, 0.56, 0.36, 0.52),
        ("glow_warm", 0.26, 0.50, 0.20, 0.48, 0.26),
        ("glow_ember", 0.22, 0.40, 0.90, 0.46, 0.22),
    ):
        _light(
            painter,
            theme[name],
            opacity,
            QRectF((x - across) * width, (y - down) * height, 2 * across * width, 2 * down * height),
        )
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if theme.dark:
        _vignette(painter, width, height)
    painter.end()
    _dither(image)
    return image


def _light(painter: QPainter, color: str, opacity: float, box: QRectF) -> None:
    gradient = QRadialGradient(QPointF(0, 0), 1)
    for at, share in ((0, 1.0), (0.25, 0.72), (0.5, 0.36), (0.75, 0.10), (1, 0.0)):
        stop = QColor(color)
        stop.setAlphaF(opacity * share)
        gradient.setColorAt(at, stop)
    painter.save()
    painter.translate(box.center())
    painter.scale(box.width() / 2, box.height() / 2)
    painter.fillRect(QRectF(-1, -1, 2, 2), gradient)
    painter.restore()


def _vignette(painter: QPainter, width: int, height: int) -> None:
    gradient = QRadialGradient(QPointF(0, 0), 1)
    clear, dark = QColor(0, 0, 0, 0), QColor(0, 0, 0, 140)
    gradient.setColorAt(0.62, clear)
    gradient.setColorAt(1, dark)
    painter.save()
    painter.translate(width / 2, height / 2)
    painter.scale(width * 0.72, height * 0.72)
    painter.fillRect(QRectF(-1, -1, 2, 2), gradient)
    painter.restore()


def _dither(image: QImage) -> None:
    """Add triangular noise of up to ±2/255 in place: LED walls show bands in dark blues."""
    width, height = image.width(), image.height()
    random = np.random.default_rng(11)
    noise = random.integers(0, 3, (_TILE, _TILE)) - random.integers(0, 3, (_TILE, _TILE))
    # saturating arithmetic in bytes: an eighth of what wider integers take
    up, down = (_repeated(np.clip(way, 0, 255).astype(np.uint8), width) for way in (noise, -noise))
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
    for top in range(0, height, _TILE):
        band = pixels[top : top + _TILE]
        more, less = up[: band.shape[0]], down[: band.shape[0]]
        np.minimum(band, 255 - more, out=band)
        band += more
        np.maximum(band, less, out=band)
        band -= less


def _repeated(tile: npt.NDArray[np.uint8], width: int) -> npt.NDArray[np.uint8]:
    """A row of tiles, alike in the three colours and 0 in the fourth byte."""
    pixels = np.zeros((*tile.shape, 4), np.uint8)
    pixels[..., :3] = tile[..., None]
    row = np.tile(pixels.view(np.uint32)[..., 0], (1, -(-width // tile.shape[1])))[:, :width]
    return np.ascontiguousarray(row).view(np.uint8).reshape(tile.shape[0], width, 4)
