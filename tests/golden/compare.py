"""Comparing a picture with the golden one: how far apart the pixels are, lighter or darker alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

CHANNEL = 16
"""Steps of 255 in one channel that rounding on another machine may cost."""
SHARE = 0.0005
"""The share of pixels that may be further apart than that."""

Pixels = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Comparison:
    """`share` of the pixels are further apart than `CHANNEL`; `worst` is the largest distance in any channel."""

    same_size: bool
    share: float
    worst: int

    @property
    def alike(self) -> bool:
        """Whether the pictures may pass for the same."""
        return self.same_size and self.share <= SHARE


def pixels(image: QImage) -> Pixels:
    """The colours of an image, shape (height, width, 3), signed so that differences keep their sign."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine() // 4, 4)
    return rows[:, : rgb.width(), :3].astype(np.int16)


def compared(expected: QImage, actual: QImage) -> Comparison:
    """How far `actual` is from `expected`."""
    if expected.size() != actual.size():
        return Comparison(same_size=False, share=1.0, worst=255)
    apart = np.abs(pixels(expected) - pixels(actual)).max(axis=2)
    return Comparison(same_size=True, share=float((apart > CHANNEL).mean()), worst=int(apart.max()))


def side_by_side(expected: QImage, actual: QImage) -> QImage:
    """Expected, actual and their difference (times four, on black) in one row."""
    first, second = pixels(expected), pixels(actual)
    height, width = max(first.shape[0], second.shape[0]), max(first.shape[1], second.shape[1])
    row = np.full((height, 3 * width, 4), 255, np.uint8)
    canvases = np.zeros((2, height, width, 3), np.int16)
    for canvas, picture in zip(canvases, (first, second), strict=True):
        canvas[: picture.shape[0], : picture.shape[1]] = picture
    difference = np.clip(np.abs(canvases[0] - canvases[1]) * 4, 0, 255)
    row[..., :3] = np.concatenate((*canvases, difference), axis=1).astype(np.uint8)
    return QImage(row.data, 3 * width, height, 12 * width, QImage.Format.Format_RGB32).copy()
