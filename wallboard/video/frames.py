"""Frames as they come out of a decoder made ready for their area: deinterlaced, scaled, in the wall's colours."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, Literal

import av
import numpy as np
import numpy.typing as npt
from av.filter import Graph
from av.video.reformatter import VideoReformatter

from wallboard.video.fitting import Fitted, fitted, matrix_of, picture_aspect
from wallboard.video.frame_file import MOST_PIXELS
from wallboard.video.hdr import HLG, PQ, tone_map
from wallboard.video.hdr import MOST_PIXELS as HDR_PIXELS
from wallboard.video.orientation import UPRIGHT, Orientation, orientation_of, stood

Pixels = npt.NDArray[np.uint8]
_FULL, _TELEVISION = 2, 1
"""FFmpeg's numbers of the full range (0 to 255), and of that of television (16 to 235)."""
_HALF_COLOUR: Final = ("yuv420p", "yuvj420p", "nv12", "yuv420p10le", "yuv420p12le", "p010le")
"""Layouts with a quarter as many samples of colour as of light."""
_RGB_MATRIX: Final = 0
_BT2020: Final = 9
_OPAQUE: Final = 255
DEINTERLACER: Final = "mode=send_frame:parity=auto:deint=interlaced"


class FrameShaper:
    """Brings frames of whatever size, shape and colours to the size of an area."""

    def __init__(self, how: Literal["crop", "fit"]) -> None:
        self._how = how
        self._scaler, self._turner = VideoReformatter(), VideoReformatter()
        self._layout = "", False
        self._stated: tuple[tuple[float, int, int], Orientation] | None = None

    def shaped(
        self, frame: Any, area: tuple[int, int], pixel: float = 1.0, stands: Orientation | None = None
    ) -> tuple[Fitted, Pixels]:
        """The frame scaled for an area, upright, and how it lies there; `pixel` is how wide : high its pixels are.

        `stands`: how it is to be seen, where that is known better than from the frame.
        The rows of the array are of four bytes a pixel (B, G, R, -), possibly longer than the picture is wide.
        """
        stands = self._orientation(frame) if stands is None else stands
        size, aspect = (frame.width, frame.height), picture_aspect(frame.width, frame.height, pixel)
        if stands.transposed:
            size, aspect = (frame.height, frame.width), 1 / aspect
        fit = fitted(size, aspect, area, self._how, HDR_PIXELS if is_hdr(frame) else MOST_PIXELS)
        scaled = (fit.scaled[1], fit.scaled[0]) if stands.transposed else fit.scaled
        is_clear = self._may_be_clear(frame.format)
        matrix = matrix_of(int(frame.colorspace), frame.height)
        full = int(frame.color_range) == _FULL or frame.format.name.startswith("yuvj")
        colours = _FULL if full else _TELEVISION, matrix if matrix != _RGB_MATRIX else 1
        if is_hdr(frame):
            toned = tone_map(int(frame.color_trc), full=full)
            frame = _reformatted(self._scaler, frame, scaled, "yuv420p10le", (colours[0], _BT2020), colours[0])
            frame, colours = toned.mapped(frame), (_TELEVISION, 1)
        elif frame.format.name in _HALF_COLOUR:  # scaled and then turned: half the work of both at once
            frame = _reformatted(self._scaler, frame, scaled, "yuv420p", colours, colours[0])
        made = _reformatted(self._turner, frame, scaled, "bgra", colours, _FULL)
        plane = made.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8)[: made.height * plane.line_size].reshape(
            made.height, plane.line_size
        )
        if stands != UPRIGHT:
            rows = stood(rows[:, : made.width * 4], stands)
        return fit, _on_black(rows) if is_clear else rows

    def _orientation(self, frame: Any) -> Orientation:
        """As one of its size and angle stood: to look keeps a frame in memory until garbage is sought."""
        kind = frame.rotation, frame.width, frame.height
        if self._stated is None or self._stated[0] != kind:
            self._stated = kind, orientation_of(frame)
        return self._stated[1]

    def _may_be_clear(self, layout: Any) -> bool:
        """Whether pixels of a layout can let what is behind them through."""
        if layout.name != self._layout[0]:
            clear = layout.has_palette or any(part.is_alpha for part in layout.components)
            self._layout = layout.name, clear
        return self._layout[1]


def is_hdr(frame: Any) -> bool:
    """Whether a frame is of a high dynamic range."""
    return int(frame.color_trc) in (PQ, HLG)


def _on_black(rows: Pixels) -> Pixels:
    """Pixels that let something through, before black."""
    pixels = rows.reshape(len(rows), -1, 4)
    alpha = pixels[:, :, 3:].astype(np.uint16)
    if alpha.min() == _OPAQUE:
        return rows
    return (pixels * alpha // _OPAQUE).astype(np.uint8).reshape(rows.shape)


def _reformatted(
    by: VideoReformatter, frame: Any, size: tuple[int, int], layout: str, colours: tuple[int, int], dst_range: int
) -> Any:
    """A frame in another size and layout; `colours` are its range and matrix."""
    src_range, matrix = colours
    return by.reformat(
        frame,
        *size,
        layout,
        src_colorspace=matrix,
        dst_colorspace=matrix,
        src_color_range=src_range,
        dst_color_range=dst_range,
        interpolation="BICUBIC" if size[1] > frame.height else "AREA",
        threads=1,
    )


def into(target: memoryview, fit: Fitted, rows: Pixels) -> None:
    """Copy the part of a shaped frame that is shown."""
    width, height = fit.shown
    wanted = np.frombuffer(target, np.uint8).reshape(height, width * 4)
    wanted[...] = rows[fit.top : fit.top + height, fit.left * 4 : (fit.left + width) * 4]


class Deinterlacer:
    """Weaves the fields of interlaced frames; frames that are whole pass untouched, until the first that is not."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._of: tuple[int, int, str] | None = None

    def frames(self, frame: Any) -> list[Any]:
        """What comes out for a frame: itself, or what has been woven so far."""
        kind = frame.width, frame.height, frame.format.name
        if self._graph is None and not frame.interlaced_frame:
            return [frame]
        if self._graph is None or self._of != kind:
            self._graph, self._of = _graph(frame), kind
        self._graph.push(frame)
        found = []
        while True:
            try:
                found.append(self._graph.pull())
            except (av.error.BlockingIOError, av.error.EOFError):
                return found


def _graph(frame: Any) -> Graph:
    graph = Graph()
    base = frame.time_base or Fraction(1, 90_000)
    entry = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format.name, time_base=base)
    weaves = graph.add("bwdif", DEINTERLACER)
    sink = graph.add("buffersink")
    entry.link_to(weaves)
    weaves.link_to(sink)
    graph.configure()
    return graph
