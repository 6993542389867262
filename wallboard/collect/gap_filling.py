"""After an outage: a source that knows the past is asked what was, a few instants a poll, and what fits is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.plain_text import one_line
from wallboard.sources.protocol import Answer, FetchFailed, PastSource, Source

MOST_POINTS = 60
"""So many instants of one gap are asked about, evenly spread."""
MOST_FAILURES = 3
"""After so many in a row the rest of a gap stays empty."""
SHARE_US = 1_000_000
"""What the past may take of one poll: the present goes on."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is known around an outage: event times and sums before and after it, and the lead of the source's clock."""

    from_us: int
    to_us: int
    before_fen: int
    after_fen: int
    offset_us: int = 0


class GapFiller:
    """The instants that are still to be asked about. `found` and `taken` are not called while `ask` is under way."""

    def __init__(self, source: Source, mono_us: Callable[[], int]) -> None:
        self._source = source if isinstance(source, PastSource) else None
        self._mono_us = mono_us
        self._gap: Gap | None = None
        self._wanted: deque[int] = deque()
        self._answers: list[Answer] = []
        self._failures = 0
        self._last_us = 0
        self.kept = 0
        """Of the present gap."""
        self.failure = ""
        """Why the rest of it stays empty, until it is told."""

    @property
    def gap(self) -> Gap | None:
        """The gap that is being filled."""
        return self._gap

    @property
    def done(self) -> bool:
        """Whether all of the present gap has been asked about."""
        return self._gap is not None and not self._wanted and not self._answers

    def found(self, gap: Gap, interval_us: int) -> None:
        """There was an outage; one that is still being filled gives way to it."""
        if self._source is None or not self._source.knows_the_past:
            return
        points = min(MOST_POINTS, (gap.to_us - gap.from_us) // max(1, interval_us) - 1)
        step_us = (gap.to_us - gap.from_us) // max(1, points + 1)
        self._gap, self._failures, self._last_us, self.kept, self.failure = gap, 0, gap.from_us, 0, ""
        self._answers = []
        self._wanted = deque(gap.from_us + nth * step_us for nth in range(1, points + 1))

    def ask(self, deadline_mono_us: int) -> None:
        """Ask about the next instants, as long as it does not take long. Called in the thread of the fetch."""
        until_us = min(deadline_mono_us, self._mono_us() + SHARE_US)
        while self._wanted and self._gap is not None and self._source is not None and self._mono_us() < until_us:
            try:
                self._answers.append(self._source.past(self._wanted[0] + self._gap.offset_us, deadline_mono_us))
            except Exception as error:  # noqa: BLE001 - the present goes on, whatever a source makes of the past
                self._failures += 1
                if self._failures >= MOST_FAILURES:
                    self._wanted.clear()
                    said = error.message if isinstance(error, FetchFailed) else f"{type(error).__name__}: {error}"
                    self.failure = one_line(said, 300)
                return
            self._failures = 0
            self._wanted.popleft()

    def taken(self) -> tuple[Answer, ...]:
        """What was found since it was asked for last."""
        found, self._answers = tuple(self._answers), []
        return found

    def fits(self, snapshot: Snapshot | None) -> bool:
        """Whether what was found lies within the gap, in time and in sum, and is newer than what was kept of it."""
        gap = self._gap
        if gap is None or snapshot is None:
            return False
        at_us = snapshot.at_us - gap.offset_us
        low, high = sorted((gap.before_fen, gap.after_fen))
        if not self._last_us < at_us < gap.to_us or not low <= snapshot.gmv_fen <= high:
            return False
        self._last_us = at_us
        self.kept += 1
        return True

    def over(self) -> None:
        """What was found has been kept, and told."""
        self._gap = None
