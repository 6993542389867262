"""The source's clock is judged, not believed: against the machine's UTC and the HTTP Date, or as a simulation's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import HOUR_US, MINUTE_US, SECOND_US

REPEAT_US = 2 * SECOND_US
"""Within how much polls must repeat a lead for it to be an offset."""
MOST_CLAIMS = 8
"""How many claims wait at a time, of all sources and the machines behind them."""

ClockVerdict = Literal["told", "ahead", "changed"]
"""told: the time can be used. ahead: it leads too far. changed: simulated where it was not, or the other way round."""


class Arrival(msgspec.Struct, frozen=True):
    """When an answer came, from whom, and what the clocks said then.

    `commit_us` is recording time; `utc_us` the machine's UTC read anew; `date_us` the HTTP Date: None where unknown.
    `unbroken`: no fetch has failed since the last advance.
    """

    commit_us: int
    utc_us: int | None = None
    date_us: int | None = None
    source: str = ""
    unbroken: bool = False


class ClockRules(msgspec.Struct, frozen=True):
    """How far `at` may lead, how many further polls must repeat an offset, and the offsets stated by source.

    `fen_per_s`: how fast the sum may grow between two polls that make one claim.
    """

    tolerance_us: int = 2 * MINUTE_US
    confirmations: int = 3
    offsets: Mapping[str, int] = msgspec.field(default_factory=dict)
    fen_per_s: int = 200_000_000 * 100


class Offset(msgspec.Struct, frozen=True):
    """What a source's clock leads by; `accepted` by the operator or the configuration, else only found.

    `stated` is what the configuration said then: when it says something else, that holds.
    """

    offset_us: int = 0
    accepted: bool = True
    stated: int | None = None


class Origin(msgspec.Struct, frozen=True):
    """A simulation's clock stood at `at_us` when the machine's time was `machine_us`, and runs at `rate`."""

    machine_us: int
    at_us: int
    rate: float

    def at(self, machine_us: int) -> int:
        """What it should say at an instant of machine time."""
        return self.at_us + int((machine_us - self.machine_us) * self.rate)


class ClockClaim(msgspec.Struct, frozen=True):
    """Another offset (or another simulation) that a source has begun to state, and how many polls have repeated it.

    `offset_us` is the largest of the leads, `first_us` the first of them; `origin` is set for a simulation. The sum
    `gmv_fen` has stood since `machine_us`: polls whose sum leaps make another claim.
    """

    source: str
    at_us: int
    offset_us: int = 0
    first_us: int = 0
    origin: Origin | None = None
    agreed: int = 0
    gmv_fen: int = 0
    machine_us: int = 0

    def further(self, poll: ClockClaim, fen_per_s: int) -> ClockClaim | None:
        """The claim after one more poll; None where that claims something else.

        One whose time stands says nothing new.
        """
        simulated = self.origin is not None
        if poll.source != self.source or (poll.origin is not None) != simulated or not self._repeats(poll):
            return None
        pace = 1.0 if self.origin is None else max(1.0, self.origin.rate)
        passed_us = max(poll.machine_us - self.machine_us, SECOND_US)
        if abs(poll.gmv_fen - self.gmv_fen) * SECOND_US > fen_per_s * pace * passed_us:
            return None
        since_us = self.machine_us if poll.gmv_fen == self.gmv_fen else poll.machine_us
        agreed = self.agreed + (poll.at_us > self.at_us)
        offset_us = self.offset_us if poll.at_us == self.at_us else max(self.offset_us, poll.offset_us)
        return replace(
            self, at_us=poll.at_us, offset_us=offset_us, agreed=agreed, gmv_fen=poll.gmv_fen, machine_us=since_us
        )

    def _repeats(self, poll: ClockClaim) -> bool:
        """Whether a poll's time goes on from the claim's: with the same lead, or at the rate that a simulation says."""
        if poll.at_us <= self.at_us:
            return poll.at_us == self.at_us
        if self.origin is None or poll.origin is None:
            return abs(poll.offset_us - self.first_us) <= REPEAT_US
        off_us = abs(poll.at_us - self.origin.at(poll.machine_us))
        return poll.origin.rate == self.origin.rate and off_us <= REPEAT_US * max(1.0, self.origin.rate)


class ClockState(msgspec.Struct, frozen=True):
    """What is known of the clocks: offsets by source, the simulation's if it is one, and claims that wait, newest last.

    `refused`: leads by source that the operator does not believe, however often they are repeated. `begun`: some
    answer was accepted.
    """

    offsets: dict[str, Offset] = msgspec.field(default_factory=dict)
    refused: dict[str, int] = msgspec.field(default_factory=dict)
    origin: Origin | None = None
    begun: bool = False
    claims: tuple[ClockClaim, ...] = ()

    def offset(self, source: str, rules: ClockRules) -> Offset:
        """The offset in force: what was found or accepted since the configuration stated its own, else that."""
        stated = rules.offsets.get(source)
        known = self.offsets.get(source)
        return known if known is not None and known.stated == stated else Offset(stated or 0, stated=stated)

    def settled(self, source: str) -> ClockState:
        """The state after a time of this source that can be used: what contradicts it is forgotten.

        That is what it claimed before, and that it is all a simulation, or none, whoever says so.
        """
        kind = self.origin is None
        claims = tuple(c for c in self.claims if c.source != source and (c.origin is None) == kind)
        return replace(self, begun=True, claims=claims)

    def without(self, source: str) -> ClockState:
        """The state without what this source claims."""
        return replace(self, claims=tuple(claim for claim in self.claims if claim.source != source))

    def claimed(self, poll: ClockClaim, rules: ClockRules) -> tuple[ClockClaim, ClockState]:
        """What a poll claims, together with those before it that claimed the same, and the state then.

        Several machines may answer for one source, and several sources in turn: none takes back what another claims.
        """
        for before in reversed(self.claims):
            claim = before.further(poll, rules.fen_per_s)
            if claim is not None:
                others = (other for other in self.claims if other is not before)
                return claim, replace(self, claims=(*others, claim))
        return poll, replace(self, claims=(*self.claims, poll)[-MOST_CLAIMS:])


class ClockReading(msgspec.Struct, frozen=True):
    """What a snapshot's `at` is worth.

    `at_us` is corrected by the offset. `event_us` is how late it is for certain: the earlier of `at_us` and the clock
    it was judged by. `lag_us`: how far `at` lies behind (None: nobody knows). `lead_us`: how far the source's clock
    leads. `machine_wrong`: source and Date agree, the machine does not. `restart`: a simulation has begun anew.
    """

    verdict: ClockVerdict
    at_us: int
    event_us: int
    lead_us: int = 0
    offset: Offset = Offset()
    lag_us: int | None = None
    machine_wrong: bool = False
    restart: bool = False
    agreed: int = 0


def read_clock(
    state: ClockState, snapshot: Snapshot, arrival: Arrival, machine_us: int, rules: ClockRules
) -> tuple[ClockReading, ClockState]:
    """Judge the `at` of a snapshot; the state after it is kept whatever becomes of the snapshot."""
    if state.begun and snapshot.simulated != (state.origin is not None):
        return _changed(state, snapshot, arrival, machine_us, rules)
    if snapshot.simulated:
        return _simulated(state, snapshot, arrival, machine_us, rules)
    return _real(state, snapshot, arrival, machine_us, rules)


def accepted_offset(state: ClockState, source: str, offset_us: int, rules: ClockRules) -> ClockState:
    """The state after the operator has accepted what a source's clock leads by."""
    accepted = Offset(offset_us, stated=rules.offsets.get(source))
    refused = {name: lead_us for name, lead_us in state.refused.items() if name != source}
    offsets = state.offsets | {source: accepted}
    return replace(state, offsets=offsets, refused=refused, origin=None, begun=True, claims=())


def refused_offset(state: ClockState, source: str, lead_us: int) -> ClockState:
    """The state after the operator has refused what a source's clock leads by."""
    offsets = {name: offset for name, offset in state.offsets.items() if name != source or offset.accepted}
    return replace(state.without(source), offsets=offsets, refused=state.refused | {source: lead_us})


def accepted_origin(state: ClockState, snapshot: Snapshot, machine_us: int) -> ClockState:
    """The state after the operator has accepted a simulation's time."""
    return replace(state, origin=Origin(machine_us, snapshot.at_us, snapshot.rate), begun=True, claims=())


def _real(
    state: ClockState, snapshot: Snapshot, arrival: Arrival, machine_us: int, rules: ClockRules
) -> tuple[ClockReading, ClockState]:
    offset = state.offset(arrival.source, rules)
    at_us = snapshot.at_us - offset.offset_us
    if arrival.utc_us is None:
        return ClockReading("told", at_us, at_us, offset=offset), state.settled(arrival.source)
    reference_us, wrong = _reference(at_us, arrival, arrival.utc_us, rules.tolerance_us)
    ahead_us, lead_us = at_us - reference_us, snapshot.at_us - reference_us
    told = ClockReading(
        "told", at_us, min(at_us, reference_us), lead_us, offset, max(0, -ahead_us), machine_wrong=wrong
    )
    right_again = offset.offset_us != 0 and abs(lead_us) <= rules.tolerance_us < abs(ahead_us)
    if ahead_us <= rules.tolerance_us and not right_again:
        return told, state.settled(arrival.source)
    claim, claiming = state.claimed(_lead(arrival.source, snapshot, lead_us, machine_us), rules)
    refused_us = state.refused.get(arrival.source)
    is_refused = refused_us is not None and abs(claim.offset_us - refused_us) <= rules.tolerance_us
    if claim.agreed < rules.confirmations or (is_refused and not right_again):
        verdict: ClockVerdict = "ahead" if ahead_us > rules.tolerance_us else "told"
        return replace(told, verdict=verdict, agreed=claim.agreed), claiming
    stated = rules.offsets.get(arrival.source)
    found = Offset(stated=stated) if right_again else Offset(claim.offset_us, accepted=False, stated=stated)
    at_us = snapshot.at_us - found.offset_us
    reading = replace(
        told, at_us=at_us, event_us=min(at_us, reference_us), offset=found, lag_us=max(0, reference_us - at_us)
    )
    offsets = state.offsets | {arrival.source: found}
    return reading, replace(state.without(arrival.source), offsets=offsets, begun=True)


def _reference(at_us: int, arrival: Arrival, utc_us: int, tolerance_us: int) -> tuple[int, bool]:
    """The time to judge by, and whether the machine's is wrong: the source and the Date of its answer agree on
    another."""
    date_us = arrival.date_us
    if date_us is None or abs(at_us - date_us) > tolerance_us or abs(at_us - utc_us) <= tolerance_us:
        return utc_us, False
    return date_us, True


def _lead(source: str, snapshot: Snapshot, lead_us: int, machine_us: int) -> ClockClaim:
    return ClockClaim(source, snapshot.at_us, lead_us, lead_us, gmv_fen=snapshot.gmv_fen, machine_us=machine_us)


def _beginning(source: str, snapshot: Snapshot, machine_us: int) -> ClockClaim:
    origin = Origin(machine_us, snapshot.at_us, snapshot.rate)
    return ClockClaim(source, snapshot.at_us, origin=origin, gmv_fen=snapshot.gmv_fen, machine_us=machine_us)


def _simulated(
    state: ClockState, snapshot: Snapshot, arrival: Arrival, machine_us: int, rules: ClockRules
) -> tuple[ClockReading, ClockState]:
    at_us, stated = snapshot.at_us, Origin(machine_us, snapshot.at_us, snapshot.rate)
    origin = state.origin
    if origin is None:
        return ClockReading("told", at_us, at_us), replace(state, origin=stated, begun=True, claims=())
    expected_us, pace = origin.at(machine_us), max(1.0, origin.rate)
    ahead_us = at_us - expected_us
    told = ClockReading("told", at_us, min(at_us, expected_us + int(REPEAT_US * pace)), ahead_us)
    near = abs(ahead_us) <= rules.tolerance_us * pace
    if near and snapshot.rate == origin.rate:
        return told, state.settled(arrival.source)
    claim, claiming = state.claimed(_beginning(arrival.source, snapshot, machine_us), rules)
    if claim.agreed >= rules.confirmations:
        return replace(told, event_us=at_us, lead_us=0, restart=True), replace(
            state, origin=claim.origin, begun=True, claims=()
        )
    verdict: ClockVerdict = "told" if near or ahead_us < 0 else "ahead"
    return replace(told, verdict=verdict, agreed=claim.agreed), claiming


def _changed(
    state: ClockState, snapshot: Snapshot, arrival: Arrival, machine_us: int, rules: ClockRules
) -> tuple[ClockReading, ClockState]:
    """A simulation where there was none, or the other way round: further polls must insist on it."""
    if snapshot.simulated:
        poll = _beginning(arrival.source, snapshot, machine_us)
    else:
        lead_us = snapshot.at_us - (snapshot.at_us if arrival.utc_us is None else arrival.utc_us)
        # how a real source's time runs is looked at again when it has been believed to be one
        poll = _lead(arrival.source, snapshot, lead_us // (HOUR_US * 24), machine_us)
    claim, claiming = state.claimed(poll, rules)
    if claim.agreed < rules.confirmations:
        reading = ClockReading("changed", snapshot.at_us, snapshot.at_us, agreed=claim.agreed)
        return reading, claiming
    begun = replace(state, origin=claim.origin, begun=False, claims=())
    reading, after = read_clock(begun, snapshot, arrival, machine_us, rules)
    return replace(reading, restart=reading.verdict == "told"), after
