"""How a machine tells the others, once a second, how it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.link.messages import Beat
from wallboard.recording.link_files import Role

BEAT_US: Final = SECOND_US


class Health(msgspec.Struct, frozen=True):
    """How the display of this machine does, as its supervisor has told last."""

    frames: int = 0
    frames_per_s: int = 0
    alarms: tuple[str, ...] = ()


class Beating:
    """Counts the beats of one start of a machine."""

    def __init__(self, node: str, since: int, health: Callable[[], Health]) -> None:
        """`since` tells this start from others: the time of day (UTC, microseconds)."""
        self._node, self._since, self._health = node, since, health
        self._beats = 0
        self._beat_us: int | None = None

    @property
    def gone(self) -> Beat:
        """What is said when this machine is lost."""
        return Beat(self._node, self._since, 0, False)

    def anew(self) -> None:
        """Something has changed that the others must know: the next beat is due."""
        self._beat_us = None

    def is_due(self, now_us: int) -> bool:
        """Whether it is time for the next beat, by the monotonic clock."""
        if self._beat_us is not None and now_us - self._beat_us < BEAT_US:
            return False
        self._beat_us = now_us
        return True

    def beat(
        self, role: Role, epoch: int, commit_us: int, offset_us: float | None, lag_us: int | None, refused: int = 0
    ) -> Beat:
        """The next one; the instants are as in `Beat`, `refused` is how many messages were not taken."""
        self._beats += 1
        health = self._health()
        told = role, epoch, commit_us, offset_us, lag_us, health.frames, health.frames_per_s, health.alarms[:8], refused
        return Beat(self._node, self._since, self._beats, True, *told)
