"""Where the parts of the map of China stand in a panel of any shape: land, inset, legend, list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wallboard.paint.theme import Look
from wallboard.scene.fit import TILT, Fit, fitted
from wallboard.scene.geography import China, Extent, extent_of
from wallboard.scene.grid import Rect

COAST_X_M = 1_690_000
"""Where the names of the east coast begin, in metres of the map: out at sea, off Shanghai and Zhoushan."""
TAIWAN_X_M = 1_840_000
"""East of Taiwan, its islands and the dashes beside it."""
NORTH_OF_SOUTH_SEA_M = -1_900_000
"""Land that reaches no farther south than this belongs to the map itself, the rest to the inset."""
ISLANDS_WITHIN = 0.90
"""If the islands can stand at their place for a scale at least this much of the map's without them, they do."""


@dataclass(frozen=True, slots=True)
class Composition:
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


@lru_cache(maxsize=16)
def country(china: China, box: Rect, look: Look, *, listed: bool, both: bool) -> Composition:
    """The whole country: as large as the names beside the east coast allow, from the left edge on."""
    em = label_em(look)
    land, beside = _split(box, look) if listed else (box, None)
    two_lines = both and land.width < em * 24
    names = em * (5.6 if two_lines or not both else 7.7)
    depth = look.h(0.016) * (1.2 if look.wide else 1.0)
    west, south, east, north = china.extent
    room = (land.x + look.h(0.004), land.y + look.h(0.004), land.width - look.h(0.008), land.height - depth)
    by_names = (land.width - names) / (COAST_X_M - west)
    scale = min(by_names, room[2] / (east - west))
    alone = min(scale, room[3] / ((north - south) * TILT))
    below = china.extent_with_islands[1]
    together = min(scale, room[3] / ((north - below) * TILT))
    islands = china.inset is None or together >= alone * ISLANDS_WITHIN
    extent = (west, below if islands else south, east, north)
    fit = _scaled(extent, room, together if islands else alone)
    legend = Rect(land.x, round(land.bottom - em * 3.6), round(em * 7.0), round(em * 3.6))
    inset = None if islands else _inset(china, land, fit, em)
    return Composition(fit, land, legend, inset, beside, islands, two_lines, em)


@lru_cache(maxsize=16)
def province(china: China, code: str, box: Rect, look: Look, *, listed: bool, both: bool) -> Composition | None:
    """One province enlarged, with room for names on both sides; None if the map has no such province."""
    area = china.province(code)
    if area is None:
        return None
    em = label_em(look)
    land, beside = _split(box, look) if listed else (box, None)
    rings = [r for r in area.rings if r[:, 1].min() > NORTH_OF_SOUTH_SEA_M] or list(area.rings)
    names = min(land.width * 0.16, em * 7.5)
    heading = em * 3.4
    room = (land.x + names, land.y + heading, land.width - 2 * names, land.height - heading - look.h(0.03))
    fit = fitted(extent_of(rings), room, TILT)
    legend = Rect(land.x, round(land.bottom - em * 3.6), round(em * 7.0), round(em * 3.6))
    inset = _inset(china, land, fit, em) if len(rings) < len(area.rings) and china.inset is not None else None
    return Composition(fit, land, legend, inset, beside, islands=False, two_lines=land.width < em * 24 and both, em=em)


def label_em(look: Look) -> float:
    """The em of the amounts on the map, in pixels."""
    return look.h(0.0231) * (1.35 if look.wide else 1.0)


def _split(box: Rect, look: Look) -> tuple[Rect, Rect]:
    """The map's part of a panel and the list's, to the right of it."""
    gap = round(look.h(0.02))
    wide = round(min(box.width * 0.3, look.h(0.40)))
    return Rect(box.x, box.y, box.width - wide - gap, box.height), Rect(box.right - wide, box.y, wide, box.height)


def _scaled(extent: Extent, room: tuple[float, float, float, float], scale: float) -> Fit:
    """The land at a scale, against the left edge and half-way down."""
    west, south, _, north = extent
    x, y, _, height = room
    spare = max(0.0, height - (north - south) * scale * TILT)
    return Fit(scale, TILT, x - west * scale, y + spare / 2 + north * scale * TILT)


def _inset(china: China, land: Rect, fit: Fit, em: float) -> Rect | None:
    """The inset's frame in the lower right corner: clear of Taiwan and of the dashes beside it."""
    if china.inset is None:
        return None
    west, south, east, north = china.inset.extent
    shape = (north - south) / (east - west)
    most = land.right - fit.at(TAIWAN_X_M, 0)[0]
    width = min(max(540_000 * fit.scale, em * 3.4), most, land.width * 0.2)
    width = max(width, em * 2.0)
    height = width * shape
    return Rect(round(land.right - width), round(land.bottom - height), round(width), round(height))
