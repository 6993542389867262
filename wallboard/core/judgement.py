"""Whether a snapshot may stand on the wall: accepted, held until it is confirmed, or rejected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from wallboard.core.contract.metrics import field_of, totals_of
from wallboard.core.contract.reading import Reading
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.instants import MINUTE_US, SECOND_US

Verdict = Literal["accepted", "held", "rejected"]
Reason = Literal[
    "first",
    "advance",
    "restated",
    "late",
    "fall",
    "jump",
    "ahead",
    "confirmed",
    "operator",
    "refused",
    "unusable",
    "currency",
]
Cause = Literal["fall", "jump", "ahead"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is plausible: the currency, how fast the sum may grow, how many further polls must agree on what is not.

    `ahead_us` is how far `at` may run ahead of the time that has passed.
    """

    currency: str = ""
    confirmations: int = 3
    plausible_fen_per_s: int = 100_000_000 * 100
    ahead_us: int = 5 * MINUTE_US


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one snapshot, a row of the recording.

    `shown`: from this judgement on the wall stands on that snapshot. `advance`: its `at` is newer than all before it
    (what freshness is measured by). `correction`: an accepted fall, of whichever total. `withheld`: contract fields of
    the snapshot that must not be drawn, because that total alone fell.
    """

    verdict: Verdict
    reason: Reason
    detail: str = ""
    withheld: tuple[str, ...] = ()
    shown: bool = False
    advance: bool = False
    correction: bool = False


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A snapshot that waits: the figure polls must agree with, and how many have."""

    answer_id: int
    at_us: int
    gmv_fen: int
    reason: Cause
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class DoubtedTotal:
    """Another total that has fallen: the figure that newer polls must agree with, and how many have."""

    metric: str
    value: int
    at_us: int
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class JudgeState:
    """Where the judge stands between two polls; rebuilt from the recording after a restart.

    `totals` holds the last shown value of every other monotone total, `doubted` those of them that are withheld.
    `commit_us` is when `at_us` was committed, as far as that is known.
    """

    at_us: int | None = None
    gmv_fen: int = 0
    totals: tuple[tuple[str, int], ...] = ()
    doubted: tuple[DoubtedTotal, ...] = ()
    held: HeldClaim | None = None
    commit_us: int | None = None


def judge(
    judge_state: JudgeState, reading: Reading, answer_id: int, rules: Rules, *, commit_us: int | None = None
) -> tuple[Judgement, JudgeState]:
    """Judge one reading against what stands.

    A fall or an implausible jump of the GMV holds the snapshot until `rules.confirmations` further, newer polls agree:
    that is, lie at or above the held figure and would be held for the same reason. A return to a plausible figure drops
    the held one. Another total that falls is withheld alone, until as many polls insist. With the `commit_us` of each
    reading, an `at` far in the future is held too: once shown it would make every true snapshot after it late.
    """
    snapshot = reading.snapshot
    if snapshot is None:
        why = "; ".join(str(p) for p in reading.problems[:3])
        return Judgement("rejected", "unusable", why), judge_state
    if rules.currency and snapshot.currency not in ("", rules.currency):
        detail = f"the amounts are in {snapshot.currency}, the wall shows {rules.currency}"
        return Judgement("rejected", "currency", detail), judge_state
    if judge_state.at_us is None:
        return Judgement("accepted", "first", shown=True, advance=True), _shown(judge_state, snapshot, commit_us)
    if snapshot.at_us < judge_state.at_us:
        behind_s = (judge_state.at_us - snapshot.at_us) / SECOND_US
        return Judgement("accepted", "late", f"{behind_s:.1f} s older than what is shown"), judge_state
    doubt = _doubt(judge_state, snapshot, rules, commit_us)
    if doubt is not None:
        return _hold(judge_state, snapshot, answer_id, doubt, rules, commit_us)
    advance = snapshot.at_us > judge_state.at_us
    doubted, corrected = _fallen(judge_state, snapshot, rules)
    judgement = Judgement(
        "accepted",
        "advance" if advance else "restated",
        f"a fall of {', '.join(corrected)} is confirmed" if corrected else "",
        withheld=_fields(doubted, snapshot),
        shown=True,
        advance=advance,
        correction=bool(corrected),
    )
    return judgement, _shown(judge_state, snapshot, commit_us, doubted)


def accept_held(judge_state: JudgeState, snapshot: Snapshot) -> tuple[Judgement, JudgeState]:
    """The operator's word that the held snapshot stands, from now on."""
    before = dict(judge_state.totals)
    correction = snapshot.gmv_fen < judge_state.gmv_fen or any(
        value < before[name] for name, value in _other_totals(snapshot).items() if name in before
    )
    advance = judge_state.at_us is None or snapshot.at_us > judge_state.at_us
    judgement = Judgement("accepted", "operator", shown=True, advance=advance, correction=correction)
    return judgement, _shown(judge_state, snapshot, None)


def refuse_held(judge_state: JudgeState) -> tuple[Judgement, JudgeState]:
    """The operator's word that the held snapshot is wrong; the next one is judged against what stands."""
    return Judgement("rejected", "refused"), replace(judge_state, held=None)


def _doubt(judge_state: JudgeState, snapshot: Snapshot, rules: Rules, commit_us: int | None) -> Cause | None:
    if snapshot.gmv_fen < judge_state.gmv_fen:
        return "fall"
    assert judge_state.at_us is not None
    passed_us = max(snapshot.at_us - judge_state.at_us, SECOND_US)
    if (snapshot.gmv_fen - judge_state.gmv_fen) * SECOND_US > rules.plausible_fen_per_s * passed_us:
        return "jump"
    if commit_us is None or judge_state.commit_us is None:
        return None
    expected_us = int((commit_us - judge_state.commit_us) * snapshot.rate)
    ahead_us = snapshot.at_us - judge_state.at_us - expected_us
    return "ahead" if ahead_us > rules.ahead_us * max(1.0, snapshot.rate) else None


def _hold(
    judge_state: JudgeState, snapshot: Snapshot, answer_id: int, doubt: Cause, rules: Rules, commit_us: int | None
) -> tuple[Judgement, JudgeState]:
    held = judge_state.held
    agrees = (
        held is not None
        and held.reason == doubt
        and snapshot.at_us > held.at_us
        and snapshot.gmv_fen >= held.gmv_fen
        and (snapshot.gmv_fen - held.gmv_fen) * SECOND_US
        <= rules.plausible_fen_per_s * max(snapshot.at_us - held.at_us, SECOND_US)
    )
    agreed = held.agreed + 1 if held is not None and agrees else 0
    if agrees and agreed >= rules.confirmations:
        # a confirmed fall corrects the whole snapshot; after a jump a total that falls is another question
        doubted, corrected = ((), ()) if doubt == "fall" else _fallen(judge_state, snapshot, rules)
        judgement = Judgement(
            "accepted",
            "confirmed",
            f"{agreed} polls agree",
            withheld=_fields(doubted, snapshot),
            shown=True,
            advance=True,
            correction=doubt == "fall" or bool(corrected),
        )
        return judgement, _shown(judge_state, snapshot, commit_us, doubted)
    if held is not None and not agrees and snapshot.at_us == held.at_us and snapshot.gmv_fen == held.gmv_fen:
        agreed = held.agreed  # the same claim again neither confirms nor starts anew
    by = abs(snapshot.gmv_fen - judge_state.gmv_fen) // 100
    claims = {
        "fall": f"the total falls by {by:,} yuan",
        "jump": f"the total jumps by {by:,} yuan",
        "ahead": f"the time jumps by {(snapshot.at_us - (judge_state.at_us or 0)) // SECOND_US:,} s",
    }
    detail = f"{claims[doubt]}; {agreed} of {rules.confirmations} polls agree"
    waiting = HeldClaim(answer_id, snapshot.at_us, snapshot.gmv_fen, doubt, agreed)
    return Judgement("held", doubt, detail), replace(judge_state, held=waiting)


def _fallen(
    judge_state: JudgeState, snapshot: Snapshot, rules: Rules
) -> tuple[tuple[DoubtedTotal, ...], tuple[str, ...]]:
    """The other totals that fall and are not confirmed, and the names of those whose fall enough polls agree on."""
    before, doubts = dict(judge_state.totals), {d.metric: d for d in judge_state.doubted}
    doubted: list[DoubtedTotal] = []
    corrected: list[str] = []
    said = _other_totals(snapshot)
    doubted += [last for name, last in doubts.items() if name not in said]  # a silent poll neither confirms nor denies
    for name, value in said.items():
        last = doubts.get(name)
        if name not in before or value >= before[name]:
            continue
        agreed = 0
        if last is not None and value >= last.value and snapshot.at_us > last.at_us:
            agreed = last.agreed + 1
        elif last is not None and value == last.value and snapshot.at_us == last.at_us:
            agreed = last.agreed
        if agreed >= rules.confirmations:
            corrected.append(name)
        else:
            doubted.append(DoubtedTotal(name, value, snapshot.at_us, agreed))
    return tuple(doubted), tuple(corrected)


def _fields(doubted: Iterable[DoubtedTotal], snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(field_of(d.metric) for d in doubted if snapshot.figure(d.metric) is not None)


def _other_totals(snapshot: Snapshot) -> dict[str, int]:
    """Every total but GMV, by which the whole snapshot is judged."""
    return {name: value for name, value in totals_of(snapshot).items() if name != "gmv"}


def _shown(
    judge_state: JudgeState, snapshot: Snapshot, commit_us: int | None, doubted: tuple[DoubtedTotal, ...] = ()
) -> JudgeState:
    totals, withheld = dict(judge_state.totals), {d.metric for d in doubted}
    totals |= {name: value for name, value in _other_totals(snapshot).items() if name not in withheld}
    if judge_state.at_us is not None and snapshot.at_us <= judge_state.at_us:
        commit_us = judge_state.commit_us
    at_us = snapshot.at_us if judge_state.at_us is None else max(snapshot.at_us, judge_state.at_us)
    return JudgeState(at_us, snapshot.gmv_fen, tuple(totals.items()), doubted, None, commit_us)
