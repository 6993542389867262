"""High dynamic range (PQ, HLG) brought into what a wall can show: BT.709, by the curve of ITU-R BT.2390.

The wall has one brightness; 203 cd/m², the white of a page by ITU-R BT.2408, becomes about nine tenths of it, and what
is brighter, up to 1000 cd/m², is pressed into the rest. All of it is reckoned once into tables and looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import av
import numpy as np
import numpy.typing as npt

PQ, HLG = 16, 18
"""FFmpeg's numbers of the curves of ITU-R BT.2100."""
MOST_PIXELS: Final = 1920 * 1088
"""Of a frame: beyond it the display enlarges."""
PEAK, WHITE = 1000.0, 203.0
"""The brightest that is expected, and what becomes the wall's brightest (cd/m²)."""
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 4096 * 128, 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073
_LUMA_2020: Final = np.array([0.2627, 0.6780, 0.0593], np.float32)
_LUMA_709: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_TO_709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
"""From linear BT.2020 to linear BT.709, by ITU-R BT.2087."""

Floats = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]


class ToneMap:
    """Turns frames of one curve and range, in the layout yuv420p10le, into frames of BT.709 in yuv420p."""

    def __init__(self, curve: int, *, full: bool) -> None:
        """Takes some tenths of a second."""
        every, eighth, coarse = (np.arange(0, 1024, step, dtype=np.float32) for step in (1, 8, 32))
        light = _planes(every[:, None, None], coarse[:, None], coarse, curve, full=full)[0]
        colour = _planes(every[8::16, None, None], eighth[:, None], eighth, curve, full=full)
        self._light = light.ravel()
        self._blue, self._red = colour[1].ravel(), colour[2].ravel()

    def mapped(self, frame: Any) -> Any:
        """The frame, whose width and height are even, in BT.709 and television's range."""
        light, blue, red = (_samples(plane) for plane in frame.planes)
        made = av.VideoFrame(frame.width, frame.height, "yuv420p")
        coarse = np.minimum((blue + 16) >> 5, 31) << 5 | np.minimum((red + 16) >> 5, 31)
        target = np.empty(light.shape, np.uint8)
        for down in (0, 1):
            for across in (0, 1):
                target[down::2, across::2] = self._light[light[down::2, across::2] << 10 | coarse]
        mean = (light[::2, ::2] + light[1::2, ::2] + light[::2, 1::2] + light[1::2, 1::2]) >> 2
        fine = (mean >> 4) << 14 | np.minimum((blue + 4) >> 3, 127) << 7 | np.minimum((red + 4) >> 3, 127)
        for plane, rows in zip(made.planes, (target, self._blue[fine], self._red[fine]), strict=True):
            padded = np.zeros((plane.height, plane.line_size), np.uint8)
            padded[:, : plane.width] = rows
            plane.update(padded.tobytes())
        return made


@lru_cache(maxsize=4)
def tone_map(curve: int, *, full: bool) -> ToneMap:
    """The one of a curve and range, made at the first frame of it."""
    return ToneMap(curve, full=full)


def _samples(plane: Any) -> npt.NDArray[np.uint32]:
    rows = np.frombuffer(memoryview(plane), "<u2").reshape(plane.height, -1)
    samples: npt.NDArray[np.uint32] = np.minimum(rows[:, : plane.width], 1023).astype(np.uint32)
    return samples


def _planes(light: Any, blue: Any, red: Any, curve: int, *, full: bool) -> tuple[Bytes, Bytes, Bytes]:
    """Y, Cb, Cr in 8 bits of BT.709 for those in 10 bits of BT.2020."""
    luma = light / 1023 if full else (light - 64) / 876
    cb, cr = ((each - 512) / (1023 if full else 896) for each in (blue, red))
    of_red, _, of_blue = _LUMA_2020
    coded = [luma + 2 * (1 - of_red) * cr + 0 * cb, luma, luma + 2 * (1 - of_blue) * cb + 0 * cr]
    coded[1] = (luma - of_red * coded[0] - of_blue * coded[2]) / (1 - of_red - of_blue)
    shown = display_709(np.stack(np.broadcast_arrays(*coded), -1), curve)
    grey = shown @ _LUMA_709
    cb, cr = (shown[..., 2] - grey) / (2 * (1 - _LUMA_709[2])), (shown[..., 0] - grey) / (2 * (1 - _LUMA_709[0]))
    return _bytes(16 + 219 * grey), _bytes(128 + 224 * cb), _bytes(128 + 224 * cr)


def display_709(coded: Floats, curve: int) -> Floats:
    """R', G', B' of BT.709 (0 to 1) for those of BT.2020 (0 to 1) by that curve."""
    nits = _LINEAR[curve](np.clip(coded, 0.0, 1.0))
    brightest = nits.max(axis=-1, keepdims=True)
    pressed = nits * (_pressed(brightest) / np.maximum(brightest, 1e-6)) / WHITE
    linear: Floats = np.clip(pressed @ _TO_709.T, 0.0, 1.0)
    return linear ** (1 / 2.4)


def _of_pq(coded: Floats) -> Floats:
    root = coded ** (1 / _M2)
    linear: Floats = 10_000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1)
    return linear


def to_pq(nits: Floats) -> Floats:
    """PQ's code (0 to 1) of a brightness in cd/m²."""
    power = (nits / 10_000) ** _M1
    coded: Floats = ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2
    return coded


def _of_hlg(coded: Floats) -> Floats:
    scene = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - _C) / _A) + _B) / 12)
    bright = (scene @ _LUMA_2020)[..., None]
    linear: Floats = PEAK * np.maximum(bright, 1e-9) ** 0.2 * scene
    return linear


_LINEAR: Final[dict[int, Callable[[Floats], Floats]]] = {PQ: _of_pq, HLG: _of_hlg}


def _pressed(nits: Floats) -> Floats:
    """Brightness up to `PEAK` pressed into what is up to `WHITE`: below a knee as it is, above it along a curve."""
    whole, most = float(to_pq(np.array(PEAK))), float(to_pq(np.array(WHITE)))
    most /= whole
    knee = 1.5 * most - 0.5
    at = np.minimum(to_pq(nits) / whole, 1.0)
    t = np.maximum(at - knee, 0) / (1 - knee)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    return _of_pq(np.where(at < knee, at, bent) * whole)


def _bytes(levels: Floats) -> Bytes:
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)
