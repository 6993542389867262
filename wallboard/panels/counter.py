"""counter: what one figure in rolling digits says, with its compact form and the other currency."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from msgspec.structs import replace as with_fields

from wallboard.config.panels import CounterOptions
from wallboard.core.currencies import Currency, is_home, marks
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.money import exchanged
from wallboard.core.motion import progress
from wallboard.core.number_forms import forms
from wallboard.core.numerals import Figure, amount, compact, grouped
from wallboard.core.wording import say
from wallboard.panels.amounts import amount_of, known_figure, money, row_amount
from wallboard.panels.day_horizon import Day, day_of
from wallboard.panels.estimate import passes_between
from wallboard.panels.event_words import final_title, short_age, title_of
from wallboard.panels.landing import landed
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.rolling import AT_REST, RollingPace, pace_of

SMALLEST = 10**10
"""A hero is sized for at least this many units: it must not shrink in the first minutes of a night."""

COOLING_US = 2 * SECOND_US


class Heat(msgspec.Struct, frozen=True):
    """How fast the sum grows: `level` (0..1) against the event's peak, and both in words."""

    level: float
    now: str
    peak: str


class CounterView(msgspec.Struct, frozen=True):
    """What a counter says: `figure` is the value (minor units for money) or None where it is missing.

    `pace` is that of its digits; `sized_for` the number of whole units the type must have room
    for; `beside` the pieces of the compact forms, each (text, unit).
    """

    title: tuple[str, str]
    figure: int | None
    unit: int
    sign: str
    tail: str
    """What of the currency's sign follows the digits."""
    suffix: str
    language: str
    pace: RollingPace
    sized_for: int
    beside: tuple[tuple[str, str], ...]
    peak: tuple[str, str] | None
    level: float | None
    hero: bool
    heated: bool = False
    """A line for the rate belongs under the digits; `heat` is what it says, where something can be said."""
    heat: Heat | None = None
    cooled: float = 0.0
    """How far the digits have cooled from gold to steel, 0..1: the data are stale."""
    day: Day | None = None
    """The day so far, for a counter that has the canvas to itself."""
    to_go: tuple[tuple[str, str, str], ...] = ()
    """What is left to the next sum that is celebrated or to an earlier year's whole day, in each language shown: words,
    an amount, words."""
    estimate: tuple[str, str] = ("", "")
    """When the nearest goal may be passed, called an estimate; only where it is asked for and can be told."""
    headline: Figure | None = None
    """The sum in a few large figures, for canvases that are too narrow to set all of its digits large."""
    stamp: str = ""
    """That the sum is final: it has stood after the event's end, or was declared to be."""
    landed: float = 1.0
    """How much (0..1) is over of the moment at which it became so."""
    age: str = ""
    """The age of a figure that is missing, in words."""


def resolve(moment: Moment, options: CounterOptions, setting: PanelContext) -> CounterView:
    """What the counter says at a moment."""
    metric = moment.metric(options.metric)
    figure = known_figure(options.metric, moment)
    pace = pace_of(moment, options.metric) if metric.total and not setting.still else AT_REST
    goal = _goal(moment, options.metric, figure)
    fen, sign, tail, unit = figure, "", "", 1
    beside: tuple[tuple[str, str], ...] = ()
    if metric.kind == "money":
        if options.currency != "control":
            setting = replace(setting, lead=options.currency)
        if figure is not None:
            beside = _beside(figure, setting)
        speed, own_scale = pace.speed, setting.own.scale
        figure = None if figure is None else setting.leading(figure)[0]
        goal, currency = setting.leading(goal)
        sign, tail = marks(currency.code, setting.language, "headline")  # without it a headline would be any figure
        unit = currency.scale
        if currency != setting.own and setting.exchange is not None:
            pace = with_fields(pace, speed=speed / own_scale * unit / float(setting.exchange[1]))
    elif metric.kind in ("rate", "audience") and figure is not None:
        figure = int(moment.stepping(options.metric) or 0)
    suffix = options.unit.first(setting.language) if options.unit else ("%" if metric.kind == "share" else "")
    age_us = moment.age_of(metric.field)
    heated = options.size == "hero" and metric.name == "gmv"
    final = metric.name == "gmv" and moment.final
    return CounterView(
        title=setting.pair(options.label or (final_title(moment.facts) if final else title_of(metric, moment.facts))),
        figure=figure,
        unit=unit if metric.kind != "share" else 10_000,
        sign=sign,
        tail=tail,
        suffix=suffix,
        language=setting.language,
        pace=pace if pace.stood_us < SECOND_US else AT_REST,
        sized_for=max(goal // unit, SMALLEST if options.size == "hero" and metric.kind == "money" else 1),
        beside=beside if options.secondary else (),
        peak=_peak(moment, options, setting) if options.peak else None,
        level=_level(moment, options, figure),
        hero=options.size == "hero",
        heated=heated,
        heat=_heat(moment, setting) if heated else None,
        cooled=_cooled(moment),
        headline=_headline(fen, setting) if heated and fen is not None else None,
        day=day_of(moment, setting) if heated else None,
        to_go=_to_go(moment, options.metric, setting) if heated and not final else (),
        estimate=_estimate(moment, options, setting) if heated and options.estimate and not final else ("", ""),
        stamp=_stamp(setting) if final and (not pace.speed or pace.stood_us >= SECOND_US) else "",
        landed=landed(moment) if final and options.size == "hero" and not setting.still else 1.0,
        age="" if age_us is None else short_age(age_us // SECOND_US).first(setting.language),
    )


def seen_at(moment: Moment, options: CounterOptions) -> int:
    """The tick, where nothing but the places of a total moves between two."""
    moving = not moment.metric(options.metric).total or moment.stale or moment.final
    return moment.playhead_us if moving else moment.seen_us


def moved(view: CounterView, moment: Moment) -> CounterView:
    """What was said at the tick, its places turned on."""
    since_us = moment.playhead_us - moment.tick_us
    if not view.pace.speed or view.pace.since_us == since_us:
        return view
    return with_fields(view, pace=with_fields(view.pace, since_us=since_us))


def _heat(moment: Moment, setting: PanelContext) -> Heat | None:
    """The rate of the sum against the event's peak; nothing where nothing newer is known, or nothing ever grew."""
    growth = moment.state.growth
    if growth is None or moment.stale or growth.peak <= 0 or moment.final:
        return None
    now, peak = (str(row_amount(fen, setting)) for fen in (growth.now, growth.peak))
    language = setting.language
    per_second = say("wall.per_second", amount=now).first(language)
    return Heat(growth.now / growth.peak, per_second, f"{say('wall.peak').first(language)} {peak}")


def _to_go(moment: Moment, metric: str, setting: PanelContext) -> tuple[tuple[str, str, str], ...]:
    """What is left to the nearest goal, in each language: the words before the amount, the amount, those behind it.

    In the source's own currency, as the goal is told, and rounded down like every sum; nothing where no goal is ahead.
    """
    fen, facts = moment.figure(metric), moment.facts
    days = {year.final(): year.year for year in facts.earlier_years}
    goal = _nearest_goal(moment, metric)
    if goal is None or fen is None:
        return ()
    said = []
    for language in setting.languages:
        left = str(row_amount(goal - fen, replace(setting, languages=(language,), lead="own")))
        if goal in days:
            phrase = say("wall.to_go_day", left=left, year=str(days[goal]))
        else:
            phrase = say("wall.to_go", left=left, amount=str(amount_of(goal, setting, language)))
        said.append(phrase.exact(language).partition(left))
    return tuple(words for words in said if words[1])


def _nearest_goal(moment: Moment, metric: str) -> int | None:
    """The next sum that is celebrated, or the whole day of an earlier year; None where none is ahead."""
    fen, facts = moment.figure(metric), moment.facts
    goals = (*facts.milestones_fen, *(year.final() for year in facts.earlier_years))
    return min((goal for goal in goals if fen is not None and goal > fen), default=None)


def _estimate(moment: Moment, options: CounterOptions, setting: PanelContext) -> tuple[str, str]:
    """The range of when the nearest goal may be passed, in words; empty where nobody can tell."""
    goal, curve, facts = _nearest_goal(moment, options.metric), moment.state.curve, moment.facts
    if goal is None or curve is None or moment.stale:
        return "", ""
    found = passes_between(curve, goal, facts.end_us)
    if found is None:
        return "", ""
    begin, end = (facts.told(at_us)[:-3] for at_us in found)
    return setting.pair(say("wall.estimate", begin=begin, end=end))


def _cooled(moment: Moment) -> float:
    """No news, no light: within two seconds of growing stale the gold has become steel."""
    age_us = moment.age_us
    if age_us is None or not moment.stale:
        return 0.0
    return 1.0 if moment.stands else round(progress(age_us - 3 * moment.interval_us, 0, COOLING_US), 2)


def _stamp(setting: PanelContext) -> str:
    """The word that says that this sum will not move any more."""
    first, second = setting.pair(say("wall.locked"))
    return f"{first} {second.upper()}".strip()


def _goal(moment: Moment, metric: str, figure: int | None) -> int:
    """What the figure is about to reach: digits make room before the roll brings them."""
    following = moment.state.following
    ahead = following.figure(metric) if following is not None and not following.correction else None
    return max(figure or 0, ahead or 0)


def _headline(fen: int, setting: PanelContext) -> Figure | None:
    """The sum in its unit; None for one that fills no unit of the language: its digits say all."""
    minor, currency = setting.leading(fen)
    return money(fen, setting) if compact(minor, currency.scale, setting.language).unit else None


def _beside(fen: int, setting: PanelContext) -> tuple[tuple[str, str], ...]:
    """The compact forms, (text, unit): in the source's own currency, and in the second where it has a rate.

    A leading sum that fills no unit is left out: its digits say all.
    """
    own = setting.own
    home = next((tag for tag in setting.languages if is_home(own.code, tag)), setting.language)
    pieces = [_spoken(fen, own, home)]
    if setting.exchange is not None:
        second, rate = setting.exchange
        abroad = setting.language
        if is_home(own.code, home):  # 475.12亿元 = US$ 6.99 billion: each language with its own currency
            abroad = next((tag for tag in setting.languages if tag != home), home)
        elif forms(abroad).groups[1] == 2:  # lakh and crore are of rupees: dollars are millions in India too
            abroad = abroad.partition("-")[0]
        pieces.append(_spoken(exchanged(fen, own, second, rate), second, abroad))
    first, *others = pieces if setting.lead == "own" else pieces[::-1]
    return (*([first[:2]] if first[2] else []), *(piece[:2] for piece in others))


def _spoken(minor: int, currency: Currency, language: str) -> tuple[str, str, bool]:
    """A compact form as (text, unit), and whether it is shorter than all digits."""
    found = amount(minor, currency, language, 2, "text", long=True)
    shorter = bool(compact(minor, currency.scale, language, long=True).unit)
    return found.sign + found.digits, found.gap + found.unit, shorter


def _peak(moment: Moment, options: CounterOptions, setting: PanelContext) -> tuple[str, str] | None:
    peak = moment.state.peaks.get(options.metric)
    if peak is None or moment.metric(options.metric).total:
        return None
    return say("wall.peak").first(setting.language), grouped(peak.value, setting.language)


def _level(moment: Moment, options: CounterOptions, figure: int | None) -> float | None:
    peak = moment.state.peaks.get(options.metric)
    if peak is None or figure is None or moment.metric(options.metric).kind != "rate":
        return None
    return min(1.0, figure / max(1, peak.value))
