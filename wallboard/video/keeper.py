"""Keeps a decoder up for each picture of a wall: starts it, ends it, and lets the next source take over."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec

from wallboard.config.panel_options import PanelOptions
from wallboard.config.picture_panels import VideoOptions
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.core.told_once import ToldOnce
from wallboard.video.frame_file import FrameWriter, KeeperNote, frames_path, make_frame_file
from wallboard.video.job import SecretMissingError, job_of
from wallboard.video.wanted import WantedFile, WantedPicture
from wallboard.video.watch import PictureWatch

log = logging.getLogger(__name__)

MOST_BYTES: Final = 700_000_000
"""Of a decoder's memory: it is ended beyond that."""
_OWN_FAULTS: Final = ("crashed", "hung")
"""Why a decoder ends although its source is well."""
QUIET_US: Final = SECOND_US
"""A decoder that has said nothing for so long is looked at more closely."""


class DecoderProcess(Protocol):
    """A decoder that runs."""

    def has_ended(self) -> bool:
        """Whether it is gone."""

    def memory_bytes(self) -> int:
        """What it takes of the machine's memory; 0 where that cannot be told."""

    def starved_us(self) -> int:
        """For how long in all it could have run and got no processor; 0 where that cannot be told."""

    def end(self) -> None:
        """End it now, and wait until it is gone."""


@dataclass(frozen=True, slots=True)
class KeeperHooks:
    """What reaches beyond the keeper: the clock, chance (0..1), and how a decoder is started on its job (JSON).

    `lacking` is why nothing can be decoded here ("": all is there).
    """

    mono_us: Callable[[], int]
    chance: Callable[[], float]
    start: Callable[[bytes], DecoderProcess]
    lacking: str = ""


class _KeptDecoder:
    """One picture: its frames, its decoder, and what has become of it."""

    def __init__(self, options: PanelOptions, path: Path) -> None:
        make_frame_file(path)
        self.options = options
        self.file = FrameWriter(path)
        self.watch = PictureWatch(len(options.sources) if isinstance(options, VideoOptions) else 1)
        self.process: DecoderProcess | None = None
        self.reason, self.detail = "starting", ""
        self.seen: set[int] = set()
        """The sources that have handed frames over since the operator chose one."""
        self._quiet: tuple[int, int, int] | None = None

    def is_hung(self, process: DecoderProcess, now_us: int) -> bool:
        """Whether its decoder stands still, and not for want of a processor."""
        beaten_us = self.file.beaten_us
        if self.watch.quiet_us(beaten_us, now_us) < QUIET_US:
            return False
        starved_us, said = process.starved_us(), (self.watch.starts, beaten_us)
        if self._quiet is None or self._quiet[:2] != said:
            self._quiet = *said, starved_us
        return self.watch.is_hung(beaten_us, now_us, starved_us - self._quiet[2])


class Keeper:
    """Keeps the decoders of all pictures of a wall; `turn` is to be called some times a second."""

    def __init__(self, settings: Settings, folder: Path, hooks: KeeperHooks) -> None:
        """`folder` is where frames are handed over. Raises OSError: it cannot be written."""
        self._folder, self._hooks = folder, hooks
        self._wanted = WantedFile(folder)
        self._kept: dict[str, _KeptDecoder] = {}
        self._told = ToldOnce()
        self.adopt(settings)

    def adopt(self, settings: Settings) -> None:
        """Keep what is configured from now on; what has not changed goes on. Raises OSError."""
        panels = settings.live_pictures
        for name in [*self._kept]:
            if panels.get(name) != self._kept[name].options:
                self._end(self._kept.pop(name))
        for name, options in panels.items():
            if name not in self._kept:
                self._kept[name] = _KeptDecoder(options, frames_path(self._folder, name))

    def turn(self) -> None:
        """Look at each picture once."""
        wanted = self._wanted.now()
        for name, kept in self._kept.items():
            self._look(name, kept, wanted.of(name))

    def stop(self) -> None:
        """End all decoders."""
        for kept in self._kept.values():
            self._end(kept)

    def _look(self, name: str, kept: _KeptDecoder, wanted: WantedPicture) -> None:
        now_us = self._hooks.mono_us()
        watch = kept.watch.wanted(wanted.source, wanted.reconnects, now_us)
        if watch is not kept.watch:
            self._end(kept)
            kept.watch, kept.reason, kept.detail = watch, "starting", ""
            kept.seen.clear()
        if kept.process is not None:
            self._look_at(name, kept, kept.process, now_us)
        if kept.process is None and kept.watch.due_us is not None and kept.watch.due_us <= now_us:
            self._start(name, kept, now_us)
        self._note(kept, now_us)

    def _look_at(self, name: str, kept: _KeptDecoder, process: DecoderProcess, now_us: int) -> None:
        """End what hangs or eats; take note of what has ended."""
        note = kept.file.decoder_note()
        if process.has_ended():
            failed = note is not None and note.phase == "failed"
            kept.reason, kept.detail = (note.reason, note.detail) if failed and note is not None else ("crashed", "")
        elif kept.is_hung(process, now_us):
            comes = note is None or note.phase not in ("opening", "waiting")  # else it is its source that is waited for
            kept.reason, kept.detail = "hung" if comes else "timeout", ""
        elif process.memory_bytes() > MOST_BYTES:
            kept.reason, kept.detail = "crashed", f"it took more than {MOST_BYTES // 1_000_000} MB"
        else:
            if note is not None and note.detail and note.phase != "failed" and self._told.is_new((name, note.detail)):
                log.warning("picture %s: %s", name, note.detail)
            return
        self._end(kept)
        self._tell(name, kept)
        written_us = kept.file.written_us
        if written_us > kept.watch.started_us:
            kept.seen.add(kept.watch.source)
        kept.watch = kept.watch.ended(now_us, written_us, self._hooks.chance)

    def _start(self, name: str, kept: _KeptDecoder, now_us: int) -> None:
        kept.watch = kept.watch.started(now_us)
        if self._hooks.lacking:
            kept.reason, kept.detail = "no_extra", self._hooks.lacking
        else:
            try:
                job = job_of(name, kept.options, kept.watch.source, self._folder)
                if kept.watch.source in kept.seen and kept.reason not in _OWN_FAULTS:
                    job = msgspec.structs.replace(job, fresh=True)
                kept.process = self._hooks.start(msgspec.json.encode(job))
                return
            except SecretMissingError as error:
                kept.reason, kept.detail = "no_secret", str(error)
            except OSError as error:
                kept.reason, kept.detail = "crashed", error.strerror or ""
        self._tell(name, kept)
        kept.watch = kept.watch.ended(now_us, 0, self._hooks.chance)

    def _tell(self, name: str, kept: _KeptDecoder) -> None:
        """One line for each new cause."""
        source = _said(kept.options, kept.watch.source)
        if self._told.is_new((name, source, kept.reason, kept.detail)):
            detail = f" ({kept.detail})" if kept.detail else ""
            log.warning("picture %s has none from %s: %s%s", name, source, kept.reason.replace("_", " "), detail)

    def _note(self, kept: _KeptDecoder, now_us: int) -> None:
        watch = kept.watch
        waits_s = 0 if watch.due_us is None else max(0, -(-(watch.due_us - now_us) // 1_000_000))
        kept.file.keep(KeeperNote(watch.source, watch.starts, waits_s, kept.reason, kept.detail))

    @staticmethod
    def _end(kept: _KeptDecoder) -> None:
        if kept.process is not None:
            kept.process.end()
            kept.process = None


def _said(options: PanelOptions, source: int) -> str:
    return options.sources[source].said if isinstance(options, VideoOptions) else "its folder"
