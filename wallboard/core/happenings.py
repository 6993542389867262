"""Changes worth showing, derived from one shown snapshot after another: milestones, peaks, corrections, gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from wallboard.core.contract.metrics import metrics_of_kind
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.ranks import leader

HappeningKind = Literal["milestone", "peak", "correction", "gap", "leader"]
PEAKED = ("rate", "audience")
"""The kinds of metric whose highest value of the night is kept."""


class Happening(msgspec.Struct, frozen=True):
    """One change: when it was committed, the event time it belongs to, and its particulars.

    `subject` is the sum in fen (milestone), the metric (peak) or the ranking (leader); `value` the figure it reached,
    `exact` whether a milestone's time is that of the confirming snapshot or only an upper bound ("by").
    """

    kind: HappeningKind
    commit_us: int
    at_us: int
    subject: str = ""
    value: int = 0
    before: int = 0
    exact: bool = True
    who: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened so far; rebuilt from the recorded happenings after a restart."""

    passed_fen: frozenset[int] = frozenset()
    peaks: tuple[tuple[str, int], ...] = ()
    leaders: tuple[tuple[str, str], ...] = ()
    gmv_fen: int | None = None
    advance_us: int | None = None


def derive(
    progress: Progress, snapshot: Snapshot, commit_us: int, facts: EventInfo, *, advance: bool = True
) -> tuple[tuple[Happening, ...], Progress]:
    """The happenings of a snapshot that was just accepted to be shown, and the progress after it."""
    made: list[Happening] = []
    after_gap = progress.advance_us is not None and advance and commit_us - progress.advance_us > facts.stale_us
    if after_gap:
        made.append(Happening("gap", commit_us, snapshot.at_us, value=commit_us - (progress.advance_us or 0)))
    passed = progress.passed_fen
    if progress.gmv_fen is not None and snapshot.gmv_fen < progress.gmv_fen:
        made.append(Happening("correction", commit_us, snapshot.at_us, value=snapshot.gmv_fen, before=progress.gmv_fen))
        passed = frozenset(fen for fen in passed if fen <= snapshot.gmv_fen)
    reached = _milestones(passed, snapshot, commit_us, facts, exact=progress.gmv_fen is not None and not after_gap)
    made += reached
    peaks = dict(progress.peaks)
    for metric in metrics_of_kind(PEAKED, facts.metrics):
        value = snapshot.figure(metric)
        if value is not None and value > peaks.get(metric, 0):
            made.append(Happening("peak", commit_us, snapshot.at_us, metric, value, peaks.get(metric, 0)))
            peaks[metric] = value
    leaders = dict(progress.leaders)
    for ranking, who in _leaders(snapshot):
        if ranking in leaders and leaders[ranking] != who:
            made.append(Happening("leader", commit_us, snapshot.at_us, ranking, who=who))
        leaders[ranking] = who
    after = Progress(
        passed | {int(h.subject) for h in reached},
        tuple(peaks.items()),
        tuple(leaders.items()),
        snapshot.gmv_fen,
        commit_us if advance or progress.advance_us is None else progress.advance_us,
    )
    return tuple(made), after


def resumed(happenings: tuple[Happening, ...], last: Snapshot | None, advance_us: int | None) -> Progress:
    """The progress after everything recorded so far, for a collector that starts again."""
    passed: frozenset[int] = frozenset()
    peaks: dict[str, int] = {}
    leaders: dict[str, str] = {}
    for happening in happenings:
        if happening.kind == "milestone":
            passed |= {int(happening.subject)}
        elif happening.kind == "correction":
            passed = frozenset(fen for fen in passed if fen <= happening.value)
        elif happening.kind == "peak":
            peaks[happening.subject] = happening.value
        elif happening.kind == "leader":
            leaders[happening.subject] = happening.who
    progress = Progress(passed, tuple(peaks.items()), tuple(leaders.items()), advance_us=advance_us)
    if last is None:
        return progress
    return replace(progress, gmv_fen=last.gmv_fen, leaders=tuple((leaders | dict(_leaders(last))).items()))


def _milestones(
    passed: frozenset[int], snapshot: Snapshot, commit_us: int, facts: EventInfo, *, exact: bool
) -> list[Happening]:
    # sums count from the start of the event: a time before it (1970, say) is a mistake, as is one yet to come
    stated = {
        m.gmv_fen: m.at_us for m in snapshot.milestones or () if (facts.start_us or 0) <= m.at_us <= snapshot.at_us
    }
    made = []
    for fen in sorted({*facts.milestones_fen, *stated}):
        if fen in passed or fen > snapshot.gmv_fen or fen <= 0:
            continue
        at_us = stated.get(fen, snapshot.at_us) // SECOND_US * SECOND_US
        made.append(Happening("milestone", commit_us, at_us, str(fen), fen, exact=exact or fen in stated))
    return made


def _leaders(snapshot: Snapshot) -> list[tuple[str, str]]:
    found = [
        ("best_selling_brands", leader((i.id, i.gmv_fen) for i in snapshot.best_selling_brands or ())),
        ("selling_to_china", leader((c.code, c.gmv_fen) for c in snapshot.selling_to_china or ())),
        ("buying_from_china", leader((c.code, c.gmv_fen) for c in snapshot.buying_from_china or ())),
        ("cities", leader((c.code, c.gmv_fen) for c in snapshot.cities or ())),
        ("categories", leader((c.id, c.gmv_fen) for c in snapshot.categories or ())),
    ]
    return [(ranking, who) for ranking, who in found if who is not None]
