"""Whether a snapshot may stand on the wall: accepted, held until it is confirmed, or rejected."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.core.contract.metrics import field_of
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import SECOND_US, span
from wallboard.core.judge_state import Cause, HeldClaim, Judgement, JudgeState, LateAnswers, Reason, Rules
from wallboard.core.plausibility import Accepted, Doubt, Instant, Movement, Weighed, agreed, fallen, movement, weigh
from wallboard.core.source_clock import (
    MOST_CLAIMS,
    Arrival,
    ClockReading,
    ClockState,
    accepted_offset,
    accepted_origin,
    read_clock,
    refused_offset,
)


def judge(
    judge_state: JudgeState, reading: Reading, answer_id: int, rules: Rules, arrival: Arrival
) -> tuple[Judgement, JudgeState]:
    """Judge one reading against what stands.

    An `at` that leads the clock by too much, a fall or an implausible jump of the GMV holds the snapshot until further
    polls repeat it. Another total, or one part, that falls or jumps waits alone. A return to what is plausible drops
    what is held. Answers older than what is shown are recorded and not shown, until there has been nothing else for
    long.
    """
    snapshot = reading.snapshot
    if snapshot is None:
        why = "; ".join(str(p) for p in reading.problems[:3])
        return Judgement("rejected", "unusable", why), judge_state
    if reading.filled:
        return Judgement(
            "rejected", "unusable", "it answers a question about the past, which nobody asked"
        ), judge_state
    currency = rules.currency or judge_state.currency
    if currency and snapshot.currency not in ("", currency):
        detail = f"the amounts are in {snapshot.currency}, the wall shows {currency}"
        if snapshot.currency == "RMB":
            detail += '; RMB is no ISO 4217 code: currency = "currency" under [mapping] reads it as CNY'
        return Judgement("rejected", "currency", detail), judge_state
    state = _passed(judge_state, arrival)
    told, clock = read_clock(state.clock, snapshot, arrival, state.machine_us, rules.clock)
    state = replace(state, clock=clock)
    if told.verdict != "told":
        return _held_for_its_time(state, snapshot, answer_id, told, rules, arrival)
    return _Case(state, snapshot, answer_id, told, rules, arrival).judged()


def accept_held(
    judge_state: JudgeState, snapshot: Snapshot, rules: Rules, arrival: Arrival
) -> tuple[Judgement, JudgeState]:
    """The operator's word that the held snapshot stands, from now on; an offset of its clock is accepted with it."""
    state, held = _passed(judge_state, arrival), judge_state.held
    assert held is not None, "there is something held"
    if held.reason in ("ahead", "changed"):
        state = replace(state, clock=_accepted_clock(state, snapshot, held, rules))
    arrival = replace(arrival, source=held.source)
    offset = state.clock.offset(held.source, rules.clock)
    at_us = snapshot.at_us if snapshot.simulated else snapshot.at_us - offset.offset_us
    told = ClockReading("told", at_us, at_us, offset=offset, restart=held.reason in ("ahead", "changed"))
    return _Case(state, snapshot, held.answer_id, told, rules, arrival).shown("operator", believed=("fall", "jump"))


def accept_offset(judge_state: JudgeState, source: str, rules: Rules) -> JudgeState:
    """The operator's word that the source's clock leads as it was found to do."""
    offset = judge_state.clock.offset(source, rules.clock)
    return replace(judge_state, clock=accepted_offset(judge_state.clock, source, offset.offset_us, rules.clock))


def refuse_held(judge_state: JudgeState) -> tuple[Judgement, JudgeState]:
    """The operator's word that the held snapshot is wrong; the next one is judged against what stands."""
    held, clock = judge_state.held, judge_state.clock
    if held is not None:
        clock = clock.without(held.source)
        if held.reason == "ahead":
            clock = refused_offset(clock, held.source, held.lead_us)
    return Judgement("rejected", "refused"), replace(judge_state, held=None, clock=clock)


def refuse_offset(judge_state: JudgeState, source: str, rules: Rules) -> tuple[Judgement, JudgeState]:
    """The operator's word that the source's clock is wrong: what leads so is held again."""
    offset = judge_state.clock.offset(source, rules.clock)
    clock = refused_offset(judge_state.clock, source, offset.offset_us)
    return Judgement("rejected", "refused"), replace(judge_state, clock=clock)


def declare_final(judge_state: JudgeState, *, final: bool) -> JudgeState:
    """The sum is final because the operator says so, or is not: after the end it must stand once more to become so."""
    return replace(judge_state, final=final, stood=None if judge_state.stood is None else 0)


def stood_again(judge_state: JudgeState, rules: Rules) -> tuple[bool, JudgeState]:
    """A poll that said nothing new (304, a duplicate): whether the sum has become final by it."""
    if judge_state.stood is None or judge_state.final or judge_state.held is not None:
        return False, judge_state
    stood = judge_state.stood + 1
    final = stood >= rules.limits.confirmations
    return final, replace(judge_state, stood=stood, final=final)


def _passed(state: JudgeState, arrival: Arrival) -> JudgeState:
    """The machine's time goes on by whichever of its clocks has gone further: the steady one stops while it sleeps."""
    if state.commit_us is None:
        machine_us = arrival.commit_us
    else:
        steps = [arrival.commit_us - state.commit_us]
        if state.utc_us is not None and arrival.utc_us is not None:
            steps.append(arrival.utc_us - state.utc_us)
        machine_us = state.machine_us + max(0, *steps)
    return replace(state, machine_us=machine_us, commit_us=arrival.commit_us, utc_us=arrival.utc_us)


def _accepted_clock(state: JudgeState, snapshot: Snapshot, held: HeldClaim, rules: Rules) -> ClockState:
    if snapshot.simulated:
        return accepted_origin(state.clock, snapshot, state.machine_us)
    return accepted_offset(state.clock, held.source, held.lead_us, rules.clock)


def _held_for_its_time(
    state: JudgeState, snapshot: Snapshot, answer_id: int, told: ClockReading, rules: Rules, arrival: Arrival
) -> tuple[Judgement, JudgeState]:
    if told.verdict == "ahead":
        cause: Cause = "ahead"
        what = f"its time leads by {span(told.lead_us)}"
    else:
        cause, what = "changed", "it is simulated" if snapshot.simulated else "it is no longer simulated"
    detail = f"{what}; {told.agreed} of {rules.clock.confirmations} polls agree"
    sums = () if state.held is None else state.held.sums  # what others claim of the sum goes on waiting
    held = HeldClaim(
        answer_id, snapshot.at_us, snapshot.gmv_fen, cause, told.agreed, arrival.source, told.lead_us, sums
    )
    return Judgement("held", cause, detail), replace(state, held=held)


class _Case:
    """One snapshot whose time can be used, before the judge."""

    def __init__(
        self, state: JudgeState, snapshot: Snapshot, answer_id: int, told: ClockReading, rules: Rules, arrival: Arrival
    ) -> None:
        self.state, self.snapshot, self.answer_id = state, snapshot, answer_id
        self.told, self.rules, self.arrival = told, rules, arrival
        rate = None if state.clock.origin is None else state.clock.origin.rate
        least_us = max(SECOND_US, rules.updates_every_us or 0)
        self.now = Instant(state.machine_us, told.at_us, min(told.at_us, told.event_us), rate, least_us)
        self.gmv: Accepted | None = state.ledger.totals.get("gmv")

    def judged(self) -> tuple[Judgement, JudgeState]:
        """The judgement on a snapshot whose sum nobody has looked at yet."""
        newest_us = self.state.at_us
        if newest_us is None:
            return self.shown("first")
        if self.told.restart:
            return self.shown("baseline", believed=("fall", "jump"))
        if self.told.at_us < newest_us:
            return self.late()
        doubt = self.movement()
        if doubt is not None:
            return self.hold(doubt)
        return self.shown("advance" if self.told.at_us > newest_us else "restated")

    def movement(self) -> Movement | None:
        """How the GMV moves, if that is not believed at once."""
        if self.gmv is None:
            return None
        limits, free = self.rules.limits, "gmv" in self.rules.limits.may_fall
        return movement(self.snapshot.gmv_fen, self.gmv, self.now, limits, limits.fen_per_s, may_fall=free)

    def hold(self, cause: Movement) -> tuple[Judgement, JudgeState]:
        """Held, unless as many polls agree as it takes."""
        held, limits = self.state.held, self.rules.limits
        sums = self._claims(() if held is None else held.sums, cause)
        polls = sums[-1].agreed
        if polls >= limits.confirmations:
            # a confirmed fall corrects the whole snapshot; after a jump a total that falls is another question
            return self.shown(
                "confirmed",
                f"{polls} polls agree",
                believed=("fall",) if cause == "fall" else (),
                correction=cause == "fall",
                agreed_per_s=sums[-1].per_s,
            )
        by = abs(self.snapshot.gmv_fen - self.state.gmv_fen) // 100
        what = f"the total {'falls' if cause == 'fall' else 'jumps'} by {by:,}"
        detail = f"{what}; {polls} of {limits.confirmations} polls agree"
        snapshot = self.snapshot
        claim = HeldClaim(
            self.answer_id, snapshot.at_us, snapshot.gmv_fen, cause, polls, self.arrival.source,
            self.told.lead_us, sums,
        )  # fmt: skip
        return Judgement("held", cause, detail), replace(self.state, held=claim)

    def late(self) -> tuple[Judgement, JudgeState]:
        """Older than what is shown: not shown, but a new base line when there has been nothing else for long."""
        assert self.state.at_us is not None
        behind_us = self.state.at_us - self.told.at_us
        late = self._later()
        jumps = self.movement() == "jump"
        waited = self.arrival.commit_us - late.since_us > self.rules.stale_after_us
        falls = self.snapshot.gmv_fen < self.state.gmv_fen
        if waited and jumps:
            judgement, state = self.hold("jump")
            return judgement, replace(state, late=None if judgement.shown else late)
        if waited and (not falls or late.sum.agreed >= self.rules.limits.confirmations):
            return self.shown("baseline", f"{span(behind_us)} older than what was shown", ("fall",), correction=True)
        detail = f"{behind_us / SECOND_US:.1f} s older than what is shown"
        return Judgement("accepted", "late", detail), replace(self.state, late=late)

    def _later(self) -> LateAnswers:
        before = self.state.late
        doubt = None if before is None else before.sum
        polls = 0
        if doubt is not None and self.now.at_us >= doubt.at_us and self.snapshot.gmv_fen >= doubt.value:
            polls = doubt.agreed + 1
        doubt = Doubt(self.snapshot.gmv_fen, self.now.at_us, self.now.machine_us, "fall", polls)
        return LateAnswers(self.arrival.commit_us if before is None else before.since_us, doubt)

    def _claims(self, before: tuple[Doubt, ...], cause: Movement) -> tuple[Doubt, ...]:
        """What is claimed of the sum after this poll, its own claim last: it may go on from any of those before it.

        Several machines may answer for one source, some of them later than others: none takes back another's claim.
        """
        assert self.gmv is not None, "a sum that moves stood before"
        limits = self.rules.limits
        free = "gmv" in limits.may_fall
        value, now = self.snapshot.gmv_fen, self.now
        claim = Doubt(value, now.at_us, now.machine_us, cause)
        for doubt in sorted(before, key=lambda doubt: -doubt.at_us):
            polls = agreed(doubt, self.gmv, value, cause, now, limits.fen_per_s, may_fall=free)
            if polls is not None:
                before = tuple(other for other in before if other is not doubt)
                claim = doubt.further(value, now, polls)
                break
        return (*before, claim)[-MOST_CLAIMS:]

    def shown(
        self,
        reason: Reason,
        detail: str = "",
        believed: tuple[Movement, ...] = (),
        *,
        correction: bool = False,
        agreed_per_s: int = 0,
    ) -> tuple[Judgement, JudgeState]:
        """Accepted, and from now on what the wall stands on."""
        state, snapshot, told = self.state, self.snapshot, self.told
        weighed = weigh(state.ledger, snapshot, self.now, self.rules.limits, believed, agreed_per_s=agreed_per_s)
        if believed:
            correction = correction or self._falls(weighed)
        advance = state.at_us is None or told.at_us > state.at_us or told.restart
        advances = state.advances
        if advance:
            advances = advances.after(self.arrival.commit_us, unbroken=self.arrival.unbroken)
        changed = self.gmv is not None and self.gmv.value != snapshot.gmv_fen
        stood, final = self._final(changed=changed)
        if weighed.corrected:
            detail = f"a fall of {', '.join(weighed.corrected)} is confirmed"
        judgement = Judgement(
            "accepted",
            reason,
            detail,
            withheld=tuple(field_of(name) for name in weighed.withheld),
            shown=True,
            advance=advance,
            correction=correction or bool(weighed.corrected) or (state.final and changed),
            parts=weighed.held,
            corrected_parts=weighed.corrected_parts,
            offset_us=0 if snapshot.simulated else told.offset.offset_us,
            unaccepted=not told.offset.accepted,
            lag_us=told.lag_us,
            interval_us=self.rules.updates_every_us or advances.interval_us,
            event_us=told.event_us,
            restart=told.restart,
            final=final and not state.final,
            machine_wrong=told.machine_wrong,
        )
        after = replace(
            state,
            at_us=told.at_us,
            answer_id=self.answer_id,
            ledger=weighed.ledger,
            held=None,
            late=None,
            advances=advances,
            stood=stood,
            final=final,
            currency=snapshot.currency or state.currency,
        )
        return judgement, after

    def _falls(self, weighed: Weighed) -> bool:
        """Whether a total falls otherwise than across the start."""
        limits, before = self.rules.limits, self.state.ledger
        if not fallen(before, self.snapshot):
            return False
        return any(
            name not in limits.may_fall
            and movement(weighed.ledger.totals[name].value, was, self.now, limits, limits.fen_per_s) == "fall"
            for name, was in before.totals.items()
        )

    def _final(self, *, changed: bool) -> tuple[int | None, bool]:
        """At how many polls the sum has stood since the event's end, and whether it is final by now."""
        end_us = self.rules.end_us
        if end_us is None or min(self.told.at_us, self.told.event_us) < end_us:
            return None, self.state.final and not changed  # declared, as long as it stands
        if self.state.stood is None or changed:
            return 0, False
        stood = self.state.stood + 1
        return stood, self.state.final or stood >= self.rules.limits.confirmations
