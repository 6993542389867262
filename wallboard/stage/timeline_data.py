"""What the timeline strip shows of a recording: the night's rate curve, gaps, marks, and where the playhead stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from wallboard.actions.control import Control
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.numerals import compact
from wallboard.core.recording_state import Curve, Milestone
from wallboard.stage.overlays.timeline_strip import TimelineTrack
from wallboard.stage.playback import Now, Playback

BINS: Final = 240
"""Bars of the rate curve: few enough to be drawn in a millisecond, many enough for an opening minute in a day."""
NEAR_US: Final = 2 * SECOND_US
"""So close to a mark the playhead stands on it."""


def track_of(
    playback: Playback, control: Control, now: Now, marks: Mapping[int, str], facts: EventInfo
) -> TimelineTrack:
    """The strip of a recording; `marks` come each with its name ("": none); times are told as the event tells them."""
    first_us = now.edge_us if playback.first_us is None else playback.first_us
    curve, milestones = playback.curve, playback.milestones
    at_us = playback.playhead_us(control, now)
    shown = len(curve.at_us) > 0
    return TimelineTrack(
        first_us,
        now.edge_us,
        at_us,
        control.playhead,
        tuple(sorted(marks)),
        control.loop_us,
        tuple(m.commit_us for m in milestones),
        rates(curve, first_us, now.edge_us),
        curve.gaps,
        (facts.told(int(curve.at_us[0])), facts.told(int(curve.at_us[-1]))) if shown else ("", ""),
        _landmark(at_us, milestones, marks, facts.minor_digits, control.language),
    )


def rates(curve: Curve, first_us: int, edge_us: int) -> tuple[float, ...]:
    """How fast the total grew in each of `BINS` equal parts of [first_us, edge_us], as shares (0..1) of the fastest.

    Between two snapshots the growth counts as even; a fall (a correction) counts as none. Empty without two snapshots.
    """
    if len(curve.commit_us) < 2 or edge_us <= first_us:
        return ()
    edges = np.linspace(first_us, edge_us, BINS + 1)
    sums = np.interp(edges, curve.commit_us, curve.gmv_fen)
    growth = np.clip(np.diff(sums), 0, None)
    highest = float(growth.max())
    return tuple((growth / highest).round(3).tolist()) if highest > 0 else ()


def _landmark(
    at_us: int, milestones: tuple[Milestone, ...], marks: Mapping[int, str], digits: int, language: str
) -> str:
    """The name of the mark or milestone that the playhead has just passed; empty where it is neither."""
    named = dict(marks)
    for milestone in milestones:
        written = compact(milestone.gmv_fen, 10**digits, language, 0)
        named[milestone.commit_us] = named.get(milestone.commit_us) or str(written)
    passed = [mark_us for mark_us in named if 0 <= at_us - mark_us < NEAR_US]
    return named[max(passed)] if passed else ""
