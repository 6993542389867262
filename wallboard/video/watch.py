"""What the keeper does about one picture: which source is on, when its decoder is started, ended and started anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from wallboard.core.instants import SECOND_US

FIRST_PAUSE_US: Final = SECOND_US // 2
LONGEST_PAUSE_US: Final = 30 * SECOND_US
RAN_WELL_US: Final = 10 * SECOND_US
"""A decoder that has handed frames over for so long had a source that is fine: what ends it then begins a new count."""
START_US: Final = 25 * SECOND_US
"""How long a decoder may take to its first turn: the library is loaded, and a name is looked up."""
SILENT_US: Final = 20 * SECOND_US
"""How long one may stand still between two turns: longer than any wait of its own for its source."""
STARVED_US: Final = 120 * SECOND_US
"""How much of that time on a busy machine is forgiven at most."""


@dataclass(frozen=True, slots=True)
class PictureWatch:
    """One picture through all lives of its decoders; instants are monotonic microseconds.

    `source` is the one that is on or comes next, `first` the one that the operator has chosen. `due_us`: when to start
    (None: it runs). `failed` counts the failures since a decoder ran well; every source is tried once without a pause.
    `starts` counts the lives.
    """

    sources: int
    source: int = 0
    first: int = 0
    reconnects: int = 0
    due_us: int | None = 0
    started_us: int = 0
    failed: int = 0
    starts: int = 0

    @property
    def runs(self) -> bool:
        """Whether there is a decoder."""
        return self.due_us is None

    def started(self, now_us: int) -> PictureWatch:
        """A decoder begins."""
        return replace(self, due_us=None, started_us=now_us, starts=self.starts + 1)

    def ended(self, now_us: int, picture_us: int, chance: Callable[[], float]) -> PictureWatch:
        """It has ended, or was ended; its last frame is from `picture_us` (0: it had none in this life).

        The next source takes over at once; when all have failed there is a pause, which grows, and differs by `chance`
        (0..1), so that many walls do not ask a server in step that comes back.
        """
        well = picture_us > self.started_us and picture_us - self.started_us >= RAN_WELL_US
        failed = 1 if well else self.failed + 1
        rounds, rest = divmod(failed, self.sources)
        pause_us = 0 if rest and self.sources > 1 else _pause_us(max(1, rounds), chance())
        source = (self.source + 1) % self.sources
        return replace(self, source=source, failed=failed, due_us=now_us + pause_us)

    def wanted(self, source: int, reconnects: int, now_us: int) -> PictureWatch:
        """What the operator wants: another source, or the same one anew. The decoder that runs has to go for it."""
        chosen = source % self.sources
        if chosen == self.first and reconnects == self.reconnects:
            return self
        start = chosen if chosen != self.first else self.source
        return replace(self, source=start, first=chosen, reconnects=reconnects, due_us=now_us, failed=0)

    def quiet_us(self, beaten_us: int, now_us: int) -> int:
        """How long the decoder has said nothing, whose last turn was at `beaten_us`; one of the life before is none."""
        return now_us - max(beaten_us, self.started_us)

    def is_hung(self, beaten_us: int, now_us: int, starved_us: int = 0) -> bool:
        """Whether the decoder stands still, whose last turn was at `beaten_us`.

        For `starved_us` of the time since it had no processor to run on, which is no fault of its own.
        """
        waited_us = self.quiet_us(beaten_us, now_us) - min(starved_us, STARVED_US)
        return waited_us > (START_US if beaten_us <= self.started_us else SILENT_US)


def _pause_us(rounds: int, chance: float) -> int:
    longest_us: int = min(LONGEST_PAUSE_US, FIRST_PAUSE_US << min(rounds - 1, 10))
    return round(longest_us * (0.5 + chance / 2))
