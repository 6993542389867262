"""How a picture is to be seen: turned or mirrored, as cameras and telephones state it beside the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct, error, unpack_from
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from av.sidedata.sidedata import Type

_MATRIX: Final = Struct("=9i")
"""Where a pixel goes: a step across goes to the first two, a step down to the fourth and fifth."""
_TAG: Final = 0x0112
_MOST_TAGS: Final = 200
_MARKS: Final = (b"Exif\0\0", b"eXIf", b"EXIF")
"""What stands before the tags in JPEG, PNG and WebP; in WebP their length comes in between."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """Rows and columns change places first, then rows or columns are turned about."""

    transposed: bool = False
    rows_about: bool = False
    columns_about: bool = False


UPRIGHT: Final = Orientation()
_OF_EXIF: Final = {
    2: Orientation(False, False, True),
    3: Orientation(False, True, True),
    4: Orientation(False, True, False),
    5: Orientation(True, False, False),
    6: Orientation(True, False, True),
    7: Orientation(True, True, True),
    8: Orientation(True, True, False),
}
_OF_TURNS: Final = (UPRIGHT, _OF_EXIF[8], _OF_EXIF[3], _OF_EXIF[6])
"""By quarters against the clock."""


def orientation_of(frame: Any) -> Orientation:
    """As the frame of a stream states it, to the nearest quarter."""
    try:
        stated = frame.side_data.get(Type.DISPLAYMATRIX)
    except ValueError:  # PyAV reads none where one is of a kind that it does not know
        return _OF_TURNS[round(frame.rotation / 90) % 4]
    if stated is None or len(data := bytes(stated)) < _MATRIX.size:
        return UPRIGHT
    across_x, across_y, _, down_x, down_y = _MATRIX.unpack_from(data)[:5]
    if abs(across_x) + abs(down_y) >= abs(across_y) + abs(down_x):
        return Orientation(False, down_y < 0, across_x < 0)
    return Orientation(True, across_y < 0, down_x < 0)


def of_file(data: bytes) -> Orientation:
    """As the EXIF tags of a JPEG, PNG or WebP file state it; upright where there are none that make sense."""
    for mark in _MARKS:
        at = data.find(mark)
        if at < 0:
            continue
        for begin in (at + len(mark), at + len(mark) + 4, at + len(mark) + 10):
            order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[begin : begin + 4])
            if order is not None:
                return _OF_EXIF.get(_stated(data[begin : begin + 65_536], order), UPRIGHT)
    return UPRIGHT


def _stated(tags: bytes, order: str) -> int:
    try:
        (first,) = unpack_from(f"{order}I", tags, 4)
        (count,) = unpack_from(f"{order}H", tags, first)
        for number in range(min(count, _MOST_TAGS)):
            tag, _, _, value = unpack_from(f"{order}HHIH", tags, first + 2 + 12 * number)
            if tag == _TAG:
                return int(value)
    except error:
        pass
    return 1


def stood(rows: npt.NDArray[np.uint8], stands: Orientation) -> npt.NDArray[np.uint8]:
    """Rows of pixels, four bytes each, as they are to be seen."""
    pixels = np.ascontiguousarray(rows).view(np.uint32)
    pixels = pixels.T if stands.transposed else pixels
    pixels = pixels[:: -1 if stands.rows_about else 1, :: -1 if stands.columns_about else 1]
    return np.ascontiguousarray(pixels).view(np.uint8)
