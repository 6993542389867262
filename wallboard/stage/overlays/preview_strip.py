"""The preview strip: for each screen what is on air and, as a picture, what is prepared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wallboard.core.wording import Said, say
from wallboard.paint.lettering import fitted, line, width
from wallboard.paint.ops import Fill, Live, Op, Painted, Shape
from wallboard.paint.theme import Look
from wallboard.stage.overlays.overlay_card import Box, Words, plain

ON_AIR: Final = "#DE2229"
PREVIEW: Final = "#3AD684"
"""The colours of broadcast, which the picture's own palette does not have: red is on air, green is prepared."""
HIGH: Final = 0.23
"""Of the canvas's height."""


class StripEntry(msgspec.Struct, frozen=True):
    """One canvas: its layout on air and prepared (None: nothing is), and the picture of that with its number."""

    canvas: str
    on_air: Said
    prepared: Said | None = None
    black: bool = False
    chosen: bool = False
    image: QImage | None = None
    number: int = 0


def place_strip(look: Look, entries: Sequence[StripEntry], words: Words, above: float = 0.0) -> tuple[Op, ...]:
    """A cell for each canvas along the lower edge, `above` it by a fraction of the height; the chosen one is framed."""
    if not entries:
        return ()
    margin, gap = max(look.h(0.05), look.width * look.safe), look.h(0.012)
    room = (look.width - 2 * margin - gap * (len(entries) - 1)) / len(entries)
    high = look.h(HIGH)
    wide = min(room, high * 2.6)
    top = look.height * (1 - above) - look.h(0.05) - high
    ops: list[Op] = []
    for number, entry in enumerate(entries):
        ops += _cell(look, entry, Box(margin + number * (wide + gap), top, wide, high), words)
    return tuple(ops)


def _cell(look: Look, entry: StripEntry, box: Box, words: Words) -> list[Op]:
    size, pad = min(look.h(0.024), box.w * 0.06), look.h(0.008)
    chosen = "cyan" if entry.chosen else "hairline"
    stroke = look.line * (4 if entry.chosen else 1)
    ops: list[Op] = [
        Fill(box.x, box.y, box.w, box.h, look.color("ground"), radius=look.h(0.006)),
        Fill(box.x, box.y, box.w, box.h, look.color(chosen), 0.9, radius=look.h(0.006), stroke=stroke),
    ]
    name = "" if entry.canvas == "*" else plain(entry.canvas)
    base = box.y + pad + size
    named = ((name, look.style(size * 0.85, "steel", 600, 500)),)
    inside = box.w - 2 * pad
    ops += line(box.right - pad, base, fitted(named, inside * 0.35), "r")
    free = inside * (0.62 if name else 1.0)
    ops.append(Fill(box.x + pad, base - size * 0.72, size * 0.72, size * 0.72, ON_AIR))
    on_air = say("strip.black", layout=entry.on_air) if entry.black else entry.on_air
    air = look.style(size, "ice", 700, 700)
    ops += line(box.x + pad + size * 1.1, base, fitted(((on_air.first(words[0]), air),), free - size * 1.1))
    foot = box.bottom - pad - size * 0.25
    if entry.prepared is None:
        nothing = ((say("strip.nothing").first(words[0]), look.style(size * 0.9, "mist", 600, 500)),)
        return [*ops, *line(box.x + pad, foot, fitted(nothing, inside))]
    ops += [Shape("diamond", box.x + pad + size * 0.36, foot - size * 0.36, size * 0.9, PREVIEW)]
    title = ((entry.prepared.first(words[0]), look.style(size, "ice", 700, 700)),)
    ops += line(box.x + pad + size * 1.1, foot, fitted(title, inside - size * 1.1))
    frame = Box(box.x + pad, base + size * 0.45, inside, foot - size * 1.25 - base - size * 0.2)
    return ops + _picture(look, entry, frame, words)


def _picture(look: Look, entry: StripEntry, frame: Box, words: Words) -> list[Op]:
    """What is prepared, as large as the frame allows, with the green frame of broadcast around it."""
    image = entry.image
    if image is None:
        drawing = ((say("strip.drawing").first(words[0]), look.style(look.h(0.02), "mist", 600, 500)),)
        return list(line(frame.x + (frame.w - width(drawing)) / 2, frame.y + frame.h / 2, drawing))
    scale = min(frame.w / image.width(), frame.h / image.height())
    wide, high = image.width() * scale, image.height() * scale
    x, y = frame.x + (frame.w - wide) / 2, frame.y + (frame.h - high) / 2

    def paint(painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(x, y, wide, high), image)
        painter.restore()

    thick = max(2.0, 3 * look.line)
    return [
        Live(x, y, wide, high, ("preview", entry.canvas, entry.number), Painted(paint)),
        Fill(x, y, wide, high, PREVIEW, stroke=thick),
    ]
