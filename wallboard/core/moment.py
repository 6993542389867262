"""All that is true at the playhead: the confirmed snapshots around it and what follows from them at that instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wallboard.core.contract.metric import Metric
from wallboard.core.contract.metrics import METRICS, metric_of
from wallboard.core.currencies import Currency, currency_of
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import path_of
from wallboard.core.instants import MINUTE_US
from wallboard.core.motion import between, chase
from wallboard.core.playhead import PlayheadMode
from wallboard.core.recording_state import RecordingState, Sample

if TYPE_CHECKING:
    from decimal import Decimal

STEP_US = 600_000
"""How long a rate takes to step to its next confirmed value."""

TICK_US = 100_000
"""Totals on their way are sampled ten times a second: a shutter of 1/60 s meets one value five times of six."""

CORRECTED_US = 10 * MINUTE_US
"""How long a correction is marked."""

FLEETING = frozenset(m.field for m in METRICS.values() if not m.total)
"""The contract's fields that are true of an instant alone: rates, shares, viewers."""


class Moment(msgspec.Struct, frozen=True):
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
    def seen_us(self) -> int:
        """The instant that whatever says no more than totals need be looked at: the tick, but of this state."""
        return max(self.tick_us, min(self.state.from_us, self.playhead_us))

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
