"""Moments for layouts and panels: the demonstration's night with a light history, and the worst that may be fed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec.structs import replace

from tests import nights
from tests.core.snapshots import said as said_of
from tests.core.snapshots import saying as changed_snapshot
from tests.core.snapshots import snapshot as made
from wallboard.config.event_facts import facts_of
from wallboard.config.panels import TickerOptions
from wallboard.config.settings import Settings
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.snapshot import Category, Channel, City, Country, Name, Ranked
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import ADVANCE, Progress, derive
from wallboard.core.instants import HOUR_US, MINUTE_US, SECOND_US, parse_elapsed
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone, Peak, RecordingState, Sample
from wallboard.demo.moments import begins_us, moment_at
from wallboard.demo.night import gmv_fen_at, night

EVERY_HALF_MINUTE = replace(ADVANCE, interval_us=MINUTE_US // 2)
"""How often the sums below are looked at after the first minutes: no gap, so that their times are exact."""

LONG_ZH = "全球狂欢节官方旗舰店限量联名款超长名称" * 3 + "末尾三"
LONG_EN = "The Extraordinarily Long Official Flagship Store Of Wagstaff"
REST_US = 1_900_000
"""Into an interval of two seconds: glides, bars and page turns that began with the snapshot are over."""


@lru_cache(maxsize=1)
def facts() -> EventInfo:
    """The facts of the demonstration."""
    return facts_of(nights.settings())


def ends_us() -> int:
    """When the demonstration's event ends."""
    end_us = facts().end_us
    assert end_us is not None
    return end_us


@lru_cache(maxsize=4)
def spoken(languages: str) -> Settings:
    """The shipped configuration with "zh+en", or one language alone; an empty ticker in place of each map."""
    shipped = nights.staged()
    maps = {
        name: TickerOptions(milestones=False, news=False)
        for name, o in shipped.panels.items()
        if o.kind in ("china_map", "world_map")
    }
    display = shipped.display.model_copy(update={"languages": tuple(languages.split("+"))})
    return shipped.model_copy(update={"display": display, "panels": shipped.panels | maps})


@lru_cache(maxsize=16)
def evening(at: str, into_us: int = REST_US) -> Moment:
    """The demonstration's moment `into_us` after the snapshot of elapsed time `at`, with a history of sums alone."""
    night_facts = facts()
    elapsed_us = parse_elapsed(at)
    assert elapsed_us is not None
    chain = [nights.sample(elapsed_us + k * night_facts.interval_us, night_facts) for k in range(-3, 2)]
    current, following = chain[3], chain[4]
    curve, milestones, peaks = history(max(0, elapsed_us), night_facts)
    state = RecordingState(
        facts=night_facts,
        from_us=current.commit_us,
        until_us=following.commit_us,
        current=current,
        following=following,
        before=tuple(chain[:3]),
        earlier=nights.sample(elapsed_us - MINUTE_US, night_facts),
        clock=current.clock,
        advance_us=current.commit_us,
        milestones=milestones,
        final_us=_final_us(elapsed_us, night_facts),
        peaks=peaks,
        curve=curve,
        opened_us=current.commit_us if elapsed_us > 0 else None,
    )
    return Moment(state, current.commit_us + into_us)


@lru_cache(maxsize=16)
def _final_us(elapsed_us: int, night_facts: EventInfo) -> int | None:
    """When the sum became final, as the demonstration has it."""
    length_us = night_facts.length_us
    if length_us is None or elapsed_us < length_us:
        return None
    return moment_at(elapsed_us + night_facts.delay_us, night_facts).state.final_us


def history(until_us: int, night_facts: EventInfo) -> tuple[Curve, tuple[Milestone, ...], dict[str, Peak]]:
    """The curve, milestones and peaks of a night polled every two seconds at first, then every half minute."""
    hours = next(hours for hours in (1, 26, until_us // HOUR_US + 1) if until_us <= hours * HOUR_US)
    whole, milestones, peaks = _history(hours, night_facts)
    polled = int(np.searchsorted(whole.at_us, begins_us(night_facts) + until_us, side="right"))
    last_us = int(whole.commit_us[polled - 1])
    curve = Curve(whole.commit_us[:polled], whole.at_us[:polled], whole.gmv_fen[:polled])
    passed = tuple(milestone for milestone in milestones if milestone.commit_us <= last_us)
    return curve, passed, {subject: peak for subject, peak in peaks if peak.commit_us <= last_us}


@lru_cache(maxsize=8)
def _history(hours: int, night_facts: EventInfo) -> tuple[Curve, tuple[Milestone, ...], tuple[tuple[str, Peak], ...]]:
    """The same to the end of so many hours; all peaks, in their order."""
    until_us = hours * HOUR_US
    times = sorted(
        {*range(0, min(until_us, 20 * MINUTE_US) + 1, 2 * SECOND_US), *range(0, until_us + 1, MINUTE_US // 2)}
    )
    progress, sums = Progress(gmv_fen=0), []
    milestones: list[Milestone] = []
    peaks: list[tuple[str, Peak]] = []
    for at_us in times:
        second = at_us // SECOND_US
        rates = night(11).orders_per_second, night(11).payments_per_second
        orders, payments = (rate[second] if second < len(rate) else 0 for rate in rates)
        said = made(
            begins_us(night_facts) + at_us, gmv_fen_at(at_us), orders_per_second=orders, payments_per_second=payments
        )
        sums.append(said.gmv_fen)
        happened, progress = derive(progress, said, said.at_us + 40_000, night_facts, EVERY_HALF_MINUTE)
        for h in happened:
            if h.kind == "milestone":
                milestones.append(Milestone(h.value, h.at_us, h.commit_us, h.exact))
            if h.kind == "peak":
                peaks.append((h.subject, Peak(h.value, h.at_us, h.commit_us)))
    at = np.array(times, np.int64) + begins_us(night_facts)
    return Curve(at + 40_000, at, np.array(sums, np.int64)), tuple(milestones), tuple(peaks)


def saying(moment: Moment, *, remember: bool = False, **changes: Any) -> Moment:
    """The moment with every snapshot of it changed; what becomes None is missing, and remembered only on demand."""

    def changed(sample: Sample) -> Sample:
        said = changed_snapshot(sample.snapshot, **changes)
        bits = sum(bit(f) for f in FIELDS if said_of(said, f) is not None)
        return replace(sample, snapshot=said, present=bits)

    state = moment.state
    assert state.current is not None
    memory = dict.fromkeys(FIELDS, state.current) if remember else {}
    return replace(
        moment,
        state=replace(
            state,
            current=changed(state.current),
            following=changed(state.following) if state.following else None,
            before=tuple(changed(s) for s in state.before),
            earlier=changed(state.earlier) if state.earlier else None,
            memory=memory,
        ),
    )


@lru_cache(maxsize=4)
def greatest(fen: int = 99_999_999_999_999) -> Moment:
    """RMB 999,999,999,999.99, counts of twelve digits, every list ten long with names of sixty characters."""
    name = Name(zh=LONG_ZH, en=LONG_EN)
    ranked = tuple(Ranked(f"id{k}", name, fen - k * 10**6) for k in range(20))
    moment = evening("23:59:00")
    codes = [c.code for c in (moment.state.current.snapshot.cities or ())][:40] if moment.state.current else []
    return saying(
        moment,
        gmv_fen=fen,
        orders=999_999_999_999,
        buyers=999_999_999_999,
        countries_and_regions=999_999,
        brands=999_999_999,
        orders_per_second=999_999_999,
        payments_per_second=999_999_999,
        mobile_share=1_000_000,
        cities=tuple(City(code, fen - k * 10**6) for k, code in enumerate(codes)),
        categories=tuple(Category(f"c{k}", name, fen - k * 10**6, ranked) for k in range(14)),
        best_selling_brands=ranked,
        selling_to_china=tuple(Country(c, fen - k * 10**6) for k, c in enumerate(("US", "GB", "AE", "BA", "VC", "CD"))),
        buying_from_china=tuple(
            Country(c, fen - k * 10**6) for k, c in enumerate(("CF", "DO", "PG", "ST", "TT", "RU"))
        ),
        audience=tuple(Channel(f"ch{k}", name, 999_999_999) for k in range(5)),
    )


def emptied() -> Moment:
    """Every list there, and nothing in it."""
    lists = ("cities", "categories", "best_selling_brands", "selling_to_china", "buying_from_china", "audience")
    empty: dict[str, Any] = dict.fromkeys(lists, ())
    return saying(evening("00:10:00"), **empty)


OPTIONAL = tuple(f for f in FIELDS if f not in ("at", "gmv", "simulated", "rate", "currency"))


def speechless(*, remember: bool = False) -> Moment:
    """A source that says no more than what it must: its time and the sum."""
    return saying(evening("00:10:00"), remember=remember, **dict.fromkeys(OPTIONAL))


def remembered() -> Moment:
    """The lists and figures ended 201 seconds ago; what is shown of them carries its age."""
    moment = speechless(remember=True)
    return replace(moment, playhead_us=moment.playhead_us + 200 * SECOND_US)


def unborn() -> Moment:
    """Before the first snapshot."""
    moment = evening("-00:00:20")
    state = RecordingState(facts=facts(), from_us=0, until_us=moment.playhead_us + 10**9)
    return replace(moment, state=state)


def old(moment: Moment, age_us: int) -> Moment:
    """The moment so much after the last advance, with nothing following."""
    state = replace(moment.state, following=None)
    return replace(moment, state=state, playhead_us=(state.advance_us or 0) + age_us)


def troubled(moment: Moment) -> Moment:
    """Simulated, replayed, frozen, stale and corrected at once."""
    aged = old(moment, 86_399 * SECOND_US)
    return replace(
        aged, mode="paused", frozen=True, state=replace(aged.state, correction_us=aged.playhead_us - SECOND_US)
    )


def clocked(moment: Moment, event_us: int) -> Moment:
    """The moment with the event's clock standing at `event_us`."""
    playhead_us = moment.playhead_us
    return replace(
        moment, state=replace(moment.state, clock=ClockPoint(playhead_us + moment.facts.delay_us, event_us, 1.0))
    )


def opened(moment: Moment, since_us: int) -> Moment:
    """The moment so long after the first sum of the event was committed."""
    return replace(moment, state=replace(moment.state, opened_us=moment.playhead_us - since_us))


DATA: dict[str, Callable[[], Moment]] = {
    "eve": lambda: evening("-00:00:20"),
    "opening": lambda: evening("00:00:05"),
    "first hour": lambda: evening("00:10:00"),
    "night": lambda: evening("02:00:00"),
    "last minute": lambda: evening("23:59:00"),
    "over": lambda: evening("24:00:10"),
    "greatest": greatest,
    "greatest, every badge": lambda: troubled(greatest()),
    "every badge": lambda: troubled(evening("02:00:00")),
    "empty lists": emptied,
    "speechless": speechless,
    "remembered": lambda: replace(
        speechless(remember=True), playhead_us=evening("00:10:00").playhead_us + 200 * SECOND_US
    ),
    "unborn": unborn,
}
"""The data that every layout must stand, by name."""
