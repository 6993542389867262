"""Where the names of cities stand on a map: a pure function of which cities are named, so that names never drift.

Each city tries its own places in a fixed order of preference, and the cities take turns in a fixed order. So a name
leaves its place only when that place is taken by a name that goes before it: between two snapshots that name the same
cities nothing moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from wallboard.scene.line_geometry import Box, Boxes, Line, crossing, lines_meet, meets, segments_of, touching

LONG_WAYS = (1.4, 2.0, 2.8, 3.8, 5.0, 6.4)
"""How far from its city a name may stand at the end of a line, in ems."""
DIRECTIONS = 24
TALL = 1.6
"""Ems from which a name is more than a line."""
DOZEN = 12
LONGEST_LIST = 12
"""Rows that may stand beside a coast on either side of its middle."""
FAN, FAN_MOST = 2.4, 2.6
"""How much farther apart than their cities the names beside a crowded coast stand; the most, in ems."""


class Named(msgspec.Struct, frozen=True):
    """A city to be named: its point and the size of its text in pixels, and its tier: 1 for those that lead by far.

    `column` is how high the column stands on it at most, in pixels.
    """

    code: str
    x: float
    y: float
    width: float
    height: float
    tier: int = 1
    column: float = 0.0


class Spot(msgspec.Struct, frozen=True):
    """Where a name stands: its box, and the line from its city (points x, y), empty if it stands beside it."""

    code: str
    box: Box
    line: Line


class LabelSheet(msgspec.Struct, frozen=True, eq=False):
    """What the names are placed on.

    `bounds` holds every name; `taken` are boxes no name may touch, shape (n, 4); `dots` the points of all cities, shape
    (m, 2), which a name should rather not cover. `coast_x` is where the names beside a crowded coast begin (None: no
    such column), `coast_y` the latitude it is most crowded at; `coast` is the box its cities lie in. `reach` is how far
    a name may stand from its city, in pixels: a line longer than that nobody follows.
    """

    bounds: Box
    taken: npt.NDArray[np.float64]
    dots: npt.NDArray[np.float64]
    em: float
    coast_x: float | None
    coast_y: float
    coast: Box
    reach: float = math.inf


class _Try(msgspec.Struct, frozen=True):
    cost: float
    box: Box
    line: Line


def spots(named: Sequence[Named], sheet: LabelSheet) -> tuple[Spot, ...]:
    """A place for every name that has one; no two touch each other, no line crosses another or a name.

    `named` begins with the leaders: the first dozen take their turns before the others, may stand farther from their
    cities, and make room for each other. Higher tiers go first, so that those who come and go among the last take what
    is left; within a tier cities beside the coast, then those with the fewest places that the map itself leaves free.
    """
    rows = _rows([c for c in named if _on_the_coast(c, sheet)], sheet)
    first = {c.code for c in named[:DOZEN]}
    choices: dict[str, list[_Try]] = {}
    freedom: dict[str, int] = {}
    for city in named:
        tries = list(_tries(city, rows.get(city.code), sheet, city.code in first))
        free = [t for t, is_free in zip(tries, _free(_boxes(tries), sheet), strict=True) if is_free]
        freedom[city.code] = len(free)
        choices[city.code] = _choices(city, free, named, sheet)
    found: list[Spot] = []
    missed: list[str] = []
    for city in sorted(named, key=lambda c: (c.code not in first, c.tier, c.code not in rows, freedom[c.code], c.code)):
        spot = _first(city.code, choices, found)
        if spot is not None:
            found.append(spot)
        elif city.code in first:
            missed.append(city.code)
    for code in missed:
        found = _made_room(code, choices, found)
    return tuple(found)


def _first(code: str, choices: dict[str, list[_Try]], found: Sequence[Spot]) -> Spot | None:
    return next((Spot(code, t.box, t.line) for t in choices[code] if _clear(t, found)), None)


def _made_room(code: str, choices: dict[str, list[_Try]], found: list[Spot]) -> list[Spot]:
    """The names with one more, for which up to three others find another place; as they were if they find none."""
    for tried in choices[code]:
        kept = [s for s in found if _clear(tried, [s])]
        if len(found) - len(kept) > 3:
            continue
        moved = [*kept, Spot(code, tried.box, tried.line)]
        for other in found:
            if other not in kept:
                spot = _first(other.code, choices, moved)
                if spot is None:
                    break
                moved.append(spot)
        if len(moved) == len(found) + 1:
            return moved
    return found


def _choices(city: Named, free: Sequence[_Try], named: Sequence[Named], sheet: LabelSheet) -> list[_Try]:
    """The places a city may have, the best one first, as long as nobody else has been placed."""
    em = sheet.em
    others = [o for o in named if o.code != city.code]
    points = np.array([_around(o.x, o.y, em * 0.34) for o in others]).reshape(-1, 4)
    strips = np.array([_strip(o, em) for o in named if o.column]).reshape(-1, 4)
    foreign = np.array([_strip(o, em) for o in others if o.column]).reshape(-1, 4)
    wide, high = sheet.taken[:, 2] - sheet.taken[:, 0], sheet.taken[:, 3] - sheet.taken[:, 1]
    big = sheet.taken[(wide > em) & (high > em * 0.5)]
    clear = (touching(_boxes(free), np.concatenate((points, strips))) == 0) & ~lines_meet([t.line for t in free], big)
    tries = [t for t, is_clear in zip(free, clear, strict=True) if is_clear]
    costs = _costs(tries, sheet) + 0.9 * lines_meet([t.line for t in tries], foreign)
    return [tries[k] for k in np.argsort(costs, kind="stable")]


def _strip(city: Named, em: float) -> Box:
    """The box of the column on a city, with the light on its top: its height is data, and no name covers it."""
    return city.x - em * 0.16, city.y - city.column - em * 0.1, city.x + em * 0.16, city.y


def _on_the_coast(city: Named, sheet: LabelSheet) -> bool:
    left, top, right, bottom = sheet.coast
    return sheet.coast_x is not None and left <= city.x <= right and top <= city.y <= bottom


def _rows(cities: Sequence[Named], sheet: LabelSheet) -> dict[str, float]:
    """The height of each name in the column beside the coast: fanned out, in rows, from the middle outwards.

    Who lies farther out is pushed outwards by those within, so another name moves no row between it and the middle.
    Neighbours whose lines cross exchange their rows. Downwards the list ends where the map begins again.
    """
    if not cities or sheet.coast_x is None:
        return {}
    pitch = max(c.height for c in cities) * 1.03
    lowest = _lowest_row(max(c.width for c in cities), pitch, sheet)
    rows: dict[str, int] = {}
    for way in (-1, 1):
        side = [c for c in cities if (c.y >= sheet.coast_y) == (way > 0)]
        last = 0 if way < 0 else -1
        for city in sorted(side, key=lambda c: (abs(c.y - sheet.coast_y), c.code)):
            off = city.y - sheet.coast_y
            wish = round((off + way * min(abs(off) * (FAN - 1), FAN_MOST * sheet.em)) / pitch)
            last = min(wish, last - 1) if way < 0 else max(wish, last + 1)
            if last > lowest:
                break
            rows[city.code] = last
    by_code = {c.code: c for c in cities}
    ordered = sorted(rows, key=lambda code: rows[code])
    for _ in ordered:
        for number in range(len(ordered) - 1):
            a, b = ordered[number : number + 2]
            lines = (_to_the_column(by_code[c], sheet.coast_y + rows[c] * pitch, sheet) for c in (a, b))
            if crossing(*map(segments_of, lines)):
                rows[a], rows[b] = rows[b], rows[a]
                ordered[number : number + 2] = b, a
    return {code: sheet.coast_y + row * pitch for code, row in rows.items()}


def _lowest_row(width: float, pitch: float, sheet: LabelSheet) -> int:
    """The last row downwards from the middle before something that no name may touch."""
    left = sheet.coast_x or 0.0
    row = 0
    while row < LONGEST_LIST:
        middle = sheet.coast_y + (row + 1) * pitch
        if not _free(np.array([(left, middle - pitch / 2, left + width, middle + pitch / 2)]), sheet).all():
            break
        row += 1
    return row


def _tries(city: Named, row: float | None, sheet: LabelSheet, afar: bool) -> Iterator[_Try]:
    em, w, h = sheet.em, city.width, city.height
    gap = em * 0.62
    up = city.column > 0
    if row is not None and sheet.coast_x is not None:
        box = (sheet.coast_x, row - h / 2, sheet.coast_x + w, row + h / 2)
        line = _to_the_column(city, row, sheet)
        if math.dist(*line[:2]) <= sheet.reach:
            yield _Try(-1.0, box, line)
    for cost, dx, dy in (
        (0.0, -gap - w, 0.0), (0.7, gap, 0.0), (0.35, -gap - w, h * 0.45), (0.9, gap, h * 0.45),
        (0.5, -gap - w, -h * 0.45), (0.9, gap, -h * 0.45), (0.9, -gap * 0.6 - w, h * 0.9), (1.2, gap * 0.6, h * 0.9),
        (1.0, -gap * 0.6 - w, -h * 0.9), (1.3, gap * 0.6, -h * 0.9),
        (1.0, -w / 2, h * 0.5 + gap * 0.7), (1.1, -w * 0.8, h * 0.5 + gap * 0.7), (1.2, -w * 0.2, h * 0.5 + gap * 0.7),
        (4.0 if up else 0.8, -w / 2, -h * 0.5 - gap * 0.8),
    ):  # fmt: skip
        if h > TALL * em and 0.5 * h < abs(dy) < h:
            continue  # a corner of so tall a name is too far from its city to be understood without a line
        left, middle = city.x + dx, city.y + dy
        yield _Try(cost, (left, middle - h / 2, left + w, middle + h / 2), ())
    for far in LONG_WAYS if afar else LONG_WAYS[:3]:
        if far * em > sheet.reach:
            break
        for step in range(DIRECTIONS):
            angle = math.tau * step / DIRECTIONS
            x, y = city.x + math.cos(angle) * far * em, city.y + math.sin(angle) * far * em
            right = math.cos(angle) > -1e-9
            left = x + em * 0.2 if right else x - em * 0.2 - w
            cost = 2.0 + far * 0.9 + (0.8 if up and math.sin(angle) < -0.9 else 0.0)
            yield _Try(cost, (left, y - h / 2, left + w, y + h / 2), (_start(city, x, y, em), (x, y)))


def _to_the_column(city: Named, row: float, sheet: LabelSheet) -> tuple[tuple[float, float], ...]:
    """The line from a city to its row beside the coast: slanting out to sea, then level."""
    em = sheet.em
    coast_x = sheet.coast_x or 0.0
    elbow = coast_x - em * 0.55
    return (_start(city, elbow, row, em), (elbow, row), (coast_x - em * 0.18, row))


def _start(city: Named, x: float, y: float, em: float) -> tuple[float, float]:
    """Where a line to (x, y) leaves the ring around its city."""
    length = max(1e-6, math.hypot(x - city.x, y - city.y))
    reach = min(em * 0.30, length * 0.5)
    return city.x + (x - city.x) / length * reach, city.y + (y - city.y) / length * reach


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach * 0.8, x + reach, y + reach * 0.8


def _boxes(tries: Sequence[_Try]) -> Boxes:
    return np.array([t.box for t in tries], np.float64).reshape(-1, 4)


def _free(boxes: Boxes, sheet: LabelSheet) -> npt.NDArray[np.bool_]:
    """Which boxes are within bounds and on nothing of the map that must be seen."""
    left, top, right, bottom = sheet.bounds
    within = (boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom)
    return np.asarray(within & (touching(boxes, sheet.taken) == 0))


def _costs(tries: Sequence[_Try], sheet: LabelSheet) -> npt.NDArray[np.float64]:
    """A place costs more for every city it covers; shape (n,)."""
    boxes = _boxes(tries)
    x, y = sheet.dots[None, :, 0], sheet.dots[None, :, 1]
    covered = (x > boxes[:, 0:1]) & (x < boxes[:, 2:3]) & (y > boxes[:, 1:2]) & (y < boxes[:, 3:4])
    own = np.array([t.cost for t in tries], np.float64)
    return np.asarray(own + 0.22 * np.count_nonzero(covered, axis=1))


def _clear(tried: _Try, found: Sequence[Spot]) -> bool:
    """Whether neither the name nor its line touches a name or crosses a line that is already there."""
    box, segments = tried.box, segments_of(tried.line)
    for spot in found:
        other, lines = spot.box, segments_of(spot.line)
        if box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]:
            return False
        if any(meets(s, other) for s in segments) or any(meets(s, box) for s in lines):
            return False
        if crossing(segments, lines):
            return False
    return True
