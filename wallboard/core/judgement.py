"""Whether a snapshot may stand on the wall: accepted, held until it is confirmed, or rejected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from wallboard.core.contract import Reading
from wallboard.core.instants import SECOND_US
from wallboard.core.metrics import METRICS
from wallboard.core.snapshot import Snapshot

Verdict = Literal["accepted", "held", "rejected"]
Reason = Literal[
    "first", "advance", "restated", "late", "fall", "jump", "confirmed", "operator", "refused", "unusable", "currency"
]

_OTHER_TOTALS = tuple(m.name for m in METRICS.values() if m.total and m.name not in ("gmv", "shakes"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What is plausible: the currency, how fast the sum may grow, how many further polls must agree on what is not."""

    currency: str = "CNY"
    confirmations: int = 3
    plausible_fen_per_s: int = 100_000_000 * 100


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one snapshot, a row of the recording.

    `shown`: from this judgement on the wall stands on that snapshot. `advance`: its `at` is newer than all before it
    (what freshness is measured by). `correction`: an accepted fall. `withheld`: contract fields of the snapshot that
    must not be drawn, because that total alone fell.
    """

    verdict: Verdict
    reason: Reason
    detail: str = ""
    withheld: tuple[str, ...] = ()
    shown: bool = False
    advance: bool = False
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot that waits: the figure polls must agree with, and how many have."""

    answer_id: int
    at_us: int
    gmv_fen: int
    reason: Literal["fall", "jump"]
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the judge stands between two polls; rebuilt from the recording after a restart.

    `totals` holds the last shown value of every other monotone total, `doubted` how often one of them has fallen in a
    row.
    """

    at_us: int | None = None
    gmv_fen: int = 0
    totals: tuple[tuple[str, int], ...] = ()
    doubted: tuple[tuple[str, int], ...] = ()
    held: Held | None = None


def judge(standing: Standing, reading: Reading, answer_id: int, rules: Rules) -> tuple[Judgement, Standing]:
    """Judge one reading against what stands.

    A fall or an implausible jump of the GMV holds the snapshot until `rules.confirmations` further, newer polls agree:
    that is, lie at or above the held figure and would be held for the same reason. A return to a plausible figure drops
    the held one. Another total that falls is withheld alone, until as many polls insist.
    """
    snapshot = reading.snapshot
    if snapshot is None:
        why = "; ".join(str(p) for p in reading.problems[:3])
        return Judgement("rejected", "unusable", why), standing
    if snapshot.currency != rules.currency:
        detail = f"the amounts are in {snapshot.currency}, the wall shows {rules.currency}"
        return Judgement("rejected", "currency", detail), standing
    if standing.at_us is None:
        return Judgement("accepted", "first", shown=True, advance=True), _shown(standing, snapshot, ())
    if snapshot.at_us < standing.at_us:
        behind_s = (standing.at_us - snapshot.at_us) / SECOND_US
        return Judgement("accepted", "late", f"{behind_s:.1f} s older than what is shown"), standing
    doubt = _doubt(standing, snapshot, rules)
    if doubt is not None:
        return _hold(standing, snapshot, answer_id, doubt, rules)
    advance = snapshot.at_us > standing.at_us
    withheld, doubted = _withheld(standing, snapshot, rules)
    judgement = Judgement(
        "accepted", "advance" if advance else "restated", withheld=withheld, shown=True, advance=advance
    )
    return judgement, _shown(standing, snapshot, withheld, doubted)


def accept_held(standing: Standing, snapshot: Snapshot) -> tuple[Judgement, Standing]:
    """The operator's word that the held snapshot stands, from now on."""
    correction = snapshot.gmv_fen < standing.gmv_fen
    advance = standing.at_us is None or snapshot.at_us > standing.at_us
    judgement = Judgement("accepted", "operator", shown=True, advance=advance, correction=correction)
    return judgement, _shown(standing, snapshot, ())


def refuse_held(standing: Standing) -> tuple[Judgement, Standing]:
    """The operator's word that the held snapshot is wrong; the next one is judged against what stands."""
    return Judgement("rejected", "refused"), replace(standing, held=None)


def _doubt(standing: Standing, snapshot: Snapshot, rules: Rules) -> Literal["fall", "jump"] | None:
    if snapshot.gmv_fen < standing.gmv_fen:
        return "fall"
    assert standing.at_us is not None
    passed_us = max(snapshot.at_us - standing.at_us, SECOND_US)
    if (snapshot.gmv_fen - standing.gmv_fen) * SECOND_US > rules.plausible_fen_per_s * passed_us:
        return "jump"
    return None


def _hold(
    standing: Standing, snapshot: Snapshot, answer_id: int, doubt: Literal["fall", "jump"], rules: Rules
) -> tuple[Judgement, Standing]:
    held = standing.held
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
        judgement = Judgement(
            "accepted", "confirmed", f"{agreed} polls agree", shown=True, advance=True, correction=doubt == "fall"
        )
        return judgement, _shown(standing, snapshot, ())
    if held is not None and not agrees and snapshot.at_us == held.at_us and snapshot.gmv_fen == held.gmv_fen:
        agreed = held.agreed  # the same claim again neither confirms nor starts anew
    by = abs(snapshot.gmv_fen - standing.gmv_fen) // 100
    moved = "falls" if doubt == "fall" else "jumps"
    detail = f"the total {moved} by {by:,} yuan; {agreed} of {rules.confirmations} polls agree"
    waiting = Held(answer_id, snapshot.at_us, snapshot.gmv_fen, doubt, agreed)
    return Judgement("held", doubt, detail), replace(standing, held=waiting)


def _withheld(
    standing: Standing, snapshot: Snapshot, rules: Rules
) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...]]:
    before, doubted = dict(standing.totals), dict(standing.doubted)
    fallen = []
    counts = []
    for name in _OTHER_TOTALS:
        value = snapshot.figure(name)
        if value is None or name not in before or value >= before[name]:
            continue
        insisted = doubted.get(name, 0) + 1
        if insisted <= rules.confirmations:
            fallen.append(name)
            counts.append((name, insisted))
    return tuple(fallen), tuple(counts)


def _shown(
    standing: Standing, snapshot: Snapshot, withheld: tuple[str, ...], doubted: tuple[tuple[str, int], ...] = ()
) -> Standing:
    totals = dict(standing.totals)
    for name in _OTHER_TOTALS:
        value = snapshot.figure(name)
        if value is not None and name not in withheld:
            totals[name] = value
    at_us = snapshot.at_us if standing.at_us is None else max(snapshot.at_us, standing.at_us)
    return Standing(at_us, snapshot.gmv_fen, tuple(totals.items()), doubted, None)
