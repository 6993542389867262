"""What a recording confirms at one commit: figures with their provenance, rankings, and the marks they bear."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from wallboard.core.badges import badges
from wallboard.core.contract.metric import Metric, MetricKind
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import Currency
from wallboard.core.moment import Moment
from wallboard.core.ranks import RankEntry, ordered
from wallboard.core.recording_state import Sample
from wallboard.press.addresses import public_source
from wallboard.recording.columns import last_at
from wallboard.recording.operator_log import recording_id
from wallboard.recording.reader import RecordingReader
from wallboard.scene.places import Places, places
from wallboard.scene.ranked_cities import ranked_cities

MarkKind = Literal[
    "simulated", "replay", "frozen", "waiting", "held", "stale", "delayed", "clock", "corrected", "withdrawn", "final",
    "confirmed",
]  # fmt: skip
CALM: frozenset[MarkKind] = frozenset({"simulated", "replay"})
"""Marks beside which a figure is still said to be confirmed."""
RANKINGS = ("best_selling_brands", "cities", "categories", "selling_to_china", "buying_from_china")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a figure stands; `age_s` is that of STALE, the lag of DELAYED, or the lead of CLOCK."""

    kind: MarkKind
    age_s: int | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure comes from: which answer of which recording, and how it was judged.

    `sha256` is of the answer as it came, "" where it cannot be read any more. `identity` is the recording's own.
    """

    recording: str
    identity: str
    answer: int
    sha256: str
    source: str
    judgement: Literal["accepted", "accepted as a correction"]


@dataclass(frozen=True, slots=True)
class PressFigure:
    """A confirmed figure: minor units, a count or parts per million; None where nothing true can be said.

    `at_us` is the event time that the source states for it, `confirmed_us` when it was confirmed by the event's clock,
    `committed_us` the same in recording time. A figure that the newest answer lacks is that of an earlier one.
    """

    name: str
    kind: MetricKind
    title: Name
    value: int | None
    at_us: int | None
    confirmed_us: int | None
    committed_us: int | None
    withdrawn: bool = False
    """Whether the operator has hidden it, so that no value is told."""


@dataclass(frozen=True, slots=True)
class PressInstant:
    """All that a recording confirms at one commit; `figures` begin with the total."""

    figures: tuple[PressFigure, ...]
    rankings: dict[str, tuple[RankEntry, ...]]
    own: Currency
    exchange: tuple[Currency, Decimal] | None
    provenance: Provenance | None
    marks: tuple[Mark, ...]
    simulated: bool
    correction: bool = False

    @property
    def gmv(self) -> PressFigure:
        """The total."""
        return self.figures[0]

    def has(self, *kinds: MarkKind) -> bool:
        """Whether a mark of one of the kinds holds."""
        return any(mark.kind in kinds for mark in self.marks)


@dataclass(slots=True)
class InstantReader:
    """Reads instants out of a recording; what was read of an answer is kept."""

    reader: RecordingReader
    path: Path
    known: Places | None = None
    _sha256: dict[int, str] = field(default_factory=dict)
    _identity: str | None = None

    def at(self, moment: Moment) -> PressInstant:
        """What is confirmed at a moment: nothing of it is on its way."""
        sample = moment.state.current
        return PressInstant(
            tuple(_figures(moment)),
            {} if sample is None else rankings_of(sample, self.known),
            moment.own,
            _exchange(moment, sample),
            None if sample is None else self._provenance(sample),
            marks_of(moment),
            moment.simulated,
            sample is not None and sample.correction,
        )

    def _provenance(self, sample: Sample) -> Provenance:
        judged: Literal["accepted", "accepted as a correction"] = (
            "accepted as a correction" if sample.correction else "accepted"
        )
        name = self.path.resolve().name
        return Provenance(
            name, self.identity, sample.answer_id, self._digest(sample), public_source(sample.source), judged
        )

    @property
    def identity(self) -> str:
        """The recording's own identity, "" while it has none."""
        if not self._identity:
            self._identity = recording_id(self.path) or ""
        return self._identity

    def _digest(self, sample: Sample) -> str:
        known = self._sha256.get(sample.answer_id)
        if known is None:
            row = self.reader.index.answer_row(sample.answer_id)
            stored = None if row is None else self.reader.stored(row)
            body = None if stored is None else stored.body
            known = "" if body is None else hashlib.sha256(body).hexdigest()
            self._sha256[sample.answer_id] = known
        return known

    def place_of(self, commit_us: int) -> int:
        """The row of `index.shown` that stood at a commit; -1 before the first."""
        return last_at(self.reader.index.shown["commit_us"], commit_us)


def without(instant: PressInstant, hidden: frozenset[str], own: tuple[Metric, ...]) -> PressInstant:
    """The same without the values of fields that the operator has hidden; a total that is hidden is WITHDRAWN."""
    if not hidden:
        return instant
    fields = {metric.name: metric.field for metric in (*METRICS.values(), *own)}
    figures = tuple(
        PressFigure(f.name, f.kind, f.title, None, None, None, None, withdrawn=True) if fields[f.name] in hidden else f
        for f in instant.figures
    )
    marks = instant.marks
    if figures[0].withdrawn:
        marks = (*(m for m in marks if m.kind in CALM), Mark("withdrawn"))
    rankings = {name: entries for name, entries in instant.rankings.items() if name not in hidden}
    return replace(instant, figures=figures, rankings=rankings, marks=marks)


def marks_of(moment: Moment) -> tuple[Mark, ...]:
    """The badges of a moment as marks, and HELD where a newer value waits for judgement; else CONFIRMED or FINAL."""
    found = [Mark(badge.kind, badge.age_s) for badge in badges(moment) if badge.kind not in ("live", "final")]  # type: ignore[arg-type]  # what is left are marks
    held = moment.state.held
    if held is not None and held.reason != "clock":
        place = next((n for n, mark in enumerate(found) if mark.kind not in CALM), len(found))
        found.insert(place, Mark("held"))
    if all(mark.kind in CALM for mark in found):
        found.append(Mark("final" if moment.final else "confirmed"))
    return tuple(found)


def _exchange(moment: Moment, sample: Sample | None) -> tuple[Currency, Decimal] | None:
    """The rate that counted when the source stated its figures."""
    known = moment.exchange
    if known is None or sample is None:
        return known
    rate = moment.facts.rate_at(sample.snapshot.at_us)
    return None if rate is None else (known[0], rate)


def _figures(moment: Moment) -> Iterable[PressFigure]:
    own: tuple[Metric, ...] = moment.facts.metrics
    for metric in (*METRICS.values(), *own):
        sample = moment.sample_of(metric.field)
        value = None if sample is None else sample.figure(metric.name)
        if sample is None or value is None:
            if metric.name == "gmv":
                yield PressFigure("gmv", metric.kind, metric.title, None, None, None, None)
            elif _is_expected(moment, metric):
                yield PressFigure(metric.name, metric.kind, metric.title, None, None, None, None)
            continue
        at_us, confirmed_us = sample.snapshot.at_us, sample.clock.at(sample.commit_us)
        yield PressFigure(metric.name, metric.kind, metric.title, value, at_us, confirmed_us, sample.commit_us)


def _is_expected(moment: Moment, metric: Metric) -> bool:
    """Whether the source has stated a metric before, so that its absence is worth a dash."""
    curve = moment.state.curve
    column = None if curve is None else curve.figures.get(metric.name)
    return column is not None and bool((column >= 0).any())


def rankings_of(sample: Sample, known: Places | None) -> dict[str, tuple[RankEntry, ...]]:
    """The lists that a snapshot carries, largest first; cities by the places that are `known`, in China for None."""
    snapshot = sample.snapshot
    countries = {"selling_to_china": snapshot.selling_to_china, "buying_from_china": snapshot.buying_from_china}
    found = {
        "best_selling_brands": ordered(
            RankEntry(i.id, i.name, i.gmv_fen) for i in snapshot.best_selling_brands or ()
        ),
        "cities": ranked_cities(snapshot.cities or (), known),
        "categories": ordered(RankEntry(c.id, c.name, c.gmv_fen) for c in snapshot.categories or ()),
        **{
            name: ordered(
                RankEntry(c.code, places().country(c.code) or Name(en=c.code), c.gmv_fen) for c in listed or ()
            )
            for name, listed in countries.items()
        },
    }  # fmt: skip
    return {name: found[name] for name in RANKINGS if found[name]}
