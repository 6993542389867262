"""What holds at the playhead, derived from a recording: the same whether it was reached by playing or by a jump."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metrics import own_column
from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import written
from wallboard.core.growth import growth_of
from wallboard.core.instants import MINUTE_US, span
from wallboard.core.moment import CORRECTED_US
from wallboard.core.recording_state import CorrectedSum, Curve, HeldValue, Intake, RecordingState, Sample
from wallboard.recording.columns import MISSING, Column, last_at
from wallboard.recording.figures import metric_of_column
from wallboard.recording.index import NOT_FINAL
from wallboard.recording.reader import RecordingReader

BEFORE = 3
"""How many older samples motion is derived from."""

FAR_US = 2**62
"""An instant that never comes: the end of a stand to which no later row is known."""

PROBLEMS_SHOWN = 5


class StateReader:
    """Asks a recording only when the playhead leaves the span over which the last answer holds.

    A stand is a function of the rows committed up to one playout delay after the playhead (on a wall of several
    machines less what a row needs to be on all of them): what a live wall knows by then, and all that a replay uses.
    """

    def __init__(self, reader: RecordingReader, facts: EventInfo | None = None) -> None:
        """`facts` serve a live display until the collector has stated its own."""
        self._reader = reader
        self._facts = facts
        self._generation = -1
        self._state: RecordingState | None = None

    def state_at(self, playhead_us: int) -> RecordingState:
        """Everything that holds at an instant of recording time.

        Raises:
            RecordingError: the recording does not state its facts, and none were given.
        """
        state = self._state
        if (
            state is None
            or self._generation != self._reader.generation
            or not state.from_us <= playhead_us < state.until_us
        ):
            state = self._state = self._derive(playhead_us)
            self._generation = self._reader.generation
        return state

    def refresh(self) -> bool:
        """Learn what was committed since the last call; whether there was anything."""
        return self._reader.refresh()

    def now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now, for a display beside a running collector."""
        return self._reader.recording_now_us(mono_us, utc_us)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row; None while there is none."""
        return self._reader.bounds

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for whatever cannot be read."""
        return self._reader.problems

    def _derive(self, playhead_us: int) -> RecordingState:
        reader, index = self._reader, self._reader.index
        facts = reader.facts_at(playhead_us) or self._facts
        if facts is None:
            msg = "the recording does not say what it records: its first segment is lost or still empty"
            raise RecordingError(msg)
        known_us = playhead_us + facts.known_ahead_us
        from_us, until_us = _span(index.ticks["commit_us"], playhead_us, facts.known_ahead_us)
        place = last_at(index.shown["commit_us"], playhead_us)
        following = place + 1
        is_known = following < len(index.shown) and index.shown["commit_us"][following] <= known_us
        advance = last_at(index.advances["commit_us"], playhead_us)
        correction = last_at(index.corrections["commit_us"], playhead_us)
        curve = self._curve(place, playhead_us)
        milestones = index.milestones.at(playhead_us, facts.milestones_fen)
        peaks = index.peaks.at(playhead_us)
        leads = {ranking: lead for ranking, lead in index.leads if lead.commit_us <= playhead_us}
        before = tuple(reader.sample(p) for p in range(max(0, place - BEFORE), place))
        earlier = self._earlier(place)
        held = self._held(known_us)
        lost = place < 0 and last_at(index.lost["commit_us"], playhead_us) >= 0
        simulated = (
            (lost and reader.session_simulated(playhead_us))
            or (place < 0 and held is not None and self._may_be_simulated(held))
            or any(reader.is_simulated(happened) for happened in milestones)
            or any(reader.is_simulated(happened) for happened in peaks.values())
            or any(reader.is_simulated(happened) for happened in leads.values())
            or any(sample.snapshot.simulated for sample in (*before, earlier) if sample is not None)
        )
        return RecordingState(
            facts,
            from_us,
            until_us,
            current=reader.sample(place) if place >= 0 else None,
            following=reader.sample(following) if is_known else None,
            before=before,
            earlier=earlier,
            clock=reader.clock_at(known_us),
            advance_us=int(index.advances["commit_us"][advance]) if advance >= 0 else None,
            lag_us=_known(int(index.advances["lag_us"][advance])) if advance >= 0 else None,
            correction_us=int(index.corrections["commit_us"][correction]) if correction >= 0 else None,
            corrected=self._corrected(place),
            corrected_parts=self._corrected_parts(playhead_us),
            final_us=self._final_us(playhead_us, place, facts),
            milestones=milestones,
            peaks=peaks,
            leads=leads,
            memory=self._memory(place, facts) if place >= 0 else {},
            curve=curve,
            opened_us=None if curve is None else _opened_us(curve, facts),
            growth=None if curve is None else growth_of(curve.at_us, curve.gmv_fen),
            held=held,
            intake=self._intake(known_us),
            simulated=simulated,
        )

    def _corrected(self, place: int) -> CorrectedSum | None:
        """The newest correction that changed the sum, among what was shown up to a place."""
        shown = self._reader.index.shown
        for row in reversed(np.flatnonzero(shown["correction"][: place + 1])):
            if row == 0:
                continue
            before_fen, gmv_fen = int(shown["gmv_fen"][row - 1]), int(shown["gmv_fen"][row])
            if MISSING not in (before_fen, gmv_fen) and before_fen != gmv_fen:
                times = (int(shown[name][at]) for name, at in (("commit_us", row), ("at_us", row - 1), ("at_us", row)))
                commit_us, before_at_us, at_us = times
                return CorrectedSum(commit_us, before_fen, before_at_us, gmv_fen, at_us)
        return None

    def _may_be_simulated(self, held: HeldValue) -> bool:
        row = self._reader.index.answer_row(held.answer_id)
        return row is None or self._reader.says_simulated(row) is not False

    def _corrected_parts(self, playhead_us: int) -> dict[str, int]:
        """The items of lists that were corrected within ten minutes, and when."""
        rows = self._reader.index.corrected_parts
        end = bisect_right(rows, playhead_us, key=lambda row: row[0])
        begin = bisect_right(rows, playhead_us - CORRECTED_US, key=lambda row: row[0])
        return {path: commit_us for commit_us, paths in rows[begin:end] for path in paths}

    def _final_us(self, playhead_us: int, place: int, facts: EventInfo) -> int | None:
        finals = self._reader.index.finals
        newest = bisect_right(finals, playhead_us, key=lambda row: row[0])
        said_us = finals[newest - 1][1] if newest else None
        if said_us == NOT_FINAL:
            return None
        return said_us if said_us is not None else self._stood_us(place, facts)

    def _stood_us(self, place: int, facts: EventInfo) -> int | None:
        """When the sum had stood at enough polls after the event's end: recordings of format 1 do not say it."""
        end_us, shown = facts.end_us, self._reader.index.shown
        begin = place - facts.confirmations
        if end_us is None or begin < 0 or int(shown["at_us"][begin]) < end_us:
            return None
        stood = bool((shown["gmv_fen"][begin : place + 1] == shown["gmv_fen"][place]).all())
        return int(shown["commit_us"][place]) if stood else None

    def _earlier(self, place: int) -> Sample | None:
        """What stood a minute before the current sample was committed."""
        if place < 0:
            return None
        commits = self._reader.index.shown["commit_us"]
        then = last_at(commits, int(commits[place]) - MINUTE_US)
        return self._reader.sample(then) if then >= 0 else None

    def _memory(self, place: int, facts: EventInfo) -> dict[str, Sample]:
        """The last sample that had each field the current one lacks, as far back as it may still be drawn.

        That is not beyond a correction or the event's start: a list of before may be above the sum of now.
        """
        shown = self._reader.index.shown
        commits, present = shown["commit_us"], shown["present"]
        current = self._reader.sample(place)
        kept_us = max(facts.stale_after_us, 3 * current.interval_us)
        oldest = last_at(commits, max(int(commits[place]) - kept_us, self._anew_us(int(commits[place]))) - 1) + 1
        found = {}
        for name in FIELDS:
            if current.present & bit(name):
                continue
            had = (present[oldest:place] & bit(name)).nonzero()[0]
            if len(had):
                found[name] = self._reader.sample(oldest + int(had[-1]))
        for name in (metric.name for metric in facts.metrics if not current.has(metric.name)):
            if own_column(name) not in shown:
                continue
            had = (shown[own_column(name)][oldest:place] != MISSING).nonzero()[0]
            if len(had):
                found[name] = self._reader.sample(oldest + int(had[-1]))
        return found

    def _anew_us(self, commit_us: int) -> int:
        """When the figures last began anew: at a correction or the event's start; 0 if they never did."""
        index = self._reader.index
        started, corrections = bisect_right(index.starts, commit_us), index.corrections["commit_us"]
        corrected = last_at(corrections, commit_us)
        return max(index.starts[started - 1] if started else 0, int(corrections[corrected]) if corrected >= 0 else 0)

    def _curve(self, place: int, playhead_us: int) -> Curve | None:
        if place < 0:
            return None
        shown, gaps = self._reader.index.shown, self._reader.index.gaps
        until = bisect_right(gaps, playhead_us, key=lambda gap: gap[1])
        kept = _standing(shown["at_us"][: place + 1])
        figures = {metric: shown[name][kept] for name in shown.names if (metric := metric_of_column(name)) is not None}
        times = shown["commit_us"][kept], shown["at_us"][kept]
        return Curve(*times, shown["gmv_fen"][kept], tuple(gaps[:until]), figures, self._filled(playhead_us))

    def _filled(self, playhead_us: int) -> Curve | None:
        """What had been filled in by then."""
        answers, filled = self._reader.index.answers, self._reader.index.filled
        end = last_at(filled["commit_us"], playhead_us) + 1
        if end == 0:
            return None
        rows = filled["answer"][:end]
        figures = {m: answers[name][rows] for name in answers.names if (m := metric_of_column(name)) is not None}
        return Curve(filled["commit_us"][:end], filled["at_us"][:end], answers["gmv_fen"][rows], (), figures)

    def _held(self, known_us: int) -> HeldValue | None:
        """The value that waits for the operator or for further polls, if the newest word on it is that it is held."""
        index = self._reader.index
        held, refused = _last(index.held, known_us), _last(index.refused, known_us)
        shown = last_at(index.shown["commit_us"], known_us)
        newest_us = max(0 if row is None else row.commit_us for row in (held, refused))
        if shown >= 0 and index.shown["commit_us"][shown] > newest_us:
            return self._unaccepted(shown)
        if held is None or (refused is not None and refused.commit_us > held.commit_us):
            return None
        row = index.answer_row(held.answer_id)
        if row is None:
            return None
        gmv_fen, at_us = int(index.answers["gmv_fen"][row]), int(index.answers["at_us"][row])
        return HeldValue(held.answer_id, gmv_fen, at_us, held.reason, held.detail)

    def _unaccepted(self, place: int) -> HeldValue | None:
        """The offset of the source's clock that waits for the operator, though what it says is shown."""
        sample = self._reader.sample(place)
        if not sample.unaccepted:
            return None
        detail = f"the source's clock leads by {span(sample.offset_us)}, which is taken off its times"
        return HeldValue(sample.answer_id, sample.snapshot.gmv_fen, sample.snapshot.at_us, "clock", detail)

    def _intake(self, known_us: int) -> Intake:
        index = self._reader.index
        row = last_at(index.answers["commit_us"], known_us)
        failed, alive = _last(index.failures, known_us), _last(index.alive, known_us)
        failure = Intake()
        if failed is not None:
            said = f"{failed.source}: {failed.message}"
            failure = Intake(
                failure_us=failed.commit_us, failure=said, failure_kind=failed.kind, failure_source=failed.source
            )
        if row < 0:
            return failure
        decoded = self._reader.decoded(row)
        answer_us = int(index.answers["commit_us"][row])
        source, fetch_us = decoded.source, decoded.fetch_us
        if alive is not None and alive.commit_us > answer_us:
            answer_us, source, fetch_us = alive.commit_us, alive.source, alive.fetch_us
        last = _last(index.rejected, known_us)
        rejected = last.detail if last is not None and last.answer_id == int(index.answers["id"][row]) else ""
        shown = last_at(index.shown["commit_us"], known_us)
        held_parts = self._reader.sample(shown).held_parts if shown >= 0 else ()
        kept = tuple(f"{written(path)}: held, as it moved too far" for path in held_parts)
        problems = (*(str(p) for p in decoded.reading.problems), *kept)[:PROBLEMS_SHOWN]
        return replace(
            failure, source=source, answer_us=answer_us, fetch_us=fetch_us, rejected=rejected, problems=problems
        )


def _known(value: int) -> int | None:
    return None if value == MISSING else value


def _standing(at_us: Column) -> slice | npt.NDArray[np.intp]:
    """Which of the rows shown still stand: where the source went back in time, what it said of later is taken back.

    A curve that kept them would show sums of an hour that has yet to come.
    """
    if not (np.diff(at_us) < 0).any():
        return slice(len(at_us))
    return np.flatnonzero(at_us <= np.minimum.accumulate(at_us[::-1])[::-1])


def _opened_us(curve: Curve, facts: EventInfo) -> int | None:
    """When the first sum of the event itself was committed: what stood before its start is none."""
    begun = curve.gmv_fen > 0 if facts.start_us is None else (curve.gmv_fen > 0) & (curve.at_us >= facts.start_us)
    first = int(begun.argmax())
    return int(curve.commit_us[first]) if begun[first] else None


def _span(ticks: Column, playhead_us: int, ahead_us: int) -> tuple[int, int]:
    """Where nothing changes around the playhead: rows count when it reaches them, and `ahead_us` before."""
    now, ahead = last_at(ticks, playhead_us), last_at(ticks, playhead_us + ahead_us)
    starts = [int(ticks[now])] if now >= 0 else []
    starts += [int(ticks[ahead]) - ahead_us] if ahead >= 0 else []
    ends = [int(ticks[now + 1])] if now + 1 < len(ticks) else []
    ends += [int(ticks[ahead + 1]) - ahead_us] if ahead + 1 < len(ticks) else []
    return max(starts, default=-FAR_US), min(ends, default=FAR_US)


class _Committed(Protocol):
    @property
    def commit_us(self) -> int: ...


_Row = TypeVar("_Row", bound=_Committed)


def _last(rows: Sequence[_Row], at_us: int) -> _Row | None:
    """The last of ascending rows that was committed at or before an instant."""
    place = bisect_right(rows, at_us, key=lambda row: row.commit_us)
    return rows[place - 1] if place else None
