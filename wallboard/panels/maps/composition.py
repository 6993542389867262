"""Where the parts of a country's map stand in a panel of any shape: land, inset, legend, list."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from wallboard.paint.theme import Look
from wallboard.scene.fit import TILT, Fit, fitted
from wallboard.scene.geography import CountryMap, Extent, Inset, Points, extent_of
from wallboard.scene.grid import Rect
from wallboard.scene.places import Place
from wallboard.scene.projection import Mercator

COAST_X_M = 1_690_000
"""Where the names of the east coast begin, in metres of the map: out at sea, off Shanghai and Zhoushan."""
TAIWAN_X_M = 1_975_000
"""East of Taiwan, Diaoyu Dao and Chiwei Yu, and the dashes beside them."""
NORTH_OF_SOUTH_SEA_M = -1_900_000
"""Land that reaches no farther south than this belongs to the map itself, the rest to the inset."""
NORTH_M = (-1_000_000, 480_000)
"""Between which the land leaves room in the north, west and east in metres of the map: Mongolia."""
CAPTION = 0.235
"""The strip under the inset that names it, as a fraction of its width: nothing on the map itself is covered."""
ISLANDS_WITHIN = 0.97
"""If the islands can stand at their place for a scale at least this much of the map's without them, they do."""


class MapComposition(msgspec.Struct, frozen=True, cache_hash=True):
    """The fit of the land and the boxes of what stands beside it (x, y, width, height in pixels), None where absent.

    `islands` says that the South China Sea lies in the map itself; `two_lines` that a label's English stands below.
    """

    fit: Fit
    land: Rect
    legend: Rect
    inset: Rect | None
    list: Rect | None
    islands: bool
    two_lines: bool
    em: float
    """The em of a label's amount."""
    south_sea: Fit | None = None
    """The inset's fit, for its own projection."""

    def at(self, city: Place) -> tuple[float, float]:
        """Where a city's light stands: a city of the South China Sea in the inset, where there is one."""
        if self.south_sea is None or city.y > NORTH_OF_SOUTH_SEA_M:
            return self.fit.at(city.x, city.y)
        x, y = Mercator().forward(city.lon, city.lat)
        return self.south_sea.at(float(x), float(y))


@lru_cache(maxsize=16)
def country_composition(country: CountryMap, box: Rect, look: Look, *, listed: bool, both: bool) -> MapComposition:
    """The whole country: as large as the names beside the east coast allow, from the left edge on."""
    em = label_em(look)
    land, beside = _split(box, look) if listed else (box, None)
    two_lines = both and land.width < em * 28
    if country.region is not None:
        return _elsewhere(country, land, beside, look, two_lines=two_lines)
    names = em * (5.6 if two_lines or not both else 7.7) + (unit_em(look) - em * 0.6) * 1.3
    depth = look.h(0.016) * (1.2 if look.wide else 1.0)
    west, south, east, north = country.extent
    room = (land.x + look.h(0.004), land.y + look.h(0.004), land.width - look.h(0.008), land.height - depth)
    by_names = (land.width - names) / (COAST_X_M - west)
    scale = min(by_names, room[2] / (east - west))
    alone = min(scale, room[3] / ((north - south) * TILT))
    below = country.extent_with_islands[1]
    together = min(scale, room[3] / ((north - below) * TILT))
    upright = look.shape == "tall"
    islands = country.inset is None or upright or together >= alone * ISLANDS_WITHIN
    extent = (west, below if islands else south, east, north)
    fit = _scaled(extent, room, together if islands else alone, names)
    inset = None if islands else _inset(country, land, fit, em)
    legend = _legend_in_the_north(fit, land, em) if upright else _legend(land, em)
    return MapComposition(fit, land, legend, inset, beside, islands, two_lines, em, _sea(country, inset))


def _elsewhere(country: CountryMap, land: Rect, beside: Rect | None, look: Look, *, two_lines: bool) -> MapComposition:
    """Any other country: as large as fits above the legend or beside it, with room for names at both sides.

    The legend stands at the land's foot, and both together in the middle of the panel.
    """
    em = label_em(look)
    names = min(land.width * 0.12, em * 5.0)
    beneath = em * 4.2
    depth = look.h(0.016)
    west, south = country.extent[:2]
    box = _legend(land, em)
    fit = fitted(country.extent, (land.x + names, land.y, land.width - 2 * names, land.height - depth), TILT)
    left = fit.at(west, 0)[0]
    if left > box.right + em:  # the land leaves the corner free
        box = Rect(round(max(land.x, left - em * 1.5 - box.width)), box.y, box.width, box.height)
    else:
        room = (land.x + names, land.y, land.width - 2 * names, land.height - beneath - depth)
        fit = fitted(country.extent, room, TILT)
        left, foot = fit.at(west, south)
        spare = max(0.0, land.y + room[3] - foot)  # as much as above the land
        box = Rect(round(max(land.x, left)), round(box.y - spare), box.width, box.height)
    return MapComposition(fit, land, box, None, beside, islands=True, two_lines=two_lines, em=em)


@lru_cache(maxsize=16)
def province_composition(
    country: CountryMap, code: str, box: Rect, look: Look, *, listed: bool, both: bool
) -> MapComposition | None:
    """One province enlarged, with room for names on both sides; None if the map has no such province."""
    area = country.province(code)
    if area is None:
        return None
    em = label_em(look)
    land, beside = _split(box, look) if listed else (box, None)
    names = min(land.width * 0.17, em * 8.0)
    heading = em * 2.6
    legend = _legend(land, em)
    room = (land.x + names, land.y + heading, land.width - 2 * names, land.height - heading - look.h(0.045))
    fit = fitted(extent_of(near_rings(area.rings)), room, TILT)
    inset = None
    if country.inset is not None and min(r[:, 1].min() for r in area.rings) < NORTH_OF_SOUTH_SEA_M:
        wide = em * 4.6
        high = wide * (_shape(country.inset) + CAPTION)
        inset = Rect(round(land.right - wide), round(land.bottom - high), round(wide), round(high))
    two_lines = land.width < em * 24 and both
    return MapComposition(
        fit, land, legend, inset, beside, islands=False, two_lines=two_lines, em=em, south_sea=_sea(country, inset)
    )


def label_em(look: Look) -> float:
    """The em of the amounts on the map, in pixels."""
    return min(look.h(0.0231) * {"wide": 1.35, "ribbon": 1.9}.get(look.shape or "", 1.0), look.width * 0.034)


def unit_em(look: Look) -> float:
    """The em of the units behind them: without it an amount says nothing, so the back row reads it."""
    return max(label_em(look) * 0.60, look.least)


def _legend(land: Rect, em: float) -> Rect:
    """The legend in the lower left corner."""
    return Rect(land.x, round(land.bottom - em * 3.6), round(em * 7.0), round(em * 3.6))


def _legend_in_the_north(fit: Fit, land: Rect, em: float) -> Rect:
    """The legend over Mongolia, where a map that fills its box leaves room, and figures may stand south of Tibet."""
    west, east = fit.at(NORTH_M[0], 0)[0], fit.at(NORTH_M[1], 0)[0]
    wide = min(em * 7.0, east - west)
    return Rect(round((west + east - wide) / 2), land.y, round(wide), round(em * 3.6))


def _split(box: Rect, look: Look) -> tuple[Rect, Rect]:
    """The map's part of a panel and the list's, to the right of it."""
    gap = round(look.h(0.02))
    wide = round(min(box.width * 0.3, look.h(0.40)))
    return Rect(box.x, box.y, box.width - wide - gap, box.height), Rect(box.right - wide, box.y, wide, box.height)


def _scaled(extent: Extent, room: tuple[float, float, float, float], scale: float, names: float) -> Fit:
    """The land at a scale with the names beside its east coast, both together in the middle of the room."""
    west, south, east, north = extent
    x, y, width, height = room
    spare_x = max(0.0, width - max((COAST_X_M - west) * scale + names, (east - west) * scale))
    spare_y = max(0.0, height - (north - south) * scale * TILT)
    return Fit(scale, TILT, x + spare_x / 2 - west * scale, y + spare_y / 2 + north * scale * TILT)


def near_rings(rings: tuple[Points, ...]) -> list[Points]:
    """The largest piece of a province and what lies around it: far islands do not make the rest small."""
    west, south, east, north = extent_of([max(rings, key=len)])
    x, y = (east - west) * 0.3, (north - south) * 0.3

    def beside(ring: Points) -> bool:
        low, high = ring.min(axis=0), ring.max(axis=0)
        return bool(low[0] > west - x and high[0] < east + x and low[1] > south - y and high[1] < north + y)

    return [ring for ring in rings if beside(ring)]


def _shape(inset: Inset) -> float:
    west, south, east, north = inset.extent
    return (north - south) / (east - west)


def _sea(country: CountryMap, box: Rect | None) -> Fit | None:
    if country.inset is None or box is None:
        return None
    return fitted(country.inset.extent, (box.x, box.y, box.width, box.height - box.width * CAPTION), 1.0)


def _inset(country: CountryMap, land: Rect, fit: Fit, em: float) -> Rect | None:
    """The inset's frame in the lower right corner: clear of Taiwan and of the dashes beside it."""
    if country.inset is None:
        return None
    most = land.right - fit.at(TAIWAN_X_M, 0)[0]
    width = min(max(540_000 * fit.scale, em * 3.4), most, land.width * 0.2)
    width = max(width, em * 2.0)
    height = width * (_shape(country.inset) + CAPTION)
    right = min(land.right, max(fit.at(country.extent[2], 0)[0] + em, fit.at(TAIWAN_X_M, 0)[0] + em * 0.6 + width))
    return Rect(round(right - width), round(land.bottom - height), round(width), round(height))
