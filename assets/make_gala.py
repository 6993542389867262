"""Makes gala/gala.mp4: twelve seconds of a stage that never was, in a loop, with SIMULATED in each frame.

    QT_QPA_PLATFORM=offscreen python assets/make_gala.py [FOLDER]

Beams sweep over a stage with a wall of lights, figures dance on it, and a crowd before it waves its lights. Every
motion comes back to where it began, so that the end goes over into the beginning.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

import av
import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPolygonF,
    QRadialGradient,
)

from wallboard.paint.fonts import load_fonts

WIDTH, HEIGHT, RATE, SECONDS = 1280, 720, 25, 12
FLOOR = 500
"""Where the stage ends and the crowd begins, in pixels from the top."""
COLOURS = ("#FF7A1A", "#FFC94A", "#3D8BFF", "#27D3FF", "#FF3D6E", "#9A5BFF")
BEAMS, COLUMNS, ROWS, DANCERS, LIGHTS = 9, 40, 13, 5, 110


def wave(turn: float, times: int, shift: float = 0.0) -> float:
    """-1 to 1, `times` times in the loop."""
    return math.sin(2 * math.pi * (times * turn + shift))


def frame(turn: float) -> QImage:
    """The picture at `turn` (0 to 1) of the loop."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hall(painter)
    wall_of_lights(painter, turn)
    stage(painter, turn)
    beams(painter, turn)
    for number in range(DANCERS):
        dancer(painter, turn, number)
    crowd(painter, turn)
    words(painter)
    painter.end()
    return image


def hall(painter: QPainter) -> None:
    """The dark of the hall."""
    gradient = QLinearGradient(0, 0, 0, HEIGHT)
    gradient.setColorAt(0, QColor("#05060F"))
    gradient.setColorAt(0.6, QColor("#120A2A"))
    gradient.setColorAt(1, QColor("#04040A"))
    painter.fillRect(0, 0, WIDTH, HEIGHT, gradient)


def wall_of_lights(painter: QPainter, turn: float) -> None:
    """Columns of lamps behind the stage, rising and falling as if they heard music."""
    left, top, wide, high = 240, 96, 800, 320
    cell_w, cell_h = wide / COLUMNS, high / ROWS
    painter.setPen(Qt.PenStyle.NoPen)
    for column in range(COLUMNS):
        away = abs(column - (COLUMNS - 1) / 2) / (COLUMNS / 2)
        level = 0.5 + 0.28 * wave(turn, 9, away * 0.9) + 0.2 * wave(turn, 14, column * 0.131)
        for row in range(ROWS):
            lit = row / ROWS < level
            colour = QColor(COLOURS[(row // 3 + (0 if away < 0.5 else 2)) % len(COLOURS)])
            colour.setAlphaF(0.85 if lit else 0.09)
            x, y = left + column * cell_w, top + high - (row + 1) * cell_h
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(x + 2, y + 3, cell_w - 4, cell_h - 6), 3, 3)


def stage(painter: QPainter, turn: float) -> None:
    """The boards, with the light of the wall on them."""
    boards = QPolygonF([QPointF(160, FLOOR), QPointF(1120, FLOOR), QPointF(1010, 424), QPointF(270, 424)])
    gradient = QLinearGradient(0, 424, 0, FLOOR)
    gradient.setColorAt(0, QColor("#4A2A66"))
    gradient.setColorAt(1, QColor("#191030"))
    painter.setBrush(gradient)
    painter.drawPolygon(boards)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    for number in range(4):
        x = 640 + 330 * wave(turn, 1 + number % 2, number * 0.25)
        pool(painter, x, 462, 150, COLOURS[number], 0.30)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillRect(QRectF(150, FLOOR - 2, 980, 5), QColor("#FFC94A"))


def pool(painter: QPainter, x: float, y: float, radius: float, colour: str, strength: float) -> None:
    """A pool of light, seen from the side."""
    painter.save()
    painter.translate(x, y)
    painter.scale(1, 0.26)
    gradient = QRadialGradient(0, 0, radius)
    inner, outer = QColor(colour), QColor(colour)
    inner.setAlphaF(strength)
    outer.setAlphaF(0)
    gradient.setColorAt(0, inner)
    gradient.setColorAt(1, outer)
    painter.setBrush(gradient)
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    painter.restore()


def beams(painter: QPainter, turn: float) -> None:
    """Beams from the rig, each swinging on its own."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(BEAMS):
        x = 120 + (WIDTH - 240) * number / (BEAMS - 1)
        angle = math.radians(34 * wave(turn, 2 + number % 3, number * 0.17))
        long = 640
        end = QPointF(x + long * math.sin(angle), 30 + long * math.cos(angle))
        side = QPointF(math.cos(angle), -math.sin(angle))
        cone = QPolygonF([QPointF(x, 30) - side * 5, QPointF(x, 30) + side * 5, end + side * 74, end - side * 74])
        gradient = QLinearGradient(QPointF(x, 30), end)
        bright, gone = QColor(COLOURS[number % len(COLOURS)]), QColor(COLOURS[number % len(COLOURS)])
        bright.setAlphaF(0.42 + 0.14 * wave(turn, 6, number * 0.21))
        gone.setAlphaF(0)
        gradient.setColorAt(0, bright)
        gradient.setColorAt(1, gone)
        painter.setBrush(gradient)
        painter.drawPolygon(cone)
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(QPointF(x, 30), 5, 5)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillRect(0, 20, WIDTH, 8, QColor("#1B1B26"))


def dancer(painter: QPainter, turn: float, number: int) -> None:
    """A figure of light that dances: head, body, arms and legs."""
    x = 640 + (number - (DANCERS - 1) / 2) * 130 + 26 * wave(turn, 3, number * 0.2)
    hop = 10 * abs(wave(turn, 12, number * 0.1))
    base = FLOOR - 22 - hop
    high = 96 if number != DANCERS // 2 else 116
    arm, leg = 30 * wave(turn, 12, number * 0.13), 14 * wave(turn, 12, 0.25 + number * 0.13)
    body = QPainterPath()
    hip, neck = QPointF(x, base - high * 0.45), QPointF(x, base - high * 0.82)
    for limb in (
        (neck, QPointF(x - 30, neck.y() + 8 - arm), QPointF(x - 38, neck.y() - 8 - arm * 1.3)),
        (neck, QPointF(x + 30, neck.y() + 8 + arm), QPointF(x + 38, neck.y() - 8 + arm * 1.3)),
        (hip, QPointF(x - 14 + leg, base - high * 0.2), QPointF(x - 16, base)),
        (hip, QPointF(x + 14 + leg, base - high * 0.2), QPointF(x + 16, base)),
        (neck, hip, hip),
    ):
        body.moveTo(limb[0])
        body.lineTo(limb[1])
        body.lineTo(limb[2])
    colour = QColor("#FFF3D6" if number == DANCERS // 2 else "#1A1030")
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setColor(colour)
    pen.setWidthF(11)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(body)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(x, neck.y() - 15), 11, 12)


def crowd(painter: QPainter, turn: float) -> None:
    """Heads before the stage, and the lights that they wave."""
    chance = random.Random(11)
    painter.setPen(Qt.PenStyle.NoPen)
    for row in range(4):
        y = 560 + row * 48
        shade = QColor(("#150E26", "#0F0A1D", "#0A0715", "#06040E")[row])
        for number in range(26):
            x = (number + (row % 2) / 2) * WIDTH / 25 + chance.uniform(-12, 12)
            bob = 5 * wave(turn, 12, chance.random())
            painter.setBrush(shade)
            painter.drawEllipse(QPointF(x, y + bob), 19 + row * 3, 22 + row * 3)
            painter.drawRoundedRect(QRectF(x - 34 - row * 3, y + 16 + bob, 68 + row * 6, 160), 26, 26)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    for number in range(LIGHTS):
        x, y = chance.uniform(0, WIDTH), chance.uniform(545, 700)
        x += 11 * wave(turn, chance.choice((4, 6, 8)), chance.random())
        colour = QColor(COLOURS[number % len(COLOURS)])
        colour.setAlphaF(0.9)
        painter.setBrush(QBrush(colour))
        painter.drawRoundedRect(QRectF(x - 3, y - 9, 6, 18), 3, 3)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def words(painter: QPainter) -> None:
    """What it is, so that nobody takes it for a picture of anything."""
    plate = QRectF(WIDTH / 2 - 142, 280, 284, 48)  # near the middle: whatever shape is cut out of it holds them
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(4, 10, 26, 215))
    painter.drawRoundedRect(plate, 10, 10)
    painter.setPen(QColor("#43C7FF"))
    font = QFont("Barlow Condensed")
    font.setFamilies(["Barlow Condensed", "Noto Sans SC"])
    font.setPixelSize(29)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, "SIMULATED 模拟画面")


def main(folder: Path) -> None:
    """Write the clip: H.264, 4:2:0, the colours of HDTV stated and meant."""
    app = QGuiApplication([])
    load_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    with av.open(str(folder / "gala.mp4"), "w", options={"movflags": "+faststart"}) as container:
        options = {"preset": "slow", "crf": "29", "colorprim": "bt709", "transfer": "bt709", "colormatrix": "bt709"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = 2 * RATE
        stream.codec_context.colorspace, stream.codec_context.color_range = 1, 1
        for number in range(RATE * SECONDS):
            image = frame(number / (RATE * SECONDS))
            pixels = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, image.bytesPerLine())[:, : WIDTH * 4]
            made = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels.reshape(HEIGHT, WIDTH, 4)), format="bgra")
            made = made.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            container.mux(stream.encode(made))
        container.mux(stream.encode())
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "gala")
