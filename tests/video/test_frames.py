"""Colours, shapes and fields of frames, against reckonings of their own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.video.fitting import fitted
from wallboard.video.frame_file import MOST_PIXELS
from wallboard.video.frames import Deinterlacer, FrameShaper, into

CARD = {
    "white": (255, 255, 255), "yellow": (191, 191, 0), "cyan": (0, 191, 191), "green": (0, 191, 0),
    "magenta": (191, 0, 191), "red": (191, 0, 0), "blue": (0, 0, 191), "grey": (128, 128, 128), "black": (0, 0, 0),
}  # fmt: skip
"""The bars of a test card at 75 %, as red, green and blue."""
WEIGHTS = {"601": (0.299, 0.114), "709": (0.2126, 0.0722)}
"""Of red and blue in the luma, from the two recommendations of ITU-R."""


def coded(rgb: tuple[int, int, int], matrix: str, *, full: bool) -> tuple[int, int, int]:
    """Y, Cb and Cr of a colour in 8 bits, by the formulas of the recommendations."""
    red, green, blue = (level / 255 for level in rgb)
    of_red, of_blue = WEIGHTS[matrix]
    luma = of_red * red + (1 - of_red - of_blue) * green + of_blue * blue
    cb, cr = (blue - luma) / (2 * (1 - of_blue)), (red - luma) / (2 * (1 - of_red))
    if full:
        return round(255 * luma), min(255, round(255 * cb + 128)), min(255, round(255 * cr + 128))
    return round(219 * luma + 16), round(224 * cb + 128), round(224 * cr + 128)


def frame_of(rgb: tuple[int, int, int], matrix: str, *, full: bool, height: int) -> Any:
    """A frame of one colour, which says nothing of its colours."""
    frame = av.VideoFrame(64, height, "yuv420p")
    for plane, level in zip(frame.planes, coded(rgb, matrix, full=full), strict=True):
        plane.update(bytes([level]) * plane.buffer_size)
    return frame


def shown(frame: Any) -> tuple[int, int, int]:
    """Red, green and blue in the middle of what is handed over."""
    _, rows = FrameShaper("crop").shaped(frame, (64, 36))
    blue, green, red, _ = rows[18, 32 * 4 : 33 * 4]
    return int(red), int(green), int(blue)


@pytest.mark.parametrize("name", CARD)
@pytest.mark.parametrize(
    ("matrix", "height", "stated", "full"),
    [
        ("601", 576, 0, False),
        ("709", 720, 0, False),
        ("709", 576, 1, False),
        ("601", 720, 5, False),
        ("709", 720, 1, True),
    ],
)
def test_a_test_card_has_its_colours(name: str, matrix: str, height: int, stated: int, full: bool) -> None:
    frame = frame_of(CARD[name], matrix, full=full, height=height)
    if stated:
        frame.colorspace = stated
    if full:
        frame.color_range = 2
    assert max(abs(a - b) for a, b in zip(shown(frame), CARD[name], strict=True)) <= 4


@pytest.mark.parametrize(
    ("area", "scaled"),
    [
        ((1920, 1080), (1920, 1080)), ((1900, 990), (1920, 1080)), ((1880, 1058), (1920, 1080)),
        ((1860, 1046), (1860, 1046)), ((1922, 1081), (1922, 1082)), ((960, 540), (960, 540)),
        ((600, 1070), (1920, 1080)),
    ],
)  # fmt: skip
def test_a_frame_that_is_hardly_larger_than_its_area_is_cut_and_not_scaled(
    area: tuple[int, int], scaled: tuple[int, int]
) -> None:
    fit = fitted((1920, 1080), 16 / 9, area, "crop", MOST_PIXELS)
    assert (fit.scaled, fit.shown) == (scaled, area)
    assert 0 <= (scaled[0] - area[0]) - 2 * fit.left <= 1
    assert 0 <= (scaled[1] - area[1]) - 2 * fit.top <= 1
    wide = fitted((1440, 1080), 16 / 9, (1900, 990), "crop", MOST_PIXELS)  # of pixels that are no squares
    assert wide.scaled == (1900, 1070)


@given(
    st.integers(1, 8192), st.integers(1, 8192), st.floats(0.001, 1000), st.integers(1, 8192), st.integers(1, 4320),
    st.sampled_from(["crop", "fit"]),
)  # fmt: skip
def test_whatever_the_shape_a_picture_stays_within_its_area_and_its_bounds(
    width: int, height: int, aspect: float, across: int, down: int, how: Any
) -> None:
    fit = fitted((width, height), aspect, (across, down), how, MOST_PIXELS)
    assert 1 <= fit.shown[0] <= across
    assert 1 <= fit.shown[1] <= down
    assert fit.shown[0] * fit.shown[1] <= MOST_PIXELS
    assert fit.scaled[0] * fit.scaled[1] <= 5 * MOST_PIXELS
    assert 0 <= fit.left <= fit.scaled[0] - fit.shown[0]
    assert 0 <= fit.top <= fit.scaled[1] - fit.shown[1]
    assert fit.scaled[0] % 2 == fit.scaled[1] % 2 == 0
    if how == "fit":
        assert max(fit.scaled[0] - fit.shown[0], fit.scaled[1] - fit.shown[1]) <= 1
    if how == "crop" and across * down <= MOST_PIXELS:
        assert fit.shown == (across, down)


def test_the_middle_is_kept_where_something_is_cut_off() -> None:
    picture = np.zeros((36, 128, 3), np.uint8)
    picture[:, 62:66] = 255
    fit, rows = FrameShaper("crop").shaped(av.VideoFrame.from_ndarray(picture, format="rgb24"), (36, 36))
    target = bytearray(36 * 36 * 4)
    into(memoryview(target), fit, rows)
    line = np.frombuffer(target, np.uint8).reshape(36, 36, 4)[18, :, 1]
    assert set(np.flatnonzero(line > 128)) == {16, 17, 18, 19}


def test_interlaced_frames_are_woven_so_that_what_moves_has_no_comb(tmp_path: Path) -> None:
    path = tmp_path / "fields.ts"
    container: Any = av.open(str(path), "w", format="mpegts")
    with container:
        stream = container.add_stream("libx264", rate=25, options={"x264-params": "tff=1", "crf": "12"})
        stream.width, stream.height, stream.pix_fmt = 128, 64, "yuv420p"
        for number in range(12):
            picture = np.full((64, 128, 3), 16, np.uint8)
            for field in (0, 1):
                left = 8 * number + 4 * field
                picture[field::2, left : left + 16] = 235
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    weaver, before, after = Deinterlacer(), [], []
    opened: Any = av.open(str(path))
    with opened as container:
        for frame in container.decode(video=0):
            before.append(_comb(frame))
            after += [_comb(woven) for woven in weaver.frames(frame)]
    assert max(after[2:]) < 0.4 * max(before)
    assert len(after) >= len(before) - 2


def _comb(frame: Any) -> float:
    """How much neighbouring lines differ where lines two apart do not."""
    luma = frame.reformat(format="gray").to_ndarray().astype(int)
    return float(np.mean([np.abs(b - a).mean() for a, b in pairwise(luma[8:-8])]))
