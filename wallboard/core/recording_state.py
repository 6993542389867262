"""What a recording says at an instant, as values: samples, what follows from them, and the state that holds both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from wallboard.core.growth import Growth


class Sample(msgspec.Struct, frozen=True):
    """A shown snapshot: from `commit_us` (recording time) on the wall stands on it.

    `snapshot` holds None in every field that was missing, unusable or withheld; `present` has the bits of the others.
    Its time is corrected by `offset_us`, which nobody has accepted yet if it is `unaccepted`; `interval_us` is how
    often its source has something new (0: not known).
    """

    commit_us: int
    answer_id: int
    source: str
    snapshot: Snapshot
    present: int
    clock: ClockPoint
    advance: bool = True
    correction: bool = False
    offset_us: int = 0
    unaccepted: bool = False
    interval_us: int = 0
    held_parts: tuple[str, ...] = ()

    def figure(self, metric: str) -> int | None:
        """The sample's own value of a metric."""
        return self.snapshot.figure(metric)

    def has(self, contract_field: str) -> bool:
        """Whether a field was usable: one of the contract, or a metric of the operator's own."""
        return bool(self.present & bit(contract_field)) or (
            contract_field not in FIELDS and self.figure(contract_field) is not None
        )


class Milestone(msgspec.Struct, frozen=True):
    """A sum passed, when (event time, cut to the second), and whether that time is exact or only an upper bound.

    What a first snapshot had passed long before is no `record`: it is listed, never celebrated nor compared.
    `simulated`: whether a simulation passed it; None where the recording does not say.
    """

    gmv_fen: int
    at_us: int
    commit_us: int
    exact: bool = True
    record: bool = True
    simulated: bool | None = None


class Peak(msgspec.Struct, frozen=True):
    """The night's highest value of a rate so far; `simulated` as of a milestone."""

    value: int
    at_us: int
    commit_us: int
    simulated: bool | None = None


class Lead(msgspec.Struct, frozen=True):
    """Who took the lead of a ranking last, and when (event time); `simulated` as of a milestone."""

    who: str
    at_us: int
    commit_us: int
    simulated: bool | None = None


class Curve(msgspec.Struct, frozen=True):
    """The night so far, ordered by commit: parallel int64 arrays of shape (n,), read-only; `at_us` never falls.

    `gaps` are spans of recording time (from_us, to_us) in which no advance arrived for more than three intervals;
    `figures` those of other metrics, by name, -1 where one is missing.
    """

    commit_us: npt.NDArray[np.int64]
    at_us: npt.NDArray[np.int64]
    gmv_fen: npt.NDArray[np.int64]
    gaps: tuple[tuple[int, int], ...] = ()
    figures: Mapping[str, npt.NDArray[np.int64]] = msgspec.field(default_factory=dict)
    filled: Curve | None = None
    """What a source said of its past after an outage: known later than it was, never shown but in the curve."""


class HeldValue(msgspec.Struct, frozen=True):
    """What waits for confirmation: for the operator's eyes only."""

    answer_id: int
    gmv_fen: int
    at_us: int
    reason: str
    detail: str


class Intake(msgspec.Struct, frozen=True):
    """How the collecting goes: for the operator's eyes only."""

    source: str = ""
    answer_us: int | None = None
    fetch_us: int | None = None
    failure_us: int | None = None
    failure: str = ""
    failure_kind: str = ""
    failure_source: str = ""
    rejected: str = ""
    problems: tuple[str, ...] = ()


class CorrectedSum(msgspec.Struct, frozen=True):
    """A correction of the sum at `commit_us`: what was stated before, and since, each with the time it says itself."""

    commit_us: int
    before_fen: int
    before_at_us: int
    gmv_fen: int
    at_us: int


class RecordingState(msgspec.Struct, frozen=True):
    """Everything that holds over recording time [from_us, until_us): no question to the recording within it.

    `current` is the newest sample at or before the playhead, `following` the one after it if it is already known,
    `before` the three older ones, oldest first; `earlier` what stood about a minute before (rises and falls count from
    it). `clock` is the newest event clock known one playout delay after the playhead: the countdown is not delayed.
    `memory` maps a contract field that the current snapshot lacks to the last sample that had it. `advance_us` is the
    commit of the newest advance, `lag_us` how far its `at` lay behind then (None: not known). `corrected_parts` maps
    the paths of list items to the time of their last correction, `final_us` is when the sum became final, if it is.
    `corrected` is the newest correction of the sum. `opened_us` is when the first sum of the event itself was
    committed, None while none is.
    `simulated`: something that stands beside the current sample is or may be of a simulation.
    """

    facts: EventInfo
    from_us: int
    until_us: int
    current: Sample | None = None
    following: Sample | None = None
    before: tuple[Sample, ...] = ()
    earlier: Sample | None = None
    clock: ClockPoint | None = None
    advance_us: int | None = None
    lag_us: int | None = None
    correction_us: int | None = None
    corrected: CorrectedSum | None = None
    corrected_parts: Mapping[str, int] = msgspec.field(default_factory=dict)
    final_us: int | None = None
    milestones: tuple[Milestone, ...] = ()
    peaks: Mapping[str, Peak] = msgspec.field(default_factory=dict)
    leads: Mapping[str, Lead] = msgspec.field(default_factory=dict)
    memory: Mapping[str, Sample] = msgspec.field(default_factory=dict)
    curve: Curve | None = None
    growth: Growth | None = None
    opened_us: int | None = None
    held: HeldValue | None = None
    intake: Intake = Intake()
    simulated: bool = False

    @property
    def opens_us(self) -> int | None:
        """When the first sum of the event was committed, or will be by the snapshot that follows; None: not known."""
        following, start_us = self.following, self.facts.start_us
        if self.opened_us is not None or following is None or following.snapshot.gmv_fen <= 0:
            return self.opened_us
        return following.commit_us if start_us is None or following.snapshot.at_us >= start_us else None
