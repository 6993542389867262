"""The country as a slab of cells with a column on every city: where land, columns, names and legend stand."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import lru_cache, partial
from itertools import pairwise

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from wallboard.paint.glow import canvas, drawing_on, in_bands
from wallboard.paint.kept_pictures import Making, kept
from wallboard.paint.lettering import Piece, fitted, in_lines, line, whole, width
from wallboard.paint.ops import Line, Live, Op, Painted, Placed
from wallboard.paint.picture_files import MappedPictures
from wallboard.paint.piecework import Piecework
from wallboard.paint.theme import Look
from wallboard.panels.maps.composition import MapComposition, label_em, unit_em
from wallboard.panels.maps.country_data import Data
from wallboard.panels.maps.country_labels import Label
from wallboard.panels.maps.country_scene import Scene
from wallboard.panels.maps.extruded_land import LANDS_KEPT, Box, ExtrudedLand, land_parts, layers, lines_of
from wallboard.panels.maps.hexagon_columns import FILLED, MapColumns, column, columns_of, ops, tone_of
from wallboard.panels.maps.kept_land import name_of
from wallboard.panels.maps.map_regions import country_land
from wallboard.scene.fit import TILT, Fit
from wallboard.scene.geography import CountryMap, Points
from wallboard.scene.grid import Rect
from wallboard.scene.hexagons import grid, seated
from wallboard.scene.label_rail import rows

FLATTEST = 0.55
"""How much the land is squashed from north to south at most: low boxes have a larger land, seen from lower down."""
ACROSS = 110
"""Radii of a cell in the width of the country: cells of about 80 km on the map of China."""
TALLEST = 0.20
"""The height of the highest column, as a fraction of the canvas; less where it would leave the panel."""
BROAD = 1.3
"""From which width : height on a panel has room for both languages in the column of names."""
LEGEND_ROOM = 0.42
PIECE = 250
"""Cells that are drawn before the next frame may be painted."""
SLAB_PICTURES = 3
"""A slab is as many pictures of its box, to be drawn on each other."""
SLABS_KEPT = 1
"""Prepared slabs that are kept for each canvas: twelve bytes for each pixel of their boxes."""


class _Frame(msgspec.Struct, frozen=True):
    """What a panel's shape decides: the composition of the land, the column of names, and the highest column.

    `both` says that the names have room for the other language.
    """

    composition: MapComposition
    rail: Rect
    tallest: float
    both: bool


def placed(data: Data, country: CountryMap, scene: Scene, t_us: int, box: Rect, look: Look) -> Placed:
    """The map in its box at an instant."""
    frame = _frame(country, box, look)
    columns = _columns(data, country, frame)
    ground = _ground(country, frame, look)
    return Placed(ground, _live(columns, scene, frame, look, columns.phase(t_us)))


@lru_cache(maxsize=4)
def _live(columns: MapColumns, scene: Scene, frame: _Frame, look: Look, t_us: int) -> tuple[Op, ...]:
    """Columns, names and legend at an instant; the same list again while nothing moves."""
    heights = columns.at(t_us)
    tops = {c: (x, y - h) for c, (x, y), h in zip(columns.codes, columns.feet, heights, strict=True)}
    found = [*ops(columns, heights, look)]
    labels = [label for label in scene.labels if label.code in tops]
    found += _beside(labels, tops, frame, look)
    return (*found, *_legend(columns, scene, frame, look))


@lru_cache(maxsize=8)
def _frame(country: CountryMap, box: Rect, look: Look) -> _Frame:
    em = label_em(look)
    both = box.width > BROAD * box.height
    wide = round(em * (8.3 if both else 5.4))
    rail = Rect(box.right - wide, box.y, wide, box.height)
    west, _, east, north = country.extent
    below = country.extent_with_islands[1]
    left, right = box.x + look.h(0.004), rail.x - em * 1.5
    depth = look.h(0.018)
    scale = (right - left) / (east - west)
    high = box.height - depth
    tilt = min(TILT, max(FLATTEST, high / ((north - below) * scale)))
    scale = min(scale, high / ((north - below) * tilt))
    spare_x, spare_y = right - left - (east - west) * scale, high - (north - below) * scale * tilt
    # the names stand to the east of the land, the legend to its west
    fit = Fit(
        scale,
        tilt,
        left + spare_x * 0.4 - west * scale,
        box.y + spare_y * 0.9 + north * scale * tilt,
    )
    legend = Rect(box.x, round(box.bottom - look.h(0.30)), round(em * 11), round(look.h(0.30)))
    land = Rect(box.x, box.y, round(right) - box.x, box.height)
    composition = MapComposition(fit, land, legend, None, None, islands=True, two_lines=True, em=em)
    return _Frame(composition, rail, min(look.h(TALLEST), 0.24 * (east - west) * scale), both)


@lru_cache(maxsize=8)
def _radius_m(country: CountryMap) -> float:
    return (country.extent[2] - country.extent[0]) / ACROSS


@lru_cache(maxsize=4)
def _seats(country: CountryMap) -> tuple[tuple[str, ...], Points]:
    """The cell of every city of a map: it depends on no sum, so no column ever moves."""
    cities = sorted((c for c in country.places.cities.values() if c.dot), key=lambda c: c.code)
    at = np.array([(c.x, c.y) for c in cities], np.float64).reshape(-1, 2)
    return tuple(c.code for c in cities), seated(at, _radius_m(country))


@lru_cache(maxsize=4)
def _columns(data: Data, country: CountryMap, frame: _Frame) -> MapColumns:
    codes, cells = _seats(country)
    fit = frame.composition.fit
    with_sum = [n for n, code in enumerate(codes) if data.sums.get(code, 0) > 0]
    feet = fit.points(cells[with_sum].reshape(-1, 2))
    known = [codes[n] for n in with_sum]
    most = max((data.sums[c] for c in known), default=1)
    rooms = [(float(y) - frame.composition.land.y) * most / data.sums[c] for c, (_, y) in zip(known, feet, strict=True)]
    radius = _radius_m(country) * fit.scale
    return columns_of(known, feet, data.history, min([frame.tallest, *rooms]), radius, fit.tilt)


def _ground(country: CountryMap, frame: _Frame, look: Look) -> tuple[Op, ...]:
    """The land with all its islands and dashes at their place: nothing stands in a frame that could cover others."""
    composition = frame.composition
    box = composition.land
    pad = round(look.h(0.05))
    around = (box.x - pad, box.y - pad, box.width + 2 * pad, box.height + 2 * pad)

    def draw(painter: QPainter, number: int) -> None:
        slab = _slab(country, composition.fit, around, look)
        painter.drawImage(around[0], around[1], slab.images[number])
        if number == SLAB_PICTURES - 1:
            slab.rest()

    def ahead() -> bool:
        return _slab.step(country, composition.fit, around, look)

    pieces = (partial(draw, number=number) for number in range(SLAB_PICTURES))
    return (Live(*around, ("hexagons", country.name, composition), Painted(*pieces, ahead=ahead)),)


def _slab_of(country: CountryMap, fit: Fit, box: Box, look: Look) -> Generator[None, None, MappedPictures]:
    """The slab with its cells let into it."""
    land = country_land(country, islands=True)
    name = name_of(f"cells {country.extent} {country.extent_with_islands}", lines_of(land), fit, box, look)
    yield
    return (yield from kept(name, box[2:], lambda: _cells(country, land, fit, box, look)))


def _cells(country: CountryMap, land: ExtrudedLand, fit: Fit, box: Box, look: Look) -> Making:
    below, mask, above = yield from land_parts(land, fit, box, look)
    face, cell = ("#0C2458", "#143C84") if look.theme.dark else (look.color("slab_bottom"), look.color("no_data"))
    top = canvas(mask.width(), mask.height())
    here = fit.moved(-box[0], -box[1])
    radius = _radius_m(country)
    r = radius * fit.scale * FILLED
    s = r * 0.866 * fit.tilt
    shape = [QPointF(x, y) for x, y in ((r, 0), (r / 2, s), (-r / 2, s), (-r, 0), (-r / 2, -s), (r / 2, -s))]
    cells = here.points(np.array(grid(country.extent_with_islands, radius)))
    yield
    with drawing_on(top) as inner:
        for _ in in_bands(inner, top.width(), top.height()):
            inner.fillRect(top.rect(), QColor(face))
            yield
        inner.setPen(Qt.PenStyle.NoPen)
        inner.setBrush(QColor(cell))
        for number, (x, y) in enumerate(cells, 1):
            inner.drawPolygon(QPolygonF([p + QPointF(x, y) for p in shape]))
            if number % PIECE == 0:
                yield
        inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        for _ in in_bands(inner, top.width(), top.height()):
            inner.drawImage(0, 0, mask)
            yield
    return below, top, above


_slab = Piecework(_slab_of, SLABS_KEPT)


def keep_lands_of(canvases: int) -> None:
    """Keep as much prepared land as so many canvases need: with less, each snapshot would make all of it anew."""
    layers.keep(LANDS_KEPT * canvases)
    _slab.keep(SLABS_KEPT * canvases)


def land_held() -> int:
    """Bytes of prepared land that is no file's."""
    return sum(pictures.held for pictures in (*(land.pictures for land in layers.kept), *_slab.kept))


def _beside(labels: list[Label], tops: dict[str, tuple[float, float]], frame: _Frame, look: Look) -> Iterator[Op]:
    """The names in a column beside the land, joined to the tops of their columns."""
    em, rail = label_em(look) * 1.12, frame.rail
    pitch = em * 2.5
    labels = labels[: int(rail.height / pitch)]
    elbow = rail.x - em * 1.4
    points = [tops[label.code] for label in labels]
    found = rows(points, elbow, rail.y, rail.bottom, pitch)
    halo = {"halo": look.color("halo"), "halo_px": look.h(0.0024)}
    for point, row in zip(points, found, strict=True):
        yield from _leader((point, (elbow, row - em * 0.25), (rail.x - em * 0.3, row - em * 0.25)), look)
    for label, row in zip(labels, found, strict=True):
        upper: list[Piece] = [(label.first, look.style(em, "ice", 600, 700, **halo))]
        if label.second and frame.both:
            upper.append(("  " + label.second, look.style(em * 0.78, "steel", 500, 500, fact=False, **halo)))
        lower: list[Piece] = [
            (label.amount, look.style(em * 1.16, "gold", 700, 700, **halo)),
            (label.unit, look.style(max(unit_em(look), em * 0.7), "gold", 600, 500, **halo)),
        ]
        yield from line(rail.x, row + em * 0.05, fitted(upper, rail.width))
        yield from line(rail.x, row + em * 1.18, fitted(lower, rail.width))


def _leader(corners: tuple[tuple[float, float], ...], look: Look) -> Iterator[Op]:
    thick = max(1.0, look.h(0.0009))
    for (x1, y1), (x2, y2) in pairwise(corners):
        yield Line(x1, y1, x2, y2, thick, look.color("ice"), 0.62)


def _legend(columns: MapColumns, scene: Scene, frame: _Frame, look: Look) -> Iterator[Op]:
    """Up to three columns of round sums, to the scale of the map, and what a column is."""
    box, em = frame.composition.legend, frame.composition.em
    style = look.style(max(em * 0.82, look.least), "steel", 600, 500)
    base = box.bottom - em * 0.3
    small = look.style(max(em * 0.7, look.least * 0.8), "steel", 500, 500, fact=False)
    first, second = scene.columns if scene.empty is None else scene.empty
    room = frame.composition.land.width * LEGEND_ROOM
    told = in_lines((first, style), room)
    double = fitted([(second, small)], room, look.least * 0.7 / small.size)
    if len(told) == 1 and whole(double, second):  # a third line would lift the columns into the land
        told += double
    for nth, piece in enumerate(reversed(told)):
        base -= em * 1.15 if nth else 0
        yield from line(box.x, base, (piece,))
    most = scene.most
    tallest = float(columns.heights[-1][1].max(initial=0.0)) if columns.heights else 0.0
    x = box.x + columns.radius
    amounts = base - em * 1.5
    for fen, text in scene.scale:
        high = round(tallest * fen / most)
        yield column(
            x, amounts - em * 1.2 - columns.radius, high, tone_of(fen, most), columns.radius, columns.squash, look
        )
        yield from line(x - columns.radius, amounts, ((text, style),))
        x += max(width(((text, style),)) + em * 1.2, columns.radius * 4)
