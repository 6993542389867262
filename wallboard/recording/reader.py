"""The reader of a recording, live or finished: all its segments as one, followed by polls that cost microseconds."""

from __future__ import annotations

import math
from collections import OrderedDict
from pathlib import Path

import msgspec
import numpy as np

from wallboard.core.contract.fields import bit
from wallboard.core.contract.readers import FieldProblem
from wallboard.core.contract.reading import Reading
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import as_shown
from wallboard.core.recording_state import Lead, Milestone, Peak, Sample
from wallboard.recording.bounds import MOST_FIGURE, instant
from wallboard.recording.columns import MISSING, Column, last_at
from wallboard.recording.errors import LaterVersionError, NotARecordingError
from wallboard.recording.figures import metric_of_column, snapshot_of
from wallboard.recording.format1 import read_body
from wallboard.recording.index import Index
from wallboard.recording.passed_sums import NEVER_US
from wallboard.recording.rows import Session
from wallboard.recording.schema import LIMIT_KEYS
from wallboard.recording.segment_file import StoredAnswer
from wallboard.recording.segment_list import SegmentList

KEPT = 10
"""How many decoded answers stay in memory, 0.2 MB each: the six of a state, and what the next one takes up.

That of 340 cities is read back in 0.2 ms."""

AGREE_US = 120_000_000
"""How far UTC and a monotonic anchor may differ before the anchor is taken for that of another boot or machine."""


class Decoded(msgspec.Struct, frozen=True):
    """One answer read back: the source's name, how long it took, and what the contract makes of the body."""

    source: str
    fetch_us: int
    reading: Reading


class RecordingReader:
    """Reads a recording directory (or one segment file); never writes, and never stops for a damaged segment."""

    def __init__(self, path: Path, *, live: bool = False, kept: int = KEPT) -> None:
        """Read all there is.

        `live`: the recording may still be empty, or not even begun; the collector will bring it. `kept`: so many
        decoded answers stay in memory.

        Raises:
            RecordingError: there is no recording at `path`, or nothing of it can be read; one line says which.
        """
        self._path = path
        self._live = live
        self._kept = kept
        self.segments = SegmentList(path, live=live)
        self._limits: tuple[int, int] | None = None
        self._decoded: OrderedDict[int, Decoded] = OrderedDict()
        self._samples: OrderedDict[int, Sample] = OrderedDict()
        self._simulated: dict[int, bool] = {}
        self.index = Index()
        self.generation = 0
        try:
            if not live and not path.exists():
                msg = f"there is no recording: {path}"
                raise NotARecordingError(msg)
            self.refresh()
            if not live:
                self._check()
                self._limits = self._stated_limits()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> RecordingReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        self.segments.close()

    def refresh(self) -> bool:
        """Read what was committed since the last call; whether there was anything. Microseconds when there was not."""
        self.segments.discover()
        open_ = [(position, s) for position, s in enumerate(self.segments) if not s.finished]
        if not any(segment.changed() for _, segment in open_):
            return False
        # A segment whose successor has begun gets no more rows; asked before loading, so that none slips through.
        begun = [segment.begun() for _, segment in open_]
        new = False
        for place, (position, segment) in enumerate(open_):
            new |= segment.load(self.index, position)
            if any(begun[place + 1 :]):
                segment.finish()
        self.generation += new
        return new

    @property
    def problems(self) -> tuple[str, ...]:
        """See `SegmentList.problems`."""
        return self.segments.problems

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Recording time of the first and of the newest row; None while there is none.

        A recording that was cut from a longer one has the bounds it was cut at: some rows before them are kept, because
        what stood then follows from them.
        """
        if self._limits is not None:
            return self._limits
        ticks = self.index.ticks["commit_us"]
        return (int(ticks[0]), max(int(ticks[0]), int(ticks[-1]))) if len(ticks) else None

    def session_at(self, playhead_us: int) -> Session | None:
        """The session in force: the newest that had begun, before the first one the first; None while there is none."""
        sessions = self.index.sessions
        begun = [s for s in sessions if s.commit_us <= playhead_us]
        return begun[-1] if begun else sessions[0] if sessions else None

    def facts_at(self, playhead_us: int) -> EventInfo | None:
        """What the recording states about its night at that instant."""
        session = self.session_at(playhead_us)
        return None if session is None else session.facts

    def recording_now_us(self, mono_us: int, utc_us: int) -> int:
        """Recording time now, for a display beside a running collector; both clocks in microseconds.

        By the monotonic clock of the newest session, if that is of this boot of this machine: if UTC agrees, or the
        newest row does (UTC was set, or the machine slept, and the collector goes on by the monotonic clock). Else UTC.
        """
        if not self.index.sessions:
            return utc_us
        session = self.index.sessions[-1]
        passed_us = mono_us - session.mono_us
        now_us = session.commit_us + passed_us
        ticks = self.index.ticks["commit_us"]
        agrees = abs(utc_us - session.utc_us - passed_us) <= AGREE_US or abs(now_us - int(ticks[-1])) <= AGREE_US
        return now_us if passed_us >= 0 and agrees else max(utc_us, int(ticks[-1]))

    def locate(self, event_us: int, spread_us: int = 0) -> int | None:
        """Recording time at which the event's clock first showed `event_us` or, where it jumped past, what follows.

        Before the first and after the last snapshot the clock is carried on. None while there is no clock.
        `spread_us`: so much after its commit a point of the clock counts.
        """
        if len(self.index.clocks) == 0:
            return None
        starts, events, ends = self.clock_spans(spread_us)
        # A machine that was set back shows times once more, or earlier than the first: the spans are in no order.
        shown = np.flatnonzero((events <= event_us) & (event_us < ends))
        passed = np.flatnonzero((ends[:-1] <= event_us) & (event_us < events[1:])) + 1
        if not len(shown) and len(passed):
            return int(starts[passed[0]])
        first = int(shown[0]) if len(shown) else len(events) - 1 if event_us >= events[-1] else 0
        return int(starts[first]) + math.ceil((event_us - int(events[first])) / self.index.rates[first])

    def clock_spans(self, spread_us: int = 0) -> tuple[Column, Column, Column]:
        """Of each point of the clock: the recording time from which it counts, event time then, and when the next does.

        Arrays of shape (n,) in microseconds; the last one ends where it begins. `spread_us` as of `locate`.
        """
        starts, events = self.index.clocks["commit_us"], self.index.clocks["event_us"]
        rates = self.index.rates
        if spread_us:
            starts = starts + spread_us
            events = events + np.array([int(spread_us * rate) for rate in rates], np.int64)
        # A point within a microsecond of its successor's start is that successor's: clock points are whole numbers.
        passed = (np.append(starts[1:], starts[-1]) - starts) * np.array(rates)
        return starts, events, events + np.clip(passed, -MOST_FIGURE, MOST_FIGURE).astype(np.int64)

    def sample(self, place: int) -> Sample:
        """The shown snapshot at `place` in `index.shown`."""
        if place in self._samples:
            self._samples.move_to_end(place)
            return self._samples[place]
        shown = self.index.shown
        commit_us = int(shown["commit_us"][place])
        answer = self.decoded(int(shown["answer"][place]))
        withheld = self.index.withheld.get(commit_us, ())
        snapshot, present = answer.reading.snapshot, answer.reading.present
        assert snapshot is not None  # what cannot be read is stood in for by its headline figures
        facts = self.facts_at(commit_us)
        if not snapshot.currency and facts is not None:
            snapshot = msgspec.structs.replace(snapshot, currency=facts.currency)
        parts = self.held_parts(place)
        offset_us, interval_us = int(shown["offset_us"][place]), int(shown["interval_us"][place])
        snapshot = as_shown(snapshot, withheld, parts, offset_us)
        sample = Sample(
            commit_us,
            int(self.index.answers["id"][int(shown["answer"][place])]),
            answer.source,
            snapshot,
            present & ~sum(bit(name) for name in withheld),
            self.clock_at(commit_us) or ClockPoint(commit_us, snapshot.at_us, snapshot.rate),
            bool(shown["advance"][place]),
            bool(shown["correction"][place]),
            offset_us,
            bool(shown["unaccepted"][place]),
            max(0, interval_us),
            tuple(parts),
        )
        self._samples[place] = sample
        if len(self._samples) > self._kept:
            self._samples.popitem(last=False)
        return sample

    def held_parts(self, place: int) -> dict[str, int | None]:
        """The parts that the judgement of a shown snapshot holds, and their figures before."""
        shown = self.index.shown
        text = self.segments[int(shown["segment"][place])].held_parts(int(shown["judgement"][place]))
        try:
            return {} if text is None else msgspec.json.decode(text, type=dict[str, int | None])
        except msgspec.MsgspecError:
            return {}

    def clock_at(self, recording_us: int) -> ClockPoint | None:
        """The newest point of the event's clock at or before an instant of recording time."""
        place = last_at(self.index.clocks["commit_us"], recording_us)
        if place < 0:
            return None
        clocks = self.index.clocks
        return ClockPoint(int(clocks["commit_us"][place]), int(clocks["event_us"][place]), self.index.rates[place])

    def decoded(self, row: int) -> Decoded:
        """The answer at `row` in `index.answers`, understood under its own session's mapping."""
        if row in self._decoded:
            self._decoded.move_to_end(row)
            return self._decoded[row]
        decoded = self._read(row)
        self._decoded[row] = decoded
        if len(self._decoded) > self._kept:
            self._decoded.popitem(last=False)
        return decoded

    def stored(self, row: int) -> StoredAnswer | None:
        """The answer at `row` in `index.answers` as it lies there, body and all; None where it cannot be read."""
        return self._stored(row, body=True)

    def _stored(self, row: int, *, body: bool = False) -> StoredAnswer | None:
        segment = self.segments[int(self.index.answers["segment"][row])]
        return segment.fetch(int(self.index.answers["id"][row]), body=body)

    def is_simulated(self, happened: Milestone | Peak | Lead) -> bool:
        """Whether a simulation made it happen, or may have: format 1 says so with the answer alone."""
        if happened.simulated is not None:
            return happened.simulated
        commit_us = happened.commit_us
        if commit_us not in self._simulated:
            shown = self.index.shown
            place = last_at(shown["commit_us"], commit_us)
            said = None
            if place >= 0 and shown["commit_us"][place] == commit_us:
                said = self.says_simulated(int(shown["answer"][place]))
            self._simulated[commit_us] = self.session_simulated(commit_us) if said is None else said
        return self._simulated[commit_us]

    def says_simulated(self, row: int) -> bool | None:
        """Whether the answer at `row` in `index.answers` says that it is a simulation; None where it cannot be read."""
        segment = self.segments[int(self.index.answers["segment"][row])]
        return segment.simulated(int(self.index.answers["id"][row]))

    def session_simulated(self, recording_us: int) -> bool:
        """Whether the session in force at an instant was a simulation, as far as nobody knows otherwise."""
        begun = [session for session in self.index.sessions if session.commit_us <= recording_us]
        return not begun or begun[-1].simulated is not False

    @property
    def simulated(self) -> bool:
        """Whether anything in the recording is a simulation, or may be one."""
        index = self.index
        happened: list[Milestone | Peak] = [*index.milestones.all_at(NEVER_US), *index.peaks.at(NEVER_US).values()]
        said = [segment.any_simulated() for segment in self.segments]
        if any(said) or any(self.is_simulated(each) for each in happened):
            return True
        unknown = None in said or len(index.lost) > 0
        return unknown and not all(session.simulated is False for session in index.sessions)

    def _read(self, row: int) -> Decoded:
        stored = self._stored(row)
        if stored is None:
            return Decoded("", 0, self._headline(row, None, simulated=True, rate=1.0))
        session = self.index.session_of_id.get(stored.session_id)
        reading = stored.reading
        at_us = int(self.index.answers["at_us"][row])
        usable = at_us != MISSING
        if reading is None and stored.body is not None:
            reading = read_body(stored.body, session, at_us if usable else None)
        if reading is None or (reading.snapshot is None and usable):
            # Of a session that cannot be read nobody knows whether it was a simulation.
            simulated = stored.simulated or session is None or session.simulated is True
            reading = self._headline(row, session, simulated=simulated, rate=stored.rate)
        return Decoded(stored.source, stored.fetch_us, reading)

    def _headline(self, row: int, session: Session | None, *, simulated: bool, rate: float) -> Reading:
        """What the columns alone say of an answer of which nothing else can be read."""
        problem = (FieldProblem("body", "cannot be read back from the recording"),)
        answers = self.index.answers
        at_us = int(answers["at_us"][row])
        figures = {name: int(answers[name][row]) for name in answers.names[5:] if answers[name][row] != MISSING}
        if at_us == MISSING or "gmv_fen" not in figures:
            return Reading(None, 0, problem)
        present = bit("at") | sum(bit(metric_of_column(name) or "") for name in figures)
        own = () if session is None else session.facts.metrics
        return Reading(snapshot_of(at_us, figures, own, simulated=simulated, rate=rate), present, problem)

    def _stated_limits(self) -> tuple[int, int] | None:
        stated = [self.segments[0].meta(key) for key in LIMIT_KEYS]
        try:
            begins_us, ends_us = (instant(int(text)) for text in stated if text is not None)
        except ValueError:
            return None
        return (begins_us, ends_us) if begins_us <= ends_us else None

    def _check(self) -> None:
        """Refuse a path at which there is nothing to play."""
        if any(segment.later_version for segment in self.segments):
            raise LaterVersionError(next(s.problem or "" for s in self.segments if s.later_version))
        if not self.segments:
            msg = f"holds no recording (no segment-000001.wallboard): {self._path}"
            raise NotARecordingError(msg)
        if not len(self.index.ticks):
            msg = self.problems[0] if self.problems else f"the recording is empty: {self._path}"
            if msg.startswith("is damaged"):
                msg += "; save what can be read with `wallboard record repair`"
            raise NotARecordingError(msg)
