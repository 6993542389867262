"""The demonstration at one instant as a display would know it: a moment made without an endpoint or a recording."""

from __future__ import annotations

import json
from bisect import bisect_left
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wallboard.core.contract.reading import read_answer
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.growth import Growth, growth_of
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone, Peak, RecordingState, Sample
from wallboard.demo.knots import DAY_S, EVENT_START_US
from wallboard.demo.night import DEFAULT_SEED, gmv_fen_at, night

FETCH_US = 40_000
"""How long after its `at` each snapshot counts as committed."""
POINTS = 400


def begins_us(facts: EventInfo) -> int:
    """When the night begins under these facts: that of the demonstration under those that state no start."""
    return EVENT_START_US if facts.start_us is None else facts.start_us


def moment_at(elapsed_us: int, facts: EventInfo) -> Moment:
    """What a wall that follows the demonstration live shows when its event clock stands at `elapsed_us`.

    Polled every `facts.interval_us` from well before, without a fault; the same arguments give the same moment.
    """
    interval_us = facts.interval_us
    playhead_us = begins_us(facts) + elapsed_us + FETCH_US - facts.delay_us
    behind_us = elapsed_us - facts.delay_us
    current_us = behind_us // interval_us * interval_us
    chain = tuple(sample_at(current_us + k * interval_us, facts) for k in (-3, -2, -1, 0, 1))
    ahead = next((s for s in reversed(chain) if s.commit_us <= playhead_us + facts.delay_us), chain[3])
    state = RecordingState(
        facts=facts,
        from_us=chain[3].commit_us,
        until_us=chain[4].commit_us,
        current=chain[3],
        following=chain[4],
        before=chain[:3],
        earlier=sample_at(current_us - 60 * SECOND_US, facts) if current_us > 0 else None,
        clock=ahead.clock,
        advance_us=chain[3].commit_us,
        final_us=_final_us(current_us, facts),
        milestones=_milestones(current_us, facts),
        peaks=_peaks(current_us, facts.interval_us, begins_us(facts)),
        curve=_curve(current_us, facts.interval_us, begins_us(facts)),
        opened_us=begins_us(facts) + interval_us + FETCH_US if current_us >= interval_us else None,
        growth=_growth(current_us, facts.interval_us),
    )
    return Moment(state, playhead_us)


@lru_cache(maxsize=64)
def sample_at(elapsed_us: int, facts: EventInfo) -> Sample:
    """The demonstration's snapshot of an instant, committed `FETCH_US` later on a clock that runs with the event's."""
    body = json.dumps(night(DEFAULT_SEED).document(elapsed_us, Decimal(1), max(0, elapsed_us // 500_000 + 1))).encode()
    reading = read_answer(body)
    assert reading.snapshot is not None, "the demonstration speaks the contract"
    commit_us = begins_us(facts) + elapsed_us + FETCH_US
    clock = ClockPoint(commit_us, reading.snapshot.at_us + FETCH_US)
    return Sample(commit_us, elapsed_us // facts.interval_us, "demo", reading.snapshot, reading.present, clock)


def _final_us(current_us: int, facts: EventInfo) -> int | None:
    """When the sum had stood at enough polls after the event's end."""
    if facts.length_us is None:
        return None
    final_us = (-(-facts.length_us // facts.interval_us) + facts.confirmations) * facts.interval_us
    return begins_us(facts) + final_us + FETCH_US if current_us >= final_us else None


@lru_cache(maxsize=16)
def _curve(current_us: int, interval_us: int, begin_us: int) -> Curve:
    span_us = max(current_us, 0)
    step_us = max(interval_us, span_us // POINTS // interval_us * interval_us)
    times = [*range(0, span_us, step_us), span_us]
    at_us = np.array([begin_us + t for t in times], np.int64)
    return Curve(at_us + FETCH_US, at_us, np.array([gmv_fen_at(t) for t in times], np.int64))


@lru_cache(maxsize=16)
def _growth(current_us: int, interval_us: int) -> Growth | None:
    """The growth that the polls so far have met."""
    at_us, sums = _polled(interval_us)
    count = max(0, current_us // interval_us + 1)
    growth = growth_of(at_us[:count], sums[:count])
    return growth if growth is None or count <= len(at_us) else Growth(0, growth.peak)


@lru_cache(maxsize=2)
def _polled(interval_us: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """When each poll of the whole day is made, elapsed, and the sum it brings."""
    at_us = np.arange(0, DAY_S * SECOND_US + 1, interval_us, dtype=np.int64)
    return at_us, np.array([gmv_fen_at(int(t)) for t in at_us], np.int64)


def _milestones(current_us: int, facts: EventInfo) -> tuple[Milestone, ...]:
    """The configured sums and those the demonstration states, each at the first poll that confirms it."""
    current = sample_at(current_us, facts)
    stated = {m.gmv_fen: m.at_us for m in current.snapshot.milestones or ()}
    found = []
    polls = range(max(0, current_us // facts.interval_us) + 1)
    for fen in sorted({*facts.milestones_fen, *stated}):
        if fen > current.snapshot.gmv_fen:
            break
        poll = bisect_left(polls, fen, key=lambda k: gmv_fen_at(k * facts.interval_us))
        at_us = begins_us(facts) + poll * facts.interval_us
        reached_us = stated.get(fen, at_us) // SECOND_US * SECOND_US
        found.append(Milestone(fen, reached_us, at_us + FETCH_US))
    return tuple(found)


@lru_cache(maxsize=16)
def _peaks(current_us: int, interval_us: int, begin_us: int) -> dict[str, Peak]:
    """The highest rate that any poll so far has met."""
    drawn = night(DEFAULT_SEED)
    seconds = range(0, max(0, current_us // SECOND_US) + 1, max(1, interval_us // SECOND_US))
    found = {}
    for metric, rates in (
        ("orders_per_second", drawn.orders_per_second),
        ("payments_per_second", drawn.payments_per_second),
    ):
        known = seconds[: -(-len(rates) // seconds.step)]
        if current_us < 0 or not known:
            continue
        best = max(known, key=rates.__getitem__)
        at_us = begin_us + best * SECOND_US
        found[metric] = Peak(rates[best], at_us, at_us + FETCH_US)
    return found
