"""The decoder of one picture: a process that opens its source, decodes it, and hands frames over until it is ended.

It does one thing at a time; a stream that cannot be held back is read by a thread beside it. Whatever goes wrong ends
it, with the reason in the frame file; its keeper starts another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import av
from av.stream import Disposition
from msgspec import structs

from wallboard.video.clock import DecoderClock
from wallboard.video.faults import NoPictureError
from wallboard.video.frame_file import DecoderNote, FrameWriter, frames_path
from wallboard.video.frames import Deinterlacer, FrameShaper, into, is_hdr
from wallboard.video.job import DecoderJob
from wallboard.video.opening import MOST_PIXELS, is_live, is_realtime, opened
from wallboard.video.pacing import Pacer
from wallboard.video.packets import STALL_US, Reading, in_turn, without_leftovers
from wallboard.video.slides import Slides
from wallboard.video.wanted import WantedFile, WantedPicture

LEAD_US: Final = 40_000
"""How long before its time a frame is handed over at most."""
PAUSE_US: Final = 50_000
"""How often a decoder that stands still looks whether somebody sees it."""
UNSEEN_US: Final = 1_000_000
"""How often a picture that nobody sees is handed over: who turns to it sees something at once."""
SILENT_US: Final = 10_000_000
"""How long a source may send what yields no picture."""
PLAYLIST_HELD_S: Final = 0.5
"""Of a playlist that has stalled so much must come before it is shown again; a segment is longer, and comes at once."""
SETTLE_US: Final = 100_000
"""For so long after a stall nothing of a stream is shown that happens now: it may be old."""
MOST_BARREN: Final = 40
"""Packets in a row without a frame, after which a stream is opened anew: its codec has changed. Where key frames are
further apart it is a little more than one of them: after a loss there may be none until the next one."""
MOST_RATE_US: Final = 15_000
"""Frames that are due closer together than this are left out: no wall shows more."""
_INTRA: Final = 1
"""FFmpeg's number of frames that need no other."""
NARROW_THREADS, WIDE_PIXELS = 1, 1920 * 1088


class Decoder:
    """Decodes one source into the frame file of its panel."""

    def __init__(self, job: DecoderJob, clock: DecoderClock, live_reading: Reading = in_turn) -> None:
        """`live_reading` reads streams that cannot be held back. Raises OSError: the frame file is not there."""
        folder = Path(job.folder)
        self._job, self._clock, self._live_reading = job, clock, live_reading
        self._writer = FrameWriter(frames_path(folder, job.panel))
        self._wanted = WantedFile(folder)
        self._shaper = FrameShaper("fit" if job.fit == "fit" else "crop")
        self._note = DecoderNote()
        self._last_due_us = 0
        self._picture_us = 0
        self._arrived_us = 0

    def run(self) -> None:
        """Decode until the source ends or fails; that is noted, and never raised."""
        self._say(DecoderNote("opening"))
        try:
            if self._job.kind == "slides":
                Slides(self._job, self._clock, self._writer, self._wanted, self._say).run()
            else:
                self._play(opened(self._job, self._clock.sleep))
        except NoPictureError as fault:
            self._say(DecoderNote("failed", fault.reason, fault.detail))
        except Exception as error:  # noqa: BLE001 - whatever a hostile stream makes of a decoder is a reason
            found = NoPictureError.of(error)
            self._say(DecoderNote("failed", found.reason, found.detail))
        else:
            self._say(DecoderNote("failed", "ended"))

    def _play(self, container: Any) -> None:
        stream = _stream_of(container)
        live, realtime = is_live(self._job, container), is_realtime(self._job, container)
        pacer = Pacer(realtime, live)
        self._say(DecoderNote("waiting", "no_key_frame", live=live))
        while True:
            self._picture_us = self._clock.mono_us()
            frames = self._frames(container, stream, realtime)
            shown = sum(self._show(frame, _pixel(stream), pacer, live) for frame in frames)
            if self._job.kind != "file":
                return
            if not shown:
                raise NoPictureError(reason="no_picture", detail="the file holds no frame")
            container.seek(0)
            stream.codec_context.flush_buffers()

    def _frames(self, container: Any, stream: Any, realtime: bool) -> Iterator[Any]:
        """The frames of the stream, whole ones alone, deinterlaced."""
        weaver, is_raw = Deinterlacer(), True
        heard_us, resumed_us, barren = self._clock.mono_us(), -STALL_US, 0
        since_key, apart = 0, 0
        reading = self._live_reading if realtime else in_turn
        packets = reading(container, stream, self._clock)
        if self._job.kind != "file":
            packets = without_leftovers(packets, 0.0 if realtime else PLAYLIST_HELD_S)
        for arrived in packets:
            if realtime and arrived.us - heard_us > STALL_US:
                resumed_us = arrived.us
            heard_us = self._arrived_us = arrived.us
            self._writer.beat(self._clock.mono_us())
            try:
                decoded = arrived.packet.decode()
            except MemoryError:
                raise
            except av.error.FFmpegError:  # of this packet alone; the next may be sound
                decoded = []
            barren = 0 if decoded else barren + 1
            since_key = 0 if arrived.packet.is_keyframe else since_key + 1
            if decoded:
                apart = max(apart, since_key)
            if barren > max(MOST_BARREN, apart * 5 // 4) and not is_raw and self._job.kind != "file":
                detail = "nothing of what comes can be decoded: it may be of another codec than it was"
                raise NoPictureError(reason="unreadable", detail=detail)
            for frame in decoded:
                if frame.width * frame.height > MOST_PIXELS:
                    raise NoPictureError(reason="too_large", detail=f"{frame.width} x {frame.height}")
                if frame.is_corrupt or (is_raw and not _begins(frame, arrived.packet)):
                    continue
                is_raw = False
                if arrived.us - resumed_us >= SETTLE_US:
                    yield from weaver.frames(frame)
            if self._clock.mono_us() - self._picture_us > SILENT_US:
                raise NoPictureError(reason="no_key_frame" if is_raw else "unreadable")

    def _show(self, frame: Any, pixel: float, pacer: Pacer, live: bool) -> int:
        """Hand a frame over when its time comes, whose pixels are `pixel` wide : high; 1."""
        wanted = self._wanted_now()
        now_us = self._clock.mono_us()
        self._picture_us = now_us
        time_us = None if frame.pts is None or not frame.time_base else int(frame.pts * frame.time_base * 1_000_000)
        due_us = pacer.due(time_us, now_us, self._arrived_us)
        apart_us = MOST_RATE_US if wanted.is_seen else UNSEEN_US
        if self._last_due_us and due_us - self._last_due_us < apart_us:
            self._wait(due_us - LEAD_US)
            return 1
        self._last_due_us = due_us
        area = (wanted.width, wanted.height) if wanted.width and wanted.height else (640, 360)
        fit, rows = self._shaper.shaped(frame, area, pixel)
        self._wait(due_us - min(LEAD_US, pacer.period_us))
        slot, target = self._writer.begin(*fit.shown, self._clock.mono_us())
        into(target, fit, rows)
        self._writer.publish(slot, *fit.shown, due_us, self._clock.mono_us())
        picture = f"{frame.width} × {frame.height}, {round(1e6 / pacer.period_us)}/s{', HDR' if is_hdr(frame) else ''}"
        if self._note.phase != "playing" or self._note.picture != picture:
            self._say(DecoderNote("playing", live=live, picture=picture, period_us=pacer.period_us))
        return 1

    def _wanted_now(self) -> WantedPicture:
        """What the display wants; a file stands still while nobody sees it."""
        wanted = self._wanted.now().of(self._job.panel)
        if self._job.kind != "file" or wanted.is_seen or not self._last_due_us:
            return wanted
        self._say(structs.replace(self._note, phase="paused"))  # until the next frame is there
        while True:
            self._wait(self._clock.mono_us() + PAUSE_US)
            wanted = self._wanted.now().of(self._job.panel)
            if wanted.is_seen:
                return wanted

    def _wait(self, until_us: int) -> None:
        self._clock.wait(until_us, self._writer.beat)

    def _say(self, note: DecoderNote) -> None:
        self._note = note
        self._writer.beat(self._clock.mono_us())
        self._writer.note(note)


def _stream_of(container: Any) -> Any:
    """The largest picture of a container, set up to be decoded. Raises NoPictureError."""
    covers = Disposition.attached_pic
    streams = [s for s in container.streams.video if s.codec_context is not None and not s.disposition & covers]
    if not streams:
        raise NoPictureError(reason="no_picture", detail="it holds none, or a cover alone")
    stream = max(streams, key=lambda each: each.width * each.height)
    if stream.width * stream.height > MOST_PIXELS:
        raise NoPictureError(reason="too_large", detail=f"{stream.width} x {stream.height}")
    context = stream.codec_context
    if getattr(stream, "codec_tag", "") in ("encv", "enca"):
        raise NoPictureError(reason="encrypted", detail="the file is encrypted")
    context.options = {**context.options, "max_pixels": str(MOST_PIXELS)}
    context.thread_type = "SLICE"
    context.thread_count = NARROW_THREADS if stream.width * stream.height <= WIDE_PIXELS else 2
    return stream


def _begins(frame: Any, packet: Any) -> bool:
    """Whether a frame can be shown without one before it; where a codec marks none, its packet may."""
    return bool(frame.key_frame or frame.pict_type == _INTRA or (not frame.pict_type and packet.is_keyframe))


def _pixel(stream: Any) -> float:
    """How wide : high the pixels of a stream are just now."""
    aspect = stream.codec_context.sample_aspect_ratio or stream.sample_aspect_ratio
    return float(aspect) if aspect else 1.0
