"""Screens that are not there: the configured monitors imagined, for windows on a desk and for drawing off screen."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wallboard.config.screen_rules import ScreenRule
from wallboard.config.settings import Settings
from wallboard.scene.canvases import Placement, Screen, place
from wallboard.scene.grid import Rect

WIDTH, HEIGHT = 1920, 1080
_ORDER = {"leftmost": -1, "primary": 500, "middle": 500, "rightmost": 1000}
_USED = 0.86
"""How much of a desk's screen the windows together take."""


def imagined(settings: Settings) -> tuple[Placement, ...]:
    """What the configured monitors would show, each of its configured size or 1920 × 1080, one entry a canvas.

    Without any configured monitor there is one.
    """
    placements = place(_screens(settings), settings)
    whole: dict[str, Placement] = {}
    for placement in placements:
        whole.setdefault(placement.canvas, placement)
    return tuple(whole.values())


def _screens(settings: Settings) -> tuple[Screen, ...]:
    rules = sorted(settings.screens.items(), key=lambda item: _from_left(item[1]))
    screens = []
    x = 0
    for name, rule in rules or [("screen", ScreenRule())]:
        width, height, at_x, at_y = rule.size_and_place or (WIDTH, HEIGHT, None, None)
        geometry = Rect(x if at_x is None else at_x, at_y or 0, width, height)
        known = rule.name or name, geometry, rule.manufacturer or "", rule.model or "", rule.serial or ""
        screens.append(Screen(*known, primary=rule.position in ("primary", "middle")))
        x = max(x, geometry.right)
    return tuple(screens)


def _from_left(rule: ScreenRule) -> int:
    if rule.position is None:
        return 900
    return int(rule.position) if rule.position.isdigit() else _ORDER[rule.position]


def tiled(sizes: Sequence[tuple[int, int]], desk: Rect) -> tuple[Rect, ...]:
    """Windows of the shapes of `sizes`, side by side and in rows, in the middle of a desk's screen."""
    count = max(1, len(sizes))
    columns = min(range(1, count + 1), key=lambda n: -_scale(sizes, desk, n))
    rows = math.ceil(count / columns)
    cell_w, cell_h = desk.width * _USED / columns, desk.height * _USED / rows
    left, top = desk.x + desk.width * (1 - _USED) / 2, desk.y + desk.height * (1 - _USED) / 2
    placed = []
    for number, (width, height) in enumerate(sizes):
        scale = min(cell_w / width, cell_h / height) * (0.97 if count > 1 else 1.0)
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        row, column = divmod(number, columns)
        x, y = left + column * cell_w + (cell_w - w) / 2, top + row * cell_h + (cell_h - h) / 2
        placed.append(Rect(round(x), round(y), w, h))
    return tuple(placed)


def shared_desk(desks: Sequence[Rect], share: tuple[int, int], sizes: Sequence[tuple[int, int]]) -> tuple[Rect, ...]:
    """Where the windows of one of several walls stand on one desk, the monitors of which are given by their places.

    `share`: which wall it is, from 0, of how many. Each has a monitor of its own, from left to right; where there are
    fewer monitors than walls, those of one monitor stand side by side on it.
    """
    number, count = share
    ordered = sorted(desks, key=lambda desk: (desk.x, desk.y))
    place = number % len(ordered)
    beside = range(place, max(count, number + 1), len(ordered))
    if len(beside) == 1:
        return tiled(sizes, ordered[place])
    own = tiled([sizes[0]] * len(beside), ordered[place])[beside.index(number)]
    return (own,) if len(sizes) == 1 else tiled(sizes, own)


def _scale(sizes: Sequence[tuple[int, int]], desk: Rect, columns: int) -> float:
    rows = math.ceil(len(sizes) / columns)
    return min(min(desk.width / columns / width, desk.height / rows / height) for width, height in sizes)
