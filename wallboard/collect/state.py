"""Where a collector stands, and what follows from a judgement: happenings, the event's clock, what waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint, machine_clock, next_clock
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import as_shown
from wallboard.core.happenings import Progress, derive
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Judgement, JudgeState, Rules
from wallboard.recording.writer import JudgementRecord, Stamp


@dataclass(frozen=True, slots=True)
class HeldSnapshot:
    """A snapshot that waits: when it came, the answers that made the same claim, oldest first, and why it waits."""

    snapshot: Snapshot
    commit_us: int
    answer_ids: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CollectorState:
    """Where the collector stands between two fetches; rebuilt from the recording after a restart.

    `last` is the judgement that put the newest answer on the wall, None if that one is not there; `source` who gave the
    newest answer that is, and `unaccepted_id` the first of those whose time is corrected though nobody has accepted it.
    """

    judge_state: JudgeState = field(default_factory=JudgeState)
    progress: Progress = field(default_factory=Progress)
    clock: ClockPoint | None = None
    held: HeldSnapshot | None = None
    digest: bytes | None = None
    last: Judgement | None = None
    source: str = ""
    unaccepted_id: int | None = None


def ruled(
    judgement: Judgement,
    snapshot: Snapshot | None,
    state: CollectorState,
    stamp: Stamp,
    event: tuple[EventInfo, Rules],
    *,
    utc_us: int,
    arrived_us: int | None = None,
    keep_parts: bool = False,
) -> tuple[JudgementRecord, CollectorState]:
    """What is recorded with a judgement, and where the collector stands then.

    `utc_us` is the machine's UTC now; `arrived_us` when the snapshot came, if that was before the stamp. `keep_parts`:
    it is time to keep the figures of all parts again.
    """
    facts, rules = event
    clock = _clock_after(
        judgement, snapshot, state, stamp, utc_us, stamp.commit_us if arrived_us is None else arrived_us
    )
    state = replace(state, clock=clock)
    if not judgement.shown or snapshot is None:
        told = clock if state.judge_state.clock.origin is None else None
        return JudgementRecord(judgement, state.judge_state, clock=told), state
    happenings, progress = derive(
        state.progress,
        as_shown(snapshot, judgement.withheld, judgement.parts, judgement.offset_us),
        stamp.commit_us,
        facts,
        judgement,
        may_fall="gmv" in rules.may_fall,
    )
    ruling = JudgementRecord(judgement, state.judge_state, happenings, clock, keep_parts)
    unaccepted_id = None
    if judgement.unaccepted:
        unaccepted_id = stamp.answer_id if state.unaccepted_id is None else state.unaccepted_id
    return ruling, replace(state, progress=progress, last=judgement, unaccepted_id=unaccepted_id)


def waiting_after(
    before: HeldSnapshot | None,
    snapshot: Snapshot | None,
    judgement: Judgement,
    judge_state: JudgeState,
    stamp: Stamp,
    rules: Rules,
) -> HeldSnapshot | None:
    """What waits after a judgement; the operator may mean any answer of a chain that makes one claim."""
    held = judge_state.held
    if held is None:
        return None
    if judgement.verdict != "held" or snapshot is None:
        return before
    waits = HeldSnapshot(snapshot, stamp.commit_us, (stamp.answer_id,), held.reason)
    if before is None or not _goes_on(before, waits, held.agreed, rules):
        return waits
    return replace(waits, answer_ids=(*before.answer_ids[-MOST_MEANT:], stamp.answer_id))


def _goes_on(before: HeldSnapshot, waits: HeldSnapshot, agreed: int, rules: Rules) -> bool:
    """Whether what waits is what waited before: who accepts the one, as he saw it, means the other too."""
    was, now = before.snapshot, waits.snapshot
    if before.reason != waits.reason:
        return False
    if (was.at_us, was.gmv_fen) == (now.at_us, now.gmv_fen):
        return True
    passed_us = max(waits.commit_us - before.commit_us, SECOND_US)
    return agreed > 0 and abs(now.gmv_fen - was.gmv_fen) * SECOND_US <= rules.plausible_fen_per_s * passed_us


MOST_MEANT = 1_000
"""So many answers that make one claim are known, the newest: the operator means one that was up a moment ago."""


def _clock_after(
    judgement: Judgement,
    snapshot: Snapshot | None,
    state: CollectorState,
    stamp: Stamp,
    utc_us: int,
    arrived_us: int,
) -> ClockPoint | None:
    """The event's clock: the machine's UTC from the first answer on, or a simulation's own."""
    clock, origin = state.clock, state.judge_state.clock.origin
    if origin is None:
        known = clock is not None or judgement.shown
        return _machine_clock(judgement, snapshot, clock, stamp, utc_us) if known else None
    if snapshot is None or not judgement.shown:
        return clock
    if judgement.restart or clock is None:
        return ClockPoint(arrived_us, snapshot.at_us, origin.rate)
    if not judgement.advance:
        return clock  # a snapshot whose time stands still says nothing about what time it is now
    at_us = snapshot.at_us if judgement.event_us is None else judgement.event_us
    return next_clock(clock, at_us, arrived_us, origin.rate)


def _machine_clock(
    judgement: Judgement, snapshot: Snapshot | None, clock: ClockPoint | None, stamp: Stamp, utc_us: int
) -> ClockPoint:
    witness_us = stamp.date_us if stamp.date_us is not None or snapshot is None else snapshot.at_us
    if clock is None and judgement.machine_wrong and witness_us is not None:
        return ClockPoint(stamp.commit_us, witness_us)
    return machine_clock(clock, utc_us, stamp.commit_us, witness_us)
