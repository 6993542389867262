"""What the lead's operator has set, on every machine at the same instant; and what is asked for elsewhere."""

from __future__ import annotations

import json
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from wallboard.actions.control import Control
from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.link.messages import ControlSet, Refused, WishMessage
from wallboard.recording import bounds
from wallboard.recording.journal import JournalRow, JournalTail
from wallboard.recording.link_files import MOST_ROWS, ControlRow, write_control
from wallboard.recording.request_inbox import RequestInbox
from wallboard.recording.requests import Request, RequestWriter

WRITER: Final = "link"
"""Who asks on the lead for what was asked for elsewhere."""
LATE_US: Final = 10 * SECOND_US
AHEAD_US: Final = 10 * SECOND_US
"""Nothing that is set takes effect later than this."""
MOST_US: Final = SECOND_US
"""What the lead's own display writes holds no later than this."""
_REMEMBERED: Final = 1_000
_LONGEST_WHO: Final = 80


class ControlLead:
    """The lead's side: its journal is told to the others, their requests are put before its display."""

    def __init__(self, folder: Path, node: str, epoch: int) -> None:
        self._folder, self._node, self._epoch = folder, node, epoch
        self._tail = JournalTail(folder)
        self._last: ControlSet | None = None
        self._first = True
        self._writer: RequestWriter | None = None
        self._known: deque[str] = deque(maxlen=_REMEMBERED)
        self.problem = ""

    def turn(self, mono_us: int, utc_us: int) -> tuple[ControlSet, ...]:
        """What the operator has done since; at first only how everything stands."""
        rows = self._tail.poll()
        if self._first:
            rows, self._first = rows[-1:], False
        if not rows:
            return ()
        self._forget(rows)
        made = tuple(self._set(row, mono_us, utc_us) for row in rows)
        self._last = made[-1]
        return made

    @property
    def last(self) -> ControlSet | None:
        """How everything stands, for a broker that has forgotten it."""
        return self._last

    def take(self, wish: WishMessage, utc_us: int) -> None:
        """Another machine's operator asks for something. Raises Refused."""
        if wish.id in self._known:
            return
        if not 0 <= wish.age_us <= LATE_US:
            raise Refused(why="late")
        try:
            argument = bounds.table(wish.argument)
        except bounds.RowError:
            raise Refused(why="malformed") from None
        self._known.append(wish.id)
        who = f"{wish.node}: {wish.who}"[:_LONGEST_WHO]
        asked_us = utc_us - wish.age_us
        request = Request(wish.id, who, wish.action, argument, wish.canvas, wish.revision, wish.due_us, asked_us)
        try:
            if self._writer is None:
                self._writer = RequestWriter(self._folder, WRITER)
            self._writer.ask(request)
        except RecordingError as error:
            self.problem = str(error)

    def close(self) -> None:
        """Let go of the files."""
        self._tail.close()
        if self._writer is not None:
            self._writer.close()

    def _set(self, row: JournalRow, mono_us: int, utc_us: int) -> ControlSet:
        from_mono_us = mono_us + min(row.wall_us - utc_us, MOST_US)  # the time of day may just have been set back
        told = row.id, row.wall_us, from_mono_us, row.recording_us, row.action, row.argument, row.state
        return ControlSet(self._epoch, self._node, *told)

    def _forget(self, rows: tuple[JournalRow, ...]) -> None:
        if self._writer is None:
            return
        answered = [found for row in rows if (found := _request_of(row)) is not None and found in self._known]
        if answered:
            with suppress(RecordingError):
                self._writer.forget(answered)


class LeadTime(msgspec.Struct, frozen=True):
    """How the lead's monotonic clock goes with recording time, which is `base_us` ahead of it; it is `mono_us` now."""

    base_us: int
    mono_us: int

    def examine(self, told: ControlSet) -> None:
        """Refuse what is to hold at an instant that is far from now. Raises Refused."""
        if told.mono_us - self.mono_us > AHEAD_US:
            raise Refused(why="future")


class ControlFollower:
    """A follower's side: what the lead's operator has set is put before its display, its requests go to the lead."""

    def __init__(self, folder: Path, node: str) -> None:
        self._folder, self._node = folder, node
        self._inbox = RequestInbox(folder)
        self._rows: tuple[ControlRow, ...] = ()
        self._waiting: list[ControlSet] = []
        self._newest: ControlSet | None = None
        self._is_kept = True
        self.problem = ""

    def anew(self) -> None:
        """The lead's monotonic clock has begun anew: what was set before says nothing of what is older."""
        self._newest = None

    def take(self, told: ControlSet, time: LeadTime | None) -> None:
        """Something was set; without the `time` of the lead it waits until that is known. Raises Refused."""
        if time is not None:
            time.examine(told)
        try:
            Control.from_json(told.state)
            bounds.table(told.argument)
            bounds.text(told.action, bounds.LONGEST_NAME)
            bounds.instant(told.from_us)
        except (RecordingError, bounds.RowError):
            raise Refused(why="malformed") from None
        if time is None:
            self._waiting = [*self._waiting, told][-MOST_ROWS:]
            return
        self._put(told, time)
        self._keep()

    def turn(self, time: LeadTime | None) -> tuple[str, ...]:
        """Put before the display what has waited; why some of it is refused, a word for each."""
        if time is None:
            return ()
        waited, self._waiting = self._waiting, []
        refused = []
        for told in waited:
            try:
                self._put(told, time)
            except Refused as why:
                refused.append(why.why)
        if waited or not self._is_kept:
            self._keep()
        return tuple(refused)

    def _put(self, told: ControlSet, time: LeadTime) -> None:
        """The newest of what holds. Raises Refused.

        The lead's monotonic clock alone says which of two is newer: its time of day may be set back, and its journal
        may begin anew. As nothing is taken that holds much later than now, nothing blocks what is set after it.
        """
        newest = self._newest
        if newest is not None and _name(told) == _name(newest):
            return
        time.examine(told)
        if newest is not None and _order(told) <= _order(newest):
            raise Refused(why="old")
        self._newest = told
        self._rows = (*self._rows, _row(told, time.base_us))[-MOST_ROWS:]

    def _keep(self) -> None:
        try:
            write_control(self._folder, self._rows)
        except OSError as error:
            self._is_kept = False
            self.problem = f"what the lead's operator sets cannot be kept ({error.strerror}): {self._folder}"
            return
        self._is_kept, self.problem = True, ""

    def wishes(self, utc_us: int) -> tuple[WishMessage, ...]:
        """What is asked for on this machine, for the lead."""
        asked = self._inbox.poll()
        self._inbox.lines()
        return tuple(
            WishMessage(
                self._node,
                request.id,
                request.who,
                request.action,
                json.dumps(dict(request.argument), ensure_ascii=False),
                request.canvas,
                request.revision,
                request.due_us,
                max(0, utc_us - request.asked_us),
            )
            for request in asked
            if not request.fault and 0 <= utc_us - request.asked_us <= LATE_US
        )

    def close(self) -> None:
        """Let go of the files."""
        self._inbox.close()


def _name(told: ControlSet) -> tuple[int, int, int]:
    """What tells it from all others: it is told again, as the lead's link works it out anew."""
    return told.epoch, told.from_us, told.number


def _order(told: ControlSet) -> tuple[int, int, int]:
    return told.epoch, told.mono_us, told.number


def _row(told: ControlSet, base_us: int) -> ControlRow:
    from_us = told.mono_us + base_us
    return ControlRow(
        told.number, told.epoch, from_us, told.from_us, told.recording_us, told.action, told.argument, told.state
    )


def _request_of(row: JournalRow) -> str | None:
    """Which request a row of the journal answers."""
    with suppress(msgspec.MsgspecError):
        found = msgspec.json.decode(row.argument)
        if isinstance(found, dict) and isinstance(found.get("request"), str):
            return str(found["request"])
    return None
