"""counter: what one figure in rolling digits says, with its compact form and the other currency."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallboard.config.panels import CounterOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.money import sign_of, spoken_sign, to_cents
from wallboard.core.motion import progress
from wallboard.core.numerals import Figure, Language, compact, grouped
from wallboard.panels.amounts import money, short
from wallboard.panels.event_words import final_title
from wallboard.panels.panel_context import PanelContext
from wallboard.panels.rolling import AT_REST, Pace, pace_of
from wallboard.panels.wording import say

SMALLEST = 10**10
"""A hero is sized for at least this many units: it must not shrink in the first minutes of a night."""

COOLING_US = 2 * SECOND_US


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
    headline: Figure | None = None
    """The sum in a few large figures, for canvases that are too narrow to set all of its digits large."""
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
        headline=_headline(figure, sign, setting) if heated and figure is not None else None,
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


def _headline(minor: int, sign: str, setting: PanelContext) -> Figure:
    """474.9亿, ¥47.49bn: in Chinese the unit says what is counted, so the sign of the source's own currency may go."""
    own = sign_of(setting.own, setting.language)
    return short(minor, 100, setting, sign if sign == "$" else own)


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
