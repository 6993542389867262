"""The pictures of a folder in turn, with a dissolve between them: handed over like the frames of a stream."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from wallboard.config.files import MIB, read_file
from wallboard.video.clock import DecoderClock
from wallboard.video.faults import NoPictureError
from wallboard.video.fitting import Fitted
from wallboard.video.frame_file import DecoderNote, FrameWriter
from wallboard.video.frames import FrameShaper, Pixels
from wallboard.video.job import DecoderJob
from wallboard.video.orientation import Orientation, of_file
from wallboard.video.wanted import WantedFile

FORMS: Final = {
    ".png": "png_pipe", ".jpg": "jpeg_pipe", ".jpeg": "jpeg_pipe", ".webp": "webp_pipe", ".bmp": "bmp_pipe",
}  # fmt: skip
MOST_BYTES, MOST_PIXELS, MOST_PICTURES = 32 * MIB, 40_000_000, 500
STEP_US: Final = 40_000
"""Between two frames of a dissolve."""
LOOK_US: Final = 1_000_000
"""How often is looked whether the area has changed, and a folder that is empty has something."""

Slide = tuple[Fitted, Pixels]


class Slides:
    """Shows the pictures of a folder for ever, in the order of their names; what cannot be read is passed over."""

    def __init__(
        self,
        job: DecoderJob,
        clock: DecoderClock,
        writer: FrameWriter,
        wanted: WantedFile,
        say: Callable[[DecoderNote], None],
    ) -> None:
        self._job, self._clock, self._writer, self._wanted, self._say = job, clock, writer, wanted, say
        self._shaper = FrameShaper("fit" if job.fit == "fit" else "crop")
        self._bad: dict[Path, tuple[int, int]] = {}
        self._last: Slide | None = None

    def run(self) -> None:
        """Never returns. Raises NoPictureError: the folder is not there."""
        name = ""
        while True:
            path = self._next(name)
            if path is None:
                self._say(DecoderNote("waiting", "empty_folder", self._passed_over()))
                self._clock.wait(self._clock.mono_us() + LOOK_US, self._writer.beat)
                continue
            name = path.name
            try:
                frame, stands = still(path)
            except (NoPictureError, OSError, ValueError, av.error.FFmpegError):
                self._bad[path] = _stamp(path)
                continue
            picture = f"{frame.width} × {frame.height}"
            self._say(DecoderNote("playing", detail=self._passed_over(), picture=picture, period_us=LOOK_US))
            self._show(frame, stands)

    def _next(self, after: str) -> Path | None:
        """The picture after that name, the first one after the last; None where there is none."""
        try:
            found = [path for path in Path(self._job.url).iterdir() if path.suffix.lower() in FORMS]
        except OSError as error:
            raise NoPictureError(reason="no_file", detail=error.strerror or "") from None
        usable = [path for path in sorted(found)[:MOST_PICTURES] if self._bad.get(path) != _stamp(path)]
        return next((path for path in usable if path.name > after), usable[0] if usable else None)

    def _passed_over(self) -> str:
        """Which pictures cannot be read, in words; "" where all can."""
        bad = [path.name for path, stamp in sorted(self._bad.items()) if _stamp(path) == stamp]
        return f"cannot be read: {', '.join(bad)[:200]}" if bad else ""

    def _show(self, frame: Any, stands: Orientation) -> None:
        """Dissolve to a picture, and stay for as long as it is to stay; it is shaped anew when its area changes."""
        area = self._area()
        slide = self._shaper.shaped(frame, area, stands=stands)
        slide = slide[0], np.array(slide[1])  # the frame that it was taken from goes
        if self._last is not None and self._last[0].shown == slide[0].shown:
            self._dissolve(self._last, slide)
        self._put(slide[0], _part(slide))
        until_us = self._clock.mono_us() + round(self._job.dwell_s * 1e6)
        while (left_us := until_us - self._clock.mono_us()) > 0:
            self._clock.wait(self._clock.mono_us() + min(left_us, LOOK_US), self._writer.beat)
            if self._area() != area:
                area = self._area()
                fit, rows = self._shaper.shaped(frame, area, stands=stands)
                slide = fit, np.array(rows)
                self._put(fit, _part(slide))
        self._last = slide

    def _dissolve(self, old: Slide, new: Slide) -> None:
        steps = round(self._job.dissolve_s * 1e6) // STEP_US
        before, after = _part(old).astype(np.uint16), _part(new).astype(np.uint16)
        for step in range(1, steps):
            share = 256 * step // steps
            self._put(new[0], ((before * (256 - share) + after * share) >> 8).astype(np.uint8))
            self._clock.wait(self._clock.mono_us() + STEP_US, self._writer.beat)

    def _put(self, fit: Fitted, pixels: Pixels) -> None:
        now_us = self._clock.mono_us()
        slot, target = self._writer.begin(*fit.shown, now_us)
        np.frombuffer(target, np.uint8).reshape(pixels.shape)[...] = pixels
        self._writer.publish(slot, *fit.shown, now_us, self._clock.mono_us())

    def _area(self) -> tuple[int, int]:
        wanted = self._wanted.now().of(self._job.panel)
        return (wanted.width, wanted.height) if wanted.width and wanted.height else (640, 360)


def still(path: Path) -> tuple[Any, Orientation]:
    """The picture of a file, within bounds, and how it is to be seen.

    Raises NoPictureError, OSError, ValueError, FFmpegError.
    """
    data = read_file(path, MOST_BYTES)
    opened: Any = av.open(BytesIO(data), format=FORMS[path.suffix.lower()], options={"protocol_whitelist": "none"})
    with opened as container:
        stream = container.streams.video[0]
        if not stream.width * stream.height:
            raise NoPictureError(reason="unreadable", detail="it is no picture")
        if stream.width * stream.height > MOST_PIXELS:
            raise NoPictureError(reason="too_large", detail=f"{stream.width} x {stream.height}")
        stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        return next(container.decode(stream)), of_file(data)


def _part(slide: Slide) -> Pixels:
    """The part of a shaped picture that is shown."""
    fit, rows = slide
    width, height = fit.shown
    return rows[fit.top : fit.top + height, fit.left * 4 : (fit.left + width) * 4]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
