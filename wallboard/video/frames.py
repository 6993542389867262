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

Pixels = npt.NDArray[np.uint8]
_FULL: Final = 2
"""FFmpeg's number of the full range (0 to 255); 1 is that of television (16 to 235)."""
_RGB_MATRIX: Final = 0
DEINTERLACER: Final = "mode=send_frame:parity=auto:deint=interlaced"


class FrameShaper:
    """Brings frames of whatever size, shape and colours to the size of an area."""

    def __init__(self, how: Literal["crop", "fit"]) -> None:
        self._how = how
        self._reformatter = VideoReformatter()

    def shaped(self, frame: Any, area: tuple[int, int], pixel: float = 1.0) -> tuple[Fitted, Pixels]:
        """The frame scaled for an area, and how it lies there; `pixel` is how wide : high its pixels are.

        The rows of the array are of four bytes a pixel (B, G, R, -), possibly longer than the picture is wide.
        """
        aspect = picture_aspect(frame.width, frame.height, pixel)
        fit = fitted((frame.width, frame.height), aspect, area, self._how, MOST_PIXELS)
        matrix = matrix_of(int(frame.colorspace), frame.height)
        full = int(frame.color_range) == _FULL or frame.format.name.startswith("yuvj")
        made = self._reformatter.reformat(
            frame,
            fit.scaled[0],
            fit.scaled[1],
            "bgra",
            src_colorspace=matrix if matrix != _RGB_MATRIX else 1,
            dst_colorspace=matrix if matrix != _RGB_MATRIX else 1,
            src_color_range=_FULL if full else 1,
            dst_color_range=_FULL,
            interpolation="BICUBIC" if fit.scaled[1] > frame.height else "AREA",
            threads=1,
        )
        plane = made.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8)[: made.height * plane.line_size].reshape(
            made.height, plane.line_size
        )
        return fit, rows


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
