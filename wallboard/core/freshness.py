"""How often a source has something new, by the advances that were seen; failures and repetitions are none."""

from __future__ import annotations

from statistics import median_low

import msgspec
from msgspec.structs import replace

KEPT = 31
"""From so many advances the source's own interval is taken: enough to outlast some hiccups, few enough to follow."""


class Advances(msgspec.Struct, frozen=True):
    """When the newest advance was committed, and the times between the newest ones, in microseconds."""

    commit_us: int | None = None
    steps_us: tuple[int, ...] = ()

    def after(self, commit_us: int, *, unbroken: bool) -> Advances:
        """With one more advance; over a failed fetch or a restart nobody knows what was missed."""
        if self.commit_us is None or not unbroken:
            return replace(self, commit_us=commit_us)
        return Advances(commit_us, (*self.steps_us, commit_us - self.commit_us)[-KEPT:])

    @property
    def interval_us(self) -> int | None:
        """The usual time between two advances (the lower median); None before there were two."""
        return median_low(self.steps_us) if self.steps_us else None
