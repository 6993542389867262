"""Where the parts of a milestone's card stand: still rays, the amount in relief, the race against an earlier year."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QConicalGradient, QImage, QPainter, QRadialGradient

from wallboard.paint.lettering import Piece, first_fit, line, width
from wallboard.paint.ops import Fill, Glow, Line, Live, Op, Painted, Picture, Placed, Shape
from wallboard.paint.relief import draw_relief, relief_box
from wallboard.paint.shine import shine
from wallboard.paint.theme import Look
from wallboard.panels.card import Race, View
from wallboard.panels.headings import rule
from wallboard.scene.grid import Rect

BURST_US = 1_700_000
BURST_EVERY_US = 850_000
SPARKS = 46


def place(view: View, box: Rect, look: Look) -> Placed:
    """The whole card inside `box`, the safe area beneath the title bar."""
    race_h = box.height * (0.30 if view.race is not None else 0.14)
    top = box.y + box.height * 0.02
    middle = box.x + box.width / 2
    stage_h = box.height - race_h
    heart = top + stage_h * 0.46
    ground: list[Op] = [rays(middle, heart, look)]
    em = min(look.type(0.042), stage_h * 0.09)
    leading = look.style(em * 1.05, "ice", 700, 900, halo=look.color("halo"), halo_px=em * 0.06)
    double = look.style(em * 0.85, "cream", 600, 500, tracking=em * 0.08, caps=True, fact=False)
    words: list[Piece] = [(view.passes[0], leading), ("  " + view.passes[1] if view.passes[1] else "", double)]
    ground += line(middle, top + em * 1.15, first_fit((words, words[:1]), box.width * 0.8), "m")
    amount_em = min(stage_h * 0.62, look.h(0.398))
    picture, base = _amount(view, middle, top + em * 1.6, amount_em, box.width * 0.62, look)
    full_em = min(stage_h * 0.24, look.h(0.165))
    full = look.style(full_em, "@milestone", 700, glow="soft")
    live: list[Op] = [*_fireworks(view, box, stage_h, look), picture]
    if view.into_us > 600_000 or view.title >= 1:
        pieces = ((f"{view.full.sign}{view.full.digits}", full),)
        live += line(middle, base + full_em * 0.95, first_fit((pieces,), box.width * 0.86), "m")
    if view.race is not None:
        race_box = Rect(box.x, round(box.bottom - race_h), box.width, round(race_h))
        race_ground, race_live = _race(view.race, view, race_box, look)
        ground += race_ground
        live += race_live
    else:
        ground += _reached(view, box, em, look)
    return Placed(tuple(ground), tuple(live))


def _amount(view: View, middle: float, top: float, em: float, room: float, look: Look) -> tuple[Op, float]:
    """The headline amount as a picture in relief, and the baseline it stands on."""
    digits = view.amount.sign + view.amount.digits
    unit = view.amount.unit
    wide, high = relief_box(digits, unit, em)
    if wide > room:
        em *= room / wide
        wide, high = relief_box(digits, unit, em)
    pad = em * 0.16
    theme = look.theme
    picture = Picture(
        middle - wide / 2 - pad, top, wide + 2 * pad, high + 2 * pad,
        ("relief", digits, unit, round(em), theme.name),
        Painted(lambda painter: draw_relief(painter, digits, unit, em, pad, theme)),
        opacity=view.title, zoom=view.zoom,
    )  # fmt: skip
    return picture, top + pad + high


def _reached(view: View, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    label = look.style(em * 0.8, "steel", 600, 500)
    pieces: list[Piece] = [
        (view.reached[0] + "  ", label),
        (view.reached[1] + "  " if view.reached[1] else "", label),
        (view.by + " " if view.by else "", label),
        (view.at, look.style(em * 1.5, "gold", 700)),
    ]
    return line(box.x + box.width / 2, box.bottom - em * 0.6, first_fit((pieces,), box.width), "m")


def _race(race: Race, view: View, box: Rect, look: Look) -> tuple[list[Op], list[Op]]:
    """Two bars in true proportion: they run together, the faster year stops first."""
    em = min(box.height * 0.11, look.type(0.0222))
    big = min(box.height * 0.26, look.type(0.063))
    double = look.style(em * 0.84, "steel", 600, 500, tracking=em * 0.06, caps=True, fact=False)
    words: list[Piece] = [
        (view.reached[0], look.style(em * 1.05, "ice", 700, 700)),
        ("  " + view.reached[1] if view.reached[1] else "", double),
    ]
    ground: list[Op] = [*line(box.x, box.y + em, words), *rule(box.x, box.y + em * 1.45, box.width, look)]
    live: list[Op] = []
    year_w = width(((race.then_year + " ", look.style(big * 0.8, "ice")),)) + em * 0.5
    time_w = width(((view.by + " 00:00:00", look.style(big, "ice")),)) + em
    left, room = box.x + year_w, box.width - year_w - time_w
    longest = max(race.now_us, race.then_us)
    rows = (
        (race.year, race.now_us, (view.by + " " if view.by else "") + race.now, "gold", ("ember", "gold"), big),
        (race.then_year, race.then_us, race.then, "last_year", ("slab_top", "cyan"), big * 0.82),
    )
    pitch = (box.height - em * 1.8) / 2
    for index, (year, took_us, text, color, ramp, size) in enumerate(rows):
        base = box.y + em * 1.9 + pitch * index + pitch * 0.62
        thick = max(3.0, pitch * 0.16)
        bar_y = base - size * 0.35 - thick / 2
        ground += line(box.x, base, ((year, look.style(size * 0.8, color, 700)),))
        ground.append(Fill(left, bar_y, room, thick, look.color("hairline"), 0.10))
        long = room * min(race.run, took_us / longest)
        live.append(Fill(left, bar_y, long, thick, look.color(ramp[0]), 1.0, look.color(ramp[1])))
        live.append(Fill(left + long - thick * 0.2, bar_y - thick * 0.4, thick * 0.2, thick * 1.8, look.color("cream")))
        if race.run * longest >= took_us:
            live += line(box.right, base, ((text, look.style(size, color, 700)),), "r")
    if race.run >= 1:
        gap = room * abs(race.then_us - race.now_us) / longest
        x = left + room * min(race.now_us, race.then_us) / longest
        words = [
            (race.gain[0], look.style(em * 1.45, "cream", 700, 700)),
            ("  " + race.gain[1] if race.gain[1] else "", look.style(em * 1.1, "ice", 600, 500, caps=True, fact=False)),
        ]
        behind = 1 if race.now_us > race.then_us else 0
        bar_y = box.y + em * 1.9 + pitch * behind + pitch * 0.62 - (big, big * 0.82)[behind] * 0.35
        stroke = max(2.0, look.h(0.0022))
        live.append(Line(x + em * 0.4, bar_y, x + gap - em * 0.2, bar_y, stroke, look.color("cream")))
        for end, sign in ((x + em * 0.4, "flag_back"), (x + gap - em * 0.2, "flag")):
            live.append(Shape(sign, end, bar_y, em * 0.42, look.color("cream")))  # type: ignore[arg-type]  # both are signs
        fitted = first_fit((words, words[:1]), max(gap - em, room * 0.3))
        middle = min(max(x + gap / 2, left + width(fitted) / 2), left + room - width(fitted) / 2)
        live += line(middle, bar_y + em * 1.75, fitted, "m")
    return ground, live


def rays(x: float, y: float, look: Look) -> Live:
    """Still rays from the heart of the card, painted once with its ground: moving ones would cost 20 ms a 4K frame."""
    size = (look.width, look.height)
    return Live(
        0, 0, *size, ("rays", round(x), round(y), size), Painted(lambda painter: _paint_rays(painter, x, y, look))
    )


def _paint_rays(painter: QPainter, x: float, y: float, look: Look) -> None:
    """Drawn small and scaled up: soft by construction, and cheap."""
    shrink = 6
    small = QImage(look.width // shrink, look.height // shrink, QImage.Format.Format_ARGB32_Premultiplied)
    small.fill(Qt.GlobalColor.transparent)
    inner = QPainter(small)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    fan = QConicalGradient(QPointF(x / shrink, y / shrink), 11)
    count = 34
    for ray in range(count):
        start = ray / count
        strength = 0.10 + 0.16 * ((ray * 7919) % 13) / 13
        for at, opacity in ((0.0, 0.0), (0.35, strength), (0.65, 0.0)):
            color = QColor(look.color("amber"))
            color.setAlphaF(opacity)
            fan.setColorAt(min(1.0, start + at / count), color)
    inner.fillRect(small.rect(), fan)
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    fade = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.95 / shrink)
    for at, opacity in ((0.0, 0.9), (0.3, 0.8), (0.7, 0.28), (1.0, 0.0)):
        fade.setColorAt(at, QColor(0, 0, 0, round(255 * opacity)))
    inner.fillRect(small.rect(), fade)
    # the heart of the light among them: a gradient over a whole 4K canvas would hold up the first frame of the card
    inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    heart = QRadialGradient(QPointF(x / shrink, y / shrink), look.height * 0.62 / shrink)
    for at, opacity in ((0.0, 0.60), (0.4, 0.26), (1.0, 0.0)):
        color = QColor(look.color("orange"))
        color.setAlphaF(opacity * 0.55)
        heart.setColorAt(at, color)
    inner.fillRect(small.rect(), heart)
    inner.end()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if look.theme.dark:
        painter.fillRect(QRectF(0, 0, look.width, look.height), QColor(2, 4, 10, 150))
        painter.setCompositionMode(shine(look.theme))
    painter.drawImage(QRectF(0, 0, look.width, look.height), small)


def _chance(spark: int, turn: int) -> float:
    """A number in [0, 1) that looks drawn by lot and is the same in every frame of every display."""
    mixed = (spark * 374761393 + turn * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) % 1000 / 1000


def _fireworks(view: View, box: Rect, stage_h: float, look: Look) -> list[Op]:
    """Soft sparks at both sides, clear of every figure: where each flies follows from the sum and the time alone."""
    ops: list[Op] = []
    for burst in range(max(0, (view.into_us - BURST_US) // BURST_EVERY_US), view.into_us // BURST_EVERY_US + 1):
        age_us = view.into_us - burst * BURST_EVERY_US - 400_000
        if not 0 <= age_us < BURST_US:
            continue
        u = age_us / BURST_US
        turn = view.seed * 31 + burst * 17 + 5
        side = 1 if burst % 2 else -1
        x = box.x + box.width / 2 + side * box.width * (0.36 + 0.06 * (turn % 3) / 3)
        y = box.y + stage_h * (0.25 + 0.4 * (turn % 7) / 7)
        reach = look.h(0.12) * (1 - (1 - u) ** 3)
        for spark in range(SPARKS):
            chance = _chance(spark, turn)
            angle = (spark + chance * 0.8) / SPARKS * 2 * math.pi
            far = reach * (0.55 + 0.45 * chance)
            fall = look.h(0.05) * u * u
            light = round((1 - u) ** 1.4, 3)
            out_x, out_y = math.cos(angle), math.sin(angle)
            tail = far * (0.62 + 0.3 * u)
            color = look.color("amber" if spark % 3 else "cream")
            ops.append(
                Line(
                    x + tail * out_x, y + tail * out_y + fall * 0.8, x + far * out_x, y + far * out_y + fall,
                    max(1.5, look.h(0.0014)), color, light * 0.6,
                )
            )  # fmt: skip
            ops.append(Glow(x + far * out_x, y + far * out_y + fall, look.h(0.007), color, light))
    return ops
