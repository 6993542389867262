"""`wallboard soak`: the endpoint, both processes and the monitors through all nights, read from outside."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from wallboard.core.instants import SECOND_US
from wallboard.demo.endpoint import DemoEndpoint
from wallboard.demo.night import DEFAULT_SEED
from wallboard.soak.monitors import Monitors
from wallboard.soak.nights import GUARD_US, Nights, SoakTeller, clock_of, due, folder_of, photos_in
from wallboard.soak.parts import SoakPart
from wallboard.soak.processes import ProcessReading, figures, read_process
from wallboard.soak.report import NightRecord, SoakReport, grown_types, measures_of, verdict
from wallboard.soak.script import MONITORS
from wallboard.soak.trend import warm_up

_TURN_S = 0.25
_READ_US = SECOND_US
_MARGIN = 0.05
"""The share of a night at its beginning and end in which nothing is read: one recording is exchanged for another."""
_EARLY_US = 2 * GUARD_US
"""So long before the end of the last night the collector may have ended."""
_LATE_US = 15 * SECOND_US
"""How long after a night what was found in it is waited for."""


@dataclass
class _SoakLog:
    """What is known of the nights so far: readings from outside, and what the processes told."""

    readings: dict[int, dict[str, list[ProcessReading]]] = field(default_factory=dict)
    told: dict[int, dict[str, SoakTeller]] = field(default_factory=dict)
    loads: dict[int, list[float]] = field(default_factory=dict)

    def read(self, number: int, parts: Sequence[SoakPart]) -> None:
        """Read every process now."""
        for part in parts:
            found = read_process(part.pid)
            if found is not None:
                self.readings.setdefault(number, {}).setdefault(part.name, []).append(found)
        if hasattr(os, "getloadavg"):
            self.loads.setdefault(number, []).append(os.getloadavg()[0])

    def hear(self, parts: Sequence[SoakPart]) -> None:
        """Take down what the processes have told."""
        for part in parts:
            for told in part.told():
                self.told.setdefault(told.night, {})[part.name] = told

    def night(self, number: int, names: Sequence[str]) -> NightRecord | None:
        """A night, once every process has told of it."""
        told = self.told.get(number, {})
        if not set(names) <= told.keys():
            return None
        by_name: dict[str, dict[str, float]] = {}
        for name in names:
            found = figures(self.readings.get(number, {}).get(name, [])) | told[name].figures
            if found.get("frames") and "processor s" in found:
                found["CPU a frame ms"] = found.pop("processor s") / found["frames"] * 1000
            by_name[name] = found
        loads = self.loads.get(number)
        load = sum(loads) / len(loads) if loads else None
        return NightRecord(number, load, by_name, {name: told[name].types for name in names})


class SoakWatch:
    """Goes through the nights: moves the monitors, reads the processes, counts each night, and clears up behind it."""

    def __init__(
        self,
        nights: Nights,
        parent: Path,
        parts: Sequence[SoakPart],
        monitors: Monitors | None,
        script: tuple[str, ...],
        tell: Callable[[NightRecord], None],
    ) -> None:
        self.counted: list[NightRecord] = []
        self.played = 0
        """How many nights are over; those that a slow machine has not counted among them."""
        self._nights, self._parent, self._parts = nights, parent, parts
        self._monitors, self._script, self._tell = monitors, script, tell
        self._book = _SoakLog()
        self._share = 0.0
        self._read_us = 0
        self._cleared = 0

    def turn(self, now_us: int) -> None:
        """What is to be done now, by the monotonic clock."""
        number = self._nights.number_at(now_us)
        before, self._share = self._share, self._nights.share_at(now_us)
        if 0 <= number < self._nights.count:
            self._move_monitors(0.0 if self._share < before else before)
            if _MARGIN <= self._share <= 1 - _MARGIN and now_us - self._read_us >= _READ_US:
                self._read_us = now_us
                self._book.read(number, self._parts)
                self._clear(number)
        self._book.hear(self._parts)

    def count(self, now_us: int) -> bool:
        """Whether another night is over: every process has told of it, or has had its time to."""
        found = self._book.night(self.played, [part.name for part in self._parts])
        if found is None and now_us <= self._nights.begin_us(self.played + 1) + _LATE_US:
            return False
        self.played += 1
        if found is not None:
            self.counted.append(found)
            self._tell(found)
        return True

    def is_broken(self, now_us: int) -> bool:
        """Whether a process ended before its time."""
        left_us = self._nights.begin_us(self._nights.count) - now_us
        return any(has_fallen(part.exit_code(), left_us) for part in self._parts)

    def _move_monitors(self, before: float) -> None:
        if self._monitors is not None:
            for step in due(self._script, before, self._share):
                if step in MONITORS:
                    self._monitors.change(step)

    def _clear(self, number: int) -> None:
        """Delete the recording of the night before, and the photos so far: nobody works on them any more."""
        if self._share > 0.5 and self._cleared < number:
            self._cleared = number
            shutil.rmtree(folder_of(self._parent, number - 1), ignore_errors=True)
            for photo in photos_in(self._parent).glob("*.*"):
                photo.unlink(missing_ok=True)


def soak(
    nights: Nights,
    parent: Path,
    parts_of: Callable[[str], Sequence[SoakPart]],
    *,
    screens: str,
    monitors: Monitors | None,
    mono_us: Callable[[], int],
    script: tuple[str, ...],
    tell: Callable[[NightRecord], None],
    stopped: Callable[[], bool],
) -> SoakReport:
    """Play all nights; `parts_of` starts the processes on the endpoint's address, `tell` hears of each night.

    Ends early when a process ends, or when it is `stopped`. Recordings of nights that are over are deleted.

    Raises:
        EndpointError: nothing can listen on this machine.
        OSError: a process cannot be started.
    """
    with DemoEndpoint(clock_of(nights), seed=DEFAULT_SEED, wall_us=mono_us) as endpoint:
        parts = parts_of(endpoint.url)
        watch = SoakWatch(nights, parent, parts, monitors, script, tell)
        try:
            while watch.played < nights.count and not stopped():
                now_us = mono_us()
                watch.turn(now_us)
                if not watch.count(now_us) and watch.is_broken(now_us):
                    break
                time.sleep(_TURN_S)
        finally:
            for part in parts:
                part.end()
    return reported(nights, watch.counted, screens, watch.played)


def has_fallen(exit_code: int | None, left_us: int) -> bool:
    """Whether a process ended before its time, `left_us` before the end of the last night; at the end that is right."""
    return exit_code is not None and (exit_code != 0 or left_us > _EARLY_US)


def reported(nights: Nights, done: Sequence[NightRecord], screens: str, played: int) -> SoakReport:
    """The report on the nights that were counted, of those that were played to their end."""
    measures = measures_of(done)
    return SoakReport(
        asked=nights.count,
        played=played,
        night_s=nights.night_us / SECOND_US,
        speed=float(nights.speed),
        event_s=float(nights.speed) * nights.night_us / SECOND_US,
        screens=screens,
        versions={
            "Python": platform.python_version(),
            "numpy": np.__version__,
            "msgspec": msgspec.__version__,
            platform.system(): platform.release(),
        },
        warm_up=warm_up(len(done)),
        loads=tuple(None if night.load is None else round(night.load, 2) for night in done),
        measures=measures,
        grown_types=grown_types(done),
        verdict=verdict(measures, len(done), played, nights.count),
    )
