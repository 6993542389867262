"""Where the parts of a milestone's card stand: amount and full figure, the race beneath or beside, a record day."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from msgspec import structs
from PySide6.QtCore import QPointF

from wallboard.core.numerals import Figure
from wallboard.paint.fonts import CAP
from wallboard.paint.lettering import Piece, Style, first_fit, line, width
from wallboard.paint.ops import Digits, Face, Fill, Live, Op, Painted, Picture, Placed
from wallboard.paint.relief import draw_sweep, relief, relief_box
from wallboard.paint.theme import Look
from wallboard.panels.card import CardView, RecordDay
from wallboard.panels.card_light import rays
from wallboard.panels.comparison import place_race
from wallboard.panels.rolling import digits, em_for, ink, standing
from wallboard.scene.grid import Rect

MARK = 0.014
"""How far from the edges of the canvas the marks of a frame stand, in canvas heights."""


class PlacedCard(msgspec.Struct, frozen=True):
    """A card, and on it the row of all digits, which is on its way to its line before the card is there."""

    placed: Placed
    row: Digits


def place(view: CardView, box: Rect, look: Look) -> PlacedCard:
    """The whole card inside `box`, the safe area beneath the title bar."""
    if view.day is not None:
        return _record_day(view, view.day, box, look)
    stage, race_box = _shares(view, box, look)
    middle = stage.x + stage.width / 2
    em = min(look.type(0.042), stage.height * 0.085)
    words = _heading(view.passes, em, stage.width * 0.8, look)
    if view.amount.digits == view.full.digits:
        return _all_digits(view, words, stage, (box, race_box), em, look)
    most = int(min(look.type(0.165), stage.height * 0.27))
    full_em = min(em_for(stage.width * 0.86, stage.height, view.full.digits, _signs(view.full)), most)
    amount_em, wide = _fitting(view, stage, look)
    # heading, amount and full figure with what lies between them, in the middle of the height there is
    high = em * 0.9 + em * 0.85 + amount_em * (CAP + 0.05) + full_em * (0.26 + CAP + 0.14)
    base = stage.y + max(stage.height * 0.02, (stage.height - high) * 0.5) + em * 0.9
    cap_top = base + em * 0.85
    foot = cap_top + amount_em * (CAP + 0.05)
    row = _row(view.full, full_em, middle, foot + full_em * (0.26 + CAP))
    ground: list[Op] = [rays(middle, (cap_top + foot) / 2, look)]
    ground += line(middle, base, words, "m")
    end = min(max(wide / 2, width(words) / 2 + em * 6), stage.width / 2)
    ground += _rules(middle, base - em * 0.32, width(words) / 2 + em, end, look)
    live = [*_amount(view, view.amount, middle - wide / 2, cap_top, amount_em, look), row]
    return _with_race(view, (ground, live), row, (box, race_box), em, look)


def _all_digits(
    view: CardView, words: tuple[Piece, ...], stage: Rect, boxes: tuple[Rect, Rect], em: float, look: Look
) -> PlacedCard:
    """The card of a sum that fills no unit of the language: its digits say it, and are said once."""
    middle = stage.x + stage.width / 2
    row_em = min(em_for(stage.width * 0.9, stage.height, view.full.digits, _signs(view.full)), int(stage.height * 0.5))
    base = stage.y + max(stage.height * 0.02, (stage.height - em * 1.75 - row_em * CAP) * 0.5) + em * 0.9
    row = _row(view.full, row_em, middle, base + em * 0.85 + row_em * CAP)
    row = structs.replace(row, color="@milestone")
    ground: list[Op] = [rays(middle, row.y - row_em * CAP / 2, look), *line(middle, base, words, "m")]
    end = min(max(stage.width * 0.45, width(words) / 2 + em * 6), stage.width / 2)
    ground += _rules(middle, base - em * 0.32, width(words) / 2 + em, end, look)
    return _with_race(view, (ground, [row]), row, boxes, em, look)


def _with_race(
    view: CardView, ops: tuple[list[Op], list[Op]], row: Digits, boxes: tuple[Rect, Rect], em: float, look: Look
) -> PlacedCard:
    """The card with the compared year beneath, or with the time at the foot of the first box."""
    ground, live = ops
    if view.race is not None:
        race_ground, race_live = place_race(view.race, view.by, view.reached, boxes[1], look)
        ground += race_ground
        live += race_live
    else:
        ground += _reached(view, boxes[0], em, look)
    return PlacedCard(Placed(tuple(ground), tuple(live)), row)


def _signs(full: Figure) -> tuple[str, str]:
    """What stands before and after the digits of a whole sum."""
    return full.sign, full.gap + full.unit


@lru_cache(maxsize=8)
def _row(full: Figure, em: int, middle: float, baseline: float) -> Digits:
    """All digits of the sum in one row, its ink in the middle."""
    face = Face("latin", 700, em)
    found = standing(full.digits, face, _signs(full))
    left, right = ink(found, face)
    return digits(middle - (left + right) / 2, baseline, found, face, "@figure", "soft")


def _record_day(view: CardView, day: RecordDay, box: Rect, look: Look) -> PlacedCard:
    """The card of a whole earlier day that is passed: the sum to its last digit, and both days in true proportion."""
    inner = Rect(box.x, box.y, box.width, round(box.height - slate_room(view, box, look)))
    placed, row = _both_days(view, day, inner, look)
    stage = _shares(view, inner, look)[0]
    shining = rays(stage.x + stage.width / 2, row.y - row.face.size * CAP / 2, look)
    marked = (*_slate(day.slate, box, look), *_frame_marks(look)) if day.marked else ()
    return PlacedCard(Placed((shining, *placed.ground), (*placed.live, *marked)), row)


def page(view: CardView, box: Rect, canvas: Rect, look: Look) -> Placed:
    """The card of a whole earlier day as a page that stays: without its light, its source at the foot of `canvas`."""
    assert view.day is not None
    foot = slate_room(view, canvas, look) if canvas.bottom == box.bottom else 0.0
    placed, _ = _both_days(view, view.day, Rect(box.x, box.y, box.width, round(box.height - foot)), look)
    return Placed(placed.ground, (*placed.live, *_slate(view.day.slate, canvas, look)))


def slate_em(look: Look) -> float:
    """The em of the line that tells where a picture comes from."""
    return max(look.least, look.type(0.0185))


def _both_days(view: CardView, day: RecordDay, inner: Rect, look: Look) -> tuple[Placed, Digits]:
    """Heading, sum and both days, and the row of the sum."""
    gap = look.h(0.02)
    stage, race_box = _shares(view, inner, look)
    middle = stage.x + stage.width / 2
    em = min(look.type(0.058), stage.height * 0.13)
    words = _heading(day.passed, em, stage.width * 0.9, look)
    row_em = min(
        em_for(stage.width * 0.96, stage.height, view.full.digits, _signs(view.full)), round(stage.height * 0.62)
    )
    high = em * 1.1 + gap + row_em * (CAP + 0.1)
    base = stage.y + max(stage.height * 0.02, (stage.height - high) * 0.5) + em
    row = structs.replace(_row(view.full, row_em, middle, base + em * 0.5 + gap + row_em * CAP), color="@milestone")
    ground: list[Op] = [*line(middle, base, words, "m")]
    live: list[Op] = [row]
    if view.race is not None:
        race_ground, race_live = place_race(view.race, view.by, view.reached, race_box, look)
        ground += race_ground
        live += race_live
    return Placed(tuple(ground), tuple(live)), row


def slate_room(view: CardView, box: Rect, look: Look) -> float:
    """The height that the line of a picture's source takes at the foot of a box: two lines where one has no room."""
    slate = view.day.slate if view.day is not None else ("", "")
    return slate_em(look) * (0.6 + 1.4 * len(_slate_lines(slate, box.width, look)))


def _slate_lines(slate: tuple[str, str], room: float, look: Look) -> list[str]:
    """The source of a picture in one line or, where that would have to be set small, in two."""
    parts = slate[0].split(" · ")
    other = width(((slate[1].partition(" · ")[0], _slate_style(look)),)) + slate_em(look)
    if len(parts) < 3 or width(((slate[0], _slate_style(look)),)) <= room - other:
        return [slate[0]]
    return [" · ".join(parts[:2]), " · ".join(parts[2:])]


def _slate_style(look: Look) -> Style:
    return look.style(slate_em(look), "steel", 600, 500)


def _slate(slate: tuple[str, str], box: Rect, look: Look) -> tuple[Op, ...]:
    """The line that tells every crop of a photograph its source, and what it is in the other language."""
    em, told = slate_em(look), _slate_lines(slate, box.width, look)
    second = (slate[1].partition(" · ")[0], look.style(em, "steel", 600, 500, fact=False))
    ops: list[Op] = []
    for nth, text in enumerate(told):
        base = box.bottom - em * 0.2 - em * 1.4 * (len(told) - 1 - nth)
        beside = width((second,)) + em if second[0] and not nth else 0
        ops += line(box.x, base, first_fit((((text, _slate_style(look)),),), box.width - beside))
        if beside:
            ops += line(box.right, base, (second,), "r")
    return tuple(ops)


def _frame_marks(look: Look) -> list[Op]:
    """The four corners of the frame."""
    inset, long, thick = round(look.h(MARK)), round(look.h(0.026)), max(2, round(look.h(0.0016)))
    ops: list[Op] = []
    for right in (False, True):
        for bottom in (False, True):
            x = look.width - inset - long if right else inset
            y = look.height - inset - thick if bottom else inset
            ops.append(Fill(x, y, long, thick, look.color("steel"), 0.9))
            x = look.width - inset - thick if right else inset
            y = look.height - inset - long if bottom else inset
            ops.append(Fill(x, y, thick, long, look.color("steel"), 0.9))
    return ops


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


def _heading(said: tuple[str, str], em: float, room: float, look: Look) -> tuple[Piece, ...]:
    leading = look.style(em * 1.05, "ice", 700, 900, halo=look.color("halo"), halo_px=em * 0.03)
    double = look.style(em * 0.85, "cream", 600, 500, tracking=em * 0.08, caps=True, fact=False)
    words: list[Piece] = [(said[0], leading), ("  " + said[1] if said[1] else "", double)]
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


def _fitting(view: CardView, stage: Rect, look: Look) -> tuple[float, float]:
    """The em of the headline amount, and its width."""
    said, unit = view.amount.sign + view.amount.digits, view.amount.unit
    em = min(stage.height * (0.62 if look.wide else 0.68), look.type(0.398 if view.race is not None else 0.44))
    wide, _ = relief_box(said, unit, em)
    room = stage.width * (0.62 if stage.width > stage.height else 0.86)
    if wide > room:
        em *= room / wide
        wide, _ = relief_box(said, unit, em)
    return em, wide


def _amount(view: CardView, amount: Figure, left: float, cap_top: float, em: float, look: Look) -> list[Op]:
    """The headline amount as a picture in relief, and the light that passes over it once."""
    said, unit, theme = amount.sign + amount.digits, amount.unit, look.theme
    wide, high = relief_box(said, unit, em)
    pad = em * 0.16
    ops: list[Op] = [
        Picture(
            left - pad, cap_top - pad, wide + 2 * pad, high + 2 * pad,
            ("relief", said, unit, round(em), theme.name),
            relief(said, unit, em, pad, theme),
            opacity=view.title, zoom=view.zoom,
        )
    ]  # fmt: skip
    if 0 < view.sweep < 1:
        base, color = QPointF(round(left - pad) + pad, round(cap_top - pad) + pad + em * CAP), theme.lit("#FFFDF4")
        key = ("sweep", said, unit, round(em), view.sweep)
        passing = Painted(lambda painter: draw_sweep(painter, said, unit, em, base, view.sweep, color))
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
