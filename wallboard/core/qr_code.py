"""An address as a QR code, for who has a telephone in the hand."""

from __future__ import annotations

from functools import lru_cache

import msgspec

QUIET = 4
"""So many modules around a code stay empty: readers need them."""
MOST = 300
"""Characters of an address: a code that holds more is too fine to be read across a room."""


class QrCode(msgspec.Struct, frozen=True):
    """A code of `size` × `size` modules without its quiet zone; `runs` are dark ones in a row: (x, y, length)."""

    size: int
    runs: tuple[tuple[int, int, int], ...]


@lru_cache(maxsize=64)
def qr_code(text: str) -> QrCode:
    """The code of a text, with a quarter of it spare against damage. Raises ValueError for one that is too long."""
    import segno  # noqa: PLC0415 - hardly any wall needs it

    if not 0 < len(text) <= MOST:
        msg = f"a QR code holds 1 to {MOST} characters, not {len(text)}"
        raise ValueError(msg)
    matrix = [bytes(row) for row in segno.make_qr(text, error="q").matrix]
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append((x, y, length))
            x += max(1, length)
    return QrCode(len(matrix), tuple(runs))
