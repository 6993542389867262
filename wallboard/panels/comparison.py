"""The race of a card: two hatched bars in true proportion over a time axis, and what the faster year is ahead."""

from __future__ import annotations

import re

from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath

from wallboard.core.instants import SECOND_US, elapsed
from wallboard.paint.fonts import advance
from wallboard.paint.lettering import Piece, first_fit, line, width
from wallboard.paint.ops import Cell, Clip, Digits, Face, Fill, Glow, Line, Op, Painted, Picture, Shape
from wallboard.paint.theme import Look
from wallboard.panels.card import Race
from wallboard.panels.headings import rule
from wallboard.scene.grid import Rect

STEPS_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600)


def place_race(race: Race, by: str, reached: tuple[str, str], box: Rect, look: Look) -> tuple[list[Op], list[Op]]:
    """The ground and the live ops: the bars run together, the faster year stops first.

    `by` stands before a time that is only a bound, `reached` over the times.
    """
    em = min(box.height * 0.105, look.type(0.0222))
    big = min(box.height * 0.25, look.type(0.063), box.width * 0.085)
    ground = _headings(race, reached, box, em, look)
    live: list[Op] = []
    by = by + " " if by else ""
    year_w = width(((race.then_year, look.style(big * 0.82, "ice")),)) + em * 1.1
    time_w = width(((by + "00:00:00", look.style(big, "ice")),)) + em * 1.2
    left, room = round(box.x + year_w), round(box.width - year_w - time_w)
    top = box.y + em * 1.45
    small = max(look.least, min(look.type(0.0185), em * 0.84))
    bottom = box.bottom - small * 1.5
    ground += _axis(max(race.now_us, race.then_us), (left, top, room, bottom), small, look)
    longest = max(race.now_us, race.then_us)
    high = bottom - top
    rows = (
        (race.year, race.now_us, by + race.now, "@hero", ("ember", "orange", "gold"), big, 0.27, 0.13),
        (race.then_year, race.then_us, race.then, "last_year", ("slab_top", "blue", "cyan"), big * 0.82, 0.82, 0.085),
    )
    for year, took_us, text, color, ramp, size, at, share in rows:
        middle = top + high * at
        thick = max(4, round(min(high * share, look.type(0.026))))
        base, bar_y = middle + size * 0.35, round(middle - thick / 2)
        ground += line(box.x, base, ((year, look.style(size * 0.82, color, 700)),))
        ground.append(Fill(left, bar_y, room, thick, look.color("hairline"), 0.10))
        whole = max(1, round(room * took_us / longest))
        key = ("bar", *ramp, look.theme.name, look.theme.most)
        bar = Picture(left, bar_y, whole, thick, key, _bar(whole, thick, ramp, look))
        done = min(whole, round(room * race.run))
        live.append(Clip(left, bar_y, done, thick, (bar,)))
        if done:
            live.append(Glow(left + done, middle, thick * 1.7, look.color(ramp[2]), 0.55))
        tip = max(2, round(thick * 0.2))
        live.append(Fill(left + done - tip, bar_y - round(thick * 0.4), tip, round(thick * 1.8), look.color("cream")))
        if race.run * longest >= took_us:
            live += line(box.right, base, ((text, look.style(size, color, 700)),), "r")
    live += _lead(race, (left, top, room, high), em, big, look)
    return ground, live


def _headings(race: Race, reached: tuple[str, str], box: Rect, em: float, look: Look) -> list[Op]:
    """What the bars show at the left end, what stands behind them at the right end, over one rule."""
    leading = look.style(em * 1.05, "ice", 700, 700)
    double = look.style(em * 0.84, "steel", 600, 500, tracking=em * 0.06, caps=True, fact=False)

    def pieces(pair: tuple[str, str]) -> tuple[Piece, ...]:
        return (pair[0], leading), ("  " + pair[1] if pair[1] else "", double)

    right = first_fit((pieces(reached), pieces(reached)[:1]), box.width * 0.4)
    left = first_fit((pieces(race.title), pieces(race.title)[:1]), box.width - width(right) - 2 * em)
    return [
        *line(box.x, box.y + em, left),
        *line(box.right, box.y + em, right, "r"),
        *rule(box.x, box.y + em * 1.45, box.width, look),
    ]


def _axis(longest_us: int, plot: tuple[float, float, float, float], em: float, look: Look) -> list[Op]:
    """Round times beneath the bars with faint uprights, and a dotted one where the slower year ends."""
    left, top, room, bottom = plot
    style = look.style(em, "steel", 600)
    hours = longest_us >= 3600 * SECOND_US
    wide = width((("00:00:00" if hours else "00:00", style),)) * 2.8
    fits = [s for s in STEPS_S if room * s * SECOND_US / longest_us >= wide]
    step_us = (fits[0] if fits else 2 * STEPS_S[-1]) * SECOND_US
    ops: list[Op] = []
    for at_us in range(0, longest_us + 1, step_us):
        x = round(left + room * at_us / longest_us)
        ops.append(Fill(x, top, look.line, bottom - top, look.color("hairline"), 0.13))
        text = elapsed(at_us) if hours else elapsed(at_us)[3:]
        ops += line(x, bottom + em * 1.15, ((text, style),), "m")
    dot = max(2.0, look.line * 1.5)
    upper = top + (bottom - top) * 0.1
    ops.append(Line(left + room, upper, left + room, bottom, dot, look.color("last_year"), 0.8, (1.0, 2.0)))
    return ops


def _lead(race: Race, plot: tuple[float, float, float, float], em: float, big: float, look: Look) -> list[Op]:
    """The arrow between the two ends, which grows; and between the bars, once both are there, by how much."""
    left, top, room, high = plot
    longest = max(race.now_us, race.then_us)
    if race.run * longest < min(race.now_us, race.then_us):
        return []
    x = left + room * min(race.now_us, race.then_us) / longest
    end = left + room * min(1.0, race.run)
    behind = race.now_us > race.then_us
    bar_y = top + high * (0.82 if behind else 0.27)
    ops: list[Op] = []
    head = em * 0.66
    if end - x > head * 4:
        cream, stroke = look.color("cream"), max(2.0, look.h(0.0025))
        ops.append(Line(x + head * 1.6, bar_y, end - head * 1.6, bar_y, stroke, cream))
        ops.append(Shape("flag_back", x + head * 1.5, bar_y, head, cream))
        ops.append(Shape("flag", end - head * 1.5, bar_y, head, cream))
    if race.run < 1:
        return ops
    number = min(look.type(0.050), big * 0.8, high * 0.27)
    number *= min(1.0, room * 0.9 / width(_pieces(race.gain[0], number, look)))
    whole = _pieces(race.gain[0], number, look)
    double = look.style(number * 0.58, "ice", 600, 500, tracking=number * 0.03, caps=True, fact=False)
    both = [*whole, ("   " + race.gain[1] if race.gain[1] else "", double)]
    fitted = both if width(both) <= room - em else whole
    middle = left + room * (race.now_us + race.then_us) / 2 / longest
    begin = min(max(middle - width(fitted) / 2, left), left + room - em * 0.6 - width(fitted))
    return ops + _told(begin, top + high * 0.545 + number * 0.36, fitted)


def _pieces(text: str, number: float, look: Look) -> list[Piece]:
    """A gain cut into numbers, large, and the words around them."""
    large, word = look.style(number, "cream", 700), look.style(number * 0.8, "gold", 700, 900)
    spoken = (part for part in re.split(r"(\d+)", text) if part)
    return [(part, large if part.isdigit() else word) for part in spoken]


def _told(x: float, y: float, pieces: list[Piece]) -> list[Op]:
    """Pieces from `x` on, numbers in places of equal width, of which all cards share ten pictures."""
    ops: list[Op] = []
    for text, style in pieces:
        if text.isdigit():
            face = Face("latin", style.latin, max(1, round(style.size)))
            each = advance("0", face)
            cells = tuple(Cell(each * at, digit) for at, digit in enumerate(text))
            ops.append(Digits(x, y, each * len(text), cells, face, style.color, text=text))
        else:
            ops += line(x, y, ((text, style),))
        x += width(((text, style),))
    return ops


def _bar(wide: int, thick: int, ramp: tuple[str, str, str], look: Look) -> Painted:
    """A bar at its whole length, brighter towards its end, hatched so coarsely that no camera makes waves of it."""

    def draw(painter: QPainter) -> None:
        along = QLinearGradient(0, 0, wide, 0)
        for at, name in enumerate(ramp):
            along.setColorAt(at / 2, QColor(look.color(name)))
        painter.fillRect(0, 0, wide, thick, QBrush(along))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        period = max(8.0, look.h(0.014))
        hatch = QPainterPath()
        for nth in range(-2, round(wide / period) + 2):
            x = nth * period
            hatch.moveTo(x, thick)
            for dx, y in ((period * 0.45, thick), (period * 0.45 + thick * 0.6, 0), (thick * 0.6, 0)):
                hatch.lineTo(x + dx, y)
            hatch.closeSubpath()
        painter.fillPath(hatch, QColor(0, 0, 0, 46) if look.theme.dark else QColor(255, 255, 255, 70))

    return Painted(draw)
