"""video and slides: a picture that a decoder hands over, a line that says what it is, the slate where it fails."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QRegion

from wallboard.config.picture_panels import SlidesOptions, VideoOptions
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.lettering import Piece, first_fit, fitted, line, width
from wallboard.paint.ops import Fill, Live, Op, Painted, Placed, Shape
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect
from wallboard.video.signal import Drawable, LivePicture

RADIUS = 0.011
"""Of the corners, in canvas heights."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class VideoView:
    """What is said of a picture: its title, its mark (live, a clip), or the slate's words and why.

    `number` tells frames apart; 0 is the slate. `frame` draws itself and is not compared.
    """

    title: tuple[str, str]
    number: int = 0
    live: bool = False
    mark: tuple[str, str] = ("", "")
    delay: str = ""
    words: tuple[str, str] = ("", "")
    reason: tuple[str, str] = ("", "")
    rounded: bool = True
    frame: Drawable | None = field(default=None, compare=False)


def resolve(_moment: Moment, options: VideoOptions | SlidesOptions, setting: PanelContext) -> VideoView:
    """What stands there at a moment: the picture only where the present is shown, else the slate and why."""
    title = setting.pair(options.title) if options.title is not None else ("", "")
    picture = setting.picture
    if picture is None:
        return VideoView(title, words=setting.pair(say("picture.unrecorded")), rounded=options.rounded)
    if not picture.is_shown:
        return _slate(title, picture, options, setting)
    stated = isinstance(options, VideoOptions) and options.state
    mark, delay = ("", ""), ""
    if stated and picture.state in ("live", "clip"):
        mark = setting.pair(say(f"picture.{picture.state}"))
        if picture.delay_s >= 1:
            delay = say("picture.delay", n=round(picture.delay_s)).first(setting.language)
    if setting.still:
        mark = setting.pair(say("picture.photographed"))
    shown = title if stated or setting.still else ("", "")
    return VideoView(
        shown,
        picture.number,
        picture.state == "live" and stated,
        mark,
        delay,
        rounded=options.rounded,
        frame=picture.frame,
    )


def _slate(
    title: tuple[str, str], picture: LivePicture, options: VideoOptions | SlidesOptions, setting: PanelContext
) -> VideoView:
    words = {
        "muted": say("picture.muted"),
        "lost": say("picture.lost", n=picture.lost_s),
    }.get(picture.state, say("picture.waiting"))
    reason = setting.pair(say(f"picture.{picture.reason}")) if picture.reason and picture.state != "muted" else ("", "")
    return VideoView(title, words=setting.pair(words), reason=reason, rounded=options.rounded)


def place(view: VideoView, box: Rect, look: Look) -> Placed:
    """The picture over all of its area with its line in the corner, or the slate."""
    radius = round(min(look.h(RADIUS), box.width / 4, box.height / 4)) if view.rounded else 0
    top, bottom = look.color("ground_top"), look.color("ground_bottom")
    ground = (Fill(box.x, box.y, box.width, box.height, top, 0.92, bottom, 0.92, "v", radius),)
    if not view.number:
        return Placed((*ground, *_slate_ops(view, box, look, radius)))
    frame, area = view.frame, QRect(round(box.x), round(box.y), round(box.width), round(box.height))
    covers = _covered(frame, area, radius)
    bare = QColor(bottom)

    def paint(painter: QPainter) -> None:
        if covers and not _covered(frame, area, radius):  # it has come in another shape meanwhile
            painter.fillRect(QRect(*covers[:2], covers[2] - covers[0], covers[3] - covers[1]), bare)
        draw_frame(painter, frame, area, radius)

    key = ("video", view.number, area.getRect(), radius)
    live = Live(area.x(), area.y(), area.width(), area.height(), key, Painted(paint), covers=covers)
    return Placed(ground, (live, *_line_ops(view, box, look)))


def _covered(frame: Drawable | None, area: QRect, radius: int) -> tuple[int, int, int, int] | None:
    """What a frame covers, from side to side between its round corners; None where it does not fill its area."""
    image = None if frame is None else frame.image()
    if image is None or _within(image, area) != (area.width(), area.height()):
        return None
    return area.left(), area.top() + radius, area.right() + 1, area.bottom() + 1 - radius


def draw_frame(painter: QPainter, frame: Drawable | None, area: QRect, radius: int) -> None:
    """Draw the frame in its area, never two of them at once; nothing where there is none that is whole."""
    for _ in range(_TRIES):
        image = None if frame is None else frame.image()
        if frame is None or image is None:
            return
        draw_rounded(painter, image, area, radius)
        if frame.is_whole():
            return
    painter.fillRect(area, QColor("#000000"))


def draw_rounded(painter: QPainter, image: QImage, area: QRect, radius: int) -> None:
    """An opaque image in an area, or in the middle of it where its shape is another; with round corners if it fills it.

    Only the corners are blended: all else is copied.
    """
    wide, high = _within(image, area)
    target = QRect(area.x() + (area.width() - wide) // 2, area.y() + (area.height() - high) // 2, wide, high)
    if image.size() != target.size():
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    if not radius or target != area:
        painter.drawImage(target, image)
        return
    inner = QRegion(area)
    corners = [
        QRect(x, y, radius, radius)
        for x in (area.left(), area.right() - radius + 1)
        for y in (area.top(), area.bottom() - radius + 1)
    ]
    for corner in corners:
        inner -= QRegion(corner)
    painter.save()
    painter.setClipRegion(inner, Qt.ClipOperation.IntersectClip)
    painter.drawImage(target, image)
    painter.restore()
    for corner in corners:
        _draw_corner(painter, image, area, corner, radius)


def _draw_corner(painter: QPainter, image: QImage, area: QRect, corner: QRect, radius: int) -> None:
    part = QImage(corner.size(), QImage.Format.Format_ARGB32_Premultiplied)
    part.fill(Qt.GlobalColor.transparent)
    inner = QPainter(part)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(area.translated(-corner.topLeft())), radius, radius)
    inner.fillPath(path, QColor("#000000"))
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    inner.drawImage(area.translated(-corner.topLeft()), image)
    inner.end()
    painter.drawImage(corner.topLeft(), part)


def _within(image: QImage, area: QRect) -> tuple[int, int]:
    """The size of an image in an area: all of it where the shapes are about the same, else as large as goes."""
    factor = min(area.width() / image.width(), area.height() / image.height())
    wide, high = round(image.width() * factor), round(image.height() * factor)
    if area.width() - wide <= max(2, area.width() // 100) and area.height() - high <= max(2, area.height() // 100):
        return area.width(), area.height()
    return max(1, wide), max(1, high)


def _slate_ops(view: VideoView, box: Rect, look: Look, radius: int) -> tuple[Op, ...]:
    """Title, what is the matter, and in two or three words why; an outline, so that a slate is no hole."""
    em = min(max(look.least, look.type(0.034)), box.height * 0.16, box.width * 0.08)
    centre, middle = box.x + box.width / 2, box.y + box.height / 2
    ops: list[Op] = [
        Fill(box.x, box.y, box.width, box.height, look.color("hairline"), 0.5, radius=radius, stroke=look.line)
    ]
    room = box.width - 2 * em
    rows = [
        (view.title, look.style(em, "ice", 700, 700), look.style(em * 0.72, "steel", 600, 500)),
        (view.words, look.style(em * 0.9, "cream", 600, 600), look.style(em * 0.66, "steel", 500, 500)),
        (view.reason, look.style(em * 0.66, "steel", 500, 500), look.style(em * 0.6, "steel", 500, 500)),
    ]
    shown = [row for row in rows if row[0][0]]
    y = middle - (len(shown) - 1) * em * 0.75 + em * 0.3
    for (first, second), leading, double in shown:
        pieces = first_fit((((first, leading), ("  " + second if second else "", double)), ((first, leading),)), room)
        ops += line(centre, y, pieces, "m")
        y += em * 1.5
    return tuple(ops)


def _line_ops(view: VideoView, box: Rect, look: Look) -> tuple[Op, ...]:
    """What the picture is, on a dark ground in its lower left corner: broadcasters have their own in the upper ones."""
    if not (view.mark[0] or view.title[0]):
        return ()
    em = min(max(look.least, look.type(0.022)), box.height * 0.10, box.width * 0.05)
    inset, dot = em * 0.7, em * 0.55 if view.live else 0.0
    marked = "gold" if view.live else "steel"
    words: list[Piece] = []
    for text, style in (
        (view.mark[0], look.style(em, marked, 700, 700)),
        (view.mark[1], look.style(em * 0.8, "steel", 600, 500)),
        (view.delay, look.style(em * 0.8, "cream", 600, 600)),
        (view.title[0], look.style(em, "ice", 600, 600)),
        (view.title[1], look.style(em * 0.8, "steel", 600, 500)),
    ):
        if text:
            words.append((("  " if words else "") + text, style))
    pieces = fitted(tuple(words), box.width - 4 * inset - dot * 2, 0.6)
    x, y = box.x + inset, box.bottom - inset - em * 1.75
    wide = width(pieces) + dot * 1.8 + 1.4 * em
    ops: list[Op] = [Fill(x, y, wide, em * 1.75, look.color("ground"), 0.82, radius=em * 0.4)]
    if dot:
        ops.append(Shape("dot", x + em * 0.7 + dot / 2, y + em * 0.875, dot, look.color("red")))
    ops += line(x + em * 0.7 + dot * 1.8, y + em * 1.22, pieces)
    return tuple(ops)
