"""image: one picture of a file, cut to its area or fitted into it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from wallboard.config.picture_panels import Fit, ImageOptions
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.images import usable_picture
from wallboard.paint.ops import Painted, Picture, Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.video import RADIUS, VideoView
from wallboard.panels.video import place as place_slate
from wallboard.scene.grid import Rect


class ImageView(msgspec.Struct, frozen=True):
    """The picture's file, how it lies, its title, and what stands there where it cannot be used."""

    path: str
    fit: Fit
    title: tuple[str, str]
    failed: tuple[str, str]
    rounded: bool


def resolve(_moment: Moment, options: ImageOptions, setting: PanelContext) -> ImageView:
    """The same at every moment."""
    title = setting.pair(options.title) if options.title is not None else ("", "")
    return ImageView(str(options.file), options.fit, title, setting.pair(say("picture.unreadable")), options.rounded)


def place(view: ImageView, box: Rect, look: Look) -> Placed:
    """The picture with round corners; its title in a corner."""
    image = usable_picture(view.path)
    if image is None:
        return place_slate(VideoView(view.title, words=view.failed, rounded=view.rounded), box, look)
    radius = round(min(look.h(RADIUS), box.width / 4, box.height / 4)) if view.rounded else 0
    factors = box.width / image.width(), box.height / image.height()
    factor = max(factors) if view.fit == "crop" else min(factors)
    wide, high = min(box.width, image.width() * factor), min(box.height, image.height() * factor)
    x, y = box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2
    part = QRectF(
        (image.width() - wide / factor) / 2, (image.height() - high / factor) / 2, wide / factor, high / factor
    )

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, wide, high), radius, radius)
        painter.setClipPath(path)
        painter.drawImage(QRectF(0, 0, wide, high), image, part)

    key = ("image", view.path, image.cacheKey(), view.fit, radius)
    return Placed((Picture(x, y, wide, high, key, Painted(paint)),))
