"""What follows from the operator's decisions: a held value or a clock is accepted or refused, a sum is final or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from msgspec.structs import replace as with_fields

from wallboard.collect.notices import Notices
from wallboard.collect.operator_decisions import AcceptanceDecision, FinalDecision
from wallboard.collect.records import Records
from wallboard.collect.state import CollectorState, HeldSnapshot, ruled
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import finalized
from wallboard.core.judge_state import Judgement, Rules
from wallboard.core.judgement import accept_held, accept_offset, declare_final, refuse_held, refuse_offset
from wallboard.core.source_clock import Arrival
from wallboard.recording.writer import JudgementRecord

FinalReason = Literal["final", "declared", "reopened"]
"""The sum has stood after the event's end, or the operator declared it final, or not."""


@dataclass(frozen=True, slots=True)
class DecisionRecorder:
    """Records what the operator decides, and tells it; each method returns where the collector stands then.

    A decision that comes too late, about what is up no more, changes nothing. All raise RecordingFailedError.
    """

    records: Records
    facts: EventInfo
    rules: Rules
    notices: Notices
    utc_us: Callable[[], int]

    def decided(self, decision: AcceptanceDecision | FinalDecision, state: CollectorState) -> CollectorState:
        """Do what was decided."""
        if isinstance(decision, FinalDecision):
            return self._final(decision, state)
        if state.held is None:
            return self._offset(decision, state)
        if decision.answer_id not in state.held.answer_ids:
            return state  # decided long ago, or taken back by the source itself
        return self._held(state.held, state, accept=decision.accept)

    def after_end_moved(self, state: CollectorState) -> CollectorState:
        """Tell the new end; a sum that was final before it is not final any more."""
        end_us, judge_state = self.facts.end_us, state.judge_state
        self.notices.once(f"the operator moves the event's end to {self.facts.told(end_us or 0)}")
        if judge_state.at_us is None or end_us is None:
            return state
        if judge_state.at_us >= end_us:  # it is over: from now on the sum has to stand
            return replace(state, judge_state=with_fields(judge_state, stood=judge_state.stood or 0))
        if not judge_state.final:
            return replace(state, judge_state=with_fields(judge_state, stood=None))
        judge_state = with_fields(declare_final(judge_state, final=False), stood=None)
        return record_final(self.records, replace(state, judge_state=judge_state), "reopened", final=False)

    def _held(self, held: HeldSnapshot, before: CollectorState, *, accept: bool) -> CollectorState:
        stamp = replace(self.records.stamp(), utc_us=self.utc_us())
        if accept:
            arrival = Arrival(stamp.commit_us, stamp.utc_us)
            judgement, judge_state = accept_held(before.judge_state, held.snapshot, self.rules, arrival)
        else:
            judgement, judge_state = refuse_held(before.judge_state)
        ruling, state = ruled(
            judgement,
            held.snapshot,
            replace(before, judge_state=judge_state, held=None),
            stamp,
            (self.facts, self.rules),
            utc_us=self.utc_us(),
            arrived_us=held.commit_us,
        )
        self.records.judge(stamp, held.answer_ids[-1], ruling)
        self.notices.over("judgement", f"the operator {_verb(accept)} the held value")
        return state

    def _offset(self, decision: AcceptanceDecision, state: CollectorState) -> CollectorState:
        """About an offset of the source's clock that was found, and is corrected."""
        first_id, judge_state, last = state.unaccepted_id, state.judge_state, state.last
        if first_id is None or not first_id <= decision.answer_id <= judge_state.answer_id:
            return state
        stamp = self.records.stamp()
        if decision.accept:
            judge_state = accept_offset(judge_state, state.source, self.rules)
            # the answer that is up stands on, now without the badge
            plain = Judgement("accepted", "operator") if last is None else last
            judgement = with_fields(
                plain, reason="operator", detail="", advance=False, correction=False, corrected_parts=(),
                unaccepted=False, restart=False, final=False,
            )  # fmt: skip
        else:
            judgement, judge_state = refuse_offset(judge_state, state.source, self.rules)
        self.records.judge(stamp, judge_state.answer_id, JudgementRecord(judgement, judge_state, (), state.clock))
        self.notices.over("clock", f"the operator {_verb(decision.accept)} the source's clock")
        last = judgement if last is not None and decision.accept else last
        return replace(state, judge_state=judge_state, unaccepted_id=None, last=last)

    def _final(self, decision: FinalDecision, state: CollectorState) -> CollectorState:
        judge_state, says = state.judge_state, "final" if decision.final else "not final"
        if judge_state.at_us is None or judge_state.held is not None or judge_state.gmv_fen != decision.gmv_fen:
            line = f"the sum is not declared {says}: it is another one by now, or one is held"
            self.notices.once(line)
            self.records.alarm("final", line)
            return state
        if judge_state.final == decision.final:
            return state
        reason: FinalReason = "declared" if decision.final else "reopened"
        judge_state = declare_final(judge_state, final=decision.final)
        state = record_final(self.records, replace(state, judge_state=judge_state), reason, final=decision.final)
        self.notices.once(f"the operator declares the sum {says}")
        return state


def record_final(records: Records, state: CollectorState, reason: FinalReason, *, final: bool) -> CollectorState:
    """Record that the sum which is up is final, or is not, and why. Raises RecordingFailedError."""
    judge_state, stamp = state.judge_state, records.stamp()
    happening = finalized(judge_state.gmv_fen, judge_state.at_us or 0, stamp.commit_us, final=final)
    ruling = JudgementRecord(Judgement("accepted", reason, final=final), judge_state, (happening,), state.clock)
    records.judge(stamp, judge_state.answer_id, ruling)
    return replace(state, progress=with_fields(state.progress, final=final))


def _verb(accept: bool) -> str:
    return "accepts" if accept else "refuses"
