"""The picture of the globe: the map of countries sampled for each pixel of the disc, in strips."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from wallboard.paint.kept_pictures import Making, kept
from wallboard.paint.picture_files import MappedPictures
from wallboard.paint.theme import Look, Stops
from wallboard.panels.maps.globe_texture import (
    ACROSS,
    BORDER,
    COAST,
    DASH,
    DOWN,
    GRID,
    OTHER,
    SEA,
    SEAM,
    kept_name,
    texels_of,
    texture,
)
from wallboard.panels.maps.ramp import color_at
from wallboard.panels.maps.touched import clip_of
from wallboard.scene.geography import world
from wallboard.scene.globe import View, vectors

STRIPS = 8
PARTS = 32
"""How many parts the rows of a disc are worked out in, each a few milliseconds between two frames."""
COARSE = 4
"""Light changes slowly over the disc: it is reckoned for one pixel of so many in each direction."""
FINE = 1_000
"""The diameter in pixels up to which steps would be seen: light is reckoned for one pixel of half as many there, and
each pixel is the mean of two samples."""
TWICE = ((0.25, 0.25), (-0.25, -0.25))
"""Where those two are, in pixels from the middle."""
OUTSIDE, RIM = 1, 2
"""Marks of a pixel: off the disc, in the line of light around it."""
LEVELS = 64
NIGHT_LIGHT = 0.42
"""How bright the night side is beside the day."""
NIGHT_LAND = 0.66
"""The same of land and its lines: at midnight, when most events begin, no country would be made out otherwise."""
DUSK = (-0.14, 0.10)
"""The sine of the sun's height between which day fades."""
RAMP: Stops = ((0, "#16305F"), (0.35, "#1E4B95"), (0.7, "#2F72D2"), (1, "#6FB6FF"))
"""The land by its sums, by night: blue, so that the home of all arcs stands out."""
BRIGHT_RAMP: Stops = ((0, "#BCD0EA"), (0.35, "#9CBCE6"), (0.7, "#679ADC"), (1, "#3A78CC"))
"""The same by daylight."""
BY_DAY = 0.8
"""The least that is left of a colour at the rim and on the night side of a bright globe."""

Mask = npt.NDArray[np.bool_]


def palette(classes: Mapping[str, float], home: frozenset[str], look: Look) -> npt.NDArray[np.uint32]:
    """The colour 0xAARRGGBB of each number at each level of light, shape (LEVELS, 256).

    `classes` are the countries with a sum and where it stands on the ramp, 0..1; `home` shines by itself.
    """
    dark = look.theme.dark
    sea, land, border, coast = (
        ("#06142F", "#0E2148", "#0A1836", "#5F95DE") if dark else ("#EAF1F9", "#D0DCEA", "#F6F9FD", "#5B86C4")
    )
    sea, land, border, coast = map(look.theme.lit, (sea, land, border, coast))
    colors = np.zeros((256, 3))
    colors[:] = _rgb(land)
    for number, color in (
        (SEA, sea),
        (OTHER, land),
        (BORDER, border),
        (COAST, coast),
        (GRID, "#0B2350" if dark else border),
    ):
        colors[number] = _rgb(color)
    colors[DASH] = _rgb(look.color("rim"))
    part_of = world().part_of
    for number, area in enumerate(world().countries, 1):
        if area.code in home or part_of.get(area.code) in home:
            colors[number] = _rgb(look.theme.lit("#FF7A18" if dark else "#F07A1E"))
        elif area.code in classes:
            colors[number] = color_at(RAMP if dark else BRIGHT_RAMP, classes[area.code])
    light = np.linspace(0, 1, LEVELS)[:, None, None]
    on_land = 1 - (1 - light) * (1 - NIGHT_LAND) / (1 - NIGHT_LIGHT)
    at_sea = np.isin(np.arange(256), (SEA, GRID))[None, :, None]
    light = np.where(at_sea, light, on_land) if dark else BY_DAY + (1 - BY_DAY) * light
    shaded = np.clip(colors[None, :, :] * light + 0.5, 0, 255).astype(np.uint32)
    return np.asarray(0xFF000000 | shaded[..., 0] << 16 | shaded[..., 1] << 8 | shaded[..., 2], np.uint32)


def _rgb(color: str) -> tuple[int, int, int]:
    found = QColor(color)
    return found.red(), found.green(), found.blue()


class Samples(msgspec.Struct, frozen=True, eq=False):
    """What each pixel of a disc samples, arrays of shape (diameter, diameter), and what its rim adds.

    `bases` are texels of `map` before the globe turns, whose colours mixed are the pixel's; `outside` says what is not
    on it. `coarse` is where the globe is (x, y, z in radii), for one pixel of `step` in each direction; `edge` the flat
    places of the rim and its colours.
    """

    bases: tuple[npt.NDArray[np.int32], ...]
    outside: Mask
    map: npt.NDArray[np.uint8]
    coarse: npt.NDArray[np.float32]
    step: int
    edge: tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]
    pictures: tuple[MappedPictures, ...]
    """What `bases` and `map` lie in."""


def samples(size: int, latitude: float, rim: tuple[int, int, int]) -> Generator[None, None, Samples]:
    """What each pixel of a disc of a diameter samples, in pieces of a few milliseconds; kept in files."""
    numbers = yield from texture(max(-90.0, latitude - 90.0), max(1.0, ACROSS / (np.pi * size)))
    texels = texels_of(numbers)
    name = kept_name("disc", size, latitude)
    places = yield from kept(name, (size, size), lambda: _places(size, latitude, len(texels) // ACROSS))
    *images, marked = places.images
    bases = tuple(np.frombuffer(image.constBits(), np.int32).reshape(size, size) for image in images)
    marks = np.frombuffer(marked.constBits(), np.uint8).reshape(size, marked.bytesPerLine())[:, :size]
    yield
    step = COARSE if size > FINE else COARSE // 2
    small = (np.arange(size // step) + 0.5) * step
    x, y = _plane(size, small, small)
    coarse = np.stack((x + 0 * y, y + 0 * x, np.sqrt(np.clip(1 - x**2 - y**2, 0, 1)))).astype(np.float32)
    edge = _rim(marks, rim)
    return Samples(bases, (marks & OUTSIDE).astype(np.bool_), texels, coarse, step, edge, (numbers, places))


def _places(size: int, latitude: float, rows: int) -> Making:
    """The texels that the pixels of a disc sample before the globe turns, and the marks of what is no part of it."""
    within = TWICE if size <= FINE else ((0.0, 0.0),)
    images = tuple(QImage(size, size, QImage.Format.Format_RGB32) for _ in within)
    marked = QImage(size, size, QImage.Format.Format_Grayscale8)
    bases = tuple(np.frombuffer(image.bits(), np.int32).reshape(size, size) for image in images)
    marks = np.frombuffer(marked.bits(), np.uint8).reshape(size, marked.bytesPerLine())
    for part in np.array_split(np.arange(size), PARTS):
        for base, (right, down) in zip(bases, within, strict=True):
            x, y = _plane(size, np.arange(size) + right, part + down)
            base[part] = _texel(x, y, np.radians(latitude), rows)
        far = np.hypot(*_plane(size, np.arange(size), part))
        off = (far - 1) * size / 2
        on_rim = (_strength(off) > 0) & (off > -0.75)
        marks[part, :size] = np.where(far > 1, OUTSIDE, 0) | np.where(on_rim, RIM, 0)
        yield
    return (*images, marked)


def _rim(
    marks: npt.NDArray[np.uint8], rim: tuple[int, int, int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """A line of light around a disc, soft towards both sides: the flat places of its pixels, and their colours."""
    size = len(marks)
    at = np.flatnonzero(marks & RIM)
    half = size / 2
    far = np.hypot((at % size + 0.5 - half) / half, (half - 0.5 - at // size) / half)
    alpha = np.clip(_strength((far - 1) * size / 2) * 1.6, 0, 1)
    red, green, blue = (np.asarray(alpha * channel, np.uint32) for channel in rim)
    return at, np.asarray(np.asarray(alpha * 255, np.uint32) << 24 | red << 16 | green << 8 | blue, np.uint32)


def _strength(off: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How much of the rim's light falls on pixels so far outside a disc."""
    return np.asarray(np.clip(1.0 - np.abs(off + 1.5) / 2.0, 0, 1))


def _texel(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], lat: float, rows: int) -> npt.NDArray[np.int32]:
    """The texel of a map of so many rows that lies at places of the disc in radii, before the globe turns."""
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    north = np.arcsin(np.clip(y * np.cos(lat) + z * np.sin(lat), -1, 1))
    east = np.arctan2(x, z * np.cos(lat) - y * np.sin(lat))
    row = np.clip(((0.5 - north / np.pi) * DOWN).astype(np.int32), 0, rows - 2)
    column = ((east / (2 * np.pi) + 0.5) * ACROSS).astype(np.int32) % ACROSS
    return np.asarray(row * ACROSS + column, np.int32)


def _plane(size: int, columns: npt.NDArray[Any], rows: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], ...]:
    """x to the right and y upwards of pixels of a disc, in radii."""
    half = size / 2
    return (columns[None, :] + 0.5 - half) / half, (half - 0.5 - rows[:, None]) / half


def _mean(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The colours between those of two pictures, each channel rounded down."""
    return (one & other) + (((one ^ other) & np.uint32(0xFEFEFEFE)) >> np.uint32(1))


class Workspace(msgspec.Struct, frozen=True, eq=False):
    """What a strip is brought up to date in, kept: fresh memory of that size would cost as much as the work."""

    places: npt.NDArray[np.intp]
    countries: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, high: int, wide: int) -> Workspace:
        """Room for a strip."""
        return cls(np.empty((high, wide), np.intp), np.empty((high, wide), np.uint8))


@dataclass(slots=True, eq=False, weakref_slot=True)
class Disc:
    """The disc of one size: what each pixel samples, worked out once, and the pixels as they were drawn last.

    27 MB for a diameter of 1,490 pixels, with the map of countries; 16 of them lie in files where pictures are kept. It
    lives as long as what shows it, and is worked out when it is drawn first, or piece by piece before.
    """

    diameter: int
    lat: float
    rim: tuple[int, int, int]
    drawn: list[object] = field(init=False)
    pixels: npt.NDArray[np.uint32] = field(init=False)
    work: Workspace = field(init=False)
    images: tuple[QImage, QImage] = field(init=False)
    """The pixels, to be drawn with blending and without."""
    colors: object = None
    _sampled: Samples | None = None
    _pieces: Generator[None, None, Samples] | None = None

    def __post_init__(self) -> None:
        """Nothing is drawn yet."""
        self.drawn = [None] * STRIPS

    def prepare(self) -> bool:
        """Work out the next piece of what every pixel samples; whether there was any left."""
        if self._sampled is not None:
            return False
        pieces, self._pieces = self._pieces or samples(self.diameter, self.lat, self.rim), None
        try:
            next(pieces)
        except StopIteration as end:
            self._sampled = end.value
            self.pixels = np.zeros((self.diameter, self.diameter), np.uint32)
            self.work = Workspace.of(self.diameter // STRIPS, self.diameter)
            size, forms = self.diameter, (QImage.Format.Format_ARGB32_Premultiplied, QImage.Format.Format_RGB32)
            soft, solid = (QImage(self.pixels.data, size, size, size * 4, form) for form in forms)
            self.images = soft, solid
        else:
            self._pieces = pieces
        return True

    @property
    def sampled(self) -> Samples:
        """What every pixel samples; what is left of it is worked out now."""
        while self.prepare():
            pass
        assert self._sampled is not None, "all pieces were made"
        return self._sampled

    def strip(self, number: int, shift: int, sun: tuple[float, float], colors: npt.NDArray[np.uint32]) -> QRect:
        """Bring a strip up to a turn of `shift` texels and the sun over a point; where it lies in the disc."""
        sampled = self.sampled
        size = self.diameter
        high = size // STRIPS
        rows = slice(number * high, (number + 1) * high)
        if self.colors is not colors:
            self.colors, self.drawn = colors, [None] * STRIPS
        key = (shift, sun)
        if self.drawn[number] != key:
            view = View((shift / ACROSS) * 360 + SEAM, self.lat)
            toward = view.seen(vectors(*sun))[0].astype(np.float32)
            step = sampled.step
            part = sampled.coarse[:, number * high // step : (number + 1) * high // step]
            day = np.clip((np.tensordot(toward, part, 1) - DUSK[0]) / (DUSK[1] - DUSK[0]), 0, 1)
            light = (NIGHT_LIGHT + (1 - NIGHT_LIGHT) * day) * (0.55 + 0.45 * np.sqrt(part[2]))
            level = np.repeat((light * (LEVELS - 1) + 0.5).astype(np.uint16) << 8, step, 1)[:, None]
            out, work = self.pixels[rows], self.work
            for layer, base in enumerate(sampled.bases):
                np.add(base[rows], (shift - ACROSS // 2) % ACROSS, out=work.places)
                sampled.map.take(work.places, out=work.countries, mode="clip")
                np.bitwise_or(level, work.countries.reshape(-1, step, size), out=work.places.reshape(-1, step, size))
                if layer:
                    out[:] = _mean(out, colors.ravel().take(work.places, mode="clip"))
                else:
                    colors.ravel().take(work.places, out=out, mode="clip")
            np.copyto(out, 0, where=sampled.outside[rows])
            at, rim = sampled.edge
            within = slice(*np.searchsorted(at, (rows.start * self.diameter, rows.stop * self.diameter)))
            self.pixels.ravel()[at[within]] = rim[within]
            self.drawn[number] = key
        return QRect(0, rows.start, self.diameter, high)

    def draw(self, painter: QPainter, x: int, y: int, strip: QRect) -> None:
        """Draw a strip of the disc at (x, y) of the canvas: its middle without blending, which takes a third."""
        size = self.diameter
        half = size / 2
        far = max(abs(strip.top() - half), abs(strip.bottom() + 1 - half))
        reach = int(max(0.0, half**2 - far**2) ** 0.5) - 6
        (soft, solid), (asked_left, _, asked_right, _) = self.images, clip_of(painter)
        left, right = (int(half) - reach, int(half) + reach) if reach > 8 else (int(half), int(half))
        for image, first, last in ((soft, 0, left), (solid, left, right), (soft, right, size)):
            if last > first and x + last > asked_left and x + first < asked_right:
                painter.drawImage(x + first, y + strip.top(), image, first, strip.top(), last - first, strip.height())
