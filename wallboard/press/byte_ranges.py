"""Parts of a file that a client asks for (RFC 9110, 14): a film from its middle, a download that goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(rb"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """So many bytes of a file of `size` bytes, from `begin` on."""

    begin: int
    length: int
    size: int

    @property
    def header(self) -> bytes:
        """What Content-Range says of it."""
        return f"bytes {self.begin}-{self.begin + self.length - 1}/{self.size}".encode()


def range_of(asked: bytes, size: int) -> ByteRange | None:
    """The one part that is asked for; None for all of the file: nothing, several parts or no sense was asked for.

    Raises:
        ValueError: the part begins behind the file's end.
    """
    match = _RANGE.fullmatch(asked)
    if match is None or match[1] == match[2] == b"":
        return None
    if not match[1]:
        begin, end = max(0, size - int(match[2])), size
    else:
        begin, end = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < begin:
            return None
    if begin >= size or begin >= end:
        msg = f"the file has {size} bytes"
        raise ValueError(msg)
    return ByteRange(begin, end - begin, size)
