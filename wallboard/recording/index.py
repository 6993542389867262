"""The index of a recording in memory: every time and headline figure, so that an instant is found without the disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wallboard.core.contract.fields import bit
from wallboard.core.contract.metrics import MOST_OWN
from wallboard.core.happenings import REOPENED, Happening
from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.core.recording_state import Lead, Milestone, Peak
from wallboard.recording.bounds import instant, rate_of, whole, whole_rows
from wallboard.recording.columns import MISSING, Column, Columns, distinct, last_at
from wallboard.recording.door import BoundedConnection
from wallboard.recording.figures import metric_of_column
from wallboard.recording.passed_sums import PassedSums, Peaks
from wallboard.recording.rows import (
    FailureRow,
    Session,
    VerdictRow,
    failure_of,
    flag_of,
    happening_of,
    session_of,
    verdict_of,
    withheld_of,
)
from wallboard.recording.schema import COLUMNS
from wallboard.recording.sealed_columns import SealedColumns, answers_query
from wallboard.recording.segment_rows import REMARK_QUERY, Marks, SegmentRows, are_answers, are_judged

NOT_FINAL = 0
"""Among `finals`: the operator has taken it back."""
_MOST_COLUMNS = 5 + len(COLUMNS) + MOST_OWN


_SHOWN = (
    *("commit_us", "answer", "present", "advance", "correction"),
    *("segment", "judgement", "offset_us", "unaccepted", "interval_us", "at_us"),
)


class Index:
    """Grows by what `take` reads; rows come in the order of their commits.

    `answers` has a row an answer, `shown` one for each time the wall came to stand on an answer (`answer` is its row in
    `answers`; `at_us` is corrected, figures that are missing or withheld are MISSING; `segment` and `judgement` are
    where its judgement lies), `clocks` and `rates` the points of the event's clock, `ticks` the commit of every row,
    `verdicts` what put nothing on the wall. `failures` brought nothing, `alive` nothing new (304, duplicates).
    """

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self._said: Sequence[Any] | None = None
        self._last_session: Session | None = None
        self.session_of_id: dict[int, Session] = {}
        self.answers = Columns("id", "segment", "commit_us", "present", "at_us", *COLUMNS)
        self.shown = Columns(*_SHOWN, *COLUMNS)
        self.clocks = Columns("commit_us", "event_us")
        self.rates: list[float] = []
        self.advances = Columns("commit_us", "lag_us")
        self.corrections = Columns("commit_us")
        self.lost = Columns("commit_us")
        """When answers were shown that cannot be read."""
        self.verdicts: list[VerdictRow] = []
        self.held: list[VerdictRow] = []
        self.refused: list[VerdictRow] = []
        self.rejected: list[VerdictRow] = []
        self.filled = Columns("commit_us", "answer", "at_us")
        """What was asked for after an outage, and shown in the curve alone: `at_us` is corrected."""
        self.failures: list[FailureRow] = []
        self.alive: list[FailureRow] = []
        self.happenings: list[Happening] = []
        self.milestones = PassedSums()
        self.peaks = Peaks()
        self.leads: list[tuple[str, Lead]] = []
        """Every change of a lead with its ranking, in the order of their commits."""
        self.gaps: list[tuple[int, int]] = []
        self.withheld: dict[int, tuple[str, ...]] = {}
        self.corrected_parts: list[tuple[int, tuple[str, ...]]] = []
        self.starts: list[int] = []
        """When the event's start was seen: what was before it counts for nothing."""
        self.finals: list[tuple[int, int | None]] = []
        self.ticks = Columns("commit_us")

    def take(self, connection: BoundedConnection, segment: int, marks: Marks) -> bool:
        """Read what one segment holds beyond `marks`, in one short transaction; whether there was anything.

        Raises:
            sqlite3.Error: the segment cannot be read (on); all that could be read of each table is taken.
        """
        rows = SegmentRows(connection, marks)
        ticks: list[Column] = []
        clocks: list[tuple[int, int, float]] = []
        connection.execute("BEGIN")
        try:
            packed = rows.packed()
            ticks.append(self._take_sessions(rows))
            ticks += self._take_answers(rows, segment, packed)
            ticks += self._take_judgements(rows, packed, segment, clocks)
            ticks.append(self._take_failures(rows, clocks))
            self._take_happenings(rows)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            found = distinct(np.concatenate(ticks)) if ticks else np.empty(0, np.int64)
            self.ticks.extend(found[:, None])
            clocks.sort()
            self.clocks.extend([clock[:2] for clock in clocks])
            self.rates += [clock[2] for clock in clocks]
        if rows.damage is not None:
            raise rows.damage
        return len(found) > 0

    def answer_row(self, answer_id: int) -> int | None:
        """Where an answer stands in `answers`, or None where its segment could not be read."""
        ids = self.answers["id"]
        row = last_at(ids, answer_id)
        return row if row >= 0 and ids[row] == answer_id else None

    def _take_sessions(self, rows: SegmentRows) -> Column:
        ticks = []
        found = rows.since("session", f"SELECT {rows.session_columns()} FROM session WHERE id > ? ORDER BY id")
        for number, session in rows.understood(found, lambda row: (row[0], self._session(row[1:]))):
            self.sessions.append(session)
            self.session_of_id[number] = session
            ticks.append(session.commit_us)
        return np.array(ticks, dtype=np.int64)

    def _session(self, row: Sequence[Any]) -> Session:
        """A session; one that says what the one before it said shares its parts."""
        said = row[3:6]
        if said != self._said:
            session = session_of(row)
            self._said, self._last_session = said, session
            return session
        last = self._last_session
        assert last is not None
        simulated = flag_of(row[6]) if len(row) > 6 else None
        return Session(instant(row[0]), instant(row[1]), whole(row[2]), last.facts, last.mapping, simulated)

    def _take_answers(self, rows: SegmentRows, segment: int, packed: SealedColumns | None) -> list[Column]:
        ticks = []
        if packed is not None and len(packed.answers):
            ticks.append(self._answered(packed.answers, packed.names, segment))
            rows.known("answer", int(packed.answers[-1, 0]))
        names = rows.answer_names()
        found = rows.since("answer", answers_query(names)) if names else []
        if found:
            block, _ = whole_rows(found)
            block = block[are_answers(block)]
            rows.left_out(len(found) - len(block))
            ticks.append(self._answered(block, names, segment))
        return ticks

    def _answered(self, block: Column, names: tuple[str, ...], segment: int) -> Column:
        room = _MOST_COLUMNS - len(self.answers.names)
        new = [name for name in names if name not in self.answers][:room]
        taken = [place for place, name in enumerate(names) if name in self.answers or name in new]
        found = np.insert(block[:, taken], 1, segment, axis=1)
        self.answers.extend(found, ("id", "segment", *(names[place] for place in taken[1:])))
        return block[:, 1]

    def _take_judgements(
        self, rows: SegmentRows, packed: SealedColumns | None, segment: int, clocks: list[tuple[int, int, float]]
    ) -> list[Column]:
        blocks = []
        if packed is not None and len(packed.judged):
            blocks.append(packed)
            rows.known("judgement", int(packed.judged[-1, 0]))
        found = rows.since("judgement", rows.judged_query)
        if found:
            judged, kept = whole_rows([row[:-1] for row in found])
            fine = are_judged(judged)
            rows.left_out(len(found) - int(fine.sum()))
            rates = np.array([rate_of(found[place][-1]) for place in kept])
            blocks.append(SealedColumns((), judged[:0], judged[fine], rates[fine]))
        for block in blocks:
            self._judged(rows, block.judged, segment)
            clocked = block.judged[:, 6] != MISSING
            points, rates = block.judged[clocked][:, (1, 6)].tolist(), block.rates[clocked].tolist()
            clocks += [(commit_us, event_us, rate) for (commit_us, event_us), rate in zip(points, rates, strict=True)]
        return [block.judged[:, 1] for block in blocks]

    def _judged(self, rows: SegmentRows, judged: Column, segment: int) -> None:
        withheld: dict[int, tuple[str, ...]] = {}
        for number, offset_us in judged[judged[:, 7] != 0][:, (0, 9)].tolist():
            row = rows.one(REMARK_QUERY, number)
            if row is None:
                continue
            try:
                self._remarked(row, withheld, offset_us)
            except ValueError:
                rows.left_out(1)
        self.withheld |= withheld
        shown = judged[judged[:, 3] != 0]
        if len(shown):
            self._show(shown, withheld, segment)

    def _remarked(self, row: tuple[Any, ...], withheld: dict[int, tuple[str, ...]], offset_us: int) -> None:
        """A judgement that says more than that an answer is accepted."""
        if row[-1] is not None:
            withheld[instant(row[0])] = withheld_of(row[-1])
        if row[-2] or row[2] == "accepted":
            return
        verdict = verdict_of(row[:6])
        if verdict.reason == "filled":
            self._fill(verdict, offset_us)
            return
        self.verdicts.append(verdict)
        if verdict.verdict == "held":
            self.held.append(verdict)
        elif verdict.reason == "refused":
            self.refused.append(verdict)
        else:
            self.rejected.append(verdict)

    def _fill(self, verdict: VerdictRow, offset_us: int) -> None:
        place = self.answer_row(verdict.answer_id)
        if place is None or MISSING in (self.answers["at_us"][place], self.answers["gmv_fen"][place]):
            return
        at_us = int(self.answers["at_us"][place]) - offset_us
        if EARLIEST_US <= at_us < LATEST_US:
            self.filled.extend(np.array([[verdict.commit_us, place, at_us]], dtype=np.int64))

    def _show(self, judged: Column, withheld: dict[int, tuple[str, ...]], segment: int) -> None:
        """Join judgements that put an answer on the wall to the figures of that answer, less what was withheld."""
        ids = self.answers["id"]
        rows = np.searchsorted(ids, judged[:, 2])
        found = rows < len(ids)
        found[found] = ids[rows[found]] == judged[found, 2]
        # An answer that says no time or no total cannot be shown, whoever says so.
        usable = (self.answers["at_us"] != MISSING) & (self.answers["gmv_fen"] != MISSING)
        found[found] = usable[rows[found]]
        # Nor can one whose corrected time no clock shows.
        corrected = self.answers["at_us"][rows[found]] - judged[found, 9]
        found[found] = (corrected >= EARLIEST_US) & (corrected < LATEST_US)
        self.lost.extend(judged[~found][:, 1:2])
        judged, rows = judged[found], rows[found]
        columns = self.answers.names[5:]
        number, commit_us, _, _, advance, correction, _, _, lag_us, offset_us, unaccepted, interval_us = judged.T
        present, at_us, *figures = (self.answers[name][rows] for name in ("present", "at_us", *columns))
        where = (np.full(len(rows), segment), number)
        clock = (offset_us, unaccepted, interval_us, at_us - offset_us)
        block = np.column_stack([commit_us, rows, present, advance, correction, *where, *clock, *figures])
        for place in np.flatnonzero(np.isin(block[:, 0], list(withheld))) if withheld else ():
            fields = withheld[int(block[place, 0])]
            for name in fields:
                block[place, 2] &= ~bit(name)
            for column, name in enumerate(columns, start=len(_SHOWN)):
                if metric_of_column(name) in fields:
                    block[place, column] = MISSING
        self.shown.extend(block, (*_SHOWN, *columns))
        self.advances.extend(np.column_stack([commit_us, lag_us])[advance != 0])
        self.corrections.extend(block[block[:, 4] != 0][:, :1])

    def _take_failures(self, rows: SegmentRows, clocks: list[tuple[int, int, float]]) -> Column:
        found = rows.since("failure", rows.failed_query)
        new = list(rows.understood(found, lambda row: failure_of(row[1:6])))
        told = rows.understood([row for row in found if row[6] is not None], lambda r: (instant(r[1]), instant(r[6])))
        clocks += [(*point, 1.0) for point in told]
        self.failures += [failure for failure in new if not failure.alive]
        self.alive += [failure for failure in new if failure.alive]
        return np.array([failure.commit_us for failure in new], dtype=np.int64)

    def _take_happenings(self, rows: SegmentRows) -> None:
        query = "SELECT id, commit_us, at_us, kind, data FROM happening WHERE id > ? ORDER BY id"
        for happening in rows.understood(rows.since("happening", query), lambda row: happening_of(row[1:])):
            self._happened(happening)

    def _happened(self, happening: Happening) -> None:
        self.happenings.append(happening)
        commit_us = happening.commit_us
        if happening.kind == "milestone":
            how = happening.exact, happening.record, happening.simulated
            passed = Milestone(happening.value, happening.at_us, commit_us, *how)
            self.milestones.add(passed)
        elif happening.kind == "correction":
            self.milestones.correct(happening.value, commit_us)
            self.finals.append((commit_us, None))
        elif happening.kind == "start":
            self.milestones.correct(-1, commit_us)
            self.peaks.clear(commit_us)
            self.starts.append(commit_us)
        elif happening.kind == "parts":
            self.corrected_parts.append((commit_us, happening.parts))
        elif happening.kind == "final":
            self.finals.append((commit_us, NOT_FINAL if happening.subject == REOPENED else commit_us))
        elif happening.kind == "peak":
            self.peaks.add(happening.subject, Peak(happening.value, happening.at_us, commit_us, happening.simulated))
        elif happening.kind == "leader":
            self.leads.append((happening.subject, Lead(happening.who, happening.at_us, commit_us, happening.simulated)))
        elif happening.kind == "gap":
            self.gaps.append((commit_us - happening.value, commit_us))
