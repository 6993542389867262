"""The last picture of a screen as a file: what a display leaves behind, and what the curtain beneath it shows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from wallboard.stage.fallback_header import HEAD_BYTES, SUFFIX, FrameHeader

WIDEST: Final = 1920
"""Pixels in a row of a kept picture: the picture of a 4K screen is kept at half its size, in some 5 ms."""


class FallbackFile(msgspec.Struct, frozen=True):
    """A kept picture."""

    head: FrameHeader
    image: QImage


def file_of(folder: Path, screen: str) -> Path:
    """The file that holds the last picture of a screen, whatever characters its name has."""
    return folder / (hashlib.blake2b(screen.encode(), digest_size=8).hexdigest() + SUFFIX)


def keep(folder: Path, screen: str, image: QImage, mono_us: int) -> None:
    """Write a picture so that whoever looks finds the old one or the new one. Raises OSError."""
    if image.width() > WIDEST:
        size = (WIDEST, max(1, image.height() * WIDEST // image.width()))
        image = image.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation)
    if image.format() != QImage.Format.Format_RGB32:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    head = FrameHeader(screen, mono_us, image.width(), image.height(), image.bytesPerLine())
    path = file_of(folder, screen)
    part = path.with_suffix(".part")
    with part.open("wb", buffering=0) as file:
        file.write(msgspec.json.encode(head).ljust(HEAD_BYTES))
        file.write(image.constBits())
    part.replace(path)


def kept(folder: Path, screen: str) -> FallbackFile | None:
    """The last picture of a screen; None where there is none that can be read."""
    try:
        data = file_of(folder, screen).read_bytes()
        head = msgspec.json.decode(data[:HEAD_BYTES], type=FrameHeader)
    except (OSError, msgspec.MsgspecError):
        return None
    pixels = data[HEAD_BYTES:]
    if head.screen != screen or min(head.width, head.height) < 1 or len(pixels) != head.stride * head.height:
        return None
    image = QImage(pixels, head.width, head.height, head.stride, QImage.Format.Format_RGB32)
    return FallbackFile(head, image.copy())  # the bytes are Python's, and go with this call
