"""The names beside the globe, joined to their countries or to where their arcs rise, and the legend of the arcs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import cycle
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from wallboard.paint.lettering import Piece, fitted, line, width
from wallboard.paint.ops import Fill, Glow, Op, Painted, Picture
from wallboard.paint.theme import Look
from wallboard.panels.maps.globe_arcs import Ball, Degrees, curve, point_of
from wallboard.panels.maps.world_place import COLD, WARM, CountryLabel, CountryNames
from wallboard.scene.globe import View, is_seen, vectors
from wallboard.scene.grid import Rect
from wallboard.scene.label_rail import rows


def names(
    told: CountryNames, views: Sequence[View], ball: Ball, box: Rect, look: Look, arcs: bool, hub: Degrees
) -> Iterator[Op]:
    """The leading countries in a column on either side, joined to their point or to where their arc rises.

    They take turns in `views`: while the globe turns, not all of them move in one frame.
    """
    em = look.type(0.0205)
    seen_in = dict(zip((label.code for label in told.labels), cycle(views), strict=False))
    anchors = {label.code: _anchor(label, seen_in[label.code], ball, arcs, hub) for label in told.labels}
    sides = {code: _middle(view, ball, hub) for code, view in seen_in.items()}
    room = _room(box, ball, em)
    doubled = all(width(_upper(label, em, look)) <= room for label in told.labels)  # all of them or none
    for right in (False, True):
        named = [
            (label, at)
            for label in told.labels
            if (at := anchors[label.code]) and (at[0] >= sides[label.code]) == right
        ]
        pitch = em * 2.6
        top, bottom = (
            max(box.y, ball.y - round(ball.radius * 1.02)),
            min(box.bottom, ball.y + round(ball.radius * 1.02)),
        )
        if not right:
            bottom = min(bottom, round(box.bottom - em * (1.4 * (len(told.keys) + 1) + 0.6)))
        named = named[: max(0, int((bottom - top) / pitch))]
        edge = ball.x + (1 if right else -1) * (ball.radius + em * 1.1)
        found = rows([at for _, at in named], edge, top, bottom, pitch)
        for (label, at), row in zip(named, found, strict=True):
            yield _leader(at, (edge, row - em * 0.2), look)
            yield from _named(label, edge, row, look, em, right=right, room=room, doubled=doubled)


@lru_cache(maxsize=8)
def _middle(view: View, ball: Ball, hub: Degrees) -> float:
    """Between the names of the left and of the right: no line crosses the hub's country, and none changes its side."""
    (point,) = view.seen(vectors(*hub))
    return ball.x + (float(point[0]) * ball.radius if point[2] >= 0 else 0.0)


def _room(box: Rect, ball: Ball, em: float) -> float:
    return box.width / 2 - ball.radius - em * 1.5


@lru_cache(maxsize=256)
def _anchor(label: CountryLabel, view: View, ball: Ball, arcs: bool, hub: Degrees) -> tuple[float, float] | None:
    """Where a country is to be seen: on the globe, or where its arc comes up over the limb."""
    (point,) = view.seen(vectors(*point_of(label.code)))
    if point[2] >= 0:
        return ball.x + float(point[0]) * ball.radius, ball.y - float(point[1]) * ball.radius
    if not arcs:
        return None
    cold = bool(label.sums) and label.sums[0][1]
    points = view.seen(curve(label.code, hub, cold))
    shown = np.nonzero(is_seen(points))[0]
    if not len(shown):
        return None
    rising = points[shown[-1] if cold else shown[0]]
    return ball.x + float(rising[0]) * ball.radius, ball.y - float(rising[1]) * ball.radius


def legend(told: CountryNames, box: Rect, look: Look) -> Iterator[Op]:
    """What the light is, which colour goes which way, and what one trail stands for: left of the globe's foot."""
    em = look.type(0.0185)
    base = box.bottom - em * 0.4
    if told.empty is not None:
        yield from line(box.x, base, ((told.empty[0], look.style(em, "steel", 600, 500)),))
        return
    for (first, _), each, cold in reversed(told.keys):
        color = look.color(COLD if cold else "amber")
        yield Fill(box.x, base - em * 0.38, em * 1.2, max(2.0, em * 0.12), color, 0.0, color)
        yield Glow(box.x + em * 1.2, base - em * 0.32, em * 0.3, color)
        pieces: list[Piece] = [(first, look.style(em, "ice", 600, 600))]
        if each:
            pieces.append(("  = " + each, look.style(em, COLD if cold else WARM, 600, 500)))
        yield from line(box.x + em * 1.9, base, fitted(pieces, box.width * 0.4))
        base -= em * 1.4
    yield from line(box.x, base, fitted(((told.daylight, look.style(em, "steel", 500, 500)),), box.width * 0.4))


def _leader(start: tuple[float, float], end: tuple[float, float], look: Look) -> Picture:
    """A straight line, drawn once: slanting strokes would cost more in each frame than all the lights."""
    thick = max(1.0, look.h(0.0009))
    left, top = (math.floor(min(a, b)) - 2 for a, b in zip(start, end, strict=True))
    right, bottom = (math.ceil(max(a, b)) + 2 for a, b in zip(start, end, strict=True))
    (x1, y1), (x2, y2) = ((round(x - left, 1), round(y - top, 1)) for x, y in (start, end))
    tint = QColor(look.color("ice"))
    tint.setAlphaF(0.6)

    def draw(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tint, thick))
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    key = ("leader", x1, y1, x2, y2, thick, tint.name())
    return Picture(left, top, right - left, bottom - top, key, Painted(draw))


def _upper(label: CountryLabel, em: float, look: Look) -> list[Piece]:
    """The name of a country, and its double where it has one."""
    halo: dict[str, Any] = {"halo": look.color("halo"), "halo_px": look.h(0.0022)}
    pieces: list[Piece] = [(label.first, look.style(em, "ice", 600, 700, **halo))]
    if label.second:
        pieces.append(("  " + label.second, look.style(em * 0.78, "steel", 500, 500, fact=False, **halo)))
    return pieces


def _named(
    label: CountryLabel, edge: float, row: float, look: Look, em: float, *, right: bool, room: float, doubled: bool
) -> Iterator[Op]:
    halo: dict[str, Any] = {"halo": look.color("halo"), "halo_px": look.h(0.0022)}
    upper = _upper(label, em, look)[: 2 if doubled else 1]
    lower: list[Piece] = []
    for number, (amount, cold) in enumerate(label.sums):
        piece = ("  " * bool(number) + amount, look.style(em, COLD if cold else WARM, 700, 700, **halo))
        if not lower or width((*lower, piece)) <= room:
            lower.append(piece)
    x = edge + (em * 0.3 if right else -em * 0.3)
    align: Literal["l", "r"] = "l" if right else "r"
    yield from line(x, row - em * 0.1, fitted(upper, room), align)
    yield from line(x, row + em * 0.95, fitted(lower, room), align)
