"""A film of a recording: the frames that a screen would show, one after the other, into an MP4 file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter

from wallboard.actions.control import Control
from wallboard.core.playhead import Playhead
from wallboard.export.cues import FilmCue, at, frame_count, playheads
from wallboard.export.footage import Footage
from wallboard.export.video import VideoFile
from wallboard.paint.damage import Box
from wallboard.paint.damage_snapshot import differences
from wallboard.wall import Composition, RenderRequest, Wall

FPS = (25, 30, 50, 60)


@dataclass(frozen=True, slots=True)
class Script:
    """What is filmed: the span by its speeds, and which layout is chosen when.

    The first cue of `speeds` is the beginning; the film ends before `until_us`. All times are recording time of the
    playhead. `repeated` makes the control state of a playhead from the state that the film began with: what an operator
    did that night, or nothing.
    """

    speeds: tuple[FilmCue[Fraction], ...]
    until_us: int
    layouts: tuple[FilmCue[str], ...]
    fps: int = 30
    repeated: Callable[[Control, int], Control] = lambda control, _playhead_us: control

    @property
    def frames(self) -> int:
        """How many there will be."""
        return frame_count(self.speeds, self.until_us, self.fps)

    def playheads(self) -> Sequence[int]:
        """Where the playhead stands in each of them."""
        return tuple(playheads(self.speeds, self.until_us, self.fps))

    def control(self, begun: Control, playhead_us: int) -> Control:
        """The control state at a playhead."""
        cue, speed = at(self.layouts, playhead_us), at(self.speeds, playhead_us)
        before = at(self.layouts, cue.at_us - 1)
        left = "" if before is cue else before.value
        playhead = Playhead("playing", speed.at_us, 0, float(speed.value))
        chosen = replace(begun, layout=cue.value, layout_us=cue.at_us, left=left, left_us=cue.at_us, playhead=playhead)
        return self.repeated(chosen, playhead_us)


class Camera:
    """Draws the frames of one canvas; says which are the same as the one before."""

    def __init__(self, wall: Wall, footage: Footage, canvas: str, size: tuple[int, int]) -> None:
        self._wall = wall
        self._footage = footage
        self._canvas = canvas
        self._size = size
        self._shown: Composition | None = None
        self._image = QImage(*size, QImage.Format.Format_RGB32)
        self.painted: list[Box] | None = None
        """The boxes in which the last frame differs from the one before it; None: all of it was painted."""

    def frame(self, playhead_us: int, control: Control) -> QImage | None:
        """The frame of a playhead; None where it looks like the last one. Raises RecordingError.

        It is one image, in which the next frame paints what differs.
        """
        moment = self._footage.moment_at(playhead_us, "playing")
        before = self._shown
        self._shown = self._wall.compose(RenderRequest(self._canvas, self._size, moment, control))
        if before is not None and self._shown.looks_like(before):
            return None
        painter = QPainter(self._image)
        try:
            boxes = None if before is None else self._differences(before, self._shown)
            if boxes is not None and not self._wall.touch_up(painter, self._shown, boxes):
                boxes = None
            if boxes is None:
                self._wall.paint(painter, self._shown)
            self.painted = boxes
        finally:
            painter.end()
        return self._image

    def _differences(self, before: Composition, now: Composition) -> list[Box] | None:
        """Where two frames differ; None: everywhere."""
        if before.sheet is None or now.sheet is None:
            return None
        return differences(before.sheet, now.sheet, self._size, self._wall.brush.sprites)


def make_film(
    camera: Camera,
    script: Script,
    begun: Control,
    video: VideoFile,
    *,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
    part: range | None = None,
) -> bool:
    """Draw and encode every frame; False if `stop` cut it short. `progress` gets the number of frames done.

    Of a film that several processes draw only the frames of a `part`, by number.

    Raises:
        RecordingError: the recording cannot be read.
        WallboardError: the film cannot be written.
    """
    playheads = script.playheads() if part is None else script.playheads()[part.start : part.stop]
    for number, playhead_us in enumerate(playheads):
        if stop():
            return False
        image = camera.frame(playhead_us, script.control(begun, playhead_us))
        if image is None:
            video.repeat()
        else:
            video.add(image, camera.painted)
        progress(number + 1)
    video.finish()
    return True
