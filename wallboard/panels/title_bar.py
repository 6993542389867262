"""title_bar: logo, name of the event, clocks, and the badges that every picture carries."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from wallboard.config.panels import TitleBarOptions
from wallboard.core.badges import badges
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING
from wallboard.core.wording import say
from wallboard.paint.fonts import CAP
from wallboard.paint.images import fitted_picture
from wallboard.paint.lettering import Piece, Style, first_fit, fitted, line, whole, width
from wallboard.paint.ops import Fill, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.badging import BadgeWord, badge_ops, worded
from wallboard.panels.event_words import passed, time_of_day
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

NARROWEST = 0.75
"""How small, of its own size, the event's name may become on an upright canvas."""


class TitleBarView(msgspec.Struct, frozen=True):
    """What the bar says; clocks are texts already cut to the second, `elapsed` empty where it is not shown."""

    logo: str
    name: tuple[str, str]
    year: str
    elapsed_label: tuple[str, str]
    elapsed: str
    clock_label: tuple[str, str]
    clock: str
    badges: tuple[BadgeWord, ...]
    picture: str = ""
    """The path of a picture that stands in place of the logo's text."""


def resolve(moment: Moment, options: TitleBarOptions, setting: PanelContext) -> TitleBarView:
    """The bar at a moment; before the event there is no elapsed time."""
    facts, event_us = moment.facts, moment.event_us
    name = setting.pair(facts.name) if options.show_name else ("", "")
    return TitleBarView(
        logo=facts.logo,
        name=name,
        year=facts.year_beside(name[0]),
        elapsed_label=setting.pair(say("wall.elapsed")),
        elapsed=passed(facts, event_us) if options.show_elapsed else "",
        clock_label=setting.pair(facts.place),
        clock=_clock(facts, event_us, setting) if options.show_clock else "",
        badges=tuple(worded(b, moment, setting) for b in badges(moment)),
        picture=setting.logo,
    )


def _clock(facts: EventInfo, event_us: int | None, setting: PanelContext) -> str:
    return MISSING if event_us is None else time_of_day(facts, event_us, setting.language)


def place(view: TitleBarView, box: Rect, look: Look) -> Placed:
    """Everything on one baseline: what matters least goes first where the canvas is narrow, the badges never.

    On an upright canvas there are two lines: the name and its double, the badges and beneath them the clock.
    """
    if look.shape == "tall":
        return _two_lines(view, box, look)
    em = min(box.height * 1.12, look.type(0.0463), box.width / 22)
    base = max(box.bottom - max(em * 0.30, box.height * 0.16), box.y + em * CAP)
    rule_y = box.bottom - look.line
    badge_height = em * 0.70
    signs, taken = badge_ops(view.badges, box.right, base - em * 0.26, badge_height, look)
    most = box.width - width(_name(view, em, look)[:1]) - em
    if taken > most:  # every badge that holds stands, smaller if it must
        signs, taken = badge_ops(view.badges, box.right, base - em * 0.26, badge_height * most / taken * 0.98, look)
    live: list[Op] = list(signs)
    right = box.right - taken - em * 0.45
    left = _name(view, em, look)
    for keep in (3, 2, 1):
        clocks = _clocks(view, em, look, keep)
        if sum(width(p) + em * 0.6 for p in clocks) + width(left) < right - box.x:
            break
    else:
        left = left[:1]
        clocks = _clocks(view, em, look, 1)
        while clocks and sum(width(p) + em * 0.6 for p in clocks) + width(left) > right - box.x:
            clocks = clocks[:-1]
    for pieces in clocks:
        live += line(right, base, pieces, "r")
        right -= width(pieces) + em * 0.6
    while len(left) > 1 and width(left) > right - box.x:
        left = left[:-1]
    return Placed((*_logo_ops(view, left, box, base, em), *_rule(box, rule_y, look)), tuple(live))


def _rule(box: Rect, y: float, look: Look) -> tuple[Op, ...]:
    warm = look.color("orange")
    return (
        Fill(box.x, y, box.width, look.line, look.color("hairline"), 0.24),
        Fill(box.x, y - look.line, box.width * 0.3, look.line * 2, warm, 0.95, warm, 0.0),
    )


def _two_lines(view: TitleBarView, box: Rect, look: Look) -> Placed:
    """Logo, the name over its double; at the right the badges over the clock. The badges take what they need first."""
    em = min(box.height * 0.44, box.width / 20)
    lower = box.bottom - em * 0.42
    upper = lower - em * 1.04
    high = em * 0.74
    logo = first_fit((_logo(view, look.style(em * 1.9, "@logo", 800, 900, italic=True)),), box.width * 0.36)
    name_x = box.x + width(logo) + (em * 0.35 if logo else 0)
    free = box.right - name_x - em * 0.5
    year: Piece = (" " + view.year if view.year else "", look.style(em * 0.66, "gold", 700))
    told = ((view.name[0], look.style(em * 0.66, "ice", 700, 900)), year)
    least = width(told) * NARROWEST
    _, taken = badge_ops(view.badges, box.right, upper, high, look)
    crowded = taken > free * 0.62 or least > free - taken  # then the badges have the upper line to themselves
    signs, taken = _badges_within(view.badges, (box.right, upper - em * 0.26), high, look, box.right - name_x)
    clocks = _clocks(view, em, look, 2)[-1:]
    clock = first_fit(clocks, box.width * 0.5) if clocks else ()
    if least > free - width(clock):
        clock = clock[-1:]  # the label of the time goes before the name is cut
    room = free - max(0.0 if crowded else taken, width(clock))
    name = fitted(told if least <= room else told[:1], room, NARROWEST)
    second = view.name[1] if not crowded else ""
    double = fitted(((second, look.style(em * 0.56, "steel", 600, 500, fact=False)),), room)
    second = second if whole(double, second) else ""  # half a translation is none
    base = lower if second or crowded else (upper + lower) / 2
    ground = (*_logo_ops(view, logo, box, lower, em * 1.9), *line(name_x, upper if second else base, name))
    if second:
        ground += line(name_x, lower - em * 0.08, double)
    return Placed((*ground, *_rule(box, box.bottom - look.line, look)), (*signs, *line(box.right, lower, clock, "r")))


def _badges_within(
    badges: tuple[BadgeWord, ...], at: tuple[float, float], high: float, look: Look, most: float
) -> tuple[tuple[Op, ...], float]:
    """The badges left of a point in at most so much room, and what they take.

    Where that is too little they are said in one language, rather larger than in two; but SIMULATED is said in both.
    """
    signs, taken = badge_ops(badges, *at, high, look)
    if taken <= most:
        return signs, taken
    shorter = tuple(replace(b, second="") if b.first and b.kind != "simulated" else b for b in badges)
    _, taken = badge_ops(shorter, *at, high, look)
    return badge_ops(shorter, *at, high * min(1.0, most / taken * 0.98), look)


def _logo(view: TitleBarView, style: Style) -> list[Piece]:
    return [(view.logo + " ", style)] if view.logo or view.picture else []


def _logo_ops(view: TitleBarView, pieces: Sequence[Piece], box: Rect, base: float, em: float) -> tuple[Op, ...]:
    """The logo and what follows it; a picture stands on the baseline in the room of the logo's text."""
    if not view.picture:
        return line(box.x, base, pieces)
    room = width(pieces[:1])
    picture = fitted_picture(view.picture, box.x, base + em * 0.1, em * 0.95, room)
    if picture is None:  # the badges of this bar are worth more than a logo
        return line(box.x, base, pieces)
    return (picture, *line(box.x + room, base, pieces[1:]))


def _name(view: TitleBarView, em: float, look: Look) -> list[Piece]:
    pieces = _logo(view, look.style(em, "@logo", 800, 900, italic=True))
    first, second = view.name
    if first:
        size = em * (0.62 if pieces else 0.8)  # without a logo the name stands for it
        pieces.append(((" " if pieces else "") + first, look.style(size, "ice", 700, 900)))
    if view.year:
        pieces.append(("  " + view.year, look.style(em * 0.66, "gold", 700)))
    if second:
        style = look.style(em * 0.46, "steel", 600, 500, tracking=em * 0.05, caps=True, fact=False)
        pieces.append(("   " + second, style))
    return pieces


def _clocks(view: TitleBarView, em: float, look: Look, keep: int) -> list[list[Piece]]:
    """The clocks from right to left; `keep` 3: all with both labels, 2: one label each, 1: no elapsed time."""
    found = []
    for text, title, color in (
        (view.clock, view.clock_label, "ice"),
        (view.elapsed if keep > 1 else "", view.elapsed_label, "cyan"),
    ):
        if not text:
            continue
        first, second = title
        pieces: list[Piece] = [
            (first + ("  " if keep < 3 or not second else " "), look.style(em * 0.41, "steel", 600, 500))
        ]
        if second and keep > 2:
            style = look.style(em * 0.37, "steel", 600, 500, tracking=em * 0.01, caps=True, fact=False)
            pieces.append((second + "  ", style))
        pieces.append((text, look.style(em * 0.80, color, 700)))
        found.append(pieces)
    return found
