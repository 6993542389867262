"""Moments of the demonstration event made without a recording, for tests of what is shown."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache

import numpy as np

from wallboard.config.load import load
from wallboard.config.night import facts_of
from wallboard.config.settings import Settings
from wallboard.core.clock import ClockPoint, next_clock
from wallboard.core.contract import read_answer
from wallboard.core.facts import Facts
from wallboard.core.happenings import Progress, derive
from wallboard.core.instants import SECOND_US, parse_elapsed
from wallboard.core.moment import Curve, Milestone, Moment, Peak, Sample, Stand
from wallboard.demo.event import night


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The shipped configuration."""
    return load(None)


@lru_cache(maxsize=256)
def sample(elapsed_us: int, facts: Facts) -> Sample:
    """The demonstration's snapshot of an instant as a shown sample, committed 40 ms later in event time."""
    body = json.dumps(night(11).document(elapsed_us, Decimal(1), 1)).encode()
    reading = read_answer(body)
    assert reading.snapshot is not None
    commit_us = facts.start_us + elapsed_us + 40_000
    clock = ClockPoint(commit_us, reading.snapshot.at_us)
    return Sample(commit_us, elapsed_us // SECOND_US, "demo", reading.snapshot, reading.present, clock)


def moment(at: str, into_us: int = 1_200_000) -> Moment:
    """The moment `into_us` after the snapshot of elapsed time `at` ("02:00:00") was committed, following live."""
    facts = facts_of(settings())
    elapsed_us = parse_elapsed(at)
    assert elapsed_us is not None
    step = facts.interval_us
    chain = [sample(elapsed_us + k * step, facts) for k in range(-3, 3)]
    current, following = chain[3], chain[4]
    times = sorted({*range(0, max(elapsed_us, 0) + 1, max(SECOND_US * 10, elapsed_us // 300 or 1)), max(elapsed_us, 0)})
    history = [sample(t, facts) for t in times]
    progress, milestones, peaks = Progress(gmv_fen=0, advance_us=None), {}, {}
    for s in history:
        happened, progress = derive(progress, s.snapshot, s.commit_us, facts)
        for h in happened:
            if h.kind == "milestone":
                milestones[h.value] = Milestone(h.value, h.at_us, h.commit_us, h.exact)
            if h.kind == "peak":
                peaks[h.subject] = Peak(h.value, h.at_us, h.commit_us)
    clock = next_clock(None, current.snapshot.at_us, current.commit_us, 1.0)
    stand = Stand(
        facts=facts,
        from_us=current.commit_us,
        until_us=following.commit_us,
        current=current,
        following=following,
        before=tuple(chain[:3]),
        earlier=sample(elapsed_us - 60 * SECOND_US, facts),
        clock=clock,
        advance_us=current.commit_us,
        milestones=tuple(milestones.values()),
        peaks=peaks,
        curve=Curve(
            np.array([s.commit_us for s in history], np.int64),
            np.array([s.snapshot.at_us for s in history], np.int64),
            np.array([s.snapshot.gmv_fen for s in history], np.int64),
        ),
    )
    return Moment(stand, current.commit_us + into_us)
