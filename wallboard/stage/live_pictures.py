"""The live pictures of a display: what the decoders have handed over, frame by frame, and what is wanted of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage

from wallboard.actions.control import Control, shown_with
from wallboard.config.picture_panels import DECODED, VideoOptions
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, say
from wallboard.stage.display_notes import Listed
from wallboard.stage.screen_renderer import ScreenView
from wallboard.video.frame_file import DecoderNote, FrameReader, KeeperNote, SharedFrame, frames_path
from wallboard.video.signal import LivePicture, state_of
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted
from wallboard.wall import Wall

log = logging.getLogger(__name__)

LOOK_US: Final = SECOND_US // 2
"""How often is looked for the files of pictures, and for what the decoders say."""
NO_PICTURES: Final[Mapping[str, LivePicture]] = {}


class _SharedImage:
    """A frame in shared memory, as an image that is drawn where it lies."""

    def __init__(self, reader: FrameReader, frame: SharedFrame) -> None:
        self._reader, self._frame = reader, frame

    def image(self) -> QImage | None:
        """The frame; the newest one where that was written over."""
        if not self._reader.is_whole(self._frame):
            found = self._reader.at(self._frame.due_us + SECOND_US)
            if found is None:
                return None
            self._frame = found
        frame = self._frame
        return QImage(frame.pixels, frame.width, frame.height, frame.width * 4, QImage.Format.Format_RGB32)

    def is_whole(self) -> bool:
        """Whether nobody has written over it."""
        return self._reader.is_whole(self._frame)


class _HeldImage:
    """A copy of a frame, for a picture that the operator has frozen."""

    def __init__(self, image: QImage) -> None:
        self._image = image

    def image(self) -> QImage:
        """The copy."""
        return self._image

    def is_whole(self) -> bool:
        """Nobody else knows of it."""
        return True


class LivePictures:
    """Reads what decoders hand over in `folder`; without one (None), or without pictures, it does nothing."""

    def __init__(self, folder: Path | None, settings: Settings) -> None:
        self._folder = folder
        self._readers: dict[str, FrameReader] = {}
        self._options: dict[str, VideoOptions | None] = {}
        self._looked_us: int | None = None
        self._now: Mapping[str, LivePicture] = NO_PICTURES
        self._is_held = False
        self._asked: object = None
        self._wanted: Wanted | None = None
        self.adopt(settings)

    def adopt(self, settings: Settings) -> None:
        """Read the pictures of these settings from now on."""
        panels = {name: panel for name, panel in settings.panels.items() if panel.kind in DECODED}
        self._options = {name: panel if isinstance(panel, VideoOptions) else None for name, panel in panels.items()}
        if self._folder is not None:
            kept, folder = self._readers, self._folder
            self._readers = {name: kept.get(name) or FrameReader(frames_path(folder, name)) for name in panels}
        self._asked = None

    def at(self, control: Control, moment: Moment, mono_us: int) -> Mapping[str, LivePicture]:
        """The pictures at an instant; the very same value while nothing of them has changed."""
        if not self._readers or moment.mode != "following":
            self._now = self._now if not self._now else NO_PICTURES
            return self._now
        if control.frozen_us is not None:
            return self._held()
        self._is_held = False
        if self._looked_us is None or mono_us - self._looked_us >= LOOK_US:
            self._looked_us = mono_us
            for reader in self._readers.values():
                reader.open()
        found = {name: self._picture(name, reader, control, mono_us) for name, reader in self._readers.items()}
        if found != self._now:
            self._now = found
        return self._now

    def lines(self) -> tuple[tuple[Said, Said], ...]:
        """What the status says of each picture: how it stands, from which source, and what its decoder says."""
        found = []
        for name, picture in self._now.items():
            reader = self._readers.get(name)
            note = None if reader is None else reader.decoder_note()
            keeper = None if reader is None else reader.keeper_note()
            state = (
                say("picture.lost", n=picture.lost_s) if picture.state == "lost" else say(f"picture.{picture.state}")
            )
            reason = (say(f"picture.{picture.reason}"),) if picture.reason else ()
            parts = (
                picture.source,
                "" if note is None or picture.reason else note.picture,
                _detail(note, keeper) if picture.reason else "" if note is None else note.detail,
                "" if keeper is None or keeper.starts < 2 else f"× {keeper.starts}",
            )
            spelled = tuple(Name(en=part) for part in parts if part)
            found.append((say("status.picture", name=name), Listed((state, *reason, *spelled), " · ")))
        return tuple(found)

    def _picture(self, name: str, reader: FrameReader, control: Control, mono_us: int) -> LivePicture:
        if name in control.muted:
            return LivePicture("muted")
        frame = reader.at(mono_us)
        note, keeper = reader.decoder_note(), reader.keeper_note()
        options = self._options[name]
        source = None
        if options is not None and options.sources:
            source = options.sources[0 if keeper is None else keeper.source % len(options.sources)]
        written_us = None if frame is None else frame.written_us
        is_still = options is None or (note is not None and note.phase == "paused")
        if is_still and frame is not None:  # it stands for as long as its process turns
            written_us = max(frame.written_us, reader.beaten_us)
        state, lost_s, reason = state_of(written_us, note, keeper, mono_us)
        if options is not None and source is None:
            reason = "no_source"
        shown = frame if state in ("live", "clip", "held") else None
        return LivePicture(
            state,
            0 if shown is None else shown.number,
            lost_s,
            reason,
            "" if source is None else source.said,
            0.0 if source is None else source.delay_s,
            None if shown is None else _SharedImage(reader, shown),
        )

    def _held(self) -> Mapping[str, LivePicture]:
        """What was there when the operator froze the picture, copied once: the decoders go on."""
        if not self._is_held:
            self._is_held = True
            self._now = {name: _copied(picture) for name, picture in self._now.items()}
        return self._now

    def want(self, wall: Wall, views: Iterable[ScreenView], control: Control, moment: Moment) -> None:
        """Tell the decoders how large each picture is seen, and what the operator wants of it. Does not raise."""
        if self._folder is None or not self._readers:
            return
        up = tuple((view.canvas, view.size, _layouts(wall, view, control, moment)) for view in views)
        chosen = control.muted, control.picture_sources, control.reconnects
        asked = up, chosen
        if asked == self._asked:
            return
        sizes: dict[str, tuple[int, int]] = {}
        for canvas, size, layouts in up:
            for layout in layouts:
                for slot in wall.slots(canvas, layout, size):
                    if slot.panel in self._readers:
                        area = round(slot.rect.width), round(slot.rect.height)
                        sizes[slot.panel] = max(sizes.get(slot.panel, (0, 0)), area, key=lambda s: s[0] * s[1])
        sources, counts = dict(control.picture_sources), dict(control.reconnects)
        wanted = Wanted(
            {
                name: WantedPicture(
                    *sizes.get(name, (0, 0)), sources.get(name, 0), counts.get(name, 0), name in control.muted
                )
                for name in self._readers
            }
        )
        try:
            if wanted != self._wanted:
                write_wanted(self._folder, wanted)
        except OSError as error:
            log.debug("the decoders cannot be told what is wanted: %s", error.strerror)
        else:
            self._asked, self._wanted = asked, wanted


def _detail(note: DecoderNote | None, keeper: KeeperNote | None) -> str:
    """What the decoder says beyond its reason while it lives, else the last one."""
    if note is not None and note.detail and note.phase != "failed":
        return note.detail
    return "" if keeper is None else keeper.detail


def _layouts(wall: Wall, view: ScreenView, control: Control, moment: Moment) -> tuple[str, ...]:
    """The layouts that are seen on a canvas, or will be in a moment: up, coming, prepared."""
    alone = control.on(view.canvas)
    if alone.blackout and not wall.is_operator(view.canvas):
        return ()
    found = [wall.layout_at(alone, moment), wall.coming(alone, moment) or ""]
    prepared = control.prepared(view.canvas)
    if prepared is not None:
        found.append(wall.layout_at(shown_with(alone, prepared), moment))
    return tuple(name for name in dict.fromkeys(found) if name)


def _copied(picture: LivePicture) -> LivePicture:
    """What is frozen happens no more: it is called neither live nor a clip."""
    image = None if picture.frame is None else picture.frame.image()
    state = "held" if picture.is_shown else picture.state
    return replace(picture, state=state, frame=None if image is None else _HeldImage(image.copy()))
