"""counter: where label, digits, headline and the line of the rate stand, and how large they are set."""

from __future__ import annotations

from functools import lru_cache

from msgspec import structs
from msgspec.structs import replace

from wallboard.core.numerals import MISSING, Figure, grouped
from wallboard.paint.fonts import CAP
from wallboard.paint.lettering import Piece, first_fit, line, width
from wallboard.paint.ops import Digits, Face, Fill, Op, Placed, Text
from wallboard.paint.theme import Look
from wallboard.panels import day_horizon, landing
from wallboard.panels.counter import CounterView
from wallboard.panels.headings import label
from wallboard.panels.rate_line import line_room, rate_line, words_em
from wallboard.panels.rolling import AT_REST, cells, digits, em_for, ink, span, standing
from wallboard.scene.grid import Rect

DOLLAR = 1.22
"""How much taller than the digits the sign of the dollar stands: it reaches above and below them."""
TAIL = 0.14
"""How far a comma hangs below the line, as a share of the digits' height."""
GAP = 0.1
"""Between a headline and its digits, as a share of the headline's height."""
BESIDE = 0.7
"""How small, of its own size, the other currency beside a headline may become."""
SOLE = 0.6
"""A box of at least this part of the canvas's height has the canvas to itself: all of it belongs to the figure."""
LIT = ("@hero", "@figure")
"""The fills that cool to steel when nothing newer is known."""


def place(view: CounterView, box: Rect, look: Look) -> Placed:
    """Everything where it stands; between two ticks only the places of the figure turn on."""
    if view.figure is None or not view.pace.speed or view.cooled or view.landed < 1:
        return _placed(view, box, look)
    standing_still = _kept(replace(view, pace=AT_REST), box, look)
    return Placed(standing_still.ground, tuple(_turned(op, view) for op in standing_still.live))


def _turned(op: Op, view: CounterView) -> Op:
    """The figure with its places as they are on their way; anything else as it is."""
    if type(op) is not Digits or view.figure is None:
        return op
    found = cells(view.figure, view.unit, view.pace, op.face, (view.sign, view.tail), view.language)
    return structs.replace(op, cells=found)


@lru_cache(maxsize=8)
def _kept(view: CounterView, box: Rect, look: Look) -> Placed:
    return _placed(view, box, look)


def _placed(view: CounterView, box: Rect, look: Look) -> Placed:
    """Label and compact forms in one line on top, the digits as large as the box allows beneath.

    On an upright canvas the sum in a few large figures stands above its digits.
    """
    stacked = _stacked(view, box, look) if look.shape == "tall" else None
    if stacked is not None:
        return stacked
    title_em = min(look.type(0.0222) * (1.1 if view.hero else 1.0), box.height * 0.17)
    whole = box
    if view.hero:
        box, title_em = _gathered(view, box, title_em, look)
    alone = box.height < whole.height
    sole = view.heated and whole.height > look.height * SOLE
    ground, heading_width = label(view.title, box.x, box.y + title_em * 0.95, title_em, look, room=box.width)
    stamp, stamp_width = _stamp_beside(view, box, box.y, heading_width, title_em, look)
    ground, heading_width = (*ground, *stamp), heading_width + stamp_width
    live: list[Op] = []
    compact_ops: tuple[Op, ...] = ()
    if view.figure is not None:
        pieces = _compact(view, title_em, look)
        compact_ops = _beside_label(pieces, box, title_em, heading_width)
    words = words_em(title_em, look) if alone else look.type(0.0222)
    room = box.height - title_em * 1.25 - (title_em * 0.5 if view.level is not None else 0)
    if view.heated:
        room -= line_room(look) + (words * 1.5 if alone or sole else 0)
    color = "@hero" if view.hero or view.sign or view.tail else "@cold"
    if view.figure is None:
        return Placed(ground, (*compact_ops, *_missing(box, room, look)))
    suffix_room = room * 0.5 if view.suffix else 0.0
    reserve = _reserve(view)
    # the commas' tails may hang into half the gap to the row beneath, but not out of the safe area
    below = max(0.0, min(look.h(0.011), look.height * (1 - look.safe) - box.bottom))
    high = min(room * (0.96 / DOLLAR if _is_tall(view) else 0.96), (room + below) / (1 + TAIL))
    em = em_for(box.width - suffix_room, high, reserve, (view.sign, view.tail))
    face = Face("latin", 700, em)
    found = cells(view.figure, view.unit, view.pace, face, (view.sign, view.tail), view.language)
    glow = "hero" if color == "@hero" else ""
    x = box.x - ink(found, face)[0]  # hung by its ink: the largest thing on the wall begins at its margin
    bottom = box.y + title_em * 1.25 + room
    baseline = min(bottom - (room - em * CAP) / 2, bottom + below - em * CAP * TAIL)
    if pieces and not compact_ops and not view.hero and room - em * CAP > title_em * 2.6:
        baseline -= title_em * 0.8  # no room beside the label: the compact form stands beneath the digits
        live += line(box.x, baseline + title_em * 2.1, first_fit((pieces,), box.width))
    if sole:
        compact_ops = _beside_digits(view, box, baseline, face, look) or compact_ops
    live += compact_ops
    live += _lit_digits(view, digits(x, baseline, found, face, color, glow), look)
    if view.heat is not None:
        live += rate_line(view.heat, () if alone else view.to_go[:1], box, baseline + em * CAP * TAIL, words, look)
    if view.suffix:
        style = look.style(em * 0.4, "steel", 600, 500)
        live += line(x + span(found, face) + em * 0.08, baseline, ((view.suffix, style),))
    if view.level is not None:
        live += _meter(view, box, title_em, look)
    placed = Placed(ground, tuple(live))
    return _with_the_day(view, placed, whole, box.bottom, title_em, look) if alone else placed


def _missing(box: Rect, room: float, look: Look) -> tuple[Op, ...]:
    """The dash of a figure that is not known, in the middle of the room for its digits."""
    em = min(int(room / 0.7), int(look.h(0.2)), int(box.width * 0.18))
    return line(box.x, box.bottom - room * 0.5 + em * 0.25, ((MISSING, look.style(em, "steel", 700)),))


def _beside_digits(view: CounterView, box: Rect, base: float, face: Face, look: Look) -> tuple[Op, ...]:
    """The compact forms one above the other right of the digits, where a very wide canvas leaves them a fifth of it."""
    left, right = ink(standing(_reserve(view), face, (view.sign, view.tail)), face)
    free = box.width - (right - left)
    if free < box.width * 0.2 or view.age:
        return ()
    size = face.size * 0.28
    number, unit = look.style(size, "cream"), look.style(size * 0.74, "cream", 600, 700)
    ops: list[Op] = []
    for row, (text, word) in enumerate(reversed(view.beside)):
        pieces = first_fit((((text, number), (word, unit)),), free - size)
        ops += line(box.right, base - row * size * 1.35, pieces, "r")
    return tuple(ops)


def _with_the_day(view: CounterView, placed: Placed, box: Rect, bottom: float, em: float, look: Look) -> Placed:
    """The counter over the horizon that is the day, what is left to the next goal between them."""
    ops: list[Op] = []
    top = bottom
    for number, (before, left, behind) in enumerate(view.to_go):
        leads = not number
        size = em * (0.9 if leads else 0.66)
        figure = look.style(size * 1.15, "gold" if leads else "steel", 700, 700, fact=leads)
        plain = look.style(size * 0.9, "ice" if leads else "steel", 600, 700 if leads else 500, fact=leads)
        pieces = ((before, plain), (left, figure), (behind, plain))
        if bottom + size * (2.1 if leads else 1.55) > box.bottom:
            break  # the figure is not alone on its canvas: something else stands beneath
        bottom += size * (1.9 if leads else 1.35)
        ops += line(box.x + box.width / 2, bottom, first_fit((pieces,), box.width), "m")
    first, second = view.estimate
    size = max(look.least, em * 0.62)
    if first and bottom + size * 2.2 <= box.bottom:
        bottom += size * 1.7
        plain = look.style(size, "steel", 600, 500)
        double = ("   " + second if second else "", look.style(size * 0.9, "steel", 500, 500, fact=False))
        ops += line(
            box.x + box.width / 2, bottom, first_fit((((first, plain), double), ((first, plain),)), box.width), "m"
        )
    roomy = day_horizon.free_above(box, look) > bottom
    spoken = [op for op in ops if isinstance(op, Text)]
    from_x = min((op.x for op in spoken), default=float(box.x))
    to_x = max((op.x + op.width for op in spoken), default=float(box.right))
    beside = Rect(round(from_x), round(top + em * 0.5), round(to_x - from_x), round(bottom - top))
    day = day_horizon.place(view.day, box, beside, look) if view.day and roomy else Placed()
    return Placed((*day.ground, *placed.ground), (*day.live, *placed.live, *ops))


def _stacked(view: CounterView, box: Rect, look: Look) -> Placed | None:
    """Label, headline, all digits, and the line of the rate one below the other; None where that has no room."""
    if view.headline is None or view.figure is None:
        return None
    alone = box.height > box.width
    title_em = look.type(0.0222) * (1.5 if alone else 1.1)
    reserve = _reserve(view)
    em = em_for(box.width, box.height, reserve, (view.sign, view.tail))
    full = em * CAP * (1 + TAIL) + line_room(look) + look.least * 1.8
    rise = (DOLLAR - 1) / 2 if _is_tall(view) else 0.0
    cap = min((box.height - title_em * 1.35 - full - em * CAP * 0.3) / (1 + GAP + 2 * rise), look.h(0.13))
    fill = "@steel" if view.cooled >= 0.5 else "@hero"
    others = _compact(replace(view, beside=view.beside[1:]), title_em * 0.9, look)
    beside = width(others) * BESIDE + title_em * 0.6 if others else 0.0  # the other currency has its room first
    headline = first_fit((_headline_pieces(view.headline, cap / CAP, fill, look),), box.width - beside)
    cap = headline[0][1].size * CAP
    if cap < em * CAP * 1.15:
        return None
    down = 0.22 if view.day is not None else 0.42
    y = box.y + (box.height * down - (title_em * 1.35 + cap + full) / 2 if alone else 0.0)
    ground, taken = label(view.title, box.x, y + title_em * 0.95, title_em, look, room=box.width)
    ground = (*ground, *_stamp_beside(view, box, y, taken, title_em, look)[0])
    headline_base = y + title_em * 1.35 + cap * (1 + rise)
    live: list[Op] = list(line(box.x, headline_base, headline))
    if others:
        live += _beside_headline(others, box.x + width(headline) + title_em * 0.6, box.right, headline_base)
    face = Face("latin", 700, em)
    found = cells(view.figure, view.unit, view.pace, face, (view.sign, view.tail), view.language)
    baseline = headline_base + cap * (GAP + rise) + em * CAP * (1.15 + rise)
    live += _lit_digits(view, digits(box.x - ink(found, face)[0], baseline, found, face, "@figure", ""), look)
    if view.heat is not None:
        room = Rect(box.x, box.y, box.width, round(baseline + full) - box.y)
        live += rate_line(
            view.heat, () if alone else view.to_go[:1], room, baseline + em * CAP * TAIL, look.least, look
        )
    placed = Placed(ground, tuple(live))
    return _with_the_day(view, placed, box, baseline + full, title_em, look) if alone else placed


def _reserve(view: CounterView) -> str:
    """The widest figure that the type must have room for."""
    return grouped(max(view.sized_for, (view.figure or 0) // view.unit), view.language)


def _is_tall(view: CounterView) -> bool:
    """Whether the currency's sign reaches above and below the digits."""
    return "$" in view.sign + view.tail


def _headline_pieces(headline: Figure, em: float, fill: str, look: Look) -> list[Piece]:
    glow = "hero" if fill == "@hero" else ""
    number = look.style(em, fill, 700, 900, glow=glow)
    unit = look.style(em * (0.6 if headline.unit.isascii() else 0.95), fill, 700, 900, glow=glow)
    gap = headline.gap or (" " if headline.unit.isascii() else "")
    return [(headline.sign + headline.digits, number), (gap + headline.unit if headline.unit else "", unit)]


def _beside_headline(pieces: list[Piece], left: float, right: float, base: float) -> tuple[Op, ...]:
    """The other currency at the right end of the headline's line; nothing where it would be too small to read."""
    found = first_fit((pieces,), right - left)
    return line(right, base, found, "r") if right > left and width(found) >= width(pieces) * BESIDE * 0.9 else ()


def _lit_digits(view: CounterView, gold: Digits, look: Look) -> tuple[Op, ...]:
    """The digits in gold, in steel, or in between on their way."""
    if not view.cooled or gold.color not in LIT:
        return (gold, landing.light(gold, view.landed, look)) if 0 < view.landed < 1 else (gold,)
    cold = tuple(structs.replace(cell, opacity=cell.opacity * view.cooled) for cell in gold.cells)
    steel = structs.replace(gold, color="@steel", glow="", cells=cold)
    return (steel,) if view.cooled >= 1 else (gold, steel)


def _gathered(view: CounterView, box: Rect, title_em: float, look: Look) -> tuple[Rect, float]:
    """The part of a high box in which label and digits stand together, the label larger; else the box itself."""
    if view.suffix or view.level is not None:
        return box, title_em
    em = em_for(box.width, box.height, _reserve(view), (view.sign, view.tail))
    sole = box.height > look.height * SOLE
    for larger in (title_em * 1.6, title_em * 1.3):
        words = words_em(larger, look) * 1.5
        high = larger * 1.25 + em * 0.98 + (line_room(look) + words if view.heated else 0)
        if high <= box.height * (0.86 if sole else 0.72):
            break
    else:
        return box, title_em
    goal = larger * 1.9 if view.to_go else 0.0
    spare = box.height - high
    roomy = view.day is not None and day_horizon.free_above(box, look) > box.y + spare * 0.08 + high + goal
    above = spare * 0.08 if roomy else max(0.0, spare - goal) * 0.45  # the day has the lower part
    return Rect(box.x, round(box.y + above), box.width, round(high)), larger


def _stamp_beside(
    view: CounterView, box: Rect, top: float, taken: float, em: float, look: Look
) -> tuple[tuple[Op, ...], float]:
    """The seal of a final sum beside its label, and the width both add; nothing where it has no room."""
    if not view.stamp or view.figure is None:
        return (), 0.0
    stamp, wide = _stamped(view.stamp, box.x + taken + em * 0.8, top, em, look, landing.seal(view.landed))
    return (stamp, wide + em * 0.8) if taken + em * 0.8 + wide <= box.width else ((), 0.0)


def _stamped(text: str, x: float, top: float, em: float, look: Look, shown: float) -> tuple[tuple[Op, ...], float]:
    """A word on a seal beside the label, `shown` (0..1) of it, and its width."""
    pieces = ((text, look.style(em * 0.9, "halo", 700, 900, opacity=shown)),)
    wide = width(pieces) + em * 0.9
    seal = Fill(
        x, top - em * 0.1, wide, em * 1.3, look.color("gold"), shown, look.color("amber"), shown, radius=em * 0.16
    )
    return (seal, *line(x + em * 0.45, top + em * 0.95, pieces)), wide


def _compact(view: CounterView, em: float, look: Look) -> list[Piece]:
    """475.12亿元 = US$ 6.99 billion, and the age of a missing field."""
    pieces: list[Piece] = []
    number, unit = look.style(em * 1.35, "cream"), look.style(em, "cream", 600, 700)
    for index, (text, words) in enumerate(view.beside):
        if index:
            pieces.append((" = ", look.style(em * 1.1, "steel", 500)))
        pieces += [(text, number), (words, unit)]
    if view.age:
        pieces.append((f"  {view.age}", look.style(em, "red", 600)))
    if view.peak is not None:
        pieces += [(f"{view.peak[0]} ", look.style(em * 0.8, "steel", 600, 500)), (view.peak[1], number)]
    return pieces


def _beside_label(pieces: list[Piece], box: Rect, em: float, taken: float) -> tuple[Op, ...]:
    """The compact form at the right end of the label's line, where it has room."""
    room = box.width - taken - em
    if not pieces or width(pieces) * 0.8 > room:
        return ()
    return line(box.right, box.y + em * 0.95, first_fit((pieces,), room), "r")


def _meter(view: CounterView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    thick = max(2.0, look.h(0.0026))
    y = box.bottom - thick
    level = (view.level or 0.0) * box.width
    return (
        Fill(box.x, y, box.width, thick, look.color("hairline"), 0.16),
        Fill(box.x, y, level, thick, look.color("orange"), 1.0, look.color("gold")),
        Fill(box.right - thick, y - em * 0.3, thick, em * 0.3 + thick, look.color("cream")),
    )
