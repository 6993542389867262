"""Figures for Prometheus, in its text format: the age of the data, fetches, frames, restarts, disk, alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from wallboard.console.told_health import alarms
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US

_Sample = tuple[dict[str, str], float | int]


def exposition(seen: SeenWall | None, pages: int) -> str:
    """All figures that are known; what is not known has no line, as Prometheus wants it."""
    lines: list[str] = []
    lines += _metric("console_pages", "gauge", "Pages that are connected to the console.", [({}, pages)])
    lines += [] if seen is None else _of_wall(seen)
    return "\n".join(lines) + "\n"


def _of_wall(seen: SeenWall) -> Iterator[str]:
    health, moment = seen.health, seen.moment
    yield from _metric("healthy", "gauge", "Whether nothing is wrong with the wall.", [({}, int(not seen.wrong))])
    yield from _metric("alarms", "gauge", "What needs a person.", [({}, len(alarms(seen)))])
    yield from _metric("revision", "counter", "The newest row of the operators' journal.", [({}, seen.row)])
    if moment is not None and moment.age_us is not None:
        age_s = moment.age_us / SECOND_US
        yield from _metric("data_age_seconds", "gauge", "How long no figure has advanced.", [({}, age_s)])
        held = int(moment.state.held is not None)
        yield from _metric("held_values", "gauge", "Values that wait for an operator.", [({}, held)])
    if health is None:
        return
    yield from _metric("up_seconds", "gauge", "How long the wall has been up.", [({}, health.up_us / SECOND_US)])
    if health.collector is not None:
        told = health.collector
        yield from _metric("fetches_total", "counter", "Fetches since the collector began.", [({}, told.fetches)])
        yield from _metric("fetches_failed_total", "counter", "Of these, failed ones.", [({}, told.failed)])
    if health.display is not None:
        shown = health.display
        yield from _metric("frames_total", "counter", "Frames since the display began.", [({}, shown.frames)])
        yield from _metric("frames_per_second", "gauge", "Painted in the last second.", [({}, shown.frames_per_s)])
        yield from _metric("screens", "gauge", "Screens that the wall covers.", [({}, len(shown.screens))])
    if health.disk_free_bytes is not None:
        yield from _metric("disk_free_bytes", "gauge", "Left for the recording.", [({}, health.disk_free_bytes)])
    children = health.children.items()
    restarts: list[_Sample] = [({"process": name}, child.restarts) for name, child in children]
    yield from _metric("restarts_total", "counter", "How often a process was started anew.", restarts)
    up: list[_Sample] = [({"process": name}, int(child.up)) for name, child in children]
    yield from _metric("process_up", "gauge", "Whether a process is up.", up)


def _metric(name: str, kind: Literal["gauge", "counter"], said: str, samples: Iterable[_Sample]) -> Iterator[str]:
    yield f"# HELP wallboard_{name} {said}"
    yield f"# TYPE wallboard_{name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"wallboard_{name}{f'{{{inside}}}' if inside else ''} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
