"""The names of the leading cities: measured, placed, and set as texts with their lines."""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np

from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Text
from wallboard.paint.theme import Look
from wallboard.panels.maps.composition import COAST_X_M, NORTH_OF_SOUTH_SEA_M, MapComposition, unit_em
from wallboard.panels.maps.country_data import COLUMNS
from wallboard.scene.fit import Fit
from wallboard.scene.geography import CountryMap, Points
from wallboard.scene.label_spots import LabelSheet, Named, Spot, spots
from wallboard.scene.projection import Albers

CROWDED = (120.6, 30.4)
"""Longitude and latitude of the most crowded coast: the Yangtze delta."""
COAST_M = (1_240_000, -870_000, 1_690_000, 200_000)
"""The cities that are named out at sea, beside the coast: west, south, east, north in metres of the map."""
SOUTH_SEA_M = (350_000, -3_400_000, 1_640_000, -2_080_000)
"""The South China Sea with its islands (west, south, east, north in metres of the map), where it is on the map."""
SOUTH_OF_HAINAN_M = -1_900_000
"""Where the land ends in the south, in metres of the map."""
REACH = 0.18
"""How far a name stands from its city at most, as a fraction of the country's width: far enough for a crowded coast."""
NEAREST = 2.0
"""The same in ems, on a map so small that its names are large."""
GUARDED = ("710000", "460000")
"""Taiwan and Hainan: no name covers them, large or small."""


class Label(msgspec.Struct, frozen=True):
    """What a city is called in the leading language and the other one, and its sum as it is written.

    `tier` is 1 for more than half of the leader's sum, 2 for more than a quarter, and so on.
    """

    code: str
    first: str
    second: str
    amount: str
    unit: str
    tier: int = 1


class PlacedLabels(msgspec.Struct, frozen=True, eq=False):
    """Names as they are drawn: texts, and the lines that lead to them in pixels."""

    texts: tuple[Text, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    spots: tuple[Spot, ...]


@lru_cache(maxsize=8)
def lettered(
    labels: tuple[Label, ...],
    country: CountryMap,
    composition: MapComposition,
    look: Look,
    columns: float,
    province: str,
) -> PlacedLabels:
    """The names of cities on a map; a name without a free place is left out.

    A name's room is that of its widest possible amount, and that of its column the highest of its tier, so that a
    changing figure never moves it. The first dozen carry columns, `columns` pixels high at most.
    """
    lit = {label.code for label in labels[:COLUMNS]}
    widest = max((len(label.amount) for label in labels), default=0)
    named = []
    for label in labels:
        x, y = composition.at(country.places.cities[label.code])
        wide, high = _size(label, widest, composition, look)
        column = columns / 2 ** (label.tier - 1) if label.code in lit else 0.0
        named.append(Named(label.code, x, y, wide, high, label.tier, column))
    found = _spots(tuple(named), country, composition, look, province)
    texts: list[Text] = []
    by_code = {label.code: label for label in labels}
    for spot in found:
        texts += _set(by_code[spot.code], spot, composition, look)
    return PlacedLabels(tuple(texts), tuple(s.line for s in found if s.line), found)


@lru_cache(maxsize=16)
def _spots(
    named: tuple[Named, ...], country: CountryMap, composition: MapComposition, look: Look, province: str
) -> tuple[Spot, ...]:
    """The places of names: looked for only when other cities lead, not whenever a sum grows."""
    return spots(named, _sheet(country, composition, look, province))


def _pieces(label: Label, composition: MapComposition, look: Look, amount: str) -> tuple[list[Piece], list[Piece]]:
    """The first line of a label and, where the English stands below, the second one."""
    em = composition.em
    halo = {"halo": look.color("halo"), "halo_px": look.h(0.0024)}
    first = (label.first + " ", look.style(em, "ice", 600, 700, **halo))
    second = (label.second, look.style(em * 0.76, "steel", 500, 500, fact=False, **halo))
    figure = (amount, look.style(em, "gold", 700, 700, **halo))
    unit = (label.unit, look.style(unit_em(look), "gold", 600, 500, **halo))
    if not label.second:
        return [first, figure, unit], []
    if composition.two_lines:
        return [first, figure, unit], [second]
    return [first, (label.second + " ", second[1]), figure, unit], []


def _size(label: Label, widest: int, composition: MapComposition, look: Look) -> tuple[float, float]:
    upper, lower = _pieces(label, composition, look, "0" * (widest - 1) + "." if widest > 1 else "0")
    em = composition.em
    return max(width(upper), width(lower)) + em * 0.10, em * (1.08 + (0.80 if lower else 0.0))


def _set(label: Label, spot: Spot, composition: MapComposition, look: Look) -> tuple[Text, ...]:
    upper, lower = _pieces(label, composition, look, label.amount)
    em = composition.em
    left, top, right, _ = spot.box
    reversed_side = bool(spot.line) and spot.line[0][0] > right
    base = top + em * 0.86
    x, align = (right - em * 0.05, "r") if reversed_side else (left + em * 0.05, "l")
    texts = line(x, base, upper, align)  # type: ignore[arg-type]  # one of the two above
    return (*texts, *line(x, base + em * 0.82, lower, align)) if lower else texts  # type: ignore[arg-type]  # as above


@lru_cache(maxsize=8)
def _sheet(country: CountryMap, composition: MapComposition, look: Look, province: str) -> LabelSheet:
    land, fit, em = composition.land, composition.fit, composition.em
    taken = [_box(b.x, b.y, b.right, b.bottom) for b in (composition.legend, composition.inset) if b is not None]
    if province:
        taken.append(_box(land.x, land.y, land.x + min(land.width * 0.5, em * 12), land.y + em * 1.8))
    near = 3.0 * look.height / 2160
    alone = bool(province) or country.region is not None
    for code in GUARDED if country.region is None else ():
        area = country.province(code)
        if area is not None and not province:
            rings = [r for r in area.rings if composition.islands or r[:, 1].max() > NORTH_OF_SOUTH_SEA_M]
            taken += [_around(fit.points(r), near) for r in rings]
    if not alone:
        taken += [_around(fit.points(d), near) for d in country.dashes]
        if composition.islands:
            sea = np.array([SOUTH_SEA_M[:2], SOUTH_SEA_M[2:]], np.float64)
            taken.append(_around(fit.points(sea), 0.0))
        if look.shape == "tall":  # figures may stand west of the South China Sea
            corner = fit.at(SOUTH_SEA_M[0], SOUTH_OF_HAINAN_M)
            taken.append(_box(land.x, corner[1], corner[0], land.bottom))
    return LabelSheet(
        bounds=(land.x, land.y, land.right, land.bottom),
        taken=np.array(taken, np.float64).reshape(-1, 4),
        dots=fit.points(_dots(country, province)),
        em=em,
        coast_x=None if alone else fit.at(COAST_X_M, 0)[0],
        coast_y=fit.at(*_crowded())[1],
        coast=(*fit.at(COAST_M[0], COAST_M[3]), *fit.at(COAST_M[2], COAST_M[1])),
        reach=max(em * NEAREST, REACH * (composition.land.width if province else _width(country, fit))),
    )


def _width(country: CountryMap, fit: Fit) -> float:
    west, _, east, _ = country.extent
    return (east - west) * fit.scale


@lru_cache(maxsize=1)
def _crowded() -> tuple[float, float]:
    x, y = Albers().forward(*CROWDED)
    return float(x), float(y)


@lru_cache(maxsize=64)
def _dots(country: CountryMap, province: str) -> Points:
    cities = [c for c in country.places.cities.values() if c.dot and province in ("", c.province)]
    return np.array([(c.x, c.y) for c in cities], np.float64).reshape(-1, 2)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left, top, right, bottom


def _around(points: Points, reach: float) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = points.min(axis=0) - reach, points.max(axis=0) + reach
    return float(left), float(top), float(right), float(bottom)
