"""A follower's side: rows as they come, put into the replica in order; what is missing is asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wallboard.core.errors import RecordingError
from wallboard.core.instants import SECOND_US
from wallboard.link.messages import Ask, Head, LeadMessage, Parts, Refused, Rows, batch_of
from wallboard.recording.batch import Batch
from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.replica import BatchRefusedError, Replica

WINDOW: Final = 24
"""How many messages are asked for ahead of what has been taken."""
AGAIN_US: Final = 3 * SECOND_US
"""After so long without a row that was asked for it is asked again."""
_BEHIND_US: Final = 200_000
"""How long the newest rows may be under way before they are missed."""
_MOST_AHEAD: Final = 64
_DIFFERS_US: Final = AGAIN_US
"""After so long the answer to another question differs as well, and it is the replica that is wrong."""

Name = Callable[[], str]
"""A name for what is set aside, by the time of day."""


class Following:
    """Keeps the replica; `problem` is what is wrong now, `orphans` are what was set aside."""

    def __init__(
        self, folder: Path, node: str, ask: Callable[[Ask], None], name: Name, *, begun: int, keeps: bool = True
    ) -> None:
        """`begun` tells the questions of this start from those of others: the time of day.

        `keeps`: what diverged stays as an orphan; where it is but a copy of what is played, nobody needs it."""
        self._keeps = keeps
        self._folder, self._node, self._ask, self._name = folder, node, ask, name
        self.replica: Replica | None = None
        self.cuts = 0
        self.problem = ""
        self.head: Head | None = None
        self.headed_us = 0
        self.orphans: list[Path] = []
        self._live, self._answers = Parts(), Parts()
        self._ahead: dict[int, Batch] = {}
        self._number = begun
        self._asked_us: int | None = None
        self._progress_us = 0
        self._owed = 0
        self._differs_us: int | None = None

    @property
    def commit_us(self) -> int:
        """The newest commit of the replica."""
        return 0 if self.replica is None else self.replica.last_us

    def take_over(self, led: int, lead: LeadMessage | None) -> bool:
        """Become the writer of the recording, once the collector has let go of it; whether it is done.

        `led`: the newest epoch in which this machine led itself.
        """
        if self.replica is None:
            try:
                self.replica = Replica(self._folder)
            except AlreadyRunningError:
                return False
            except RecordingError as error:
                self.problem = str(error)
                return False
            self.problem = ""
        if lead is not None:
            self.agree(led, lead)
        return True

    def agree(self, led: int, lead: LeadMessage) -> None:
        """Take off what the wall's recording went on without: it is kept as an orphan."""
        replica = self.replica
        if replica is None or not replica.last_us:
            return
        try:
            if lead.recording and replica.recording != lead.recording:
                self._set_aside(replica.set_aside(f"{self._name()}-{replica.recording[:8]}"))
                return
            own = max(led, replica.epoch)
            since = [since_us for epoch, since_us in lead.history if epoch > own]
            if since and replica.last_us > min(since):
                self._set_aside(replica.cut(min(since), f"{self._name()}-epoch-{own}"))
        except RecordingError as error:
            self.problem = str(error)

    def take(self, rows: Rows, lead: LeadMessage, now_us: int, *, answer: bool) -> int:
        """Rows have come; how many batches were committed. Raises Refused."""
        whole = (self._answers if answer else self._live).add(rows)
        if answer:
            self._owe()
        if whole is None:
            self._progress_us = now_us if answer else self._progress_us
            return 0
        batch = batch_of(whole)
        if (batch.prev_us, batch.commit_us) != (rows.prev_us, rows.commit_us):
            raise Refused(why="malformed")
        if self.replica is None:
            return 0
        if batch.commit_us <= self.replica.last_us:
            return 0  # it came twice, or was asked for in vain
        if batch.prev_us != self.replica.last_us:
            self._put_ahead(batch)
            return 0
        taken = self._commit(batch, lead.epoch, now_us, answer=answer)
        if taken and answer:
            self._progress_us = now_us
        while taken and (follows := self._ahead.pop(self.replica.last_us, None)) is not None:
            taken += self._commit(follows, lead.epoch, now_us, answer=False)
        return taken

    def take_head(self, head: Head, now_us: int) -> None:
        """How far the lead's recording goes. Raises Refused."""
        if self.head is None or head.commit_us != self.head.commit_us or head.epoch != self.head.epoch:
            self.headed_us = now_us
        self.head = head
        replica = self.replica
        if replica is None or (head.commit_us, head.segment) != (replica.last_us, replica.segment):
            return
        if head.chain != replica.chain:
            raise Refused(why="differs")

    def turn(self, now_us: int) -> None:
        """Ask for what is missing."""
        if self.replica is None or self.head is None:
            return
        last_us = self.replica.last_us
        self._ahead = {prev_us: batch for prev_us, batch in self._ahead.items() if batch.commit_us > last_us}
        behind = self.head.commit_us > self.replica.last_us and now_us - self.headed_us >= _BEHIND_US
        if not behind and not self._ahead:
            self._asked_us = None
            return
        waits_us = None if self._asked_us is None else now_us - max(self._asked_us, self._progress_us)
        if waits_us is None or waits_us >= AGAIN_US:
            self._number += 1
            self._asked_us, self._owed = now_us, 0
            self._answers = Parts()
            self._ahead.clear()  # what is missing lies before it, and it is sent again
            self._ask(Ask(self._node, self.replica.last_us, WINDOW, self._number))

    def anew(self) -> None:
        """Another lead, or the broker has come back: nothing that was asked for will come."""
        self._asked_us, self.head = None, None
        self._ahead.clear()
        self._live, self._answers = Parts(), Parts()

    def take_cuts(self) -> int:
        """How often rows were taken off the replica since the last call."""
        cuts, self.cuts = self.cuts, 0
        return cuts

    def close(self) -> None:
        """Let a collector have the recording."""
        if self.replica is not None:
            self.replica.close()
            self.replica = None

    def _owe(self) -> None:
        """Of what was asked for one more has come: ask for as many again when half of it is there."""
        self._owed += 1
        if self._owed >= WINDOW // 2 and self.replica is not None:
            self._ask(Ask(self._node, self.replica.last_us, self._owed, self._number))
            self._owed = 0

    def _commit(self, batch: Batch, epoch: int, now_us: int, *, answer: bool) -> int:
        assert self.replica is not None  # the caller has looked
        try:
            taken = self.replica.take(batch, epoch)
        except BatchRefusedError as refused:
            if refused.kind == "differs" and answer:
                self._heal(now_us)
            if refused.kind == "gap":
                self._put_ahead(batch)
                return 0
            raise Refused(why=refused.kind) from None
        except RecordingError as error:
            self.problem = str(error)
            return 0
        self.problem = ""
        self._differs_us = None
        return int(taken)

    def _heal(self, now_us: int) -> None:
        """What the lead answers does not go with what is here, again and again: begin the segment anew."""
        if self._differs_us is None:
            self._differs_us = now_us
        elif now_us - self._differs_us >= _DIFFERS_US and self.replica is not None:
            self._differs_us = None
            self._set_aside(self.replica.cut_segment(f"{self._name()}-differs"))

    def _put_ahead(self, batch: Batch) -> None:
        if len(self._ahead) < _MOST_AHEAD:
            self._ahead[batch.prev_us] = batch

    def _set_aside(self, kept: Path | None) -> None:
        if kept is not None:
            self.cuts += 1
            if self._keeps:
                self.orphans.append(kept)
            else:
                shutil.rmtree(kept, ignore_errors=True)
        self._ahead.clear()
        self._asked_us = None
