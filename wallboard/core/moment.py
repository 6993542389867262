"""All that is true at the playhead: the confirmed snapshots around it and what follows from them at that instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import METRICS, metric_of
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.currencies import Currency, currency_of
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import path_of
from wallboard.core.instants import MINUTE_US
from wallboard.core.motion import between, chase
from wallboard.core.playhead import PlayheadMode

if TYPE_CHECKING:
    from decimal import Decimal

    import numpy as np
    import numpy.typing as npt

    from wallboard.core.growth import Growth

STEP_US = 600_000
"""How long a rate takes to step to its next confirmed value."""

TICK_US = 100_000
"""Totals on their way are sampled ten times a second: a shutter of 1/60 s meets one value five times of six."""

CORRECTED_US = 10 * MINUTE_US
"""How long a correction is marked."""

FLEETING = frozenset(m.field for m in METRICS.values() if not m.total)
"""The contract's fields that are true of an instant alone: rates, shares, viewers."""


@dataclass(frozen=True, slots=True)
class Sample:
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


@dataclass(frozen=True, slots=True)
class Milestone:
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


@dataclass(frozen=True, slots=True)
class Peak:
    """The night's highest value of a rate so far; `simulated` as of a milestone."""

    value: int
    at_us: int
    commit_us: int
    simulated: bool | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """Who took the lead of a ranking last, and when (event time); `simulated` as of a milestone."""

    who: str
    at_us: int
    commit_us: int
    simulated: bool | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The night so far, ordered by commit: parallel int64 arrays of shape (n,), read-only.

    `gaps` are spans of recording time (from_us, to_us) in which no advance arrived for more than three intervals;
    `figures` those of other metrics, by name, -1 where one is missing.
    """

    commit_us: npt.NDArray[np.int64]
    at_us: npt.NDArray[np.int64]
    gmv_fen: npt.NDArray[np.int64]
    gaps: tuple[tuple[int, int], ...] = ()
    figures: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    filled: Curve | None = None
    """What a source said of its past after an outage: known later than it was, never shown but in the curve."""


@dataclass(frozen=True, slots=True)
class HeldValue:
    """What waits for confirmation: for the operator's eyes only."""

    answer_id: int
    gmv_fen: int
    at_us: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Intake:
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


@dataclass(frozen=True, slots=True)
class CorrectedSum:
    """A correction of the sum at `commit_us`: what was stated before, and since, each with the time it says itself."""

    commit_us: int
    before_fen: int
    before_at_us: int
    gmv_fen: int
    at_us: int


@dataclass(frozen=True, slots=True)
class RecordingState:
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
    corrected_parts: Mapping[str, int] = field(default_factory=dict)
    final_us: int | None = None
    milestones: tuple[Milestone, ...] = ()
    peaks: Mapping[str, Peak] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    memory: Mapping[str, Sample] = field(default_factory=dict)
    curve: Curve | None = None
    growth: Growth | None = None
    opened_us: int | None = None
    held: HeldValue | None = None
    intake: Intake = Intake()
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant of a recording.

    `playhead_us` is recording time; `mode` says whether it follows the live edge; `frozen` that the operator holds the
    picture there.
    """

    state: RecordingState
    playhead_us: int
    mode: PlayheadMode = "following"
    frozen: bool = False

    @property
    def facts(self) -> EventInfo:
        """What the recording states about its night."""
        return self.state.facts

    @property
    def currency(self) -> str:
        """What the source's amounts are in, an ISO 4217 code: as configured, else as the source says; "": unstated."""
        current = self.state.current
        return self.facts.currency or ("" if current is None else current.snapshot.currency)

    @property
    def own(self) -> Currency:
        """The currency of the amounts, with the minor unit that they count."""
        return Currency(self.currency, self.facts.minor_digits)

    @property
    def exchange(self) -> tuple[Currency, Decimal] | None:
        """The second currency and what one unit of it costs now; None where nobody has stated a rate."""
        rate = self.facts.rate_at(self.event_us)
        return None if rate is None else (currency_of(self.facts.second), rate)

    @property
    def event_us(self) -> int | None:
        """The event's clock, one playout delay ahead of the playhead (live: now); None before the first snapshot."""
        clock = self.state.clock
        return None if clock is None else clock.at(self.playhead_us + self.facts.delay_us)

    @property
    def age_us(self) -> int | None:
        """How long no accepted snapshot has advanced; None before the first."""
        advance_us = self.state.advance_us
        return None if advance_us is None else max(0, self.playhead_us - advance_us)

    @property
    def interval_us(self) -> int:
        """How often the figures can be new: the polling interval, or the source's own where that is longer."""
        current = self.state.current
        return max(self.facts.interval_us, 0 if current is None else current.interval_us)

    @property
    def stale(self) -> bool:
        """The data are older than three intervals; of a sum that is final nothing newer is awaited."""
        age_us = self.age_us
        return age_us is not None and age_us > 3 * self.interval_us and not self.final

    @property
    def delayed_us(self) -> int | None:
        """How far the source's own time lags, if that is more than it may; None too while the data are stale."""
        lag_us = self.state.lag_us
        if lag_us is None or self.stale or self.final:
            return None
        return lag_us if lag_us > max(3 * self.interval_us, MINUTE_US) else None

    @property
    def clock_ahead_us(self) -> int | None:
        """What the source's clock leads by and nobody has accepted yet; None where there is nothing to accept."""
        current = self.state.current
        return current.offset_us if current is not None and current.unaccepted else None

    @property
    def final(self) -> bool:
        """The sum is final: it has stood after the event's end, or was declared to be."""
        return self.state.final_us is not None

    def corrected(self, *path: str) -> bool:
        """Whether an item of a list was corrected lately: the list's field and the item's id."""
        if not self.state.corrected_parts:
            return False
        commit_us = self.state.corrected_parts.get(path_of(*path))
        return commit_us is not None and self.playhead_us - commit_us < CORRECTED_US

    @property
    def kept_us(self) -> int:
        """How long a figure stays that is missing or true of an instant alone."""
        return max(self.facts.stale_after_us, 3 * self.interval_us)

    @property
    def simulated(self) -> bool:
        """What is shown is or may be simulated: what stands, what it is compared with, what the totals roll towards."""
        current, following = self.state.current, self.state.following
        if self.state.simulated or (current is not None and current.snapshot.simulated):
            return True
        if current is None or following is None or not following.snapshot.simulated:
            return False
        return self.playhead_us >= self._roll_start_us(current, following)

    def _roll_start_us(self, current: Sample, following: Sample) -> int:
        """When the totals set out for the next snapshot: nothing of it may be told before, live it is not known yet."""
        apart_us = following.commit_us - current.commit_us
        return following.commit_us - self.facts.roll_us(apart_us, 3 * max(self.facts.interval_us, current.interval_us))

    def sample_of(self, contract_field: str) -> Sample | None:
        """The newest sample that may be drawn of a contract field; None where nothing true can be said any more.

        A field that the current snapshot lacks is remembered up to the stale limit. Sums stay when all data grow stale;
        what is true of an instant alone (rates, shares, viewers) ends there.
        """
        current = self.state.current
        if current is None or (self._is_fleeting(contract_field) and self._instants_passed()):
            return None
        if current.has(contract_field):
            return current
        last = self.state.memory.get(contract_field)
        if last is None or self.playhead_us - last.commit_us > self.kept_us:
            return None
        return last

    def _instants_passed(self) -> bool:
        """Whether what was true of an instant alone is too old to be stated, by its age or by its own time."""
        return (self.age_us or 0) > self.kept_us or (self.state.lag_us or 0) > self.facts.stale_after_us

    def age_of(self, contract_field: str) -> int | None:
        """The own age in microseconds of a field that the current snapshot lacks; None where it needs no mark."""
        sample = self.sample_of(contract_field)
        return None if sample is None or sample is self.state.current else self.playhead_us - sample.commit_us

    def figure(self, metric: str) -> int | None:
        """What may be shown of a metric now: a total on its way between two confirmed values, or a confirmed value."""
        known = self.metric(metric)
        sample = self.sample_of(known.field)
        if sample is None:
            return None
        return self._total(metric, sample) if known.total else sample.figure(metric)

    def metric(self, name: str) -> Metric:
        """The metric of that name, the contract's or the operator's own."""
        return metric_of(name, self.facts.metrics)

    def _is_fleeting(self, contract_field: str) -> bool:
        own = next((m for m in self.facts.metrics if m.name == contract_field), None)
        return contract_field in FLEETING or (own is not None and not own.total)

    def stepping(self, metric: str) -> float | None:
        """The figure of a rate on its short way from one confirmed value to the next: for needles and meters."""
        figure = self.figure(metric)
        if figure is None:
            return None
        steps = [(s.commit_us, float(v)) for s in self.samples() if (v := s.figure(metric)) is not None]
        return chase(steps, STEP_US, self.playhead_us) if steps else float(figure)

    def samples(self) -> tuple[Sample, ...]:
        """The confirmed samples up to the playhead that motion is derived from, oldest first."""
        current = self.state.current
        return (*self.state.before, current) if current is not None else ()

    @property
    def tick_us(self) -> int:
        """The tick at or before the playhead: the one instant that every place of every total is sampled at."""
        return self.playhead_us // TICK_US * TICK_US

    @property
    def stands(self) -> bool:
        """The picture is held by the operator: frozen or paused. It is drawn as sharp as a still."""
        return self.frozen or self.mode == "paused"

    def _total(self, metric: str, sample: Sample) -> int | None:
        value, state = sample.figure(metric), self.state
        following = state.following
        if value is None or following is None or sample is not state.current:
            return value
        goal = following.figure(metric)
        if following.correction or goal is None or goal < value:
            return value
        start_us = self._roll_start_us(sample, following)
        if self.tick_us < sample.commit_us and state.before and start_us <= sample.commit_us:
            return self._arriving(metric, state.before[-1], sample, value)  # still what the last tick met
        return between(value, goal, self.tick_us, start_us, following.commit_us)

    def _arriving(self, metric: str, older: Sample, sample: Sample, value: int) -> int:
        """What a total that has just come to `value` was at the tick before; `value` where it did not roll there."""
        before = older.figure(metric)
        if before is None or before > value or sample.correction:
            return value
        return between(before, value, self.tick_us, self._roll_start_us(older, sample), sample.commit_us)
