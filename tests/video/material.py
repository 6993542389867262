"""Small films for tests: coloured fields that change from frame to frame, in any codec, size and rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from wallboard.video.clock import DecoderClock


def film(
    path: Path,
    *,
    frames: int = 25,
    rate: int = 25,
    size: tuple[int, int] = (64, 36),
    codec: str = "libx264",
    form: str | None = None,
    levels: Iterator[int] | None = None,
    options: dict[str, str] | None = None,
    pixel: Fraction | None = None,
    begins_s: int = 0,
    layout: str = "",
) -> Path:
    """A film whose frame number n is a grey of 16 + 8 n (or of `levels`); its times begin at `begins_s`."""
    container: Any = av.open(str(path), "w", format=form, options={"output_ts_offset": str(begins_s)})
    with container:
        stream = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, layout or ("rgb24" if codec == "png" else "yuv420p")
        if pixel is not None:
            stream.sample_aspect_ratio = pixel
        for number in range(frames):
            level = 16 + 8 * (number % 25) if levels is None else next(levels)
            picture = np.full((size[1], size[0], 3), level, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


class FakeClock:
    """A monotonic clock that only sleeping moves; after `seconds` of it sleeping raises `Over`."""

    def __init__(self, seconds: float, look: Callable[[], None] = lambda: None) -> None:
        """`look` is called before time passes."""
        self._look = look
        self.now_us = 10_000_000
        self._end_us = self.now_us + round(seconds * 1e6)
        self.clock = DecoderClock(lambda: self.now_us, self.sleep)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self._look()
        self.now_us += max(1, round(seconds * 1e6))
        if self.now_us > self._end_us:
            raise Over


class Over(BaseException):
    """The test has seen enough."""
