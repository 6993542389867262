"""`wallboard soak`: the endpoint, both processes and the monitors through all nights, read from outside."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from wallboard.core.instants import SECOND_US
from wallboard.demo.endpoint import Endpoint
from wallboard.demo.event import DEFAULT_SEED
from wallboard.soak.monitors import Monitors
from wallboard.soak.nights import GUARD_US, Nights, clock_of, due, folder_of, photos_in
from wallboard.soak.parts import Part
from wallboard.soak.processes import Reading, figures, read_process
from wallboard.soak.report import Night, Report, grown_types, measures_of, verdict
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
class _Book:
    """What is known of the nights so far: readings from outside, and what the processes told."""

    readings: dict[int, dict[str, list[Reading]]] = field(default_factory=dict)
    told: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    loads: dict[int, list[float]] = field(default_factory=dict)

    def read(self, number: int, parts: Sequence[Part]) -> None:
        """Read every process now."""
        for part in parts:
            found = read_process(part.pid)
            if found is not None:
                self.readings.setdefault(number, {}).setdefault(part.name, []).append(found)
        if hasattr(os, "getloadavg"):
            self.loads.setdefault(number, []).append(os.getloadavg()[0])

    def hear(self, parts: Sequence[Part]) -> None:
        """Take down what the processes have told."""
        for part in parts:
            for said in part.told():
                self.told.setdefault(int(said["night"]), {})[part.name] = said  # type: ignore[call-overload]

    def night(self, number: int, names: Sequence[str]) -> Night | None:
        """A night, once every process has told of it."""
        told = self.told.get(number, {})
        if not set(names) <= told.keys():
            return None
        by_name: dict[str, dict[str, float]] = {}
        for name in names:
            found = figures(self.readings.get(number, {}).get(name, [])) | told[name]["figures"]
            if found.get("frames") and "processor s" in found:
                found["CPU a frame ms"] = found.pop("processor s") / found["frames"] * 1000
            by_name[name] = found
        loads = self.loads.get(number)
        load = sum(loads) / len(loads) if loads else None
        return Night(number, load, by_name, {name: told[name]["types"] for name in names})


def soak(
    nights: Nights,
    parent: Path,
    parts_of: Callable[[str], Sequence[Part]],
    *,
    screens: str,
    monitors: Monitors | None,
    mono_us: Callable[[], int],
    script: tuple[str, ...],
    tell: Callable[[Night], None],
    stopped: Callable[[], bool],
) -> Report:
    """Play all nights; `parts_of` starts the processes on the endpoint's address, `tell` hears of each night.

    Ends early when a process ends, or when it is `stopped`. Recordings of nights that are over are deleted.

    Raises:
        EndpointError: nothing can listen on this machine.
        OSError: a process cannot be started.
    """
    book, done, awaited = _Book(), list[Night](), 0
    with Endpoint(clock_of(nights), seed=DEFAULT_SEED, wall_us=mono_us) as endpoint:
        parts = parts_of(endpoint.url)
        names = [part.name for part in parts]
        try:
            read_us, share, cleared = 0, 0.0, 0
            while awaited < nights.count and not stopped():
                now_us = mono_us()
                number, before, share = nights.number_at(now_us), share, nights.share_at(now_us)
                if monitors is not None and 0 <= number < nights.count:
                    for step in due(script, 0.0 if share < before else before, share):
                        if step in MONITORS:
                            monitors.change(step)
                if _MARGIN <= share <= 1 - _MARGIN and now_us - read_us >= _READ_US and 0 <= number < nights.count:
                    read_us = now_us
                    book.read(number, parts)
                    if share > 0.5 and cleared < number:
                        cleared = number
                        _clear(parent, number)
                book.hear(parts)
                found = book.night(awaited, names)
                if found is not None:
                    done.append(found)
                    tell(found)
                if found is not None or now_us > nights.begin_us(awaited + 1) + _LATE_US:
                    awaited += 1  # a night that a slow machine has not counted is left out
                elif any(has_fallen(part.exit_code(), nights.begin_us(nights.count) - now_us) for part in parts):
                    break
                time.sleep(_TURN_S)
        finally:
            for part in parts:
                part.end()
    return reported(nights, done, screens, awaited)


def has_fallen(exit_code: int | None, left_us: int) -> bool:
    """Whether a process ended before its time, `left_us` before the end of the last night; at the end that is right."""
    return exit_code is not None and (exit_code != 0 or left_us > _EARLY_US)


def _clear(parent: Path, number: int) -> None:
    """Delete the recording of the night before, and the photos so far: nobody works on them any more."""
    shutil.rmtree(folder_of(parent, number - 1), ignore_errors=True)
    for photo in photos_in(parent).glob("*.*"):
        photo.unlink(missing_ok=True)


def reported(nights: Nights, done: Sequence[Night], screens: str, played: int) -> Report:
    """The report on the nights that were counted, of those that were played to their end."""
    measures = measures_of(done)
    return Report(
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
