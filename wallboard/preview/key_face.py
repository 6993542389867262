"""The keys of a Stream Deck that are no layouts, 72 × 72: TAKE, CUT, BLACK, FREEZE, LIVE, HELD and the source.

What a key says follows from the journal and the recording alone: none shows TAKE as done before the journal does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING, amount
from wallboard.core.wording import Said, say
from wallboard.paint.outlines import write
from wallboard.preview.button_face import SIDE
from wallboard.preview.picture_files import KEYS

Look = Literal["light", "off", "key", "black", "red", "amber", "warning", "cyan"]
_LOOKS: Final[Mapping[Look, tuple[str, str, str, int]]] = {
    "light": ("#E4EFFA", "#060A12", "#9DB4D6", 0),
    "off": ("#0B1220", "#7288AF", "#566A94", -2),
    "key": ("#0B1220", "#E9F5FF", "#4D638D", 1),
    "black": ("#04070D", "#E9F5FF", "#2B3B5A", 5),
    "red": ("#DE2229", "#FFFFFF", "#DE2229", 0),
    "amber": ("#FFB224", "#140C00", "#FFB224", 0),
    "warning": ("#1B1200", "#FFB224", "#FFB224", 4),
    "cyan": ("#0B1220", "#38D6FF", "#38D6FF", 2),
}
"""Ground, ink, frame and its width; a width below zero is dashed."""
_ROOM: Final = SIDE - 12
REFUSED_US: Final = 3 * SECOND_US
"""For so long a key says that it was not taken."""


@dataclass(frozen=True, slots=True)
class KeyFace:
    """What a key says: a line or two small ones around a large one, and how it looks."""

    look: Look
    large: str
    small: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the keys are made from; `refused` is who was first where a take was refused lately ("": somebody)."""

    control: Control
    moment: Moment
    canvases: tuple[str, ...]
    prepared: int
    utc_us: int
    frozen_since_us: int | None = None
    refused: str | None = None


def face(name: str, known: Known, settings: Settings) -> KeyFace:
    """What a key says now. Raises KeyError: there is no such key."""
    language = settings.display.leading
    makers = (_take, _take, _black, _freeze, _live, _held, _source)
    made = dict(zip(KEYS, makers, strict=True))[name]
    if known.control.locked and name not in ("held", "source"):
        return KeyFace("off", _word("console.locked", language))
    return made(name, known, language)


def _word(said: str | Said, language: str, **values: object) -> str:
    return (say(said, **values) if isinstance(said, str) else said).first(language)


def _take(name: str, known: Known, language: str) -> KeyFace:
    title = _word(f"console.{name}", language)
    if name == "take" and known.refused is not None:
        return KeyFace("warning", _word("console.not_taken", language), known.refused)
    if not known.prepared:
        return KeyFace("off", title, _word("console.nothing_prepared", language))
    screens = _word("console.screens_n", language, n=known.prepared)
    return KeyFace("light" if name == "take" else "key", title, screens)


def _black(_name: str, known: Known, language: str) -> KeyFace:
    control = known.control
    is_black = control.blackout or all(control.on(canvas).blackout for canvas in known.canvases)
    title = _word("console.black", language)
    if is_black:
        return KeyFace("red", title, _word("console.on_air", language))
    return KeyFace("black", title, _word("console.hold_short", language))


def _freeze(_name: str, known: Known, language: str) -> KeyFace:
    if known.control.frozen_us is None:
        return KeyFace("key", _word("console.time.freeze", language).upper())
    seconds = 0 if known.frozen_since_us is None else max(0, known.utc_us - known.frozen_since_us) // SECOND_US
    return KeyFace("amber", _word("console.frozen", language), f"{seconds // 60}:{seconds % 60:02d}")


def _live(_name: str, known: Known, language: str) -> KeyFace:
    live, moment = _word("console.time.live", language).upper(), known.moment
    if known.control.playhead.mode == "following":
        return KeyFace("cyan", live)
    shown = MISSING if moment.event_us is None else moment.facts.told(moment.event_us)
    return KeyFace("amber", shown, live, _word("console.replay", language))


def _held(_name: str, known: Known, language: str) -> KeyFace:
    title, held = _word("console.held.title", language), known.moment.state.held
    if held is None:
        return KeyFace("off", "0", "", title)
    current = known.moment.state.current
    if current is None:
        return KeyFace("amber", "1", "GMV", title)
    apart = held.gmv_fen - current.snapshot.gmv_fen
    sign = "+" if apart > 0 else "−" if apart < 0 else ""
    figure = str(amount(abs(apart), known.moment.own, language, 2)).lstrip("¥$€£ ")
    return KeyFace("amber", f"{title} 1", f"{sign}{figure}", "GMV")


def _source(_name: str, known: Known, language: str) -> KeyFace:
    moment, title = known.moment, _word("console.health.source", language).upper()
    if moment.age_us is None:
        return KeyFace("off", MISSING, "", title)
    age_s = moment.age_us / SECOND_US
    if moment.stale:
        return KeyFace("amber", f"{age_s:.0f} s", "", _word("badge.stale", language).upper())
    return KeyFace("key", f"{age_s:.1f} s" if age_s < 10 else f"{age_s:.0f} s", "", title)


def draw(shown: KeyFace) -> QImage:
    """The key."""
    ground, ink, frame, width = _LOOKS[shown.look]
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(ground))
    painter.setPen(_pen(QColor(frame), width))
    inset = abs(width) / 2
    painter.drawRoundedRect(QRectF(inset, inset, SIDE - 2 * inset, SIDE - 2 * inset), 6, 6)
    rows = [(text, most) for text, most in ((shown.above, 15), (shown.large, 30), (shown.small, 15)) if text]
    fonts = [_fitted(text, most) for text, most in rows]
    heights = [font.pixelSize() * 1.06 for font in fonts]
    top = (SIDE - sum(heights)) / 2
    for (said, _), font, height in zip(rows, fonts, heights, strict=True):
        text = QFontMetricsF(font).elidedText(said, Qt.TextElideMode.ElideRight, _ROOM)
        write(painter, QRectF(4, top, SIDE - 8, height), text, font, QColor(ink))
        top += height
    painter.end()
    return image


def _pen(colour: QColor, width: int) -> QPen:
    if not width:
        return QPen(Qt.PenStyle.NoPen)
    return QPen(colour, abs(width), Qt.PenStyle.DashLine if width < 0 else Qt.PenStyle.SolidLine)


def _fitted(text: str, most: int) -> QFont:
    font = QFont(["Barlow Condensed", "Noto Sans SC"])
    font.setWeight(QFont.Weight.Bold)
    for size in range(most, 8, -1):
        font.setPixelSize(size)
        if QFontMetricsF(font).horizontalAdvance(text) <= _ROOM:
            break
    return font
