"""What every canvas shows, as it was painted, small: a file in memory that the display writes and anyone may read.

A head, and one slot for each canvas. Each slot has a number that is odd while it is written: whoever reads it copies
the slot and looks whether the number is still the same (a sequence lock), so nobody ever waits for anybody.
"""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path
from typing import Final

import msgspec

from wallboard.recording.errors import NotPlainError
from wallboard.recording.plain_files import create_plain, open_plain

WIDTH: Final = 640
"""Pixels across; the height follows the canvas, up to `MOST_HEIGHT`."""
MOST_HEIGHT: Final = 1280
MOST_CANVASES: Final = 16
_MAGIC: Final = b"wallprog1"
_HEAD = 64
_SLOT_HEAD: Final = struct.Struct("<QqqqII200s200s")
"""The number, the system's monotonic clock, UTC, the playhead (microseconds), width, height, canvas, layout."""
_SEQUENCE: Final = struct.Struct("<Q")
_SLOT: Final = -(-(_SLOT_HEAD.size + WIDTH * MOST_HEIGHT * 4) // 4096) * 4096
_TRIES = 20


class ProgramPicture(msgspec.Struct, frozen=True):
    """What a canvas showed at `mono_us` and `utc_us`: rows of `width` pixels from the top, of four bytes (B, G, R, -).

    `playhead_us` is recording time, `layout` the one that was up ("": the canvas was black).
    """

    canvas: str
    layout: str
    mono_us: int
    utc_us: int
    playhead_us: int
    width: int
    height: int
    pixels: bytes


def size_for(canvas: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the small picture of a canvas of that size."""
    width, height = canvas
    return WIDTH, max(1, min(MOST_HEIGHT, round(WIDTH * height / max(1, width))))


class ProgramWriter:
    """The display's side."""

    def __init__(self, path: Path) -> None:
        """Make the file anew; who has the former one open goes on seeing that, and finds this one by its name.

        Raises:
            OSError: it cannot be made.
        """
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        handle = create_plain(part)
        try:
            os.truncate(handle, _HEAD + MOST_CANVASES * _SLOT)  # sparse: what is not written takes no memory
        finally:
            os.close(handle)
        part.replace(path)  # before it is mapped: Windows renames nothing that is
        handle = open_plain(path, os.O_RDWR)
        try:
            self._map = mmap.mmap(handle, _HEAD + MOST_CANVASES * _SLOT)
        finally:
            os.close(handle)
        self._map[: len(_MAGIC)] = _MAGIC
        self._slots: dict[str, int] = {}

    def write(self, picture: ProgramPicture) -> bool:
        """Put a canvas's picture in place of its last one; False where there are more canvases than slots."""
        slot = self._slots.setdefault(picture.canvas, len(self._slots))
        expected = picture.width * picture.height * 4
        if slot >= MOST_CANVASES or len(picture.pixels) != expected or expected > _SLOT - _SLOT_HEAD.size:
            return False
        at = _HEAD + slot * _SLOT
        (sequence,) = _SEQUENCE.unpack_from(self._map, at)
        _SEQUENCE.pack_into(self._map, at, sequence | 1)
        body = at + _SLOT_HEAD.size
        self._map[body : body + expected] = picture.pixels
        _SLOT_HEAD.pack_into(
            self._map, at, sequence | 1, picture.mono_us, picture.utc_us, picture.playhead_us,
            picture.width, picture.height, _named(picture.canvas), _named(picture.layout),
        )  # fmt: skip
        _SEQUENCE.pack_into(self._map, at, (sequence | 1) + 1)
        return True

    def close(self) -> None:
        """Let go of it; the last pictures stay to be read."""
        self._map.close()


class ProgramReader:
    """Anyone's side: follows the file that bears the name, and never raises for what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map: mmap.mmap | None = None
        self._identity: tuple[int, int] | None = None

    def pictures(self) -> tuple[ProgramPicture, ...]:
        """What every canvas showed last, in the order in which the display wrote them first."""
        data = self._opened()
        if data is None:
            return ()
        found = []
        for slot in range(MOST_CANVASES):
            picture = _consistent(data, _HEAD + slot * _SLOT)
            if picture is not None:
                found.append(picture)
        return tuple(found)

    def of(self, canvas: str) -> ProgramPicture | None:
        """What a canvas showed last; None where nothing is known of it."""
        return next((picture for picture in self.pictures() if picture.canvas == canvas), None)

    def close(self) -> None:
        """Let go of the file."""
        if self._map is not None:
            self._map.close()
        self._map = self._identity = None

    def _opened(self) -> mmap.mmap | None:
        try:
            handle = open_plain(self._path)
        except (OSError, NotPlainError):
            return self._map
        try:
            found = os.fstat(handle)
            identity = found.st_dev, found.st_ino
            if identity != self._identity:
                self.close()
                if found.st_size == _HEAD + MOST_CANVASES * _SLOT:
                    self._map = mmap.mmap(handle, found.st_size, access=mmap.ACCESS_READ)
                    self._identity = identity
        except (OSError, ValueError):
            self.close()
        finally:
            os.close(handle)
        if self._map is not None and self._map[: len(_MAGIC)] != _MAGIC:
            return None
        return self._map


def _consistent(data: mmap.mmap, at: int) -> ProgramPicture | None:
    """A slot's picture as it was written at one time; None where there is none, or it never stood still."""
    for _ in range(_TRIES):
        sequence, mono_us, utc_us, playhead_us, width, height, canvas, layout = _SLOT_HEAD.unpack_from(data, at)
        if sequence == 0:
            return None
        size = width * height * 4
        body = at + _SLOT_HEAD.size
        if sequence % 2 == 0 and 0 < size <= _SLOT - _SLOT_HEAD.size:
            pixels = data[body : body + size]
            if _SEQUENCE.unpack_from(data, at)[0] == sequence:
                shown, up = (name.rstrip(b"\0").decode("utf-8", "replace") for name in (canvas, layout))
                return ProgramPicture(shown, up, mono_us, utc_us, playhead_us, width, height, pixels)
    return None


def _named(name: str) -> bytes:
    return name.encode()[:200]
