"""Where a collector stood when it ended, read back from its recording."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from wallboard.collect.state import CollectorState, HeldSnapshot
from wallboard.core.contract.metrics import totals_of
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.figures import LISTS, parts_in, products_in
from wallboard.core.happenings import resumed
from wallboard.core.judge_state import HeldClaim as Waiting
from wallboard.core.judge_state import Judgement, JudgeState
from wallboard.core.plausibility import Accepted, Ledger
from wallboard.recording.columns import MISSING
from wallboard.recording.index import Index
from wallboard.recording.reader import RecordingReader
from wallboard.recording.rows import VerdictRow


def resume(folder: Path) -> CollectorState:
    """The stand after all that is recorded in `folder`; a fresh one where nothing is.

    What cannot be read of a damaged recording is as if it had never been. Raises RecordingError.
    """
    with RecordingReader(folder, live=True) as reader:
        index = reader.index
        advances, ticks = index.advances["commit_us"], index.ticks["commit_us"]
        last = reader.sample(len(index.shown) - 1).snapshot if len(index.shown) else None
        judge_state = _rebuilt(reader.segments.last_judge_state() or JudgeState(), reader)
        facts = reader.facts_at(int(ticks[-1])) if len(ticks) else None
        unaccepted = index.shown["unaccepted"]
        return CollectorState(
            judge_state=judge_state,
            progress=resumed(
                tuple(index.happenings),
                last,
                int(advances[-1]) if len(advances) else None,
                start_us=None if facts is None else facts.start_us,
                interval_us=judge_state.advances.interval_us,
            ),
            clock=reader.clock_at(int(ticks[-1])) if len(ticks) else None,
            held=None if judge_state.held is None else _held(reader, judge_state.held),
            digest=reader.segments.last_digest() if _last_was_usable(index) else None,
            last=_last(reader),
            source=reader.sample(len(index.shown) - 1).source if len(index.shown) else "",
            unaccepted_id=_first_unaccepted(index) if len(unaccepted) and unaccepted[-1] else None,
        )


def _last(reader: RecordingReader) -> Judgement | None:
    """What was judged of the newest answer, if that is what the wall stands on."""
    index, place = reader.index, len(reader.index.shown) - 1
    if place < 0 or int(index.shown["answer"][place]) != len(index.answers) - 1:
        return None
    sample = reader.sample(place)
    return Judgement(
        "accepted",
        "advance",
        withheld=index.withheld.get(sample.commit_us, ()),
        shown=True,
        parts=reader.held_parts(place),
        offset_us=sample.offset_us,
        unaccepted=sample.unaccepted,
        interval_us=sample.interval_us or None,
    )


REPLAYED = 200
"""So many shown answers are looked at again, at most: more than come between two times that the parts are kept."""


def _rebuilt(judge_state: JudgeState, reader: RecordingReader) -> JudgeState:
    """The state with its figures: the parts as they were last kept, and what the answers shown since say."""
    kept_us, parts = reader.segments.last_parts()
    commits = reader.index.shown["commit_us"]
    ledger = Ledger(dict(judge_state.ledger.totals), parts, judge_state.ledger.sums, judge_state.ledger.doubts)
    begun = bool(ledger.totals)
    for place in range(max(0, len(commits) - REPLAYED), len(commits)):
        if int(commits[place]) <= kept_us:
            continue
        sample = reader.sample(place)
        passed_us = 0 if judge_state.commit_us is None else judge_state.commit_us - sample.commit_us
        machine_us = judge_state.machine_us - passed_us if judge_state.commit_us is not None else sample.commit_us
        said = {} if begun else totals_of(sample.snapshot)
        _noted(ledger.totals, said, machine_us, sample.snapshot.at_us)
        _noted(ledger.parts, _parts(sample.snapshot), machine_us, sample.snapshot.at_us)
    return replace(judge_state, ledger=ledger)


def _noted(accepted: dict[str, Accepted], said: dict[str, int], machine_us: int, at_us: int) -> None:
    for path, value in said.items():
        if path not in accepted or accepted[path].value != value:
            accepted[path] = Accepted(value, machine_us, at_us, at_us)


def _parts(snapshot: Snapshot) -> dict[str, int]:
    found = {path: value for name in LISTS for path, value in parts_in(snapshot, name)}
    return found | {path: value for _, products in products_in(snapshot) for path, value in products}


def _first_unaccepted(index: Index) -> int:
    """The first of the newest answers whose time is corrected though nobody has accepted that."""
    unaccepted, answers = index.shown["unaccepted"], index.answers["id"]
    accepted = (unaccepted == 0).nonzero()[0]
    place = int(accepted[-1]) + 1 if len(accepted) else 0
    return int(answers[int(index.shown["answer"][place])])


def _held(reader: RecordingReader, waiting: Waiting) -> HeldSnapshot | None:
    """The snapshot that waits, and all answers that made its claim."""
    row = reader.index.answer_row(waiting.answer_id)
    snapshot = None if row is None else reader.decoded(row).reading.snapshot
    if row is None or snapshot is None:
        return None  # its body is lost: further polls decide, the operator cannot
    arrived_us = int(reader.index.answers["commit_us"][row])
    return HeldSnapshot(snapshot, arrived_us, _chain(reader.index, waiting.answer_id), waiting.reason)


def _chain(index: Index, newest_id: int) -> tuple[int, ...]:
    """The answers up to the newest that agree with it, oldest first."""
    chain: list[int] = []
    newer: VerdictRow | None = None
    for verdict in reversed(index.held):
        if verdict.answer_id > newest_id:
            continue
        if newer is not None and not _same_claim(verdict, newer):
            break  # another claim came between
        chain.append(verdict.answer_id)
        newer = verdict
        if verdict.agreed == 0:
            break
    return tuple(reversed(chain))


def _same_claim(verdict: VerdictRow, newer: VerdictRow) -> bool:
    return verdict.reason == newer.reason and newer.agreed - verdict.agreed in (0, 1)


def _last_was_usable(index: Index) -> bool:
    """Whether the newest answer was understood: one that was not is worth another look, perhaps by a new mapping."""
    return len(index.answers) > 0 and int(index.answers["at_us"][-1]) != MISSING
