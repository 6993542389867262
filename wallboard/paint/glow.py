"""Soft light: blurred copies of a mask, computed once and kept as sprites."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from wallboard.paint.piecework import bands

Mask = npt.NDArray[np.float32]
LIT_PX = 250_000
"""Pixels of a light that are reckoned before the next frame may be painted."""
LARGE_BYTES = 4 * 1024 * 1024
"""Of a transparent picture from which on none of it is filled beforehand: that took 35 ms for a map at 7680 x 4320."""


def canvas(width: int, height: int) -> QImage:
    """A transparent picture; of a large one the system makes each page when it is first drawn on."""
    width, height = max(1, width), max(1, height)
    if 4 * width * height >= LARGE_BYTES:
        return QImage(
            memoryview(_pages(4 * width * height)), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _pages(length: int) -> mmap.mmap:
    """Empty memory of this process; an image that lies in it keeps it."""
    if sys.platform == "win32":
        return mmap.mmap(-1, length)
    return mmap.mmap(-1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def painter_on(image: QImage) -> QPainter:
    """An anti-aliasing painter that also scales smoothly."""
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    return painter


@contextmanager
def drawing_on(image: QImage) -> Iterator[QPainter]:
    """The same, ended however what is drawn comes to its end: in the middle of it too, where it is drawn in pieces."""
    painter = painter_on(image)
    try:
        yield painter
    finally:
        painter.end()


def alpha_of(image: QImage) -> Mask:
    """The opacity of an ARGB32 image as floats of shape (height, width), 0..1."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return (pixels[:, : image.width(), 3] / np.float32(255)).astype(np.float32)


def blurred(mask: Mask, radius: float) -> Mask:
    """A near-Gaussian blur with a standard deviation of half the radius: three box blurs (the central limit)."""
    sigma = radius / 2
    if sigma < 0.4:
        return mask
    shrink = max(1, int(sigma // 3))
    if shrink > 1:
        small = blurred(_shrunk(mask, shrink), radius / shrink)
        return _grown(small, shrink, mask.shape)
    box = max(1, round(sigma * 1.88)) | 1
    for _ in range(3):
        mask = _boxed(_boxed(mask, box).T, box).T
    return mask


def _boxed(mask: Mask, box: int) -> Mask:
    """The mean of `box` rows, an odd number, around each row; there is nothing beyond the edges."""
    half, height = box // 2, len(mask)
    upright = mask.flags.f_contiguous  # a transposed mask: its columns lie in memory as they are summed
    sums = np.empty((height + box, mask.shape[1]), np.float32, order="F" if upright else "C")
    sums[: half + 1] = 0
    if upright:
        np.cumsum(mask, axis=0, dtype=np.float32, out=sums[half + 1 : half + 1 + height])
    else:  # the same sums in two thirds of the time
        for row in range(height):
            np.add(sums[half + row], mask[row], out=sums[half + 1 + row])
    sums[half + 1 + height :] = sums[half + height]
    found: Mask = sums[box:] - sums[:-box]
    found /= np.float32(box)
    return found


def _shrunk(mask: Mask, by: int) -> Mask:
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % by), (0, -width % by)))
    blocks = padded.reshape(padded.shape[0] // by, by, padded.shape[1] // by, by)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float32)


def _grown(mask: Mask, by: int, shape: tuple[int, ...]) -> Mask:
    ys = np.clip((np.arange(shape[0]) + 0.5) / by - 0.5, 0, mask.shape[0] - 1)
    xs = np.clip((np.arange(shape[1]) + 0.5) / by - 0.5, 0, mask.shape[1] - 1)
    y0, x0 = ys.astype(np.intp), xs.astype(np.intp)
    y1, x1 = np.minimum(y0 + 1, mask.shape[0] - 1), np.minimum(x0 + 1, mask.shape[1] - 1)
    fy, fx = (ys - y0)[:, None], (xs - x0)[None, :]
    top = mask[np.ix_(y0, x0)] * (1 - fx) + mask[np.ix_(y0, x1)] * fx
    low = mask[np.ix_(y1, x0)] * (1 - fx) + mask[np.ix_(y1, x1)] * fx
    return np.asarray(top * (1 - fy) + low * fy, dtype=np.float32)


def tinted(mask: Mask, color: str, opacity: float = 1.0) -> npt.NDArray[np.float32]:
    """A premultiplied BGRA picture of shape (height, width, 4), 0..1, of one colour at the mask's opacity."""
    alpha = np.clip(mask * np.float32(opacity), 0, 1)
    return np.asarray(alpha[..., None] * _channels(color), dtype=np.float32)


def _channels(color: str) -> npt.NDArray[np.float32]:
    """Blue, green, red and opacity of a colour, 0..1."""
    tint = QColor(color)
    return np.array([tint.blueF(), tint.greenF(), tint.redF(), 1.0], np.float32)


def to_image(picture: npt.NDArray[np.float32]) -> QImage:
    """A premultiplied float BGRA picture as a QImage that owns its pixels."""
    return _image(_packed(picture))


def lit(mask: Mask, color: str, opacity: float = 1.0) -> Generator[None, None, QImage]:
    """A picture of one colour at the mask's opacity, piece by piece."""
    height, width = mask.shape
    image = canvas(width, height)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    for top, bottom in bands(width, height, LIT_PX):
        _shade(pixels[top:bottom], mask[top:bottom], color, opacity)
        yield
    return image


def _shade(pixels: npt.NDArray[np.uint32], mask: Mask, color: str, opacity: float = 1.0) -> None:
    """Fill pixels, as Qt has them, with one colour at the mask's opacity.

    What `_packed(tinted(...))` makes, a channel at a time: four times as many floats at once leave the cache.
    """
    alpha = np.clip(mask * np.float32(opacity), 0, 1)
    bytes_ = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    level = np.empty_like(alpha)
    for number, channel in enumerate(_channels(color)):
        np.multiply(alpha, channel, out=level)
        level *= 255
        level += np.float32(0.5)
        bytes_[..., number] = level


def _packed(picture: npt.NDArray[np.float32]) -> npt.NDArray[np.uint32]:
    """The pixels of a float picture as Qt has them, shape (height, width)."""
    pixels = np.ascontiguousarray(np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8))
    return pixels.view(np.uint32)[..., 0]


def _image(pixels: npt.NDArray[np.uint32]) -> QImage:
    height, width = pixels.shape
    whole = np.ascontiguousarray(pixels)
    return QImage(whole.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def reduced(mask: QImage, by: int) -> Mask:
    """The opacity of an image, `by` times smaller."""
    small = mask.scaled(
        -(-mask.width() // by),
        -(-mask.height() // by),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return alpha_of(small)


def in_bands(painter: QPainter, width: int, height: int) -> Iterator[None]:
    """Let a painter paint on one band of a picture after the other, of which none takes long."""
    for top, bottom in bands(width, height):
        painter.save()
        painter.setClipRect(0, top, width, bottom - top, Qt.ClipOperation.IntersectClip)
        yield
        painter.restore()


def shone(painter: QPainter, mask: QImage, radius: float, color: str, opacity: float, drop: float = 0.0) -> None:
    """Draw a blurred, tinted copy of a mask, `drop` pixels lower: computed small, since nothing in it is sharp."""
    for _ in shining(painter, mask, radius, color, opacity, drop):
        pass


def shining(
    painter: QPainter, mask: QImage, radius: float, color: str, opacity: float, drop: float = 0.0
) -> Iterator[None]:
    """The same piece by piece."""
    by = max(1, int(radius / 6))
    small = reduced(mask, by)
    yield
    soft = blurred(small, radius / by)
    yield
    light = yield from lit(soft, color, opacity)
    for _ in in_bands(painter, mask.width(), mask.height()):
        painter.drawImage(QRect(0, round(drop), light.width() * by, light.height() * by), light)
        yield


def point(radius: float, color: str, squash: float = 1.0) -> QImage:
    """A point of light that falls off from the middle: 1, .45 at a quarter, .13 at a half, 0 at the rim."""
    across = max(1, round(radius))
    down = max(1, round(radius * squash))
    ys, xs = np.mgrid[: down + 1, : across + 1]  # a quarter: the others are its mirror images
    distance = np.sqrt((xs / across) ** 2 + (ys / down) ** 2)
    mask = np.interp(distance, (0, 0.25, 0.55, 1.0), (1.0, 0.45, 0.13, 0.0)).astype(np.float32)
    rows, columns = np.abs(np.arange(-down, down + 1)), np.abs(np.arange(-across, across + 1))
    quarter = np.empty(mask.shape, np.uint32)
    _shade(quarter, mask, color)
    return _image(quarter[np.ix_(rows, columns)])
