"""Where the parts of a milestone's card stand: amount and full figure, fireworks, the race beneath or beside."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from wallboard.paint.fonts import CAP
from wallboard.paint.lettering import Piece, first_fit, line, width
from wallboard.paint.ops import Fill, Live, Op, Painted, Picture, Placed
from wallboard.paint.relief import draw_relief, draw_sweep, relief_box
from wallboard.paint.theme import Look
from wallboard.panels.card import CardView
from wallboard.panels.comparison import place_race
from wallboard.panels.fireworks import Free, embers, fireworks, rays, sites
from wallboard.scene.grid import Rect


def place(view: CardView, box: Rect, look: Look) -> Placed:
    """The whole card inside `box`, the safe area beneath the title bar."""
    stage, race_box = _shares(view, box, look)
    middle = stage.x + stage.width / 2
    em = min(look.type(0.042), stage.height * 0.085)
    words = _heading(view, em, stage.width * 0.8, look)
    full_style = look.style(min(stage.height * 0.27, look.type(0.165)), "@figure", 700, glow="soft")
    full = first_fit((((f"{view.full.sign}{view.full.digits}", full_style),),), stage.width * 0.86)
    full_em = full[0][1].size
    amount_em, wide = _fitting(view, stage, look)
    # heading, amount and full figure with what lies between them, in the middle of the height there is
    high = em * 0.9 + em * 0.85 + amount_em * (CAP + 0.05) + full_em * (0.26 + CAP + 0.14)
    base = stage.y + max(stage.height * 0.02, (stage.height - high) * 0.5) + em * 0.9
    cap_top = base + em * 0.85
    foot = cap_top + amount_em * (CAP + 0.05)
    full_top = foot + full_em * 0.26
    ground: list[Op] = [rays(middle, (cap_top + foot) / 2, look)]
    ground += line(middle, base, words, "m")
    end = min(max(wide / 2, width(words) / 2 + em * 6), stage.width / 2)
    ground += _rules(middle, base - em * 0.32, width(words) / 2 + em, end, look)
    gap = look.h(0.02)
    inner = middle - max(wide, width(words)) / 2 - gap
    below = full_top + full_em * (CAP + 0.14)
    lowest, beside = stage.bottom - gap, middle - width(full) / 2 - gap
    upper = Free(stage.x, stage.y + gap, inner, full_top - gap if beside < inner else lowest)
    lower = Free(stage.x, full_top - amount_em * 0.22, beside, lowest)
    if stage.height > stage.width:  # no room at the sides, but above and below
        upper = Free(stage.x, stage.y + gap, middle, base - em - gap)
        lower = Free(stage.x, below + gap, middle, lowest)
    places = sites(_mirrored(upper, middle), _mirrored(lower, middle), look)
    live: list[Op] = [*embers(view, places, look), *fireworks(view, places, look)]
    live += _amount(view, middle - wide / 2, cap_top, amount_em, look)
    if view.into_us > 600_000 or view.title >= 1:
        live += line(middle, full_top + full_em * CAP, full, "m")
    if view.race is not None:
        race_ground, race_live = place_race(view.race, view, race_box, look)
        ground += race_ground
        live += race_live
    else:
        ground += _reached(view, box, em, look)
    return Placed(tuple(ground), tuple(live))


def _shares(view: CardView, box: Rect, look: Look) -> tuple[Rect, Rect]:
    """What the sum gets and what the race: one above the other, or side by side where height is precious."""
    if view.race is not None and look.wide:
        gap = round(look.h(0.06))
        wide = round((box.width - gap) * 0.56)
        high = round(box.height * 0.78)
        across = box.width - wide - gap
        return Rect(box.x, box.y, wide, box.height), Rect(
            box.right - across, box.y + (box.height - high) // 2, across, high
        )
    high = round(box.height * (0.315 if view.race is not None else 0.17))
    return Rect(box.x, box.y, box.width, box.height - high), Rect(box.x, box.bottom - high, box.width, high)


def _heading(view: CardView, em: float, room: float, look: Look) -> tuple[Piece, ...]:
    leading = look.style(em * 1.05, "ice", 700, 900, halo=look.color("halo"), halo_px=em * 0.03)
    double = look.style(em * 0.85, "cream", 600, 500, tracking=em * 0.08, caps=True, fact=False)
    words: list[Piece] = [(view.passes[0], leading), ("  " + view.passes[1] if view.passes[1] else "", double)]
    return first_fit((words, words[:1]), room)


def _rules(middle: float, y: float, begin: float, end: float, look: Look) -> list[Op]:
    """Fine gold on either side of the heading, which runs out."""
    if end - begin < look.h(0.05):
        return []
    thick, gold, high = max(2.0, round(look.h(0.0016))), look.color("amber"), round(y)
    return [
        Fill(middle - end, high, end - begin, thick, gold, 0.0, gold, 0.9),
        Fill(middle + begin, high, end - begin, thick, gold, 0.9, gold, 0.0),
    ]


def _mirrored(free: Free, middle: float) -> tuple[Free, Free]:
    return free, Free(2 * middle - free.right, free.top, 2 * middle - free.left, free.bottom)


def _fitting(view: CardView, stage: Rect, look: Look) -> tuple[float, float]:
    """The em of the headline amount, and its width."""
    digits, unit = view.amount.sign + view.amount.digits, view.amount.unit
    em = min(stage.height * (0.62 if look.wide else 0.68), look.type(0.398 if view.race is not None else 0.44))
    wide, _ = relief_box(digits, unit, em)
    room = stage.width * (0.62 if stage.width > stage.height else 0.86)
    if wide > room:
        em *= room / wide
        wide, _ = relief_box(digits, unit, em)
    return em, wide


def _amount(view: CardView, left: float, cap_top: float, em: float, look: Look) -> list[Op]:
    """The headline amount as a picture in relief, and the light that passes over it once."""
    digits, unit, theme = view.amount.sign + view.amount.digits, view.amount.unit, look.theme
    wide, high = relief_box(digits, unit, em)
    pad = em * 0.16
    ops: list[Op] = [
        Picture(
            left - pad, cap_top - pad, wide + 2 * pad, high + 2 * pad,
            ("relief", digits, unit, round(em), theme.name),
            Painted(lambda painter: draw_relief(painter, digits, unit, em, pad, theme)),
            opacity=view.title, zoom=view.zoom,
        )
    ]  # fmt: skip
    if 0 < view.sweep < 1:
        base, color = QPointF(round(left - pad) + pad, round(cap_top - pad) + pad + em * CAP), theme.lit("#FFFDF4")
        key = ("sweep", digits, unit, round(em), view.sweep)
        passing = Painted(lambda painter: draw_sweep(painter, digits, unit, em, base, view.sweep, color))
        ops.append(Live(left, cap_top, wide, high, key, passing))
    return ops


def _reached(view: CardView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    label = look.style(em * 0.8, "steel", 600, 500)
    pieces: list[Piece] = [
        (view.reached[0] + "  ", label),
        (view.reached[1] + "  " if view.reached[1] else "", label),
        (view.by + " " if view.by else "", label),
        (view.at, look.style(em * 1.9, "gold", 700)),
    ]
    return line(box.x + box.width / 2, box.bottom - em * 0.6, first_fit((pieces,), box.width), "m")
