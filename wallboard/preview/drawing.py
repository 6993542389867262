"""The pictures: layouts and what is prepared, painted by the wall's own painter for the instant of their take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from wallboard.actions.control import CanvasPicture, Control, picture_on, shown_with
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.preview.button_face import ButtonFace, Tally, draw, encoded
from wallboard.recording.program_file import ProgramPicture
from wallboard.wall import RenderRequest, Wall

PAINTED_W: Final = 960
"""Pictures are painted so wide, which is enough for all that can be read in them, and handed out smaller."""
PREVIEW_W: Final = 640
LAYOUT_W: Final = 320
_QUALITY: Final = 82


class Drawer:
    """Paints what is asked for; needs a QApplication."""

    def __init__(self, settings: Settings, sizes: dict[str, tuple[int, int]], progressed: Callable[[], None]) -> None:
        """`sizes` are those of the canvases. Raises DisplayError."""
        self._wall = Wall(settings, progressed)
        self._settings = settings
        self._sizes = sizes
        self._layouts: dict[str, QImage] = {}

    def preview(self, canvas: str, prepared: CanvasPicture, control: Control, moment: Moment) -> bytes:
        """What a take would put on a canvas now, as a JPEG."""
        image = self._painted(canvas, shown_with(control.on(canvas), prepared), moment)
        return encoded(_narrow(image, PREVIEW_W), "JPG", _QUALITY)

    def program(self, shown: ProgramPicture) -> bytes:
        """What a canvas showed, as it was painted, as a JPEG."""
        bytes_per_line = shown.width * 4
        image = QImage(shown.pixels, shown.width, shown.height, bytes_per_line, QImage.Format.Format_RGB32)
        return encoded(image, "JPG", _QUALITY)

    def layout(self, name: str, control: Control, moment: Moment) -> bytes:
        """A layout as it would be now, as a JPEG."""
        canvas = list(self._sizes)[(len(self._sizes) - 1) // 2]
        picture = replace(picture_on(control, canvas), layout=name)
        image = _narrow(self._painted(canvas, shown_with(control, picture), moment), LAYOUT_W)
        self._layouts[name] = image
        return encoded(image, "JPG", _QUALITY)

    def button(self, face: ButtonFace, layout: str) -> bytes:
        """A key with its tally, as a PNG."""
        return encoded(draw(face, self._layouts.get(layout)), "PNG")

    def face(self, layout: str, control: Control, moment: Moment, language: str) -> ButtonFace:
        """What a layout's key says."""
        title = self._settings.layouts[layout].title
        absent = layout in self._wall.absent(moment.facts)
        stale = moment.age_us if moment.stale else None
        return ButtonFace(
            (layout if title is None else title.first(language)).upper(),
            tuple(self._tally(layout, canvas, control, moment) for canvas in self._sizes),
            None if stale is None else stale // 1_000_000,
            say("badge.stale").first(language).upper(),
            absent,
        )

    def would_change(self, canvas: str, control: Control, moment: Moment) -> bool:
        """Whether a take would put another layout on a canvas, or the same one otherwise set."""
        prepared = control.prepared(canvas)
        if prepared is None:
            return False
        shown = picture_on(control.on(canvas), canvas)
        up = self._wall.layout_at(control.on(canvas), moment)
        ours = (prepared.turning, prepared.language, prepared.currency, prepared.province, prepared.message)
        theirs = (shown.turning, shown.language, shown.currency, shown.province, shown.message)
        return (prepared.layout, ours) != (up, theirs)

    def _tally(self, layout: str, canvas: str, control: Control, moment: Moment) -> Tally:
        if self._wall.layout_at(control.on(canvas), moment) == layout:
            return "onair"
        prepared = control.prepared(canvas)
        return "ready" if prepared is not None and prepared.layout == layout else "off"

    def _painted(self, canvas: str, control: Control, moment: Moment) -> QImage:
        width, height = self._sizes[canvas]
        size = PAINTED_W, max(1, round(height * PAINTED_W / width))
        seen = replace(control, left="", left_us=0, rotating_us=None, blackout=False, identify_until_us=0)
        return self._wall.image(RenderRequest(canvas, size, moment, seen, still=True))


def _narrow(image: QImage, width: int) -> QImage:
    return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
