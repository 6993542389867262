"""The picture of the globe: a map of countries by number, sampled for each pixel of the disc, in strips."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from wallboard.paint.theme import Look, Stops
from wallboard.panels.maps.paths import path_of
from wallboard.panels.maps.ramp import color_at
from wallboard.panels.maps.touched import clip_of
from wallboard.scene.geography import Points, world
from wallboard.scene.globe import View, degrees, vectors

ACROSS, DOWN = 4096, 2048
"""Texels of the map of countries around the earth and from pole to pole."""
STRIPS = 8
PARTS = 32
"""How many parts the rows of a disc are worked out in, each a few milliseconds between two frames."""
COUNTRIES = 24
"""Countries that are filled in before the next frame may be painted."""
COARSE = 4
"""Light changes slowly over the disc: it is reckoned for one pixel of so many in each direction."""
LEVELS = 32
SEA, OTHER, BORDER, COAST, DASH, GRID = 0, 250, 251, 252, 253, 254
"""Numbers of the map of countries; the countries are 1 and so on, in the order of the map of the world."""
SEAM = -30.0
"""The longitude at which the map of countries begins, in degrees east."""
NIGHT_LIGHT = 0.42
"""How bright the night side is beside the day: its countries can still be made out."""
DUSK = (-0.14, 0.10)
"""The sine of the sun's height between which day fades."""
RAMP: Stops = ((0, "#16305F"), (0.35, "#1E4B95"), (0.7, "#2F72D2"), (1, "#6FB6FF"))
"""The land by its sums, by night: blue, so that the home of all arcs stands out."""
BRIGHT_RAMP: Stops = ((0, "#BCD0EA"), (0.35, "#9CBCE6"), (0.7, "#679ADC"), (1, "#3A78CC"))
"""The same by daylight."""
BY_DAY = 0.8
"""The least that is left of a colour at the rim and on the night side of a bright globe."""

Mask = npt.NDArray[np.bool_]


def texture(lowest: float) -> Generator[None, None, npt.NDArray[np.uint8]]:
    """The number of the country at each texel, flat, from the north pole down to a latitude, 7 MB; made in pieces."""
    rows = min(DOWN, round((90.0 - lowest) / 180 * DOWN) + 2)
    image = QImage(ACROSS, rows, QImage.Format.Format_Grayscale8)
    image.fill(SEA)
    shipped = world()
    yield
    painter = QPainter(image)
    try:
        _graticule(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, area in enumerate(shipped.countries, 1):
            _filled(painter, area.rings, number)
            if number % COUNTRIES == 0:
                yield
        _filled(painter, shipped.other_land, OTHER)
        for lines, number, wide in (
            (shipped.borders, BORDER, 1.0),
            (shipped.coasts, COAST, 1.0),
            (shipped.dashes, DASH, 2.6),
        ):
            yield
            path = path_of([_texels(metres) for metres in lines])
            yield
            painter.strokePath(path, QPen(QColor(number, number, number), wide))
    finally:
        painter.end()
    yield
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(rows, image.bytesPerLine())[:, :ACROSS]
    return np.concatenate((pixels.ravel(), pixels[-1])).copy()


def _graticule(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(GRID, GRID, GRID), 1))
    for step in range(12):
        painter.drawLine(step * ACROSS // 12, 0, step * ACROSS // 12, DOWN)
    for step in range(1, 6):
        painter.drawLine(0, step * DOWN // 6, ACROSS, step * DOWN // 6)


def _texels(metres: Points) -> Points:
    lon, lat = degrees(metres).T
    return np.column_stack(((lon - SEAM) / 360 * ACROSS, (90 - lat) / 180 * DOWN))


def _filled(painter: QPainter, rings: Sequence[Points], number: int) -> None:
    """Rings as one area, each an island or a lake of it."""
    painter.fillPath(path_of([_texels(ring) for ring in rings], closed=True), QColor(number, number, number))


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
    light = light if dark else BY_DAY + (1 - BY_DAY) * light
    shaded = np.clip(colors[None, :, :] * light + 0.5, 0, 255).astype(np.uint32)
    return np.asarray(0xFF000000 | shaded[..., 0] << 16 | shaded[..., 1] << 8 | shaded[..., 2], np.uint32)


def _rgb(color: str) -> tuple[int, int, int]:
    found = QColor(color)
    return found.red(), found.green(), found.blue()


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What each pixel of a disc samples, arrays of shape (diameter, diameter), and what its rim adds.

    `base` is the texel of `map` before the globe turns, `outside` says what is not on it. `coarse` is where the globe
    is (x, y, z in radii), for one pixel of COARSE in each direction; `edge` the flat places of the rim and its colours.
    """

    base: npt.NDArray[np.int32]
    outside: Mask
    map: npt.NDArray[np.uint8]
    coarse: npt.NDArray[np.float32]
    edge: tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]


def samples(size: int, latitude: float, rim: tuple[int, int, int]) -> Generator[None, None, Samples]:
    """What each pixel of a disc of a diameter samples, worked out in pieces of a few milliseconds."""
    base, outside = np.zeros((size, size), np.int32), np.ones((size, size), np.bool_)
    flat = yield from texture(max(-90.0, latitude - 90.0))
    lat = np.radians(latitude)
    edges, colors = [], []
    for rows in np.array_split(np.arange(size), PARTS):
        x, y = _plane(size, np.arange(size), rows)
        far = np.hypot(x, y)
        z = np.sqrt(np.clip(1 - far**2, 0, 1))
        north = np.arcsin(np.clip(y * np.cos(lat) + z * np.sin(lat), -1, 1))
        east = np.arctan2(x, z * np.cos(lat) - y * np.sin(lat))
        row = np.clip(((0.5 - north / np.pi) * DOWN).astype(np.int32), 0, len(flat) // ACROSS - 2)
        column = ((east / (2 * np.pi) + 0.5) * ACROSS).astype(np.int32) % ACROSS
        base[rows] = row * ACROSS + column
        outside[rows] = far > 1
        # the rim: a line of light, soft towards both sides
        off = (far - 1) * size / 2
        strength = np.clip(1.0 - np.abs(off + 1.5) / 2.0, 0, 1)
        at = np.nonzero((strength > 0) & (off > -0.75))
        alpha = np.clip(strength[at] * 1.6, 0, 1)
        red, green, blue = (np.asarray(alpha * channel, np.uint32) for channel in rim)
        edges.append((at[0] + int(rows[0])) * size + at[1])
        colors.append(np.asarray(np.asarray(alpha * 255, np.uint32) << 24 | red << 16 | green << 8 | blue, np.uint32))
        yield
    small = (np.arange(size // COARSE) + 0.5) * COARSE
    x, y = _plane(size, small, small)
    coarse = np.stack((x + 0 * y, y + 0 * x, np.sqrt(np.clip(1 - x**2 - y**2, 0, 1)))).astype(np.float32)
    return Samples(base, outside, flat, coarse, (np.concatenate(edges), np.concatenate(colors)))


def _plane(size: int, columns: npt.NDArray[Any], rows: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], ...]:
    """x to the right and y upwards of pixels of a disc, in radii."""
    half = size / 2
    return (columns[None, :] + 0.5 - half) / half, (half - 0.5 - rows[:, None]) / half


@dataclass(slots=True, eq=False, weakref_slot=True)
class Disc:
    """The disc of one size: what each pixel samples, worked out once, and the pixels as they were drawn last.

    27 MB for a diameter of 1,490 pixels, with the map of countries; it lives as long as what shows it. It is worked
    out when it is drawn first, or piece by piece before.
    """

    diameter: int
    lat: float
    rim: tuple[int, int, int]
    drawn: list[object] = field(init=False)
    pixels: npt.NDArray[np.uint32] = field(init=False)
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
        high = self.diameter // STRIPS
        rows = slice(number * high, (number + 1) * high)
        if self.colors is not colors:
            self.colors, self.drawn = colors, [None] * STRIPS
        key = (shift, sun)
        if self.drawn[number] != key:
            view = View((shift / ACROSS) * 360 + SEAM, self.lat)
            toward = view.seen(vectors(*sun))[0].astype(np.float32)
            part = sampled.coarse[:, number * high // COARSE : (number + 1) * high // COARSE]
            day = np.clip((np.tensordot(toward, part, 1) - DUSK[0]) / (DUSK[1] - DUSK[0]), 0, 1)
            light = (NIGHT_LIGHT + (1 - NIGHT_LIGHT) * day) * (0.55 + 0.45 * np.sqrt(part[2]))
            level = (light * (LEVELS - 1) + 0.5).astype(np.uint16) << 8
            index = sampled.base[rows] + np.int32((shift - ACROSS // 2) % ACROSS)
            code = np.repeat(np.repeat(level, COARSE, 0), COARSE, 1)
            code |= sampled.map.take(index, mode="clip")
            out = self.pixels[rows]
            colors.ravel().take(code, out=out, mode="clip")
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
        data, (asked_left, _, asked_right, _) = self.pixels.data, clip_of(painter)
        left, right = (int(half) - reach, int(half) + reach) if reach > 8 else (int(half), int(half))
        soft, solid = QImage.Format.Format_ARGB32_Premultiplied, QImage.Format.Format_RGB32
        for form, first, last in ((soft, 0, left), (solid, left, right), (soft, right, size)):
            if last > first and x + last > asked_left and x + first < asked_right:
                image = QImage(data, size, size, size * 4, form)
                painter.drawImage(x + first, y + strip.top(), image, first, strip.top(), last - first, strip.height())
