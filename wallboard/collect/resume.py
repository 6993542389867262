"""Where a collector stood when it ended, read back from its recording."""

from __future__ import annotations

from pathlib import Path

from wallboard.collect.loop import CollectorState, HeldSnapshot
from wallboard.core.happenings import resumed
from wallboard.core.judgement import HeldClaim as Waiting
from wallboard.core.judgement import JudgeState
from wallboard.recording.columns import MISSING
from wallboard.recording.index import Index
from wallboard.recording.reader import RecordingReader


def resume(folder: Path) -> CollectorState:
    """The stand after all that is recorded in `folder`; a fresh one where nothing is.

    What cannot be read of a damaged recording is as if it had never been. Raises RecordingError.
    """
    with RecordingReader(folder, live=True) as reader:
        index = reader.index
        advances, ticks = index.advances["commit_us"], index.ticks["commit_us"]
        last = reader.sample(len(index.shown) - 1).snapshot if len(index.shown) else None
        judge_state = reader.last_judge_state() or JudgeState()
        return CollectorState(
            judge_state=judge_state,
            progress=resumed(tuple(index.happenings), last, int(advances[-1]) if len(advances) else None),
            clock=reader.clock_at(int(ticks[-1])) if len(ticks) else None,
            held=None if judge_state.held is None else _held(reader, judge_state.held),
            digest=reader.last_digest() if _last_was_usable(index) else None,
        )


def _held(reader: RecordingReader, waiting: Waiting) -> HeldSnapshot | None:
    """The snapshot that waits, and all answers that made its claim."""
    row = reader.index.answer_row(waiting.answer_id)
    snapshot = None if row is None else reader.decoded(row).reading.snapshot
    if row is None or snapshot is None:
        return None  # its body is lost: further polls decide, the operator cannot
    arrived_us = int(reader.index.answers["commit_us"][row])
    return HeldSnapshot(snapshot, arrived_us, _chain(reader.index, waiting.answer_id))


def _chain(index: Index, newest_id: int) -> tuple[int, ...]:
    """The answers up to the newest that agree with it, oldest first."""
    chain: list[int] = []
    for verdict in reversed(index.held):
        if verdict.answer_id <= newest_id:
            chain.append(verdict.answer_id)
            if verdict.agreed == 0:
                break
    return tuple(reversed(chain))


def _last_was_usable(index: Index) -> bool:
    """Whether the newest answer was understood: one that was not is worth another look, perhaps by a new mapping."""
    return len(index.answers) > 0 and int(index.answers["at_us"][-1]) != MISSING
