"""The contrast of every text against what lies beneath it, measured on a picture that was painted without the texts.

Relative luminance and contrast as WCAG 2.2 defines them: 4.5 : 1 for text, 3 : 1 for large text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.panels.boxes import Box, boxes
from wallboard.paint.grounds import ground
from wallboard.paint.ops import Clip, Digits, Live, Op, Picture, Text
from wallboard.paint.theme import Theme
from wallboard.wall import Wall

TEXT, LARGE = 4.5, 3.0
LARGE_EM = 0.0296
"""From this em, as a fraction of the height, a text is large. WCAG says so of bold from 14 points, 24 minutes of arc at
arm's length; the least em that the back row can read is 16.4 of them, .0163 of the height: 1.5 times that, and more."""
HALO = 0.8
"""How opaque a halo is painted."""
GROUND = 0.1
"""The share of the ground beneath a text that may be unlike the rest: a spark, a hairline, the edge of a land."""

Luminance = npt.NDArray[np.float64]
Ground = npt.NDArray[np.integer[Any]]
"""Colours as bytes, red first, shape (…, 3)."""


@dataclass(frozen=True, slots=True)
class Faint:
    """A text that does not stand out enough: its contrast, and the one it needs."""

    panel: str
    text: str
    color: str
    contrast: float
    needed: float


def faint(wall: Wall, panels: dict[str, tuple[Op, ...]], size: tuple[int, int]) -> Iterator[Faint]:
    """The texts of a canvas, panel by panel in painting order, whose contrast is too low."""
    image = _bare(wall.theme, *size).copy()
    painter = QPainter(image)
    for ops in panels.values():
        wall.brush.draw(painter, tuple(without_texts(ops)))
    painter.end()
    beneath = _bytes_of(image)[..., ::-1]
    for panel, ops in panels.items():
        for op, held in written(ops):
            for box in boxes((op,)):
                colors, opacity = tones(wall, op)
                found = around(beneath, box, op, ring=held)
                needed = LARGE if op.face.size >= LARGE_EM * size[1] else TEXT
                lowest = lowest_contrast(colors, opacity, found, halo_of(op), enough=needed)
                if lowest < needed:
                    yield Faint(panel, box.text, op.color, round(lowest, 2), needed)


def _bytes_of(image: QImage) -> npt.NDArray[np.uint8]:
    """The colours of an image where they lie, shape (height, width, 3), blue first; they last as long as it does."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3]


@lru_cache(maxsize=2)
def _bare(theme: Theme, width: int, height: int) -> QImage:
    return ground(theme, width, height)


def without_texts(ops: Iterable[Op]) -> Iterator[Op]:
    """The display list with nothing written on it."""
    for op in ops:
        if isinstance(op, Clip):
            yield msgspec.structs.replace(op, ops=tuple(without_texts(op.ops)))
        elif not isinstance(op, (Text, Digits)):
            yield op


def written(ops: Iterable[Op], *, held: bool = False) -> Iterator[tuple[Text | Digits, bool]]:
    """Every text of a list, and whether a picture holds it, so that it cannot be left out."""
    for op in ops:
        if isinstance(op, (Text, Digits)):
            yield op, held
        elif isinstance(op, Clip):
            yield from written(op.ops, held=held)
        elif isinstance(op, (Picture, Live)):
            yield from written(op.texts, held=True)


def tones(wall: Wall, op: Text | Digits) -> tuple[list[str], float]:
    """The colours of a text, all of a fill's, and how opaque it is."""
    opacity = op.opacity if isinstance(op, Text) else 1.0
    if not op.color.startswith("@"):
        return [op.color], opacity
    return [color for _, color in wall.theme.fills[op.color[1:]]], opacity


def halo_of(op: Text | Digits) -> str:
    """The colour of a text's halo; none for digits."""
    return op.halo if isinstance(op, Text) else ""


def around(beneath: Ground, box: Box, op: Text | Digits, *, ring: bool) -> Ground:
    """The ground of a text as bytes, shape (n, 3): within its ink, or around it where the ink is painted on it."""
    height, width = beneath.shape[:2]
    reach = max(2, round((box.bottom - box.top) * 0.25)) if ring else 0
    top, bottom = max(0, int(box.top) - reach), min(height, int(box.bottom) + 1 + reach)
    left, right = max(0, int(box.left) - reach), min(width, int(box.right) + 1 + reach)
    patch = beneath[top:bottom, left:right]
    if not ring:
        return patch.reshape(-1, 3)
    keep = np.ones(patch.shape[:2], bool)
    keep[reach : bottom - top - reach, reach : right - left - reach] = False
    return patch[keep]


def contrast(color: str, opacity: float, beneath: Ground, halo: str = "") -> float:
    """The contrast of a colour against a ground of bytes, all but its worst `GROUND`."""
    return lowest_contrast((color,), opacity, beneath, halo)


def lowest_contrast(
    colors: Iterable[str], opacity: float, beneath: Ground, halo: str = "", *, enough: float = math.inf
) -> float:
    """The lowest contrast of some colours against a ground of bytes, all but its worst `GROUND`.

    Where all of the ground gives `enough`, its worst is told, which takes no sorting. Both luminances are sums over
    the channels of what a byte gives: 256 of each are computed and looked up. An opaque colour looks the same
    everywhere.
    """
    if not len(beneath):
        return 21.0
    planes = beneath.T.astype(np.intp, order="C")
    under = looked_up(light_of_ground(halo), planes)
    where = planes if opacity < 1 else planes[:, :1]
    return min(
        worst_of(looked_up(light_of_color(color, opacity, halo), where), under, enough)
        for color in dict.fromkeys(colors)
    )


def worst_of(seen: Luminance, under: Luminance, enough: float) -> float:
    """The quantile `GROUND` of the contrasts of two luminances, between the two that lie beside it.

    The least of them where that is `enough`.
    """
    light, dark = np.maximum(seen, under), np.minimum(seen, under)
    found = (light + 0.05) / (dark + 0.05)
    if (least := found.min()) >= enough:
        return float(least)
    whole, part = divmod(GROUND * (len(found) - 1), 1)
    first, second = int(whole), min(int(whole) + 1, len(found) - 1)
    found.partition((first, second))
    return float(found[first] + (found[second] - found[first]) * part)


@lru_cache(maxsize=64)
def light_of_ground(halo: str) -> Luminance:
    """What the bytes of a ground give to its luminance, shape (256, 3), beneath a halo of a colour if there is one."""
    return weighed(_ground(halo))


@lru_cache(maxsize=1024)
def light_of_color(color: str, opacity: float, halo: str) -> Luminance:
    """What a colour over a ground gives by the ground's bytes, shape (256, 3)."""
    return weighed(rgb(color) * opacity + _ground(halo) * (1 - opacity))


def _ground(halo: str) -> Luminance:
    ground = np.repeat(np.arange(256)[:, None] / 255, 3, axis=1)
    return ground * (1 - HALO) + rgb(halo) * HALO if halo else ground


def looked_up(table: Luminance, planes: npt.NDArray[np.intp]) -> Luminance:
    """The sums of what a table of shape (256, 3) gives for three planes of bytes."""
    red, green, blue = (column.take(plane) for column, plane in zip(table.T.copy(), planes, strict=True))
    return np.asarray(red + green + blue)


def rgb(color: str) -> Luminance:
    """A colour as three numbers from 0 to 1."""
    made = QColor(color)
    return np.array((made.redF(), made.greenF(), made.blueF()))


def luminance(colors: Luminance) -> Luminance:
    """WCAG's relative luminance of colours of shape (n, 3)."""
    return np.asarray(weighed(colors).sum(axis=-1))


def weighed(colors: Luminance) -> Luminance:
    """What each channel of colours of shape (n, 3) gives to their luminance."""
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear * np.array((0.2126, 0.7152, 0.0722)))
