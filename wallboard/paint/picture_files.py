"""Pictures that take long to make, kept in files between runs: mapped into memory, and let go once they are drawn."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import mmap
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtGui import QImage

log = logging.getLogger(__name__)

MARK: Final = b"wallboard pictures 1\n"
PAGE: Final = 4096
PIECE: Final = 4 * 1024 * 1024
"""Bytes that are checked or written before the next frame may be painted: a few milliseconds."""
MOST_BYTES: Final = 512 * 1024 * 1024
"""Of all files together: those used least recently go."""
SHAPE: Final = struct.Struct("<iiiiQ")
"""Of each picture: format, width, height, bytes of a line, and where it begins."""
HEAD: Final = struct.Struct("<II")
"""Check sum of the pictures and where they lie, and how many there are."""


class MappedPictures(msgspec.Struct, frozen=True, eq=False):
    """Images, and the mapped file behind them (None: they are memory of their own)."""

    images: tuple[QImage, ...]
    mapped: mmap.mmap | None = None

    @property
    def held(self) -> int:
        """Bytes of memory of their own."""
        return 0 if self.mapped is not None else sum(image.sizeInBytes() for image in self.images)

    def rest(self) -> None:
        """They have been drawn: what of the file is in memory may go until they are drawn again."""
        if self.mapped is not None and sys.platform != "win32":
            self.mapped.madvise(mmap.MADV_DONTNEED)


class KeptPictureFiles:
    """Files of pictures in a folder of their own, each under a name that says what made it.

    What cannot be read, or is not whole, counts as not there; what cannot be written is not kept. Nothing raises.
    """

    def __init__(self, folder: Path) -> None:
        """The folder need not exist yet."""
        self._folder = folder

    def find(self, name: str) -> Generator[None, None, MappedPictures | None]:
        """The pictures of a name, checked piece by piece."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            os.utime(path)
            sizes, check = _read(mapped)
            found = zlib.crc32(repr(sizes).encode())
            for at in range(PAGE, len(mapped), PIECE):
                found = zlib.crc32(mapped[at : at + PIECE], found)
                yield
            if found != check:
                return None
            view = memoryview(mapped)
            pictures = MappedPictures(
                tuple(QImage(view[at:], w, h, line, QImage.Format(form)) for form, w, h, line, at in sizes), mapped
            )
            pictures.rest()
            return pictures
        except (OSError, ValueError, struct.error):
            return None

    def keep(self, name: str, images: Sequence[QImage]) -> Generator[None, None, MappedPictures]:
        """Write pictures piece by piece; the same ones, from the file if it could be written."""
        path = self._path(name)
        writing = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, writing = tempfile.mkstemp(".part", dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                yield from _written(file.fileno(), images)
            Path(writing).replace(path)
            writing = ""
            self._tidy(path)
        except OSError as error:
            log.debug("pictures are not kept: %s", error)
            return MappedPictures(tuple(images))
        finally:
            if writing:
                with contextlib.suppress(OSError):
                    Path(writing).unlink()
        found = yield from self.find(name)
        return found or MappedPictures(tuple(images))

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.pictures"

    def _tidy(self, newest: Path) -> None:
        """Let go of what was used least recently, down to `MOST_BYTES`, and of what a run left half written."""
        found = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                said = path.stat()
                found.append((path != newest, -said.st_mtime_ns, said.st_size, path))
        total = 0
        for _, _, size, path in sorted(found):
            total += size
            if total > MOST_BYTES and path != newest:
                with contextlib.suppress(OSError):
                    path.unlink()


def _read(mapped: mmap.mmap) -> tuple[list[tuple[int, int, int, int, int]], int]:
    """Where each picture lies, and the check sum. Raises ValueError where that cannot be."""
    if mapped[: len(MARK)] != MARK or len(mapped) < PAGE:
        msg = "no pictures"
        raise ValueError(msg)
    check, count = HEAD.unpack_from(mapped, len(MARK))
    at = len(MARK) + HEAD.size
    if at + count * SHAPE.size > PAGE:
        msg = "too many pictures"
        raise ValueError(msg)
    sizes = [SHAPE.unpack_from(mapped, at + number * SHAPE.size) for number in range(count)]
    for form, width, height, line, begins in sizes:
        if (
            not QImage.Format.Format_Invalid.value < form < QImage.Format.NImageFormats.value
        ):  # Qt looks beyond its table
            msg = "pictures of no format"
            raise ValueError(msg)
        depth = QImage.toPixelFormat(QImage.Format(form)).bitsPerPixel()
        if min(width, height) < 1 or line * 8 < width * depth or begins + line * height > len(mapped):
            msg = "pictures larger than their file"
            raise ValueError(msg)
    return sizes, check


def _written(descriptor: int, images: Sequence[QImage]) -> Generator[None, None, None]:
    """Write all of a file; its first page, without which it is none, comes last."""
    at, sizes = PAGE, []
    for image in images:
        sizes.append((image.format().value, image.width(), image.height(), image.bytesPerLine(), at))
        at += image.sizeInBytes() + -image.sizeInBytes() % PAGE
    check = zlib.crc32(repr(sizes).encode())
    os.lseek(descriptor, PAGE, os.SEEK_SET)
    for image in images:
        pixels = memoryview(image.constBits()).cast("B")
        for first in range(0, len(pixels), PIECE):
            part = pixels[first : first + PIECE]
            check = zlib.crc32(part, check)
            _write(descriptor, part)
            yield
        spare = bytes(-len(pixels) % PAGE)
        check = zlib.crc32(spare, check)
        _write(descriptor, spare)
    shapes = b"".join(SHAPE.pack(*size) for size in sizes)
    head = (MARK + HEAD.pack(check, len(images)) + shapes).ljust(PAGE, b"\0")
    os.lseek(descriptor, 0, os.SEEK_SET)
    _write(descriptor, head)


def _write(descriptor: int, data: bytes | memoryview) -> None:
    done = 0
    while done < len(data):
        done += os.write(descriptor, memoryview(data)[done:])
