"""What is known of one child, and what follows from it: pure decisions about beats, crashes and new starts."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from wallboard.core.instants import SECOND_US

CRASH_WINDOW_US = 300 * SECOND_US
CRASHES_UNTIL_SAFE = 3
STARTS_UNTIL_HOPELESS = 6
MOST_HELD_UP_US = 10 * SECOND_US
MOST_HELD_UP_AT_START_US = 600 * SECOND_US
"""A start that waits for a processor is begun anew only to wait again."""
FIRST_PAUSE_US = 250_000
RAN_WELL_US = 2 * SECOND_US
LOOK_AGAIN_US = SECOND_US // 2


class Timeouts(msgspec.Struct, frozen=True):
    """How long silence is borne, up to the first beat and then between beats; `longest_pause_us` caps the back-off.

    `young_us` holds between the beats of the first two seconds (None: `beat_us`): a display that opens its windows may
    have to wait for a window system that is busy.
    """

    start_us: int = 30 * SECOND_US
    beat_us: int = 2 * SECOND_US
    young_us: int | None = None
    longest_pause_us: int = SECOND_US


class ChildState(msgspec.Struct, frozen=True):
    """One child through all its lives; instants are monotonic microseconds.

    `due_us`: when to start it; None while it runs. `beat_us`: its newest beat in this life. `held_up_us`: how long it
    had waited for a processor then. `crashes`: when it ended unasked or had to be ended, within the last five minutes.
    `lost_us`: since when it has not been seen alive. `has_lived`: it has beaten at least once, ever.
    """

    due_us: int | None = 0
    lost_us: int = 0
    started_us: int = 0
    beat_us: int | None = None
    held_up_us: int = 0
    crashes: tuple[int, ...] = ()
    starts: int = 0
    has_lived: bool = False

    @property
    def runs(self) -> bool:
        """Whether there is a process to watch."""
        return self.due_us is None

    def started(self, now_us: int) -> ChildState:
        """A new life begins."""
        return replace(self, due_us=None, started_us=now_us, beat_us=None, held_up_us=0, starts=self.starts + 1)

    def beaten(self, now_us: int, held_up_us: int = 0) -> ChildState:
        """Another turn of its loop is complete."""
        return replace(self, beat_us=now_us, held_up_us=held_up_us, has_lived=True)

    def silence_us(self, now_us: int) -> int:
        """How long nothing was heard of it."""
        return now_us - (self.started_us if self.beat_us is None else self.beat_us)

    def is_frozen(self, patience: Timeouts, now_us: int, held_up_us: int = 0) -> bool:
        """Whether it has been silent for longer than is borne.

        What it waited for a processor since its newest beat, up to `MOST_HELD_UP_US` (before the first beat up to
        `MOST_HELD_UP_AT_START_US`), is not its silence: on a machine that others keep busy a display is slow, not
        frozen, and a new start would only be slower.
        """
        limit_us, most_us = patience.beat_us, MOST_HELD_UP_US
        if self.beat_us is None:
            limit_us, most_us = patience.start_us, MOST_HELD_UP_AT_START_US
        if self.beat_us is not None and self.beat_us - self.started_us < RAN_WELL_US:
            limit_us = patience.young_us or limit_us
        waited_us = min(most_us, max(0, held_up_us - self.held_up_us))
        return self.runs and self.silence_us(now_us) - waited_us > limit_us

    def crashed(self, patience: Timeouts, now_us: int) -> ChildState:
        """It ended unasked: the first new start is at once, the ones after it come after a growing pause.

        One that had run well for a while is started at once, however often: the pause is for those that cannot come up.
        """
        crashes = (*self.recent_crashes(now_us), now_us)
        ran_well = self.beat_us is not None and self.beat_us - self.started_us >= RAN_WELL_US
        lost_us = self.lost_us if self.beat_us is None and self.crashes else now_us
        pause_us = 0 if len(crashes) == 1 or ran_well else FIRST_PAUSE_US * 2 ** min(len(crashes) - 2, 8)
        due_us = now_us + min(pause_us, patience.longest_pause_us)
        return replace(self, due_us=due_us, lost_us=lost_us, crashes=crashes)

    def frozen(self, patience: Timeouts, now_us: int) -> ChildState:
        """It had to be ended, after it had long been lost."""
        since_us = self.lost_us if self.beat_us is None and self.crashes else now_us - self.silence_us(now_us)
        return replace(self.crashed(patience, now_us), lost_us=since_us)

    def stranded(self, now_us: int) -> ChildState:
        """It ended because what it lives on was taken away: that is no crash of its own."""
        lost_us = now_us if self.beat_us is not None else self.lost_us
        return replace(self, due_us=now_us, lost_us=lost_us)

    def postponed(self, now_us: int) -> ChildState:
        """What it lives on is still missing: look again in a while."""
        return replace(self, due_us=now_us + LOOK_AGAIN_US)

    def recent_crashes(self, now_us: int) -> tuple[int, ...]:
        """The crashes of the last five minutes."""
        return tuple(crash_us for crash_us in self.crashes if now_us - crash_us <= CRASH_WINDOW_US)

    def is_safer(self, now_us: int) -> bool:
        """Whether its next life should be the plain one: it crashed three times in five minutes."""
        return len(self.recent_crashes(now_us)) >= CRASHES_UNTIL_SAFE

    @property
    def is_hopeless(self) -> bool:
        """Whether it was started time and again and has never once come up."""
        return not self.has_lived and self.starts >= STARTS_UNTIL_HOPELESS
