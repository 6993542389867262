"""What shines around the sum of a card: still rays, fireworks beside the figures, embers that rise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QConicalGradient, QImage, QPainter, QRadialGradient

from wallboard.core.motion import cubic_out
from wallboard.paint.bursts import chance, draw_embers, draw_trails
from wallboard.paint.glow import to_image
from wallboard.paint.ops import Glow, Live, Op, Painted, Picture
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.card import CardView

FIRST_US = 350_000
EVERY_US = 800_000
LIFE_US = 3_200_000
OPENS_US = 600_000
EMBERS = 18


@dataclass(frozen=True, slots=True)
class Free:
    """A part of the canvas, in pixels, in which nothing is written."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def radius(self) -> float:
        """Of the largest burst that it holds."""
        return min(self.right - self.left, self.bottom - self.top) / 2

    def halves(self, inner: int) -> tuple[Free, Free]:
        """The half towards the middle of the canvas, which lies right (`inner` 1) or left (-1), and the other one."""
        middle = (self.left + self.right) / 2
        left = Free(self.left, self.top, middle, self.bottom)
        right = Free(middle, self.top, self.right, self.bottom)
        return (right, left) if inner > 0 else (left, right)


@dataclass(frozen=True, slots=True)
class Site:
    """Where bursts of one radius come up, in turn: their hearts lie in `free`, `inner` says towards which side."""

    free: Free
    radius: float
    inner: int
    kind: int


def sites(upper: tuple[Free, Free], lower: tuple[Free, Free], look: Look) -> tuple[Site, ...]:
    """Left and right, large ones beside the amount and small ones beside the full figure, as far as there is room.

    Where there is much of it, near and far from the figures in turn; the first four need all the pictures there are.
    """
    found: list[Site] = []
    outer: list[Site] = []
    parted = False
    for kind, (pair, most) in enumerate(((upper, 0.175), (lower, 0.125))):
        radius = float(int(min(look.h(most * (1.5 if look.wide else 1.0)), *(free.radius for free in pair))))
        if radius < look.h(0.03):
            continue
        for free, inner in zip(pair, (1, -1), strict=True):
            roomy = free.right - free.left > 5 * radius
            near, far = free.halves(inner) if roomy else (free, free)
            found.append(Site(near, radius, inner, kind))
            outer.append(Site(far, radius, inner, kind))
            parted = parted or roomy
    if not parted:
        return tuple(found)
    crossed = [
        (near, far) if nth % 2 else (far, near) for nth, (near, far) in enumerate(zip(found, outer, strict=True))
    ]
    return (*(first for first, _ in crossed), *(second for _, second in crossed))


def fireworks(view: CardView, places: tuple[Site, ...], look: Look) -> list[Op]:
    """Bursts of prepared pictures: where and when each comes up follows from the sum and the time alone."""
    ops: list[Op] = []
    last = (view.into_us - FIRST_US) // EVERY_US
    for burst in range(max(0, last - LIFE_US // EVERY_US), last + 1) if places else ():
        age_us = view.into_us - FIRST_US - burst * EVERY_US
        if 0 < age_us < LIFE_US:
            ops += _burst(view.seed + burst, places[burst % len(places)], age_us, look)
    return ops


def _burst(turn: int, site: Site, age_us: int, look: Look) -> list[Op]:
    r, free, theme = site.radius, site.free, look.theme
    side = 2 * r
    aside = min(free.right - free.left - side, 0.9 * r) * chance(1, turn)
    x = free.right - side - aside if site.inner > 0 else free.left + aside
    y = free.top + (free.bottom - free.top - side) * (0.15 + 0.7 * chance(2, turn))
    u, opened = age_us / LIFE_US, min(1.0, age_us / OPENS_US)
    zoom = 1.0 if opened >= 1 else round(0.18 + 0.82 * cubic_out(opened), 3)
    kind = (site.kind, site.inner)
    pictures: list[tuple[str, float, Painted]] = [
        ("trails", (1 - u) ** 1.35, Painted(lambda p: draw_trails(p, r, 5 + 17 * site.kind + site.inner, theme)))
    ]
    if opened >= 1:
        lit = min(1.0, (age_us - OPENS_US) / OPENS_US) * (1 - u) ** 0.8
        pictures.append(("embers", lit, Painted(lambda p: draw_embers(p, r, 5 + 17 * site.kind + site.inner, theme))))
    return [
        Picture(x, y, side, side, (name, kind, theme.name, theme.most), painted, max(0.004, round(light, 3)), zoom)
        for name, light, painted in pictures
    ]


def embers(view: CardView, places: tuple[Site, ...], look: Look) -> list[Op]:
    """A few points of light that rise at the sides, soft as out of focus."""
    ops: list[Op] = []
    seconds = view.into_us / 1e6
    for nth in range(EMBERS if places else 0):
        free = places[nth % len(places)].free
        r = look.h(0.007 + 0.017 * chance(nth, 3) ** 2)
        high, wide = free.bottom - free.top - 2 * r, free.right - free.left - 2 * r
        way = (chance(nth, 7) + seconds * (0.02 + 0.03 * chance(nth, 9))) % 1.0
        light = 0.6 * (1 - abs(2 * way - 1)) * min(1.0, seconds)
        if light > 0:
            x, y = free.left + r + wide * chance(nth, 5), free.bottom - r - high * way
            ops.append(Glow(x, y, r, look.color("amber" if nth % 3 else "gold"), round(light, 3)))
    return ops


def rays(x: float, y: float, look: Look) -> Live:
    """Still rays from the heart of the card, painted once with its ground: moving ones would cost 20 ms a 4K frame."""
    size = (look.width, look.height)
    return Live(
        0, 0, *size, ("rays", round(x), round(y), size), Painted(lambda painter: _paint_rays(painter, x, y, look))
    )


def _paint_rays(painter: QPainter, x: float, y: float, look: Look) -> None:
    """Drawn small and scaled up: soft by construction, and cheap."""
    shrink = 6
    small = QImage(look.width // shrink, look.height // shrink, QImage.Format.Format_ARGB32_Premultiplied)
    small.fill(Qt.GlobalColor.transparent)
    inner = QPainter(small)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    fan = QConicalGradient(QPointF(x / shrink, y / shrink), 11)
    count = 40
    for ray in range(count):
        start = ray / count
        strength, wide = 0.12 + 0.26 * chance(ray, 1), 0.45 + 0.5 * chance(ray, 2)
        for at, opacity in ((0.0, 0.0), (wide / 2, strength), (wide, 0.0)):
            color = QColor(look.color("amber"))
            color.setAlphaF(opacity)
            fan.setColorAt(min(1.0, start + at / count), color)
    inner.fillRect(small.rect(), fan)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    fade = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.95 / shrink)
    for at, opacity in ((0.0, 0.9), (0.3, 0.8), (0.7, 0.28), (1.0, 0.0)):
        fade.setColorAt(at, QColor(0, 0, 0, round(255 * opacity)))
    inner.fillRect(small.rect(), fade)
    # the heart of the light among them: a gradient over a whole 4K canvas would hold up the first frame of the card
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    heart = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.72 / shrink)
    for at, opacity in ((0.0, 0.66), (0.35, 0.34), (1.0, 0.0)):
        color = QColor(look.color("orange"))
        color.setAlphaF(opacity * 0.55)
        heart.setColorAt(at, color)
    inner.fillRect(small.rect(), heart)
    inner.end()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if look.theme.dark:
        painter.fillRect(QRectF(0, 0, look.width, look.height), QColor(2, 4, 10, 150))
        painter.setCompositionMode(shine(look.theme))
    painter.drawImage(QRectF(0, 0, look.width, look.height), small)
    if look.theme.dark:
        # so wide and faint a light comes in steps, which a wall of lamps shows as bands: grain hides them
        painter.fillRect(QRectF(0, 0, look.width, look.height), QBrush(_grain()))


def _grain() -> QImage:
    """A tile of triangular noise of at most three steps out of 255."""
    drawn = np.random.default_rng(1111).random((2, 256, 256))
    level = np.repeat(drawn.sum(axis=0)[..., None] * 1.5 / 255, 3, axis=2)
    return to_image(np.concatenate((level, level[..., :1]), axis=2).astype(np.float32))
