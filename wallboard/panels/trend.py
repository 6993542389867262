"""trend: the night's curve with its milestones, earlier years behind it, on an axis that is never outrun."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

import msgspec
import numpy as np
from msgspec.structs import replace

from wallboard.config.panels import TrendOptions
from wallboard.core.event_info import EarlierYear, EventInfo
from wallboard.core.instants import HOUR_US, MINUTE_US, SECOND_US, clock, elapsed, from_us
from wallboard.core.moment import Moment
from wallboard.core.numerals import Figure
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import say
from wallboard.panels.amounts import amount_of, known_figure, metric_figure, money
from wallboard.panels.curve_track import NO_CURVE, CurveTrack, filled_track, track
from wallboard.panels.event_words import curve_title, day_of, title_of
from wallboard.panels.milestone import RoundSum, compared_year, gain, is_comparable
from wallboard.panels.panel_context import PanelContext

WINDOWS_US = tuple(
    [m * MINUTE_US for m in (2, 5, 10, 20, 40, 60, 80, 120, 140)]
    + [h * HOUR_US for h in (3, 4, 6, 8, 10, 12, 16, 20, 24)]
)
STEPS_US = tuple(
    [s * SECOND_US for s in (15, 30, 60)]
    + [m * MINUTE_US for m in (2, 5, 10, 20, 30)]
    + [h * HOUR_US for h in (1, 2, 4, 8, 12)]
)
DAY_US = 24 * HOUR_US
FULL = 0.86
"""How much of the window the night may fill before the next one is taken."""
CURVE_STEPS = 512
"""In which the drawn curve follows the head across the plot: four pixels at 4K."""
HEAD_STEPS = (4096, 2048)
"""In which the head of the curve moves across and up the plot, downwards rounded: half a pixel at 4K."""


class Flag(msgspec.Struct, frozen=True):
    """A milestone on the curve: where (elapsed seconds, fen), its amount and its time in words.

    `by` is the word before a time that is only an upper bound.
    """

    x: float
    y: float
    amount: Figure
    at: str
    by: str = ""


class TrendView(msgspec.Struct, frozen=True):
    """The curve in words and data units (elapsed seconds, fen).

    `head` is where the night stands now; `window_s` and `top` what the axes show; `ticks` what the time axis says and
    where, `step_s` apart: the time since the start, or the time of day where there is none; `lead` how much sooner than
    the compared year the latest comparable milestone fell: (gain, the same in whole minutes from an hour on, amount and
    year), empty where nothing compares.
    """

    title: tuple[str, str]
    track: CurveTrack
    head: tuple[float, float, Figure] | None
    flags: tuple[Flag, ...]
    ghosts: tuple[EarlierYear, ...]
    """The earlier years, the latest first."""
    reached: tuple[str, ...]
    """What each of them had passed by the window's right edge, the latest published sum; empty where none was."""
    window_s: float
    step_s: float
    ticks: tuple[tuple[float, str], ...]
    top: float
    year: str
    lead: tuple[str, str, str]
    empty: tuple[str, str] | None
    filled: CurveTrack = NO_CURVE
    """Across outages: what the source said afterwards of its past, drawn as such."""
    stale: bool = False
    """Nothing newer is known: what the head says is drawn on from there as a thin line of steel."""


def resolve(moment: Moment, options: TrendOptions, setting: PanelContext) -> TrendView:
    """The curve at a moment."""
    facts, current = moment.facts, moment.state.current
    start_us, length_us = _origin_us(moment), facts.length_us
    metric = moment.metric(options.metric)
    is_gmv = metric.name == "gmv"
    figure = known_figure(metric.name, moment)
    head = None
    if current is not None and figure is not None and moment.event_us is not None:
        clock_us = moment.event_us - int(facts.delay_us * current.snapshot.rate) - (moment.state.lag_us or 0)
        at_us = max(clock_us, current.snapshot.at_us) - start_us
        at_us = at_us if length_us is None else min(at_us, length_us)
        told = _told(figure, setting) if is_gmv else metric_figure(metric.name, moment, setting, "compact")
        head = (max(0.0, at_us / 1e6), float(figure), told or Figure("", ""))
    window_us = length_us if options.window == "event" and length_us is not None else _window(head, length_us)
    step_us = _step(window_us)
    wanted = options.earlier_years
    known = sorted(facts.earlier_years, key=lambda year: -year.year)
    ghosts = tuple(y for y in known if is_gmv and (wanted is None or y.year in wanted))
    passed = moment.state.milestones if is_gmv and options.flags else ()
    found = track(moment.state.curve, start_us, window_us // CURVE_STEPS, metric.name)
    top = _top(head, found, ghosts, window_us)
    return TrendView(
        title=setting.pair(
            options.title or (curve_title(facts, final=moment.final) if is_gmv else title_of(metric, facts))
        ),
        track=_from_zero(found, facts) if metric.total else found,
        head=None if head is None else (*_stepped(head, (window_us / 1e6, top)), head[2]),
        # What a first snapshot had passed long before has no place on the curve: nobody knows where.
        flags=tuple(_flag(m, start_us, facts, setting) for m in passed if m.record),
        ghosts=ghosts,
        reached=tuple(_reached(year, window_us, setting) for year in ghosts),
        window_s=window_us / 1e6,
        step_s=step_us / 1e6,
        # before the first snapshot of an event without a start nobody knows where the axis begins
        ticks=() if not start_us else _ticks(facts, start_us, window_us, step_us, setting.language),
        top=top,
        year=facts.year,
        lead=_lead(moment, setting) if is_gmv and options.comparison else ("", "", ""),
        empty=setting.pair(say("wall.no_data")) if current is None else None,
        filled=filled_track(moment.state.curve, start_us, metric.name),
        stale=moment.stale,
    )


def seen_at(moment: Moment, _options: TrendOptions) -> int:
    """The tick: the head of the curve creeps."""
    return moment.seen_us


def _told(fen: int, setting: PanelContext) -> Figure:
    """The sum at the head of the curve, with one more digit below ten of its unit: ¥9.9bn, ¥47bn."""
    whole = money(fen, setting, 0)
    return money(fen, setting, 1) if len(whole.digits) == 1 and whole.unit else whole


def _flag(milestone: Milestone, start_us: int, facts: EventInfo, setting: PanelContext) -> Flag:
    at_s, by = (milestone.at_us - start_us) / 1e6, "" if milestone.exact else say("wall.by").first(setting.language)
    amount = amount_of(milestone.gmv_fen, setting)
    return Flag(at_s, float(milestone.gmv_fen), amount, facts.told(milestone.at_us), by)


def _origin_us(moment: Moment) -> int:
    """Where the time axis begins: at the event's start, else in the minute of the first accepted snapshot."""
    facts, curve, current = moment.facts, moment.state.curve, moment.state.current
    if facts.start_us is not None:
        return facts.start_us
    if curve is not None and len(curve.at_us):
        return int(curve.at_us[0]) // MINUTE_US * MINUTE_US
    return 0 if current is None else current.snapshot.at_us // MINUTE_US * MINUTE_US


@lru_cache(maxsize=32)
def _ticks(
    facts: EventInfo, origin_us: int, window_us: int, step_us: int, language: str
) -> tuple[tuple[float, str], ...]:
    """The places of the time axis in seconds from its origin, and what stands there."""
    fine = window_us < HOUR_US  # minutes and seconds alone would read as hours and minutes
    if facts.start_us is not None:
        whole = [elapsed(at_us) for at_us in range(0, window_us + 1, step_us)]
        return tuple((nth * step_us / 1e6, text if fine else text[:-3]) for nth, text in enumerate(whole))
    offset = from_us(origin_us, facts.zoneinfo).utcoffset()
    local_us = origin_us + (0 if offset is None else offset // timedelta(microseconds=1))
    made = []
    for at_us in range(-local_us % step_us, window_us + 1, step_us):  # on round times of day
        text = clock(origin_us + at_us, facts.zoneinfo, seconds=fine)
        if window_us > DAY_US and text == "00:00":
            text = day_of(facts, origin_us + at_us, language)
        made.append((at_us / 1e6, text))
    return tuple(made)


def _step(window_us: int) -> int:
    """From tick to tick of the time axis: eight at most, in whole days where the event lasts so long."""
    return next((s for s in STEPS_US if window_us / s <= 8), -(-window_us // (8 * DAY_US)) * DAY_US)


def _stepped(head: tuple[float, float, Figure], spans: tuple[float, float]) -> tuple[float, float]:
    """Where the head is drawn: it creeps, and steps that nobody sees spare the frames between them."""
    (x, y, _), (across, up) = head, spans
    return int(x / across * HEAD_STEPS[0]) * across / HEAD_STEPS[0], int(y / up * HEAD_STEPS[1]) * up / HEAD_STEPS[1]


def _from_zero(found: CurveTrack, facts: EventInfo) -> CurveTrack:
    """A curve whose first point is known so soon after the start that it comes from nothing."""
    soon = facts.start_us is not None and bool(found.xs) and found.xs[0] * 1e6 <= facts.stale_us
    return replace(found, from_zero=soon)


def _window(head: tuple[float, float, Figure] | None, whole_us: int | None) -> int:
    """The next window that has room for the head; whole days where nobody knows when the event ends."""
    passed_us = 0 if head is None else int(head[0] * 1e6)
    if whole_us is None:
        days_us = -int(-passed_us // (FULL * DAY_US)) * DAY_US
        return next((w for w in WINDOWS_US if passed_us <= w * FULL), days_us)
    return min(next((w for w in WINDOWS_US if passed_us <= w * FULL), whole_us), max(whole_us, WINDOWS_US[0]))


def _top(
    head: tuple[float, float, Figure] | None, found: CurveTrack, ghosts: tuple[EarlierYear, ...], window_us: int
) -> float:
    """The top of the axis in fen: on steps of 1-2-5, above all that is drawn, with headroom for the flags."""
    drawn = [y for y in found.ys if y == y]  # noqa: PLR0124 - all but a gap, which is a NaN
    most = max([0.0 if head is None else head[1], *drawn, *(float(_within(y, window_us)) for y in ghosts)])
    wanted = max(most * 1.5, 100.0)
    scale = 10.0 ** int(np.floor(np.log10(wanted)))
    return next(scale * k for k in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if scale * k >= wanted)


def _within(year: EarlierYear, window_us: int) -> int:
    """The latest sum that an earlier year is known to have passed in a window; nothing is interpolated."""
    return max((fen for at_us, fen in year.points if at_us <= window_us), default=0)


def _reached(year: EarlierYear, window_us: int, setting: PanelContext) -> str:
    fen = _within(year, window_us)
    return str(amount_of(fen, setting)).replace(" ", "") if fen else ""


def _lead(moment: Moment, setting: PanelContext) -> tuple[str, str, str]:
    """The gain at the latest milestone that the compared year has a published time for; nothing is interpolated."""
    year = compared_year(moment.facts, None)
    for passed in sorted(moment.state.milestones, key=lambda m: -m.gmv_fen):
        then_us = year.reached(passed.gmv_fen) if year is not None and is_comparable(passed) else None
        if year is not None and then_us is not None:
            passed_us = passed.at_us - (moment.facts.start_us or 0)  # without a start there is no earlier year
            apart_us = abs(then_us - passed_us)
            rounded_us = apart_us if apart_us < HOUR_US else apart_us // MINUTE_US * MINUTE_US
            short = gain(0, rounded_us) if passed_us <= then_us else gain(rounded_us, 0)
            passed_sum = RoundSum(passed.gmv_fen, setting.own, "table")
            against = say("wall.versus", amount=passed_sum, year=str(year.year))
            return (
                gain(passed_us, then_us).first(setting.language),
                short.first(setting.language),
                against.first(setting.language),
            )
    return "", "", ""
