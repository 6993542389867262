"""A key of a Stream Deck, 72 × 72: picture, name, a cell for each screen; red on air, green prepared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from wallboard.paint.outlines import write

SIDE: Final = 72
_PICTURE_H, _NAME_H, _CELL_H = 41, 19, 8
_GROUND, _RED, _GREEN, _AMBER = QColor("#0B1220"), QColor("#DE2229"), QColor("#3AD684"), QColor("#FFB224")
_ICE, _DARK, _BORDER, _MIST = QColor("#E9F5FF"), QColor("#140C00"), QColor("#4D638D"), QColor("#7288AF")

Tally = Literal["off", "onair", "ready"]


@dataclass(frozen=True, slots=True)
class ButtonFace:
    """What a key says: the layout's name, the tally of each screen, and how many seconds old stale figures are."""

    name: str
    cells: tuple[Tally, ...]
    stale_s: int | None = None
    stale_word: str = "STALE"
    absent: bool = False

    @property
    def tally(self) -> Tally:
        """The strongest of its cells."""
        return "onair" if "onair" in self.cells else "ready" if "ready" in self.cells else "off"


def draw(face: ButtonFace, picture: QImage | None) -> QImage:
    """The key."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    grey = face.stale_s is not None or face.absent
    if picture is not None:
        shown = picture.convertToFormat(QImage.Format.Format_Grayscale8) if grey else picture
        painter.setOpacity(0.5 if grey else 1.0)
        painter.drawImage(QRect(0, 0, SIDE, _PICTURE_H), shown)
        painter.setOpacity(1.0)
    _name(painter, face)
    _cells(painter, face.cells)
    frame = {"onair": (_RED, 4), "ready": (_GREEN, 3)}.get(face.tally)
    if frame is not None:
        colour, width = frame
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(width / 2, width / 2, SIDE - width, SIDE - width), 4, 4)
    painter.end()
    return image


def _name(painter: QPainter, face: ButtonFace) -> None:
    strip = QRectF(0, _PICTURE_H, SIDE, _NAME_H)
    said = face.name if face.stale_s is None else f"{face.stale_word} {face.stale_s}"
    ground, ink = _GROUND, _ICE
    if face.stale_s is not None:
        ground, ink = _AMBER, _DARK
    elif face.tally == "onair":
        ground, ink = _RED, QColor("white")
    elif face.tally == "ready":
        ink = _GREEN
    elif face.absent:
        ink = _MIST
    painter.fillRect(strip, ground)
    write(painter, strip, said, _fitted(said, SIDE - 10), ink)


def _fitted(text: str, width: int) -> QFont:
    font = QFont(["Barlow Condensed", "Noto Sans SC"])
    font.setWeight(QFont.Weight.Bold)
    for size in range(17, 9, -1):
        font.setPixelSize(size)
        if QFontMetricsF(font).horizontalAdvance(text) <= width:
            break
    return font


def _cells(painter: QPainter, cells: Sequence[Tally]) -> None:
    if len(cells) < 2:
        return
    left, top, gap = 6, SIDE - _CELL_H - 3, 2
    width = (SIDE - 2 * left - gap * (len(cells) - 1)) / len(cells)
    for number, tally in enumerate(cells):
        cell = QRectF(left + number * (width + gap), top, width, _CELL_H - 2)
        if tally == "onair":
            painter.fillRect(cell, _RED.lighter(130))
        else:
            painter.setPen(QPen(_GREEN if tally == "ready" else _BORDER, 2 if tally == "ready" else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))


def encoded(image: QImage, kind: str, quality: int = -1) -> bytes:
    """An image as a file of a kind (JPG, PNG)."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]  # a format's name may be text
    return bytes(data.data())
