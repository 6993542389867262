"""What a shared library asks the dynamic linker for, read from the file itself: no `ldd` or `readelf` is needed.

The format is that of the System V ABI, chapters 4 and 5: the program headers lead to the dynamic section, whose
DT_NEEDED entries point into a string table.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_NEEDED, _DT_STRTAB = 0, 1, 5
_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SEGMENT = struct.Struct("<IIQQQQQQ")
_ENTRY = struct.Struct("<qQ")


def needed(library: Path) -> tuple[str, ...]:
    """The names (sonames) of the libraries that a 64-bit little-endian ELF file is linked to, in its own order.

    Raises:
        ValueError: it is no such file, or damaged.
        OSError: it cannot be read.
    """
    image = library.read_bytes()
    try:
        return tuple(_needed(image))
    except (struct.error, LookupError, OverflowError, ValueError):
        msg = f"not a shared library of this kind of machine, or damaged: {library}"
        raise ValueError(msg) from None


def _needed(image: bytes) -> Iterator[str]:
    header = _HEADER.unpack_from(image)
    identity, segments_at, segment_size, segment_count = header[0], header[5], header[9], header[10]
    if identity[:6] != b"\x7fELF\x02\x01":
        raise struct.error
    segments = [_SEGMENT.unpack_from(image, segments_at + n * segment_size) for n in range(segment_count)]
    loads = [(address, offset, size) for kind, _, offset, address, _, size, _, _ in segments if kind == _PT_LOAD]
    dynamic = next(((segment[2], segment[5]) for segment in segments if segment[0] == _PT_DYNAMIC), None)
    if dynamic is None:
        return
    entries = list(_entries(image, *dynamic))
    strings_at = _offset(dict(entries)[_DT_STRTAB], loads)
    for tag, value in entries:
        if tag == _DT_NEEDED:
            start = strings_at + value
            yield image[start : image.index(b"\0", start)].decode("ascii")


def _entries(image: bytes, start: int, size: int) -> Iterator[tuple[int, int]]:
    for at in range(start, start + size, _ENTRY.size):
        tag, value = _ENTRY.unpack_from(image, at)
        if tag == _DT_NULL:
            return
        yield tag, value


def _offset(address: int, loads: list[tuple[int, int, int]]) -> int:
    """Where in the file an address of the loaded image lies."""
    for start, offset, size in loads:
        if start <= address < start + size:
            return address - start + offset
    raise IndexError
