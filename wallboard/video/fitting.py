"""How a frame comes into its area: the size it is scaled to, what is cut off, and which colours are meant."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

HD_HEIGHT: Final = 720
"""From this height on a stream that does not say its colours means BT.709, below BT.601."""
SPARE: Final = 0.03
"""By so much a frame may be larger than its area needs it, for more of its edges to be cut off."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A frame is scaled to `scaled`; of that the part at (`left`, `top`) of `shown` is handed over."""

    scaled: tuple[int, int]
    left: int
    top: int
    shown: tuple[int, int]


def fitted(
    size: tuple[int, int], aspect: float, area: tuple[int, int], how: Literal["crop", "fit"], most_pixels: int
) -> Fitted:
    """A frame of `size` whose picture is `aspect` wide : high, in an `area`; never more than `most_pixels` of it.

    A picture of one row or column comes out, too. `crop` fills the area; `fit` leaves some of it free. What it is
    scaled to is even both ways, and a column or row may be cut off: FFmpeg takes up to eight times as long for odd.
    A frame that is hardly larger than it has to be is cut and not scaled: it stays sharp, at half the work.
    """
    width, height = max(1, area[0]), max(1, area[1])
    over = width * height / most_pixels
    if over > 1:
        width, height = max(1, int(width / sqrt(over))), max(1, int(height / sqrt(over)))
    aspect = min(max(aspect, 1 / 64), 64.0)
    wider = aspect > width / height
    if how == "crop":
        scaled = (max(width, round(height * aspect)), height) if wider else (width, max(height, round(width / aspect)))
        if scaled[0] * scaled[1] > 4 * most_pixels:  # so thin that to crop it would mean to scale it up beyond measure
            scaled = (width, height)
        if all(0 <= own - needed <= needed * SPARE for own, needed in zip(size, scaled, strict=True)):
            scaled = size
    else:
        scaled = (width, max(1, round(width / aspect))) if wider else (max(1, round(height * aspect)), height)
    shown = min(width, scaled[0]), min(height, scaled[1])
    scaled = scaled[0] + scaled[0] % 2, scaled[1] + scaled[1] % 2
    return Fitted(scaled, (scaled[0] - shown[0]) // 2, (scaled[1] - shown[1]) // 2, shown)


def matrix_of(stated: int, height: int) -> int:
    """The matrix of YCbCr as FFmpeg numbers it: as stated, else by the height of the picture."""
    if stated in (1, 4, 5, 6, 7, 9, 10):
        return stated
    return 1 if height >= HD_HEIGHT else 5


def picture_aspect(width: int, height: int, pixel: float) -> float:
    """Width : height of a picture whose pixels are `pixel` wide : high (0 or nonsense: square)."""
    return width * (pixel if 0.1 <= pixel <= 10 else 1.0) / max(1, height)
