"""counter: one figure in rolling digits, with its compact form and the other currency beside its label."""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec import structs

from wallboard.config.panels import CounterOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.money import sign_of, spoken_sign, to_cents
from wallboard.core.motion import progress
from wallboard.core.numerals import MISSING, Language, compact, grouped
from wallboard.paint.fonts import CAP
from wallboard.paint.lettering import Piece, first_fit, fitted, line, width
from wallboard.paint.ops import Digits, Face, Fill, Glow, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.amounts import money
from wallboard.panels.countdown_backdrop import dawn
from wallboard.panels.event_words import final_title
from wallboard.panels.headings import label
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.rolling import AT_REST, Pace, cells, digits, em_for, pace_of, span
from wallboard.panels.wording import say
from wallboard.scene.grid import Rect

SMALLEST = 10**10
"""A hero is sized for at least this many units: it must not shrink in the first minutes of a night."""

DOLLAR = 1.22
"""How much taller than the digits the sign of the dollar stands: it reaches above and below them."""
DAWN = 0.7
"""How strong the light on the horizon is beneath a counter that has the canvas to itself."""
COOLING_US = 2 * SECOND_US
TAIL = 0.14
"""How far a comma hangs below the line, as a share of the digits' height."""


@dataclass(frozen=True, slots=True)
class Heat:
    """How fast the sum grows: `level` (0..1) against the event's peak, and both in words."""

    level: float
    now: str
    peak: str


@dataclass(frozen=True, slots=True)
class CounterView:
    """What a counter says: `figure` is the value (minor units for money) or None where it is missing.

    `pace` is that of its digits; `sized_for` the number of whole units the type must have room
    for; `beside` the pieces of the compact forms, each (text, unit).
    """

    title: tuple[str, str]
    figure: int | None
    unit: int
    sign: str
    suffix: str
    pace: Pace
    sized_for: int
    beside: tuple[tuple[str, str], ...]
    peak: tuple[str, str] | None
    level: float | None
    age_s: int | None
    hero: bool
    heated: bool = False
    """A line for the rate belongs under the digits; `heat` is what it says, where something can be said."""
    heat: Heat | None = None
    cooled: float = 0.0
    """How far the digits have cooled from gold to steel, 0..1: the data are stale."""
    stamp: str = ""
    """That the sum is final: it has stood after the event's end, or was declared to be."""


def resolve(moment: Moment, options: CounterOptions, setting: PanelContext) -> CounterView:
    """What the counter says at a moment."""
    metric = moment.metric(options.metric)
    figure = moment.figure(options.metric)
    pace = pace_of(moment, options.metric) if metric.total and not setting.still else AT_REST
    goal = _goal(moment, options.metric, figure)
    sign, unit = "", 1
    beside: tuple[tuple[str, str], ...] = ()
    if metric.kind == "money":
        unit = 100
        currency = setting.currency if options.currency == "control" else options.currency
        rate = moment.facts.yuan_per_dollar
        if figure is not None:
            beside = _beside(figure, moment, currency, setting)
        sign = sign_of(setting.own, "en")  # a headline without its sign would be any figure
        if currency == "USD" and rate is not None:
            sign = "$"
            figure = None if figure is None else to_cents(figure, rate)
            goal = to_cents(goal, rate)
            pace = replace(pace, speed=pace.speed / float(rate))
    elif metric.kind in ("rate", "audience") and figure is not None:
        figure = int(moment.stepping(options.metric) or 0)
    suffix = options.unit.first(setting.language) if options.unit else ("%" if metric.kind == "share" else "")
    age_us = moment.age_of(metric.field)
    heated = options.size == "hero" and metric.name == "gmv"
    final = metric.name == "gmv" and moment.final
    return CounterView(
        title=setting.pair(options.label or (final_title(moment.facts) if final else metric.title)),
        figure=figure,
        unit=unit if metric.kind != "share" else 10_000,
        sign=sign,
        suffix=suffix,
        pace=pace if pace.stood_us < SECOND_US else AT_REST,
        sized_for=max(goal // unit, SMALLEST if options.size == "hero" and metric.kind == "money" else 1),
        beside=beside if options.secondary else (),
        peak=_peak(moment, options) if options.peak else None,
        level=_level(moment, options, figure),
        age_s=None if age_us is None else age_us // SECOND_US,
        hero=options.size == "hero",
        heated=heated,
        heat=_heat(moment, setting) if heated else None,
        cooled=_cooled(moment),
        stamp=_stamp(setting) if final else "",
    )


def _heat(moment: Moment, setting: PanelContext) -> Heat | None:
    """The rate of the sum against the event's peak; nothing where nothing newer is known, or nothing ever grew."""
    growth = moment.state.growth
    if growth is None or moment.stale or growth.peak <= 0 or moment.final:
        return None
    now, peak = (str(money(fen, moment, setting)) for fen in (growth.now, growth.peak))
    per_second = say("per_second").first(setting.language)
    return Heat(growth.now / growth.peak, f"{now}{per_second}", f"{say('peak').first(setting.language)} {peak}")


def _cooled(moment: Moment) -> float:
    """No news, no light: within two seconds of growing stale the gold has become steel."""
    age_us = moment.age_us
    if age_us is None or not moment.stale:
        return 0.0
    return 1.0 if moment.stands else round(progress(age_us - 3 * moment.interval_us, 0, COOLING_US), 2)


def _stamp(setting: PanelContext) -> str:
    """The word that says that this sum will not move any more."""
    first, second = setting.pair(say("locked"))
    return f"{first} {second.upper()}".strip()


def _goal(moment: Moment, metric: str, figure: int | None) -> int:
    """What the figure is about to reach: digits make room before the roll brings them."""
    following = moment.state.following
    ahead = following.figure(metric) if following is not None and not following.correction else None
    return max(figure or 0, ahead or 0)


def _beside(fen: int, moment: Moment, currency: str, setting: PanelContext) -> tuple[tuple[str, str], ...]:
    own, rate = _own(fen, setting), moment.facts.yuan_per_dollar
    if rate is None:
        return (own,)
    dollars = compact(to_cents(fen, rate), 100, "en", sign="US$ ", long=True)
    pieces = (own, (dollars.sign + dollars.digits, dollars.unit))
    return pieces if currency == "RMB" else pieces[::-1]


def _own(fen: int, setting: PanelContext) -> tuple[str, str]:
    """The compact form in the source's own currency."""
    language: Language = "zh" if setting.language == "zh" or (setting.both and setting.own == "CNY") else "en"
    if language == "zh" and setting.own == "CNY":
        zh = compact(fen, 100, "zh")
        return zh.digits, zh.unit + "元"
    amount = compact(fen, 100, language, sign=spoken_sign(setting.own), long=True)
    return amount.sign + amount.digits, amount.unit


def _peak(moment: Moment, options: CounterOptions) -> tuple[str, str] | None:
    peak = moment.state.peaks.get(options.metric)
    return None if peak is None or moment.metric(options.metric).total else ("peak", grouped(peak.value))


def _level(moment: Moment, options: CounterOptions, figure: int | None) -> float | None:
    peak = moment.state.peaks.get(options.metric)
    if peak is None or figure is None or moment.metric(options.metric).kind != "rate":
        return None
    return min(1.0, figure / max(1, peak.value))


def place(view: CounterView, box: Rect, look: Look) -> Placed:
    """Label and compact forms in one line on top, the digits as large as the box allows beneath."""
    title_em = min(look.type(0.0222) * (1.1 if view.hero else 1.0), box.height * 0.17)
    whole = box
    if view.hero:
        box, title_em = _gathered(view, box, title_em, look)
    horizon = (dawn(whole.y + whole.height * 0.84, DAWN, whole, look),) if box.height < whole.height else ()
    ground, heading_width = label(view.title, box.x, box.y + title_em * 0.95, title_em, look, room=box.width)
    if view.stamp and view.figure is not None:
        stamp, stamp_width = _stamped(view.stamp, box.x + heading_width + title_em * 0.8, box.y, title_em, look)
        if heading_width + title_em * 0.8 + stamp_width <= box.width:
            ground, heading_width = (*ground, *stamp), heading_width + stamp_width + title_em * 0.8
    ground = (*horizon, *ground)
    live: list[Op] = []
    compact_ops: tuple[Op, ...] = ()
    if view.figure is not None:
        pieces = _compact(view, title_em, look)
        compact_ops = _beside_label(pieces, box, title_em, heading_width)
        live += compact_ops
    room = box.height - title_em * 1.25 - (title_em * 0.5 if view.level is not None else 0)
    if view.heated:
        room -= _heat_room(look) + (look.least * 1.5 if box.height < whole.height else 0)
    color = "@hero" if view.hero or view.sign else "@cold"
    if view.figure is None:
        em = min(int(room / 0.7), int(look.h(0.2)))
        style = look.style(em, "steel", 700)
        live += line(box.x + box.width / 2, box.bottom - room * 0.5 + em * 0.25, ((MISSING, style),), "m")
        return Placed(ground, tuple(live))
    suffix_room = 0.0
    reserve = f"{max(view.sized_for, view.figure // view.unit):,}"
    if view.suffix:
        suffix_room = room * 0.5
    # the commas' tails may hang into half the gap to the row beneath, but not out of the safe area
    below = max(0.0, min(look.h(0.011), look.height * (1 - look.safe) - box.bottom))
    high = min(room * (0.96 if view.sign != "$" else 0.96 / DOLLAR), (room + below) / (1 + TAIL))
    em = em_for(box.width - suffix_room, high, reserve, view.sign)
    face = Face("latin", 700, em)
    found = cells(view.figure, view.unit, view.pace, face, view.sign)
    glow = "hero" if color == "@hero" else ""
    x = box.x + (box.width - span(found, face) - suffix_room) / 2 if view.hero else box.x
    bottom = box.y + title_em * 1.25 + room
    baseline = min(bottom - (room - em * CAP) / 2, bottom + below - em * CAP * TAIL)
    if pieces and not compact_ops and not view.hero and room - em * CAP > title_em * 2.6:
        baseline -= title_em * 0.8  # no room beside the label: the compact form stands beneath the digits
        live += line(box.x, baseline + title_em * 2.1, first_fit((pieces,), box.width))
    live += _lit_digits(view, digits(x, baseline, found, face, color, glow))
    if view.heat is not None:
        live += _heat_line(view.heat, box, baseline + em * CAP * TAIL, look)
    if view.suffix:
        style = look.style(em * 0.4, "steel", 600, 500)
        live += line(x + span(found, face) + em * 0.08, baseline, ((view.suffix, style),))
    if view.level is not None:
        live += _meter(view, box, title_em, look)
    return Placed(ground, tuple(live))


def _lit_digits(view: CounterView, gold: Digits) -> tuple[Op, ...]:
    """The digits in gold, in steel, or in between on their way."""
    if not view.cooled or gold.color != "@hero":
        return (gold,)
    cold = tuple(structs.replace(cell, opacity=cell.opacity * view.cooled) for cell in gold.cells)
    steel = structs.replace(gold, color="@steel", glow="", cells=cold)
    return (steel,) if view.cooled >= 1 else (gold, steel)


def _heat_room(look: Look) -> float:
    """The height that the line under the digits takes, with the air above it."""
    return max(2.0, round(look.h(0.0032))) * 3.5


def _heat_line(heat: Heat, box: Rect, top: float, look: Look) -> tuple[Op, ...]:
    """A line under the digits as long as the rate is high, with both in words where there is room for them."""
    thick = max(2.0, round(look.h(0.0032)))
    em = look.least
    y = round(top + thick * 2)
    reach = max(thick, heat.level * box.width)
    spark = look.h(0.016)
    ops: list[Op] = [
        Fill(box.x, y, box.width, thick, look.color("hairline"), 0.2),
        Fill(box.x, y, reach, thick, look.color("ember"), 1.0, look.color("gold"), 1.0, direction="h"),
        Glow(box.x + reach, y + thick / 2, spark, look.color("amber"), 0.9),
        Fill(box.right - thick, y - thick * 1.5, thick, thick * 4, look.color("cream")),
    ]
    if y + thick + em * 1.5 <= box.bottom:
        base = y + thick + em * 1.25
        ops += line(box.x, base, ((heat.now, look.style(em, "gold", 600, 700)),))
        ops += line(box.right, base, ((heat.peak, look.style(em, "steel", 500, 500)),), "r")
    return tuple(ops)


def _gathered(view: CounterView, box: Rect, title_em: float, look: Look) -> tuple[Rect, float]:
    """The part of a high box in which label and digits stand together, the label larger; else the box itself."""
    if view.figure is None or view.suffix or view.level is not None:
        return box, title_em
    em = em_for(box.width, box.height, f"{max(view.sized_for, view.figure // view.unit):,}", view.sign)
    larger = title_em * 1.6
    high = larger * 1.25 + em * 0.98 + (_heat_room(look) + look.least * 1.5 if view.heated else 0)
    if high > box.height * 0.72:
        return box, title_em
    return Rect(box.x, round(box.y + (box.height - high) * 0.45), box.width, round(high)), larger


def _stamped(text: str, x: float, top: float, em: float, look: Look) -> tuple[tuple[Op, ...], float]:
    """A word on a seal beside the label, and its width."""
    pieces = ((text, look.style(em * 0.9, "halo", 700, 900)),)
    wide = width(pieces) + em * 0.9
    seal = Fill(
        x, top - em * 0.06, wide, em * 1.36, look.color("gold"), 1.0, look.color("amber"), 1.0, radius=em * 0.16
    )
    return (seal, *line(x + em * 0.45, top + em * 0.95, pieces)), wide


def _compact(view: CounterView, em: float, look: Look) -> list[Piece]:
    """475.12亿元 = US$ 6.99 billion, and the age of a missing field."""
    pieces: list[Piece] = []
    number, unit = look.style(em * 1.35, "cream"), look.style(em, "cream", 600, 700)
    for index, (text, words) in enumerate(view.beside):
        if index:
            pieces.append((" = ", look.style(em * 1.1, "steel", 500)))
        pieces += [(text, number), ((" " if words and words.isascii() else "") + words, unit)]
    if view.age_s is not None:
        pieces.append((f"  {view.age_s} s", look.style(em, "red", 600)))
    if view.peak is not None:
        pieces += [("峰值 PEAK ", look.style(em * 0.8, "steel", 600, 500)), (view.peak[1], number)]
    return pieces


def _beside_label(pieces: list[Piece], box: Rect, em: float, taken: float) -> tuple[Op, ...]:
    """The compact form at the right end of the label's line, where it has room."""
    room = box.width - taken - em
    if not pieces or room < width(fitted(pieces, room)) or width(pieces) * 0.8 > room:
        return ()
    return line(box.right, box.y + em * 0.95, fitted(pieces, room), "r")


def _meter(view: CounterView, box: Rect, em: float, look: Look) -> tuple[Op, ...]:
    thick = max(2.0, look.h(0.0026))
    y = box.bottom - thick
    level = (view.level or 0.0) * box.width
    return (
        Fill(box.x, y, box.width, thick, look.color("hairline"), 0.16),
        Fill(box.x, y, level, thick, look.color("orange"), 1.0, look.color("gold")),
        Fill(box.right - thick, y - em * 0.3, thick, em * 0.3 + thick, look.color("cream")),
    )
