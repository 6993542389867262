"""countdown: the time that remains, over a dawn that brightens as it runs out."""

from __future__ import annotations

import msgspec

from wallboard.config.panels import CountdownOptions
from wallboard.core.instants import SECOND_US, remaining_short
from wallboard.core.moment import Moment
from wallboard.core.numerals import MISSING
from wallboard.core.wording import say
from wallboard.paint.fonts import CAP, advance
from wallboard.paint.lettering import doubled, fitted, line
from wallboard.paint.ops import Cell, Digits, Face, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.countdown_backdrop import dawn, second_marks
from wallboard.panels.event_words import countdown_title
from wallboard.panels.opening import swell, swollen
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

DAWN_US = 600 * SECOND_US
STEPS = 24
GLARE = 0.06
"""How far above the horizon the sun is so bright that no words stand there, as a fraction of the canvas."""


class CountdownView(msgspec.Struct, frozen=True):
    """What remains (empty once it is over), the word for it, and how far the dawn has come (0..`STEPS`).

    `lit` of the sixty second marks still shine. `beat` (0..1) is how far the digits are swollen.
    """

    title: tuple[str, str]
    remains: str
    over: tuple[str, str]
    dawn: int
    lit: int
    hero: bool
    beat: float = 0.0
    coming: str = ""
    """That no figure of the event is known yet."""


def resolve(moment: Moment, options: CountdownOptions, setting: PanelContext) -> CountdownView:
    """The countdown at a moment: by the event's clock, which no delay and no dead endpoint holds up."""
    facts, event_us = moment.facts, moment.event_us
    goal_us = facts.start_us if options.to == "start" else facts.end_us
    title = setting.pair(options.label or countdown_title(facts, options.to))
    if event_us is None or goal_us is None:
        return CountdownView(title, MISSING, ("", ""), 0, 60, options.size == "hero")
    left_us = goal_us - event_us
    over, coming = ("", ""), ""
    if left_us <= 0:
        over = setting.pair(say("wall.started" if options.to == "start" else "wall.ended"))
        if options.to == "start" and moment.state.opened_us is None:
            coming = " · ".join(t for t in setting.pair(say("wall.first_figure")) if t)
    near = 1 - min(1.0, max(0.0, left_us / DAWN_US))
    seconds = -(-max(0, left_us) // SECOND_US)
    return CountdownView(
        title if left_us > 0 else ("", ""),
        "" if left_us <= 0 else remaining_short(left_us),
        over,
        round((0.35 + 0.65 * near**2) * STEPS),
        60 if seconds and seconds % 60 == 0 else seconds % 60,
        options.size == "hero",
        round(swell(left_us), 3) if options.to == "start" and not setting.still else 0.0,
        coming,
    )


def place(view: CountdownView, box: Rect, look: Look) -> Placed:
    """The word above, the digits as large as the box allows, the dawn behind them."""
    em = min(look.type(0.0315), box.height * 0.10)
    leading, double = look.heading(em)
    title = doubled((view.title[0], leading), ("  " + view.title[1] if view.title[1] else "", double), box.width)
    middle, apex = sun(box, look)
    ground: list[Op] = []
    live: list[Op] = []
    if view.hero:
        ground.append(dawn(apex, view.dawn / STEPS, box, look))
        live += second_marks(apex, view.lit, box, look)
    ground += line(middle, box.y + em * 1.1, title, "m")
    room = (apex - box.y if view.hero else box.height) - em * 2.2
    if view.over[0]:
        live += _over(view, box, em, room, apex, look)
        return Placed(tuple(ground), tuple(live))
    live += _figure(view, box, em, room, look)
    return Placed(tuple(ground), tuple(live))


def sun(box: Rect, look: Look) -> tuple[float, float]:
    """Where the sun of a countdown's dawn comes up."""
    return box.x + box.width / 2, box.y + box.height * (0.80 if not look.wide else 0.92)


def _over(view: CountdownView, box: Rect, em: float, room: float, apex: float, look: Look) -> tuple[Op, ...]:
    """That it is over, in both languages, and what is to come: all of it above the glare of the sun."""
    middle, size = box.x + box.width / 2, min(room * 0.5, box.width / 6)
    base = box.y + em * 1.6 + room * 0.55
    beneath = base + size * 0.24 + em * 1.3
    last = beneath + (em * 1.7 if view.coming else 0.0)
    up = max(0.0, last - (apex - look.h(GLARE))) if view.hero else 0.0
    halo = {"halo": look.color("halo"), "halo_px": em * 0.12}
    words = ((view.over[0], look.style(size, "@countdown", 700, 900)),)
    ops = list(line(middle, max(base - up, box.y + size), fitted(words, box.width, 0.4), "m"))
    if view.over[1]:
        second = ((view.over[1], look.style(em, "steel", 600, 500, caps=True, **halo)),)
        ops += line(middle, beneath - up, second, "m")
    if view.coming:
        words = ((view.coming, look.style(em * 0.9, "cream", 500, 500, **halo)),)
        ops += line(middle, last - up, fitted(words, box.width, 0.5), "m")
    return tuple(ops)


def _figure(view: CountdownView, box: Rect, em: float, room: float, look: Look) -> tuple[Op, ...]:
    probe = Face("latin", 700, 1000)
    cells_wide = sum(_cell(c, probe) for c in view.remains) / 1000
    size = int(min(box.width / cells_wide, room * 0.69 / CAP))
    face = Face("latin", 700, size)
    x = 0.0
    found = []
    for letter in view.remains:
        wide = _cell(letter, face)
        found.append(Cell(x + (wide - advance(letter, face)) / 2, letter))
        x += wide
    left = box.x + (box.width - x) / 2
    base = box.y + em * 2.2 + (room - size * CAP) * 0.18 + size * CAP
    fill, glow = ("@countdown", "countdown") if view.hero else ("@cold", "")
    digits = Digits(left, base, x, tuple(found), face, fill, glow, view.remains)
    return (digits, swollen(digits, view.beat, look)) if view.beat else (digits,)


def _cell(letter: str, face: Face) -> float:
    return advance("0", face) * 1.06 if letter.isdigit() else advance(letter, face) * 1.2
