"""High dynamic range on a wall: the colours of what is dim, and order in what is bright."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from wallboard.video.frames import FrameShaper, is_hdr
from wallboard.video.hdr import HLG, PQ, to_pq

Codes = npt.NDArray[Any]
CELL = 16
DIMMED = [
    (1.0, 1.0, 1.0), (10.0, 10.0, 10.0), (40.0, 40.0, 40.0), (80.0, 80.0, 80.0), (60.0, 20.0, 20.0), (15.0, 60.0, 15.0),
    (20.0, 25.0, 70.0), (70.0, 60.0, 15.0), (5.0, 40.0, 45.0), (50.0, 10.0, 45.0),
]  # fmt: skip
"""Red, green and blue of BT.709 in cd/m², all below the knee: as a conversion without one shows them."""
FROM_709 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])


def hlg(nits: Codes) -> Codes:
    """HLG's code of a colour in cd/m², for a screen of 1000: the inverse of its OOTF, and its OETF."""
    luma = (nits @ [0.2627, 0.6780, 0.0593])[..., None] / 1000
    scene = nits / 1000 * luma ** (1 / 1.2 - 1)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def frame_of(coded: Codes, curve: int, *, full: bool = False) -> Any:
    """A row of cells of R', G', B' in BT.2020 (0 to 1), in 10 bits."""
    red, green, blue = coded.T
    luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
    colour = (blue - luma) / 1.8814, (red - luma) / 1.4746
    levels = [1023 * luma if full else 64 + 876 * luma, *(512 + (1023 if full else 896) * each for each in colour)]
    frame = av.VideoFrame(CELL * len(coded), CELL, "yuv420p10le")
    for plane, row, wide in zip(frame.planes, levels, (CELL, CELL // 2, CELL // 2), strict=True):
        rows = np.zeros((plane.height, plane.line_size // 2), "<u2")
        rows[:, : plane.width] = np.repeat(np.clip(np.rint(row), 0, 1023), wide)
        plane.update(rows.tobytes())
    frame.colorspace, frame.color_primaries, frame.color_trc = 9, 9, curve
    frame.color_range = 2 if full else 1
    frame.pts, frame.time_base = 0, Fraction(1, 25)
    return frame


def shown(frame: Any) -> npt.NDArray[np.int_]:
    """Red, green and blue of each cell as they are handed over."""
    _, rows = FrameShaper("crop").shaped(frame, (frame.width, frame.height))
    cells: npt.NDArray[np.int_] = rows[CELL // 2].reshape(-1, 4)[CELL // 2 : frame.width : CELL, 2::-1].astype(int)
    return cells


@pytest.mark.parametrize("curve", [PQ, HLG])
def test_what_is_below_the_knee_has_its_colours(curve: int) -> None:
    nits = np.array(DIMMED)
    meant = 255 * (nits / 203) ** (1 / 2.4)  # by the display of ITU-R BT.1886
    wide = nits @ FROM_709.T
    levels = shown(frame_of(to_pq(wide) if curve == PQ else hlg(wide), curve))
    assert np.abs(levels - meant).max() <= 12


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("curve", [PQ, HLG])
def test_what_is_brighter_is_pressed_together_and_never_tinted(curve: int, full: bool) -> None:
    nits = np.array([0.0, 1, 5, 20, 60, 100, 203, 300, 450])[:, None] * np.ones(3)
    levels = shown(frame_of(to_pq(nits) if curve == PQ else hlg(np.maximum(nits, 1e-6)), curve, full=full))
    assert (np.diff(levels[:, 1]) > 0).all()
    assert (levels.max(axis=1) - levels.min(axis=1)).max() <= 2
    assert levels[0, 1] <= 2
    assert 225 <= levels[6, 1] <= 235


def test_an_ordinary_frame_in_bt2020_is_none() -> None:
    frame = frame_of(np.full((4, 3), 0.5), 14)
    assert not is_hdr(frame)
    assert np.abs(shown(frame) - 128).max() <= 2


@pytest.mark.parametrize("size", [(65, 37), (1, 1), (1919, 1079)])
def test_frames_of_any_size_come_out(size: tuple[int, int]) -> None:
    frame = av.VideoFrame(*size, "yuv420p10le")
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.color_trc = PQ
    for how in ("crop", "fit"):
        fit, rows = FrameShaper(how).shaped(frame, (99, 55))
        assert rows.shape[0] >= fit.shown[1]
