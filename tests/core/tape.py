"""A recording in memory: polls judged as the collector judges them, stands made for any playhead as a reader does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.core.snapshots import said
from tests.core.snapshots import snapshot as made
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Name, Snapshot
from wallboard.core.event_clock import ClockPoint, next_clock
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import as_shown
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import JudgeState, Rules
from wallboard.core.judgement import judge
from wallboard.core.moment import Moment
from wallboard.core.playhead import PlayheadMode
from wallboard.core.recording_state import RecordingState, Sample
from wallboard.core.source_clock import Arrival

START_US = 1_478_793_600 * SECOND_US
FACTS = EventInfo(
    name=Name("双十一", "Double 11"),
    start_us=START_US,
    end_us=START_US + 86_400 * SECOND_US,
    zone="Asia/Shanghai",
    currency="CNY",
    usd_rate="6.80",
)
LENIENT = Rules(confirmations=1, plausible_fen_per_s=10**15)
EVER = 10**18
REMEMBERED = tuple(m.field for m in METRICS.values())


@dataclass(frozen=True)
class Poll:
    """What an endpoint said and when it was committed, both in microseconds since the event's start."""

    commit_us: int
    at_us: int
    gmv_fen: int
    fields: tuple[tuple[str, Any], ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """The poll as understood."""
        return made(START_US + self.at_us, self.gmv_fen, **dict(self.fields))


def poll(commit_s: float, gmv_fen: int, at_s: float | None = None, **fields: Any) -> Poll:
    """A poll in seconds; committed as soon as it was true unless `at_s` says otherwise."""
    at_us = int((commit_s if at_s is None else at_s) * SECOND_US)
    return Poll(int(commit_s * SECOND_US), at_us, gmv_fen, tuple(fields.items()))


def present(snapshot: Snapshot) -> int:
    """The bits of the fields that are there."""
    return sum(bit(f) for f in FIELDS if said(snapshot, f) is not None)


def recorded(polls: Iterable[Poll], rules: Rules = LENIENT) -> tuple[Sample, ...]:
    """The samples that are shown of these polls, oldest first."""
    judge_state, clock, samples = JudgeState(), None, []
    for number, told in enumerate(polls):
        commit_us = START_US + told.commit_us
        judgement, judge_state = judge(judge_state, Reading(told.snapshot, 0, ()), number, rules, Arrival(commit_us))
        if not judgement.shown:
            continue
        drawn = as_shown(told.snapshot, judgement.withheld, judgement.parts, judgement.offset_us)
        if clock is None or judgement.advance:
            clock = next_clock(clock, drawn.at_us, commit_us, drawn.rate)
        samples.append(
            Sample(commit_us, number, "", drawn, present(drawn), clock, judgement.advance, judgement.correction)
        )
    return tuple(samples)


def state_at(
    samples: tuple[Sample, ...], playhead_us: int, known_us: int = EVER, facts: EventInfo = FACTS
) -> RecordingState:
    """The stand at a playhead for a display that knows what was committed up to `known_us`."""
    past = [s for s in samples if s.commit_us <= playhead_us]
    future = [s for s in samples if playhead_us < s.commit_us <= known_us]
    clocks: list[ClockPoint] = [s.clock for s in samples if s.commit_us <= playhead_us + facts.delay_us]
    lacking = [(f, bit(f)) for f in REMEMBERED if past and not past[-1].present & bit(f)]
    memory = {f: s for s in past for f, mask in lacking if s.present & mask}
    return RecordingState(
        facts,
        past[-1].commit_us if past else 0,
        future[0].commit_us if future else EVER,
        past[-1] if past else None,
        future[0] if future else None,
        tuple(past[-4:-1]),
        clock=clocks[-1] if clocks else None,
        advance_us=next((s.commit_us for s in reversed(past) if s.advance), None),
        correction_us=next((s.commit_us for s in reversed(past) if s.correction), None),
        memory=memory,
    )


def moment_at(
    samples: tuple[Sample, ...],
    playhead_s: float,
    *,
    known_us: int = EVER,
    facts: EventInfo = FACTS,
    mode: PlayheadMode = "following",
    frozen: bool = False,
) -> Moment:
    """The moment so many seconds after the event's start."""
    playhead_us = START_US + round(playhead_s * SECOND_US)
    return Moment(state_at(samples, playhead_us, known_us, facts), playhead_us, mode, frozen)
