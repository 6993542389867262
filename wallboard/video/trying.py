"""Each source of each live picture tried once, for people who want to know before the night whether it can be shown."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from wallboard.config.panel_options import PanelOptions
from wallboard.config.picture_panels import VideoOptions
from wallboard.video.clock import DecoderClock
from wallboard.video.frame_file import DecoderNote, FrameWriter, frames_path, make_frame_file
from wallboard.video.job import SecretMissingError, job_of
from wallboard.video.keeper import DecoderProcess
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted

LONGEST_US: Final = 15_000_000
"""How long a source may take to its first frame; the decoder has to be loaded, too."""
_AREA: Final = (640, 360)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one source of a panel: `picture` says size and rate, or `reason` and `detail` why there is none."""

    panel: str
    source: str
    picture: str = ""
    live: bool = False
    reason: str = ""
    detail: str = ""


def verdicts(
    pictures: Mapping[str, PanelOptions], start: Callable[[bytes], DecoderProcess], clock: DecoderClock
) -> Iterator[Verdict]:
    """Try every source of the panels, one after the other, with a decoder of its own.

    Raises:
        OSError: nothing can be written.
    """
    for panel, options in pictures.items():
        sources = options.sources if isinstance(options, VideoOptions) else (None,)
        for number, source in enumerate(sources):
            name = "the folder" if source is None else source.said
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                make_frame_file(frames_path(folder, panel))
                write_wanted(folder, Wanted({panel: WantedPicture(*_AREA)}))
                try:
                    job = job_of(panel, options, number, folder)
                except SecretMissingError as error:
                    yield Verdict(panel, name, reason="no_secret", detail=str(error))
                    continue
                note = _first_note(start(msgspec.json.encode(job)), FrameWriter(frames_path(folder, panel)), clock)
            if note.phase == "playing":
                yield Verdict(panel, name, note.picture, note.live)
            else:
                yield Verdict(panel, name, reason=note.reason or "timeout", detail=note.detail)


def _first_note(decoder: DecoderProcess, file: FrameWriter, clock: DecoderClock) -> DecoderNote:
    """What a decoder says once it plays or has failed, or when it has had its time; it is ended then."""
    end_us = clock.mono_us() + LONGEST_US
    try:
        while True:
            ended = decoder.has_ended()
            note = file.decoder_note() or DecoderNote()
            if note.phase in ("playing", "failed"):
                return note
            if ended:
                return DecoderNote("failed", "crashed")
            if clock.mono_us() > end_us:
                return DecoderNote("failed", note.reason or "timeout")
            clock.sleep(0.05)
    finally:
        decoder.end()
