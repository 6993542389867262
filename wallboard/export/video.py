"""An MP4 file, frame by frame: H.264, yuv420p, the colours of HDTV stated and meant; whole or not there at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from wallboard.core.errors import UsageError, WallboardError
from wallboard.paint.damage import Box

try:
    import av
    from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
except ImportError as error:  # an extra: who makes no films need not have it
    _missing: str | None = str(error)
else:
    _missing = None

Bytes = npt.NDArray[np.uint8]

BT709: Final = 1
"""ITU-T H.273's number of the HDTV primaries, transfer and matrix."""
PRESET: Final = "veryfast"
CRF: Final = "18.5"
"""x264's constant quality; 18 is taken for visually lossless, and what follows lies above it at the same number."""
TUNE: Final = "animation"
"""Even areas and hard edges, as a wall has them: a tenth less noise at the same size."""
PARAMETERS: Final = "me=dia:subme=0:bframes=0:no-deblock=1"
"""A plain search for what has moved, by whole pixels and from the frame before alone: figures and lights do not move
like a camera's picture. Nor are edges smoothed: they are hard. Less than half the time of the preset at its size."""
X264: Final = MappingProxyType({"preset": PRESET, "tune": TUNE, "crf": CRF, "x264-params": PARAMETERS})
KEYFRAME_S: Final = 2
"""A picture that stands alone every so often, so that players can seek."""
ROOM: Final = 16
"""Pixels around a box that are converted with it, so that its own come out as in a conversion of the whole picture."""
SPREAD: Final = 4
"""So many pixels beside a box have colours in which its own have a part."""
STEP: Final = 128
"""What is converted is a multiple of so many pixels wide and high, so that there are few sizes."""
REFORMATTERS: Final = 40


class FilmExtraMissingError(UsageError):
    """PyAV is not installed."""

    def __init__(self, why: str) -> None:
        super().__init__(f"films need PyAV ({why}): install it with `pip install 'wallboard[film]'`")


def check_extra() -> None:
    """Raises FilmExtraMissingError where films cannot be made."""
    if _missing is not None:
        raise FilmExtraMissingError(_missing)


def check_size(size: tuple[int, int]) -> None:
    """Refuse what yuv420p cannot hold: it has one colour for each block of 2 × 2 pixels. Raises UsageError."""
    if size[0] % 2 or size[1] % 2:
        even = f"{size[0] // 2 * 2}x{size[1] // 2 * 2}"
        msg = f"a film's width and height must be even: {size[0]}x{size[1]} is not, {even} would be"
        raise UsageError(msg)


class VideoFile:
    """A film being written to `NAME.part`; `finish` gives it its name, leaving without it removes what there is."""

    def __init__(self, path: Path, size: tuple[int, int], fps: int, threads: int = 0) -> None:
        """Begin the file; `threads` encode it (0: as many as the encoder likes).

        Raises:
            FilmExtraMissingError, UsageError: PyAV is missing, or the size is odd.
            WallboardError: the file cannot be written.
        """
        check_extra()
        check_size(size)
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._frames = 0
        self._size = size
        self.picture = av.VideoFrame(*size, "yuv420p")
        """The last frame in the colours of the film."""
        self._reformatters: dict[tuple[int, int], VideoReformatter] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._container = av.open(str(self._part), "w", format="mp4", options={"movflags": "+faststart"})
        except OSError as error:
            raise self._error(error) from None
        stream = self._container.add_stream("libx264", rate=fps, options=dict(X264))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = fps * KEYFRAME_S
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = ColorRange.MPEG
        context.thread_type = "AUTO"
        context.thread_count = threads
        self._stream = stream

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def add(self, image: QImage, boxes: Sequence[Box] | None = None) -> None:
        """Append an RGB32 picture of the film's size, which differs from the last one in `boxes` (None: anywhere).

        Raises WallboardError.
        """
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        for box in [(0, 0, *self._size)] if boxes is None else boxes:
            self._convert(rows, box)
        self._encode()

    def _convert(self, rows: Bytes, box: Box) -> None:
        """Bring a box of the film's picture up to that of `rows`, four bytes a pixel, with what shares its colours."""
        width, height = self._size
        left, top = (max(0, edge // 2 * 2 - SPREAD) for edge in box[:2])
        right, bottom = (
            min(whole, -(-edge // 2) * 2 + SPREAD) for edge, whole in zip(box[2:], self._size, strict=True)
        )
        x, wide = _roomy(left, right, width)
        y, high = _roomy(top, bottom, height)
        part = av.VideoFrame(wide, high, "bgra")  # what Qt calls RGB32, byte by byte
        _pixels(part.planes[0])[:, : wide * 4] = rows[y : y + high, x * 4 : (x + wide) * 4]
        made = self._reformatter(wide, high).reformat(
            part, format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
        for by, plane, ours in zip((1, 2, 2), made.planes, self.picture.planes, strict=True):
            inner = _pixels(plane)[(top - y) // by : (bottom - y) // by, (left - x) // by : (right - x) // by]
            _pixels(ours)[top // by : bottom // by, left // by : right // by] = inner

    def _reformatter(self, wide: int, high: int) -> VideoReformatter:
        """What converts pictures of a size: setting one up takes longer than converting a small picture."""
        found = self._reformatters.pop((wide, high), None) or VideoReformatter()
        self._reformatters[wide, high] = found
        if len(self._reformatters) > REFORMATTERS:
            del self._reformatters[next(iter(self._reformatters))]
        return found

    def repeat(self) -> None:
        """Append the last picture again. Raises WallboardError."""
        self._encode()

    def finish(self) -> None:
        """Write what is still in the encoder, and give the file its name. Raises WallboardError."""
        try:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
            self._container.close()
            self._part.replace(self._path)
        except OSError as error:
            raise self._error(error) from None

    def discard(self) -> None:
        """Remove an unfinished film; a finished one stays."""
        with suppress(OSError):  # what could not be written is thrown away anyway
            self._container.close()
        self._part.unlink(missing_ok=True)

    def _encode(self) -> None:
        frame = self.picture
        frame.pts = self._frames
        self._frames += 1
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        except OSError as error:
            raise self._error(error) from None

    def _error(self, error: OSError) -> WallboardError:
        return WallboardError(f"the film cannot be written ({error.strerror or error}): {self._path}")


def _roomy(first: int, last: int, whole: int) -> tuple[int, int]:
    """Where a stretch with room around it begins, and how long it is, within `whole` pixels."""
    begin = max(0, first - ROOM)
    size = min(whole, -(-(last + ROOM - begin) // STEP) * STEP)
    return min(begin, whole - size), size


def _pixels(plane: Any) -> Bytes:
    """The bytes of a plane by rows, with what pads them."""
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)


def joined(parts: Sequence[tuple[Path, int]], path: Path, fps: int) -> None:
    """Join films of the same size and speed, each with its number of frames, without encoding anything again.

    Raises:
        WallboardError: the film cannot be written.
    """
    part_of_it = path.with_name(path.name + ".part")
    try:
        with av.open(str(part_of_it), "w", format="mp4", options={"movflags": "+faststart"}) as whole:
            stream, begins = None, 0
            for part, frames in parts:
                with av.open(str(part)) as film:
                    taken = film.streams.video[0]
                    if stream is None:
                        stream = whole.add_stream_from_template(taken)
                    tick = Fraction(begins, fps) / Fraction(taken.time_base or 1)
                    for packet in film.demux(taken):
                        if packet.dts is None or packet.pts is None:  # the last one, which says that no more come
                            continue
                        packet.dts, packet.pts = packet.dts + round(tick), packet.pts + round(tick)
                        packet.stream = stream
                        whole.mux(packet)
                begins += frames
        part_of_it.replace(path)
    except OSError as error:
        msg = f"the film cannot be written ({error.strerror or error}): {path}"
        raise WallboardError(msg) from None
    finally:
        part_of_it.unlink(missing_ok=True)
