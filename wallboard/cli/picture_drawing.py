"""Draws the press desk's pictures: the wall on a commit, every figure confirmed and nothing on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from wallboard.cli.studio import Drawn, Studio, studio
from wallboard.config.layouts import ANY_CANVAS
from wallboard.core.confirmed import confirmed
from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.paint.fonts import advance, qfont
from wallboard.paint.ops import Face
from wallboard.paint.outlines import write
from wallboard.paint.png import LIGHT, save_png
from wallboard.press.orders import STRIP, Order
from wallboard.wall import RenderRequest, Wall

JPEG_QUALITY = 92
THUMB_SIZE, THUMB_QUALITY = (448, 252), 82
"""Of the small copy of a picture that lists show."""


@dataclass(slots=True)
class Drawing:
    """Draws orders of a recording into a folder; settings, letters and grounds are kept from one to the next."""

    recording: Path
    folder: Path
    config: Path | None
    _: KW_ONLY
    demonstration: bool = False
    _walls: tuple[Wall, Wall] | None = None

    def draw(self, orders: Sequence[Order]) -> None:
        """Draw each order; one without a name is only drawn, so that the next one like it is drawn sooner.

        Raises WallboardError, UsageError, RecordingError, ConfigError, DisplayError.
        """
        drawn = Drawn(None, None, ANY_CANVAS, (1920, 1080), self.config)
        with studio(str(self.recording), drawn, demonstration=self.demonstration) as made:
            if self._walls is None:
                plain = made.settings.milestones.model_copy(update={"card_s": 0.0})
                self._walls = made.wall, Wall(made.settings.model_copy(update={"milestones": plain}))
            wall, bare = self._walls
            for order in orders:
                image = picture(made, bare if order.layout else wall, order)
                if order.png:
                    self._save(image, order)

    def _save(self, image: QImage, order: Order) -> None:
        save_png(image, self.folder / order.png, LIGHT)
        _save_jpeg(image, self.folder / order.jpg, JPEG_QUALITY)
        if order.thumb:
            small = image.scaled(
                *THUMB_SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            _save_jpeg(small, self.folder / order.thumb, THUMB_QUALITY)


def picture(made: Studio, wall: Wall, order: Order) -> QImage:
    """One picture as it was ordered."""
    moment = confirmed(made.footage.moment_at(order.commit_us, "following"))  # as it was then: no REPLAY of anything
    control = made.control(order.commit_us)
    if order.layout:
        control = msgspec.structs.replace(control, layout=order.layout)
    else:
        moment = celebrating(moment if order.png else _as_if_passed(moment, order.gmv_fen), order.gmv_fen)
        control = msgspec.structs.replace(control, layout=made.settings.event.opening)
    width, height = order.size
    below = STRIP if order.strip else 0
    request = RenderRequest(ANY_CANVAS, (width, height - below), moment, control, still=True)
    image = wall.image(request)
    return image if not order.strip else _with_strip(image, order)


def celebrating(moment: Moment, gmv_fen: int) -> Moment:
    """The moment with the card of that sum up, and of no other that fell in the same breath."""
    passed = tuple(m for m in moment.state.milestones if m.gmv_fen == gmv_fen)
    facts = msgspec.structs.replace(moment.facts, milestones_fen=(gmv_fen,))
    return replace(moment, state=replace(moment.state, milestones=passed, facts=facts))


def _as_if_passed(moment: Moment, gmv_fen: int) -> Moment:
    """The moment as if it had passed a sum, for a card that is drawn and not kept."""
    commit_us = moment.playhead_us
    passed = Milestone(gmv_fen, moment.state.current.snapshot.at_us if moment.state.current else commit_us, commit_us)
    return replace(moment, state=replace(moment.state, milestones=(passed,)))


def _save_jpeg(image: QImage, path: Path, quality: int) -> None:
    if not image.convertToFormat(QImage.Format.Format_RGB32).save(str(path), "JPEG", quality):  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for str
        msg = f"the picture cannot be written: {path}"
        raise WallboardError(msg)


def _with_strip(image: QImage, order: Order) -> QImage:
    """The picture over a strip that tells what it is, in letters that can be read in a small copy."""
    width, height = order.size
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(whole)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(0, 0, image)
        top = height - STRIP
        ground = QLinearGradient(0, top, width, height)
        colours = ("#0D5566", "#083B49") if order.simulated else ("#0A2A55", "#060D1D")
        ground.setColorAt(0, QColor(colours[0]))
        ground.setColorAt(1, QColor(colours[1]))
        painter.fillRect(QRectF(0, top, width, STRIP), ground)
        painter.fillRect(QRectF(0, top, width, 3), QColor("#38D6FF" if order.simulated else "#FF9A1F"))
        half = width / 2 - 40
        for text, box, at, size, weight in (
            (order.strip[0], QRectF(40, top + 6, half, 60), 0, 52, 700),
            (order.strip[1], QRectF(40, top + 66, half, 36), 0, 26, 600),
            (order.strip[2], QRectF(width / 2, top + 14, half, 52), 1, 36, 700),
            (order.strip[3], QRectF(width / 2, top + 66, half, 36), 1, 24, 600),
        ):
            _line(painter, text, box, at, size, weight)
    finally:
        painter.end()
    return whole


def _line(painter: QPainter, text: str, box: QRectF, at: float, size: int, weight: int) -> None:
    """A line of text, smaller where it would not fit; `at`: see `write`."""
    while size > 14 and advance(text, Face("latin", weight, size)) > box.width():
        size -= 2
    write(painter, box, text, qfont(Face("latin", weight, size)), QColor("#FFFFFF"), at=at)
