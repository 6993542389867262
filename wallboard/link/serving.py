"""The lead's side: the rows of its recording as they are committed, and those that another machine lacks."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from wallboard.config.cluster_settings import MOST_NODES, NAME
from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.link.messages import AnyMessage, Ask, Head, Refused, Rows, Topics, parts_of
from wallboard.recording.newest_session import newest_session
from wallboard.recording.transactions import TransactionTail

CATCH_UP_BYTES_S: Final = 10_000_000
"""What is sent in a second to all who catch up; live rows go first and are not counted."""
MOST_WINDOW: Final = 64
_BURST: Final = 1_000_000
_FORGOTTEN_US: Final = 30 * SECOND_US

Send = Callable[[str, AnyMessage, bool], None]
"""Publishes a message under a topic, kept or not."""


class _Lagging(msgspec.Struct):
    """One machine that catches up."""

    tail: TransactionTail
    number: int
    window: int
    asked_us: int
    waiting: deque[Rows] = msgspec.field(default_factory=deque)


class LinkServing:
    """Publishes what is recorded here. What cannot be read now is read at a later turn: `asked` alone raises."""

    def __init__(self, folder: Path, topics: Topics, node: str, epoch: int, send: Send) -> None:
        self._folder, self._topics, self._node, self._epoch, self._send = folder, topics, node, epoch, send
        self._live = TransactionTail(folder)
        self._segment = 0
        self._lagging: dict[str, _Lagging] = {}
        self._tokens = float(_BURST)
        self._turned_us: int | None = None
        self._headed_us: int | None = None
        self._looked_us: int | None = None
        self.recording = ""
        """Which recording this is; "" while it has no row."""
        self.session_us = 0
        """When its newest session began."""
        self.problem = ""

    @property
    def commit_us(self) -> int:
        """The newest commit that was published."""
        return self._live.last_us

    def skip_to(self, commit_us: int) -> None:
        """What was committed up to then need not be published: the others have it, or will ask for it."""
        self._live.close()
        self._live = TransactionTail(self._folder, commit_us)

    def look(self, now_us: int) -> bool:
        """Once a second: whether this has become another recording since the last look."""
        if self._looked_us is not None and now_us - self._looked_us < SECOND_US:
            return False
        self._looked_us = now_us
        session = newest_session(self._folder)
        if session is None:
            return False
        self.session_us = session.commit_us
        known, self.recording = self.recording, session.recording
        return known != self.recording

    def turn(self, now_us: int) -> None:
        """Publish what is new; then what others lack, within the limit."""
        new = self._publish_live(now_us)
        passed_us = 0 if self._turned_us is None else now_us - self._turned_us
        self._turned_us = now_us
        self._tokens = min(_BURST, self._tokens + passed_us * CATCH_UP_BYTES_S / SECOND_US)
        for node, lagging in list(self._lagging.items()):
            if now_us - lagging.asked_us > _FORGOTTEN_US:
                lagging.tail.close()
                del self._lagging[node]
            elif not new:
                self._catch_up(node, lagging)

    def asked(self, ask: Ask, now_us: int) -> None:
        """A machine wants rows: from an instant on, or more of what it has asked for before. Raises Refused."""
        if ask.after_us == self._live.last_us:
            return  # it has all there is: what comes is said to all
        window = max(1, min(MOST_WINDOW, ask.window))
        lagging = self._lagging.get(ask.node)
        if lagging is not None and lagging.number == ask.number:
            lagging.window, lagging.asked_us = min(MOST_WINDOW, lagging.window + window), now_us
            return
        if NAME.fullmatch(ask.node) is None:
            raise Refused(why="malformed")
        if lagging is not None:
            lagging.tail.close()
        elif len(self._lagging) >= MOST_NODES:
            raise Refused(why="too many")
        self._lagging[ask.node] = _Lagging(TransactionTail(self._folder, ask.after_us), ask.number, window, now_us)

    def again(self) -> None:
        """The broker has come back, and has forgotten what it kept."""
        self._headed_us = None

    def close(self) -> None:
        """Let go of the recording."""
        self._live.close()
        for lagging in self._lagging.values():
            lagging.tail.close()
        self._lagging.clear()

    def _publish_live(self, now_us: int) -> bool:
        try:
            batches = self._live.poll()
            self.problem = ""
        except (sqlite3.Error, RecordingError, OSError) as error:
            self.problem = f"the recording cannot be read for the other machines: {error}"
            self._live.release()
            return False
        for batch in batches:
            self._segment = batch.segment
            if "session" in batch.tables:
                self._looked_us = None
            for rows in parts_of(batch, self._epoch, self._node):
                self._send(self._topics.rows, rows, False)
        if batches or self._headed_us is None or now_us - self._headed_us >= SECOND_US:
            self._headed_us = now_us
            head = Head(self._epoch, self._node, self._segment, self._live.last_us, self._live.chain)
            self._send(self._topics.head, head, True)
        return bool(batches)

    def _catch_up(self, node: str, lagging: _Lagging) -> None:
        while lagging.window > 0 and self._tokens > 0:
            if not lagging.waiting and not self._read_on(lagging):
                if lagging.tail.last_us >= self._live.last_us:  # it is in step: there is nothing more to look for
                    lagging.tail.close()
                    del self._lagging[node]
                return
            rows = lagging.waiting.popleft()
            self._tokens -= len(rows.data)
            lagging.window -= 1
            self._send(self._topics.to(node), rows, False)

    def _read_on(self, lagging: _Lagging) -> bool:
        try:
            for batch in lagging.tail.poll():
                lagging.waiting.extend(parts_of(batch, self._epoch, self._node))
        except (sqlite3.Error, RecordingError, OSError):
            lagging.tail.release()
        return bool(lagging.waiting)
