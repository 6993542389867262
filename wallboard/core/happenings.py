"""Changes worth showing, derived from one shown snapshot after another: milestones, peaks, corrections, gaps."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from wallboard.core.contract.metrics import metrics_of_kind
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import Judgement
from wallboard.core.ranks import leader

HappeningKind = Literal["milestone", "peak", "correction", "gap", "leader", "start", "parts", "final"]
REOPENED = "reopened"
"""The subject of a "final" that takes one back."""
ADVANCE = Judgement("accepted", "advance", shown=True, advance=True)
"""What is said of almost every answer."""
PEAKED = ("rate", "audience")
"""The kinds of metric whose highest value of the night is kept."""


class Happening(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: when it was committed, the event time it belongs to, and its particulars.

    `subject` is the sum in fen (milestone), the metric (peak) or the ranking (leader); `value` the figure it reached,
    `before` the one before it. `exact`: whether a milestone's time is that of the confirming snapshot or only an upper
    bound ("by"); `record`: whether the sum was seen to be passed, and is no mere row of a first snapshot. `parts`: the
    paths of list items that were corrected. `simulated`: what a recording says of the snapshot it follows from.
    """

    kind: HappeningKind
    commit_us: int
    at_us: int
    subject: str = ""
    value: int = 0
    before: int = 0
    exact: bool = True
    who: str = ""
    record: bool = True
    parts: tuple[str, ...] = ()
    simulated: bool | None = None


class Progress(msgspec.Struct, frozen=True):
    """What has happened so far; rebuilt from the recorded happenings after a restart.

    `at_us` and `gmv_fen` are of the newest snapshot; `interval_us` is how often the source has something new.
    `started`: the event has; sums up to `floor_fen` were passed before it did. `final`: the sum is.
    """

    passed_fen: frozenset[int] = frozenset()
    peaks: tuple[tuple[str, int], ...] = ()
    leaders: tuple[tuple[str, str], ...] = ()
    gmv_fen: int | None = None
    advance_us: int | None = None
    at_us: int | None = None
    interval_us: int | None = None
    started: bool = False
    floor_fen: int = 0
    final: bool = False


def derive(
    progress: Progress,
    snapshot: Snapshot,
    commit_us: int,
    facts: EventInfo,
    judgement: Judgement = ADVANCE,
    *,
    may_fall: bool = False,
) -> tuple[tuple[Happening, ...], Progress]:
    """The happenings of a snapshot that was just accepted to be shown, and the progress after it.

    `snapshot` is as it is shown: its time corrected, what is withheld taken out. `may_fall`: the GMV is net of refunds.
    """
    if judgement.restart:
        progress = replace(progress, at_us=None)  # what it has passed meanwhile nobody has seen
    event_us = snapshot.at_us if judgement.event_us is None else min(judgement.event_us, snapshot.at_us)
    made = _gap(progress, snapshot, commit_us, facts, judgement)
    after_gap = bool(made)
    turned, progress = _turned(progress, snapshot, commit_us, facts, judgement, event_us, may_fall=may_fall)
    made += turned
    first = progress.at_us is None
    passed_us = event_us - _start_us(facts)
    record = not first or passed_us <= _stale_us(progress, facts) * _pace(snapshot)
    if progress.started:
        made += _milestones(progress, snapshot, commit_us, facts, exact=not first and not after_gap, record=record)
    made += _peaks(progress, snapshot, commit_us, facts)
    leaders = dict(progress.leaders)
    for ranking, who in _leaders(snapshot):
        if ranking in leaders and leaders[ranking] != who:
            made.append(Happening("leader", commit_us, snapshot.at_us, ranking, who=who))
        leaders[ranking] = who
    if judgement.corrected_parts:
        made.append(Happening("parts", commit_us, snapshot.at_us, parts=judgement.corrected_parts))
    if judgement.final:
        made.append(finalized(snapshot.gmv_fen, snapshot.at_us, commit_us))
    after = replace(
        progress,
        passed_fen=progress.passed_fen | {int(h.subject) for h in made if h.kind == "milestone"},
        peaks=tuple((dict(progress.peaks) | {h.subject: h.value for h in made if h.kind == "peak"}).items()),
        leaders=tuple(leaders.items()),
        gmv_fen=snapshot.gmv_fen,
        advance_us=commit_us if judgement.advance or progress.advance_us is None else progress.advance_us,
        at_us=snapshot.at_us,
        interval_us=judgement.interval_us,
        final=progress.final or judgement.final,
    )
    return tuple(made), after


def finalized(gmv_fen: int, at_us: int, commit_us: int, *, final: bool = True) -> Happening:
    """The sum has become final, or is no longer said to be."""
    return Happening("final", commit_us, at_us, "" if final else REOPENED, value=gmv_fen)


def _gap(
    progress: Progress, snapshot: Snapshot, commit_us: int, facts: EventInfo, judgement: Judgement
) -> list[Happening]:
    if progress.advance_us is None or not judgement.advance:
        return []
    passed_us = commit_us - progress.advance_us
    is_gap = passed_us > _stale_us(progress, facts)
    return [Happening("gap", commit_us, snapshot.at_us, value=passed_us)] if is_gap else []


def _start_us(facts: EventInfo) -> int:
    """An event without a start has always been under way."""
    return facts.start_us or 0


def _stale_us(progress: Progress, facts: EventInfo) -> int:
    return 3 * max(facts.interval_us, progress.interval_us or 0)


def _pace(snapshot: Snapshot) -> float:
    return max(1.0, snapshot.rate) if snapshot.simulated else 1.0


def _turned(
    progress: Progress,
    snapshot: Snapshot,
    commit_us: int,
    facts: EventInfo,
    judgement: Judgement,
    event_us: int,
    *,
    may_fall: bool,
) -> tuple[list[Happening], Progress]:
    """The start of the event and corrections of its sum: what counted before and does not any more."""
    made: list[Happening] = []
    before_fen = progress.gmv_fen
    falls = before_fen is not None and snapshot.gmv_fen < before_fen
    starts = not progress.started and event_us >= _start_us(facts)
    if before_fen is not None and (
        (falls and judgement.correction) or (progress.final and snapshot.gmv_fen != before_fen)
    ):
        made.append(Happening("correction", commit_us, snapshot.at_us, value=snapshot.gmv_fen, before=before_fen))
        kept = frozenset(fen for fen in progress.passed_fen if fen <= snapshot.gmv_fen)
        floor_fen = min(progress.floor_fen, snapshot.gmv_fen)
        progress = replace(progress, passed_fen=kept, floor_fen=floor_fen, final=False)
    elif before_fen is not None and ((falls and not may_fall and progress.started) or starts):
        # what was there before the start counts for nothing after it
        floor_fen = 0 if falls else before_fen
        made.append(Happening("start", commit_us, snapshot.at_us, before=floor_fen))
        progress = replace(progress, passed_fen=frozenset(), peaks=(), floor_fen=floor_fen)
    return made, replace(progress, started=progress.started or starts)


def resumed(
    happenings: tuple[Happening, ...],
    last: Snapshot | None,
    advance_us: int | None,
    *,
    start_us: int | None = None,
    interval_us: int | None = None,
) -> Progress:
    """The progress after everything recorded so far, for a collector that starts again; `last` is as it was shown."""
    progress = Progress(advance_us=advance_us, interval_us=interval_us)
    peaks: dict[str, int] = {}
    leaders: dict[str, str] = {}
    passed: set[int] = set()
    for happening in happenings:
        if happening.kind == "milestone":
            passed.add(int(happening.subject))
        elif happening.kind == "correction":
            passed = {fen for fen in passed if fen <= happening.value}
            floor_fen = min(progress.floor_fen, happening.value)
            progress = replace(progress, floor_fen=floor_fen, final=False)
        elif happening.kind == "start":
            passed, peaks = set(), {}
            progress = replace(progress, floor_fen=happening.before, started=True)
        elif happening.kind == "peak":
            peaks[happening.subject] = happening.value
        elif happening.kind == "leader":
            leaders[happening.subject] = happening.who
        elif happening.kind == "final":
            progress = replace(progress, final=happening.subject != REOPENED)
    if last is not None:
        leaders |= dict(_leaders(last))
        started = progress.started or (start_us is not None and last.at_us >= start_us)
        progress = replace(progress, gmv_fen=last.gmv_fen, at_us=last.at_us, started=started)
    return replace(progress, passed_fen=frozenset(passed), peaks=tuple(peaks.items()), leaders=tuple(leaders.items()))


def _milestones(
    progress: Progress, snapshot: Snapshot, commit_us: int, facts: EventInfo, *, exact: bool, record: bool
) -> list[Happening]:
    # sums count from the start of the event: a time before it (1970, say) is a mistake, as is one yet to come, and one
    # at which the wall itself has seen less
    earliest_us = _start_us(facts)
    if progress.at_us is not None:
        earliest_us = max(earliest_us, progress.at_us - _stale_us(progress, facts))
    sums = {*facts.milestones_fen, *(m.gmv_fen for m in snapshot.milestones or () if m.at_us >= _start_us(facts))}
    stated = {m.gmv_fen: m.at_us for m in snapshot.milestones or () if earliest_us <= m.at_us <= snapshot.at_us}
    made = []
    for fen in sorted(sums):
        if fen in progress.passed_fen or not progress.floor_fen < fen <= snapshot.gmv_fen:
            continue
        at_us = stated.get(fen, snapshot.at_us) // SECOND_US * SECOND_US
        if at_us < _start_us(facts):  # a correction took the wall back to before the start, where nothing counts
            continue
        told = exact or fen in stated
        made.append(Happening("milestone", commit_us, at_us, str(fen), fen, exact=told, record=record))
    return made


def _peaks(progress: Progress, snapshot: Snapshot, commit_us: int, facts: EventInfo) -> list[Happening]:
    before = dict(progress.peaks)
    found = [
        (metric, value)
        for metric in metrics_of_kind(PEAKED, facts.metrics)
        if (value := snapshot.figure(metric)) is not None
    ]
    return [
        Happening("peak", commit_us, snapshot.at_us, metric, value, before.get(metric, 0))
        for metric, value in found
        if value > before.get(metric, 0)
    ]


def _leaders(snapshot: Snapshot) -> list[tuple[str, str]]:
    found = [
        ("best_selling_brands", leader((i.id, i.gmv_fen) for i in snapshot.best_selling_brands or ())),
        ("selling_to_china", leader((c.code, c.gmv_fen) for c in snapshot.selling_to_china or ())),
        ("buying_from_china", leader((c.code, c.gmv_fen) for c in snapshot.buying_from_china or ())),
        ("cities", leader((c.code, c.gmv_fen) for c in snapshot.cities or ())),
        ("categories", leader((c.id, c.gmv_fen) for c in snapshot.categories or ())),
    ]
    return [(ranking, who) for ranking, who in found if who is not None]
