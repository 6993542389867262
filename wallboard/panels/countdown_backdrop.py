"""The dawn over the earth's limb beneath a countdown, and the ring of second marks on it."""

from __future__ import annotations

import math
from collections.abc import Generator
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from wallboard.paint.kept_pictures import Making, code_of, kept
from wallboard.paint.ops import Line, Live, Op, Painted
from wallboard.paint.picture_files import MappedPictures
from wallboard.paint.piecework import Piecework, bands
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.scene.grid import Rect

Numbers = npt.NDArray[np.float32]

MARKS = 60
LIMB = (
    ("blue", 0.05, 0.021),
    ("blue", 0.07, 0.016),
    ("blue", 0.09, 0.0115),
    ("blue", 0.12, 0.0075),
    ("cyan", 0.55, 0.0028),
)
"""The strokes of the limb from the widest to its line: (colour, opacity, width in canvas heights). One alone would show
an edge of its own on a large wall."""
SHRINK = 4
"""How much smaller than the canvas the soft lights are reckoned."""
LAYERS = 5
"""The arrays of `_Lights`."""
PIECE_PX = 120_000
"""Pixels of the smaller picture that are reckoned before the next frame may be painted: about ten milliseconds."""


def limb_radius(look: Look) -> float:
    """Of the limb: it falls by .155 of the height from the middle of the canvas to its edges."""
    return max((look.width / 2) ** 2 / (2 * look.h(0.155)), look.h(1.2))


def _span(width: float, height: float) -> float:
    """What the sun's light is measured in, pixels: the height, less on upright canvases, where it drowns digits."""
    return min(height, 1.2 * width)


def dawn(apex: float, strength: float, box: Rect, look: Look) -> Live:
    """The limb with its highest point at `apex` over the middle of `box`; `strength` 0..1 of the light.

    From edge to edge of a canvas of 16:9; on a wide one it fades out with its box, beside which other things stand.
    """
    return Live(
        0, apex - look.h(0.6), look.width, look.height - apex + look.h(0.6),
        ("dawn", apex, strength, look.width, look.height, box.x, box.width),
        Painted(
            lambda painter: _paint(painter, apex, strength, box, look),
            ahead=lambda: _still_lights.step(*_sky(apex, box, look)),
        ),
    )  # fmt: skip


def second_marks(apex: float, lit: int, box: Rect, look: Look) -> tuple[Op, ...]:
    """Sixty marks along the limb, of which `lit` shine: one goes out each second."""
    radius = limb_radius(look)
    centre_x, centre_y = box.x + box.width / 2, apex + radius
    spread = min(0.8, box.width * 0.44 / radius)
    ops = []
    for mark in range(MARKS):
        angle = (mark - (MARKS - 1) / 2) / (MARKS / 2) * spread
        long = look.h(0.022 if mark % 5 == 0 else 0.012)
        inner, outer = radius - look.h(0.014) - long, radius - look.h(0.014)
        sine, cosine = math.sin(angle), math.cos(angle)
        shines = mark < lit
        ops.append(
            Line(
                centre_x + inner * sine, centre_y - inner * cosine, centre_x + outer * sine, centre_y - outer * cosine,
                look.h(0.0036 if mark % 5 == 0 else 0.0026), look.color("gold" if shines else "steel"),
                1.0 if shines else 0.45,
            )
        )  # fmt: skip
    return tuple(ops)


def _paint(painter: QPainter, apex: float, strength: float, box: Rect, look: Look) -> None:
    radius, middle = limb_radius(look), box.x + box.width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    planet = QPainterPath()
    planet.addEllipse(QPointF(middle, apex + radius), radius, radius)
    canvas = QRectF(0, 0, look.width, look.height)
    painter.setClipRect(canvas, Qt.ClipOperation.IntersectClip)
    if not look.theme.dark:
        _paint_day(painter, planet, apex, strength, box, look)
        return
    if not look.wide:
        ground = QLinearGradient(0, apex, 0, apex + look.h(0.5))
        for at, color in ((0.0, "#0A2350"), (0.1, "#06142F"), (0.5, "#040C1E"), (1.0, "#02060F")):
            ground.setColorAt(at, QColor(color))
        painter.fillPath(planet, QBrush(ground))
    painter.setCompositionMode(shine(look.theme))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(canvas, _lights(apex, strength, box, look))
    for color, opacity, wide in LIMB:
        painter.strokePath(planet, QPen(_faded(look.color(color), opacity, box, look), look.h(wide)))
    span, sun = _span(look.width, look.height), QPointF(middle, apex)
    _light(painter, sun, 0.55 * span, 0.062 * span, (look.theme.lit("#FFE6A8"), "#FF8A1E"), strength)
    _light(painter, sun, 0.20 * span, 0.032 * span, (look.theme.lit("#FFF6D8"), "#FFC050"), strength)


class _Lights(msgspec.Struct, frozen=True, eq=False):
    """What of the lights stays while the sun comes up: arrays of shape (height, width) of the smaller picture."""

    air: Numbers
    sun: Numbers
    beams: Numbers
    grain: Numbers
    stars: Numbers
    pictures: MappedPictures
    """What the arrays lie in."""


def _sky(apex: float, box: Rect, look: Look) -> tuple[float, float, float, int, int]:
    """What the lights of a sun that is up depend on."""
    return apex, box.x + box.width / 2, limb_radius(look), look.width, look.height


def _of_a_sun_that_is_up(
    apex: float, middle: float, radius: float, width: int, height: int
) -> Generator[None, None, _Lights]:
    """The lights of a sun that is up: all but their strength is the same from step to step. Kept in files."""
    across, down = -(-width // SHRINK), -(-height // SHRINK)
    name = repr(("dawn", code_of(Path(__file__).parent), apex, middle, radius, width, height))
    pictures = yield from kept(
        name, (across, LAYERS * down), lambda: _reckoned(across, down, apex, middle, radius, width, height)
    )
    numbers = np.frombuffer(pictures.images[0].constBits(), np.float32)
    air, sun, beams, grain, stars = numbers.reshape(LAYERS, down, across)
    return _Lights(air, sun, beams, grain, stars, pictures)


def _reckoned(across: int, down: int, apex: float, middle: float, radius: float, width: int, height: int) -> Making:
    """The arrays of these lights one below the other, each number in the place of a pixel."""
    image = QImage(across, LAYERS * down, QImage.Format.Format_RGB32)
    layers = np.frombuffer(image.bits(), np.float32).reshape(LAYERS, down, across)
    air, sun, beams, grain, stars = layers
    x = (np.arange(across, dtype=np.float32)[None, :] + 0.5) * SHRINK - middle
    every_y = (np.arange(down, dtype=np.float32)[:, None] + 0.5) * SHRINK - (apex + radius)
    random = np.random.default_rng(11)
    stars[:] = _stars(across, down, width / height)
    yield
    for top, bottom in bands(across, down, PIECE_PX):
        rows = slice(top, bottom)
        grain[rows] = random.triangular(-1.5, 0, 1.5, (bottom - top, across))
        up = _reckon((air[rows], sun[rows], beams[rows]), x, every_y[rows], radius, width, height)
        stars[rows] = np.where(up > 0.05, stars[rows], 0.0)
        yield
    return (image,)


def _reckon(
    made: tuple[Numbers, Numbers, Numbers],
    x: Numbers,
    y: Numbers,
    radius: float,
    width: int,
    height: int,
) -> Numbers:
    """Air, sun and beams in some rows, into `made`; how far these are above the limb, in canvas heights."""
    in_air, in_sun, in_beams = made
    up = np.asarray((np.hypot(x, y) - radius) / height, np.float32)
    side = np.abs(x) / (width / 2)
    deep = np.maximum(-up, 0)
    span = _span(width, height)
    high = np.maximum(up, 0) * (height / span)
    air = np.where(up > 0, 0.62 * np.exp(-high / 0.030) + 0.40 * np.exp(-high / 0.11), 0.55 * np.exp(-deep / 0.012))
    air *= 0.55 + 0.45 * side
    if width < 3 * height:
        air += _graticule(x, y, deep, height)
    far = np.hypot(x / (0.62 * span), high / 0.26 + deep / 0.05)
    in_sun[:] = np.exp(-((far * 1.7) ** 1.15))
    turn = np.arctan2(x, high * span + 0.05 * span)
    beams = 0.5 + 0.5 * np.sin(turn * 23) * np.sin(turn * 41 + 1.7)
    reach = np.hypot(x / span, high)
    in_air[:] = air
    in_beams[:] = np.where(up > 0, 0.20 * beams * np.exp(-reach / 0.22) * np.clip(reach / 0.06, 0, 1), 0)
    return up


_still_lights = Piecework(_of_a_sun_that_is_up, 1)


@lru_cache(maxsize=1)
def _lights(apex: float, strength: float, box: Rect, look: Look) -> QImage:
    """The blue of the air and the warmth of the coming sun, to be added: reckoned for each pixel of a picture of a
    quarter of the size, since Qt's gradients of so large a radius fall into bands."""
    middle = box.x + box.width / 2
    still = _still_lights(*_sky(apex, box, look))
    sun = np.float32(strength) * still.sun
    air = still.air * (1 - np.float32(0.6) * np.minimum(sun, 1))  # where the sun comes up the sky is warm, not pink
    beams = np.float32(strength) * still.beams
    colors = zip(_levels(look.color("blue")), _levels("#F0701A"), _levels("#FFA040"), strict=True)
    stars = still.stars * np.maximum(np.float32(0), 1 - np.float32(2.2) * sun)
    light = [air * blue + sun * orange + beams * amber + stars for blue, orange, amber in colors]  # red, green, blue
    down, across = air.shape
    if look.wide:
        x = (np.arange(across, dtype=np.float32) + 0.5) * SHRINK - middle
        inside = np.clip((box.width / 2 - np.abs(x)) / (0.16 * box.width), 0, 1) ** 1.5
        light = [level * inside for level in light]
    grain = still.grain * (np.maximum(np.maximum(light[0], light[1]), light[2]) > 2)
    pixels = np.full((down, across, 4), 255, np.uint8)
    for channel, level in enumerate(reversed(light)):
        pixels[..., channel] = np.clip(level + grain, 0, 255)
    still.pictures.rest()
    return QImage(pixels.data, across, down, 4 * across, QImage.Format.Format_RGB32).copy()


def _graticule(x: Numbers, y: Numbers, deep: Numbers, height: float) -> Numbers:
    """Meridians and parallels on the earth, closer towards the limb, gone where the figures begin."""
    turn = np.degrees(np.arctan2(x, -y)) / 2.0
    meridian = np.abs(turn - np.round(turn)) * 2.0 * np.pi / 180 * np.hypot(x, y)
    step = np.log(np.maximum(deep, 1e-6) / 0.012) / 0.55
    parallel = np.abs(step - np.round(step)) * 0.55 * deep * height
    clear = np.clip((deep - 0.034) / 0.01, 0, 1)  # of the second marks
    lines = np.exp(-((meridian / SHRINK) ** 2)) + clear * np.exp(-((parallel / SHRINK) ** 2))
    return np.asarray(np.where(deep > 0.006, 0.30 * lines * np.exp(-deep / 0.075), 0.0), np.float32)


def _stars(across: int, down: int, aspect: float) -> Numbers:
    """A few faint stars beneath the bar, on the earth too, always the same ones for a size."""
    random = np.random.default_rng(23)
    count = round(110 * aspect)
    field = np.zeros((down, across), np.float32)
    field[random.integers(down // 8, down, count), random.integers(0, across, count)] = random.uniform(15, 70, count)
    return field


def _levels(color: str) -> Numbers:
    made = QColor(color)
    return np.array((made.red(), made.green(), made.blue()), np.float32)


def _faded(color: str, opacity: float, box: Rect, look: Look) -> QBrush:
    """A colour; on a wide canvas it fades out towards the sides of the box."""
    if not look.wide:
        return QBrush(_clear(color, opacity))
    fading = QLinearGradient(box.x, 0, box.right, 0)
    for at, share in ((0.0, 0.0), (0.2, 1.0), (0.8, 1.0), (1.0, 0.0)):
        fading.setColorAt(at, _clear(color, opacity * share))
    return QBrush(fading)


def _paint_day(painter: QPainter, planet: QPainterPath, apex: float, strength: float, box: Rect, look: Look) -> None:
    """The same by daylight: a pale earth, and a warm light that is laid over instead of added."""
    middle = QPointF(box.x + box.width / 2, apex)
    _light(painter, middle, look.h(0.95), look.h(0.34), ("#FFC68A", "#FFD9B0"), 0.8 * strength)
    ground = QLinearGradient(0, apex, 0, look.height)
    ground.setColorAt(0, QColor(look.color("slab_bottom")))
    ground.setColorAt(1, QColor(look.color("ground")))
    if not look.wide:
        painter.fillPath(planet, QBrush(ground))
    painter.strokePath(planet, QPen(_faded(look.color("rim"), 0.7, box, look), look.h(0.0028)))


def _light(painter: QPainter, at: QPointF, across: float, up: float, colors: tuple[str, str], opacity: float) -> None:
    """An elliptical light centred on a point: the first colour in its heart, the second around it."""
    gradient = QRadialGradient(QPointF(0, 0), 1)
    gradient.setColorAt(0.0, _clear(colors[0], opacity))
    gradient.setColorAt(0.22, _clear(colors[1], opacity * 0.55))
    gradient.setColorAt(0.55, _clear(colors[1], opacity * 0.16))
    gradient.setColorAt(1.0, _clear(colors[1], 0.0))
    painter.save()
    painter.translate(at)
    painter.scale(across, up)
    painter.fillRect(QRectF(-1, -1, 2, 2), gradient)
    painter.restore()


def _clear(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(max(0.0, min(1.0, opacity)))
    return made
