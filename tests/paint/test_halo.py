"""Halos: what strokes around the letters' outlines would give, whatever the size of the letters and of the halo."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from wallboard.paint.fonts import advance, qfont
from wallboard.paint.glow import canvas, drawing_on
from wallboard.paint.halo import HALO, halo
from wallboard.paint.ops import Face

COLOR = "#04101F"


def letters(text: str, face: Face, halo_px: float) -> tuple[QImage, QPainterPath, tuple[int, int]]:
    """A picture of white letters with room around them, their path, and where it lies in the picture."""
    at = round(halo_px * 2) + 4, face.size + round(halo_px * 2) + 4
    image = canvas(round(advance(text, face)) + 2 * at[0], round(face.size * 1.4) + 2 * at[0])
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(QPointF(0, 0), qfont(face), text)
    with drawing_on(image) as painter:
        painter.translate(*at)
        painter.fillPath(path, QColor("#FFFFFF"))
    return image, path, at


def stroked(like: QImage, path: QPainterPath, at: tuple[int, int], halo_px: float) -> QImage:
    """The same halo as strokes: what it stands for."""
    image = canvas(like.width(), like.height())
    with drawing_on(image) as painter:
        painter.translate(*at)
        for share, opacity in HALO:
            edge = QPen(QColor(COLOR), halo_px * 2 * share)
            edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setOpacity(opacity)
            painter.strokePath(path, edge)
    return image


def seen(halo_image: QImage, above: QImage) -> npt.NDArray[np.int16]:
    """The picture with the letters on bright land, shape (height, width, 3)."""
    image = QImage(above.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#2F72D2"))
    painter = QPainter(image)
    painter.drawImage(0, 0, halo_image)
    painter.drawImage(0, 0, above)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., :3].astype(np.int16)


@pytest.mark.parametrize("text", ["Guangdong ¥1.23 bn", "广东 浙江 亿", "i.,:|!"])
@pytest.mark.parametrize(("size", "halo_px"), [(88, 9.5), (44, 4.75), (44, 8.0), (22, 2.4), (15, 1.6), (12, 1.0)])
def test_a_halo_is_what_strokes_around_the_letters_would_be(
    qapp: QApplication, text: str, size: int, halo_px: float
) -> None:
    face = Face("hanzi" if text[0] > "\u2e80" else "latin", 700, size)
    image, path, at = letters(text, face, halo_px)
    expected, found = seen(stroked(image, path, at, halo_px), image), seen(halo(image, path, at, COLOR, halo_px), image)
    apart = np.abs(expected - found).max(axis=2)
    assert apart.mean() < 2.5
    assert (apart > 32).mean() < 0.01
    assert abs(float((expected - found).mean())) < 1.2


def test_a_halo_is_strongest_at_the_letters_and_ends_where_it_is_said_to(qapp: QApplication) -> None:
    path = QPainterPath()
    path.addRect(20, 0, 10, 40)
    image = canvas(60, 60)
    with drawing_on(image) as painter:
        painter.translate(5, 10)
        painter.fillPath(path, QColor("#FFFFFF"))
    row = [halo(image, path, (5, 10), COLOR, 8.0).pixelColor(x, 30).alphaF() for x in range(25)]
    assert row == sorted(row)
    assert row[24] == pytest.approx(0.8, abs=0.01)
    assert row[:14] == [0.0] * 14  # ten pixels around the letters, and the softness of the last one
    assert row[15] == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("halo_px", [0.05, 0.4, 30.0])
def test_a_halo_may_be_smaller_than_a_pixel_or_wider_than_its_picture(qapp: QApplication, halo_px: float) -> None:
    image, path, at = letters("1", Face("latin", 700, 8), 0)
    assert halo(image, path, at, COLOR, halo_px).size() == image.size()
