"""All that the press desk says at one playhead of a recording, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from wallboard.core.confirmed import confirmed
from wallboard.core.currencies import Currency
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.playhead import PlayheadMode
from wallboard.press.addresses import public_facts
from wallboard.press.editions import Correction, Edition, SumHistory, corrections, histories, sum_id
from wallboard.press.instants import InstantReader, Mark, PressInstant, without
from wallboard.press.news import NewsItem, news_of
from wallboard.press.operator_journal import OperatorJournal
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader
from wallboard.scene.places import Places

CURVE_POINTS = 120
"""So many points of the curve are kept: more make no finer line on a page."""

Notice = Literal["damaged", "other_event"]


@dataclass(frozen=True, slots=True)
class PressEdition:
    """One edition of a milestone, what the recording confirmed at the commit that passed it, and of which event."""

    edition: Edition
    instant: PressInstant
    facts: EventInfo


@dataclass(frozen=True, slots=True)
class PressMilestone:
    """A sum with its permanent name and all its editions, the oldest first."""

    id: str
    history: SumHistory
    editions: tuple[PressEdition, ...]

    @property
    def last(self) -> PressEdition:
        """The newest edition."""
        return self.editions[-1]


@dataclass(frozen=True, slots=True)
class PressCorrection:
    """A correction of the total, the currency it was told in, and of which event: a folder may hold several."""

    told: Correction
    own: Currency
    facts: EventInfo


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk says: the newest confirmed instant, milestones in the order they were passed, corrections, news.

    `curve` are (event time, minor units) points of the night, thinned; `made_us` is the event's clock now.
    """

    facts: EventInfo
    instant: PressInstant
    milestones: tuple[PressMilestone, ...]
    corrections: tuple[PressCorrection, ...]
    news: tuple[NewsItem, ...]
    curve: tuple[tuple[int, int], ...]
    simulated: bool
    made_us: int | None
    playhead_us: int
    notices: tuple[Notice, ...] = ()


@dataclass(slots=True)
class DeskReader:
    """Makes desks of a recording, live or finished; what an edition said stays as it was first read."""

    reader: RecordingReader
    path: Path
    facts: EventInfo | None = None
    """Serve until the collector has stated its own, and tell whether the recording is of another event."""
    known: Places | None = None
    journal: OperatorJournal | None = None
    """What the operator has decided; None: nobody is asked."""
    _kept: dict[tuple[int, int], PressEdition] = field(default_factory=dict)
    _kept_corrections: dict[int, PressCorrection] = field(default_factory=dict)
    _simulated: bool = False

    def __post_init__(self) -> None:
        self._states = StateReader(self.reader, self.facts)
        self._instants = InstantReader(self.reader, self.path, self.known)

    _states: StateReader = field(init=False)
    _instants: InstantReader = field(init=False)

    def at(self, playhead_us: int, mode: PlayheadMode = "following") -> Desk:
        """The desk when the wall's playhead stands at an instant of recording time.

        Raises:
            RecordingError: the recording does not say what it records.
        """
        state = self._states.state_at(playhead_us)
        moment = confirmed(Moment(state, playhead_us, mode))
        happenings = self.reader.index.happenings
        if self.journal is not None:
            self.journal.refresh()
        lines = {} if self.journal is None else self.journal.lines
        hidden = frozenset[str]() if self.journal is None else self.journal.hidden
        milestones = tuple(self._milestone(history, mode) for history in histories(happenings, playhead_us, lines))
        instant = without(self._instants.at(moment), hidden, state.facts.metrics)
        said = instant.simulated or any(e.instant.simulated for m in milestones for e in m.editions)
        self._simulated = self._simulated or said
        instant = _marked(instant, self._simulated)
        clock = moment.state.clock
        return Desk(
            _public(moment),
            instant,
            milestones,
            tuple(self._correction(each, mode) for each in corrections(happenings, playhead_us, lines)),
            news_of(self.reader, state.facts, playhead_us, self.known),
            () if "gmv" in hidden else _curve(moment),
            self._simulated,
            None if clock is None else clock.at(playhead_us),
            playhead_us,
            tuple(self._notices(state.facts)),
        )

    def assume_simulated(self, simulated: bool) -> None:
        """Say of every desk from now on that it is simulated, where anything in the recording is or may be."""
        self._simulated = self._simulated or simulated

    def _milestone(self, history: SumHistory, mode: PlayheadMode) -> PressMilestone:
        editions = []
        for edition in history.editions:
            key = history.gmv_fen, edition.milestone.commit_us
            kept = self._kept.get(key)
            if kept is None:
                commit_us = edition.milestone.commit_us
                moment = confirmed(Moment(self._states.state_at(commit_us), commit_us, mode))
                kept = PressEdition(edition, self._instants.at(moment), _public(moment))
                self._kept[key] = kept
            editions.append(replace(kept, edition=edition))
        own = editions[-1].instant.own
        return PressMilestone(sum_id(history.gmv_fen, own), history, tuple(editions))

    def _correction(self, correction: Correction, mode: PlayheadMode) -> PressCorrection:
        commit_us = correction.commit_us
        kept = self._kept_corrections.get(commit_us)
        if kept is None:
            moment = confirmed(Moment(self._states.state_at(commit_us), commit_us, mode))
            kept = self._kept_corrections[commit_us] = PressCorrection(correction, moment.own, _public(moment))
        return replace(kept, told=correction)

    def _notices(self, facts: EventInfo) -> list[Notice]:
        found: list[Notice] = ["damaged"] if self.reader.problems else []
        configured = self.facts
        if configured is not None and _is_other(configured, facts):
            found.append("other_event")
        return found


def _public(moment: Moment) -> EventInfo:
    """The facts of a moment's event as the public may know them."""
    current = moment.state.current
    return public_facts(moment.state.facts, "" if current is None else current.source)


def _is_other(configured: EventInfo, recorded: EventInfo) -> bool:
    """Whether a recording states another event than the configuration does."""
    if configured.start_us is not None and configured.start_us != recorded.start_us:
        return True
    return configured.start_us is not None and configured.name != recorded.name


def _marked(instant: PressInstant, simulated: bool) -> PressInstant:
    """What stands beside simulated figures may not be taken for real ones."""
    if not simulated or instant.has("simulated"):
        return instant
    return replace(instant, simulated=True, marks=(Mark("simulated"), *instant.marks))


def _curve(moment: Moment) -> tuple[tuple[int, int], ...]:
    """The night by event time, each instant once as it was known last, thinned; with its first and last point."""
    curve = moment.state.curve
    if curve is None:
        return ()
    order = np.argsort(curve.at_us, kind="stable")
    at_us, gmv_fen = curve.at_us[order], curve.gmv_fen[order]
    last = np.append(at_us[1:] != at_us[:-1], True)  # of several with one time the one that was committed last
    if moment.facts.start_us is not None:
        last &= at_us >= moment.facts.start_us
    places = np.flatnonzero(last)
    if len(places) > CURVE_POINTS:
        places = places[np.round(np.linspace(0, len(places) - 1, CURVE_POINTS)).astype(np.intp)]
    return tuple(zip(at_us[places].tolist(), gmv_fen[places].tolist(), strict=True))
