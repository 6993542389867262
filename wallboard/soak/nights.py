"""One night after another: when each begins, and what the endpoint tells in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.demo.simulated_clock import STEP_US, EventClock

START_AT_US = -600 * SECOND_US
"""Each night begins on the eve, ten minutes before the event."""
GUARD_US = 1_200_000
"""Nothing is collected so close to the end of a night: its last answer must not begin the next night's recording."""


@dataclass(frozen=True, slots=True)
class Nights:
    """`count` nights of `night_us` each, the first from `anchor_us` on (monotonic clock), told at `speed`."""

    anchor_us: int
    night_us: int
    count: int
    speed: Decimal

    def number_at(self, mono_us: int) -> int:
        """Which night it is, from 0 on; negative before the first, `count` or more after the last."""
        return (mono_us - self.anchor_us) // self.night_us

    def begin_us(self, number: int) -> int:
        """When a night begins."""
        return self.anchor_us + number * self.night_us

    def share_at(self, mono_us: int) -> float:
        """How much of the current night has passed, 0 to 1."""
        return ((mono_us - self.anchor_us) % self.night_us) / self.night_us

    @property
    def steps(self) -> int:
        """How many steps of the endpoint make a night."""
        return max(1, self.night_us // STEP_US)


@dataclass(frozen=True, slots=True)
class OverAndOver(EventClock):
    """The event's clock, set back to its start at the end of each night of so many steps."""

    steps: int = 1

    def elapsed_us(self, step: int) -> int:
        """Event time at the beginning of a step."""
        return EventClock.elapsed_us(self, step % self.steps)


def clock_of(nights: Nights) -> OverAndOver:
    """What the endpoint goes by."""
    return OverAndOver(START_AT_US, nights.anchor_us, nights.speed, nights.steps)


def folder_of(parent: Path, number: int) -> Path:
    """The recording of a night."""
    return parent / f"night-{number + 1:03d}"


def due(script: tuple[str, ...], before: float, now: float) -> tuple[str, ...]:
    """The steps of a night's script that fall due after share `before` of the night, up to `now`; spread evenly."""
    first, last = 0.03, 0.94
    each = (last - first) / max(1, len(script))
    return tuple(step for k, step in enumerate(script) if before < first + k * each <= now)


def photos_in(parent: Path) -> Path:
    """Where photo moments are kept; they go with the night's recording."""
    return parent / "photos"


class SoakTeller(msgspec.Struct, frozen=True):
    """What a process found in itself at the end of a night: figures by name, and how many objects of each type."""

    night: int
    figures: dict[str, float]
    types: dict[str, int]


Tell = Callable[[SoakTeller], None]
