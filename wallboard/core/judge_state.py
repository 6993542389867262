"""What the judge knows and says: its rules, its judgements, and where it stands between two polls."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Literal

import msgspec
from msgspec.structs import replace

from wallboard.core.freshness import Advances
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.plausibility import Accepted, Doubt, Ledger, Limits
from wallboard.core.source_clock import ClockRules, ClockState

MOST_DOUBTS = 1_000

Verdict = Literal["accepted", "held", "rejected"]
Reason = Literal[
    "first",
    "advance",
    "restated",
    "late",
    "fall",
    "jump",
    "ahead",
    "changed",
    "confirmed",
    "baseline",
    "final",
    "declared",
    "reopened",
    "operator",
    "refused",
    "unusable",
    "currency",
    "filled",
]
Cause = Literal["fall", "jump", "ahead", "changed"]


class Rules(msgspec.Struct, frozen=True):
    """What is believed: the currency, how figures may move, and how far a source's clock may be off.

    `confirmations`: so many further polls must agree on what is not believed at once. `may_fall`: totals that are net
    of refunds; `sliding`: lists that are no sums since the start; `money`: totals that are amounts. `offsets`: what the
    clock of a source is stated to lead by. Answers older than what is shown are a new base line when they have gone on
    for longer than `stale_after_us`. `updates_every_us`: how often the source has something new, where that is stated.
    `start_us` and `end_us` of the event, as far as it has them.
    """

    currency: str = ""
    confirmations: int = 3
    plausible_fen_per_s: int = 200_000_000 * 100
    plausible_counts_per_s: int = 2_000_000
    may_fall: frozenset[str] = frozenset()
    sliding: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset({"gmv"})
    ahead_us: int = 2 * MINUTE_US
    offsets: Mapping[str, int] = msgspec.field(default_factory=dict)
    stale_after_us: int = 300 * SECOND_US
    updates_every_us: int | None = None
    start_us: int | None = None
    end_us: int | None = None

    @property
    def limits(self) -> Limits:
        """How figures may move."""
        return Limits(
            self.confirmations, self.plausible_fen_per_s, self.plausible_counts_per_s,
            self.start_us, self.may_fall, self.sliding, self.money,
        )  # fmt: skip

    @property
    def clock(self) -> ClockRules:
        """How far a source's clock may be off."""
        return ClockRules(self.ahead_us, self.confirmations, self.offsets, self.plausible_fen_per_s)


class Judgement(msgspec.Struct, frozen=True):
    """The verdict on one snapshot, a row of the recording.

    `shown`: from this judgement on the wall stands on that snapshot. `advance`: its `at` is newer than all before it
    (what freshness is measured by). `correction`: a total has fallen, or been set anew. `withheld`: contract fields of
    the snapshot that must not be drawn; `parts`: the figures of list items that stay as they stood (None: left out);
    `corrected_parts`: items whose sudden figure is shown now. `offset_us` was taken off `at`, and nobody has accepted
    that yet if it is `unaccepted`; `lag_us`: how far `at` lay behind; `interval_us`: how often the source has something
    new, as far as that is known. `restart`: a simulation has begun anew. `final`: the sum is final from now on.
    """

    verdict: Verdict
    reason: Reason
    detail: str = ""
    withheld: tuple[str, ...] = ()
    shown: bool = False
    advance: bool = False
    correction: bool = False
    parts: Mapping[str, int | None] = msgspec.field(default_factory=dict)
    corrected_parts: tuple[str, ...] = ()
    offset_us: int = 0
    unaccepted: bool = False
    lag_us: int | None = None
    interval_us: int | None = None
    event_us: int | None = None
    restart: bool = False
    final: bool = False
    machine_wrong: bool = False


class HeldClaim(msgspec.Struct, frozen=True):
    """A snapshot that waits: the figure and the time that polls must agree with, and how many have.

    `sums`: what polls have claimed of the sum since it was last believed, the newest claim last.
    """

    answer_id: int
    at_us: int
    gmv_fen: int
    reason: Cause
    agreed: int = 0
    source: str = ""
    lead_us: int = 0
    sums: tuple[Doubt, ...] = ()


class LateAnswers(msgspec.Struct, frozen=True):
    """Answers older than what is shown: since when (recording time) there is nothing else, and what they agree on."""

    since_us: int
    sum: Doubt


class JudgeState(msgspec.Struct, frozen=True):
    """Where the judge stands between two polls; rebuilt from the recording after a restart.

    `at_us` is the newest time shown, `answer_id` the answer. `machine_us` counts the machine's time, what it slept
    included; `commit_us` and `utc_us` are its clocks at the newest answer. `stood` counts the polls at which the sum
    stood after the event's end (None: it has not ended); `final`: it is final. `currency` is what the source has stated
    so far, where the configuration states none.
    """

    at_us: int | None = None
    answer_id: int = 0
    machine_us: int = 0
    commit_us: int | None = None
    utc_us: int | None = None
    clock: ClockState = msgspec.field(default_factory=ClockState)
    ledger: Ledger = msgspec.field(default_factory=Ledger)
    held: HeldClaim | None = None
    late: LateAnswers | None = None
    advances: Advances = msgspec.field(default_factory=Advances)
    stood: int | None = None
    final: bool = False
    currency: str = ""

    @property
    def gmv_fen(self) -> int:
        """The sum that stands."""
        gmv = self.ledger.totals.get("gmv")
        return 0 if gmv is None else gmv.value


def encoded(judge_state: JudgeState) -> str:
    """The state as JSON, without the parts: there may be thousands, and they are kept apart.

    Of figures that are doubted so many are kept as an honest source could have: further polls doubt the others anew.
    """
    doubts = dict(islice(judge_state.ledger.doubts.items(), MOST_DOUBTS))
    ledger = replace(judge_state.ledger, parts={}, doubts=doubts)
    return msgspec.json.encode(replace(judge_state, ledger=ledger)).decode()


class _Parts(msgspec.Struct):
    commit_us: int
    parts: dict[str, Accepted]


def encoded_parts(judge_state: JudgeState, commit_us: int) -> str:
    """The parts as JSON, with the recording time at which they stood so."""
    return msgspec.json.encode(_Parts(commit_us, judge_state.ledger.parts)).decode()


def decoded(text: str) -> JudgeState:
    """The state as it was encoded, without parts. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(text, type=JudgeState)


def decoded_parts(text: str) -> tuple[int, dict[str, Accepted]]:
    """The parts as they were encoded, and when. Raises msgspec.MsgspecError."""
    kept = msgspec.json.decode(text, type=_Parts)
    return kept.commit_us, kept.parts
