"""Soft light and depth computed from a mask of the land: small pictures, blurred, drawn large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from wallboard.paint.glow import Mask, alpha_of, blurred, tinted, to_image

Rgb = tuple[int, int, int]


def canvas(width: int, height: int) -> QImage:
    """A transparent picture."""
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def painter_on(image: QImage) -> QPainter:
    """An anti-aliasing painter that also scales smoothly."""
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def shone(painter: QPainter, mask: QImage, radius: float, color: str, opacity: float, drop: float = 0.0) -> None:
    """Draw a blurred, tinted copy of a mask, `drop` pixels lower: computed small, since nothing in it is sharp."""
    by = max(1, int(radius / 6))
    small = _reduced(mask, by)
    light = to_image(tinted(blurred(small, radius / by), color, opacity))
    painter.drawImage(QRect(0, round(drop), light.width() * by, light.height() * by), light)


def inner_light(mask: QImage, radius: float, color: str, opacity: float) -> QImage:
    """Light that falls inwards from the edge of a mask and stays within it."""
    by = max(1, int(radius / 6))
    edge = np.clip(1.0 - blurred(_reduced(mask, by), radius / by), 0, 1) ** 1.25
    small = to_image(tinted(np.asarray(edge, np.float32), color, opacity * 1.9))
    image = canvas(mask.width(), mask.height())
    painter = painter_on(image)
    painter.drawImage(QRect(0, 0, small.width() * by, small.height() * by), small)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, mask)
    painter.end()
    return image


def side(mask: QImage, colors: Sequence[Rgb]) -> QImage:
    """The side of a slab under a mask: as deep as there are colours, one for each row of pixels from the top down."""
    soft = np.frombuffer(mask.constBits(), np.uint8).reshape(mask.height(), mask.bytesPerLine() // 4, 4)[
        :, : mask.width(), 3
    ]
    depth = len(colors)
    below = np.full(soft.shape, depth, np.uint8)
    distance = np.full(soft.shape[1], depth, np.uint8)
    for row in range(soft.shape[0]):
        np.minimum(distance + 1, depth, out=distance)
        distance[soft[row] > 127] = 0
        below[row] = distance
    reach = _downwards(soft, depth)
    lut = np.array([colors[0], *colors], np.uint16)[:, ::-1]
    pixels = np.empty((*soft.shape, 4), np.uint8)
    alpha = reach.astype(np.uint16)[..., None]
    pixels[..., :3] = (lut[below] * alpha + 127) // 255
    pixels[..., 3] = reach
    return QImage(
        pixels.data, mask.width(), mask.height(), mask.width() * 4, QImage.Format.Format_ARGB32_Premultiplied
    ).copy()


def _downwards(soft: npt.NDArray[np.uint8], depth: int) -> npt.NDArray[np.uint8]:
    """A mask dragged `depth` pixels downwards, by doubling."""
    reach = soft.copy()
    done = 0
    while done < depth:
        step = min(done + 1, depth - done)
        grown = reach.copy()
        np.maximum(grown[step:], reach[:-step], out=grown[step:])
        reach, done = grown, done + step
    return reach


def _reduced(mask: QImage, by: int) -> Mask:
    small = mask.scaled(
        -(-mask.width() // by),
        -(-mask.height() // by),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return alpha_of(small)
