"""What two programs delivered of the same scene and what it took them, beside each other, with the ratio."""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import median
from typing import Any

import numpy as np


class NotMeasuredError(Exception):
    """Nothing can be said, and why."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was delivered and what it took: processor time of all processes, memory as PSS (None: not told)."""

    frames_per_s: float
    late_ms: float
    """The 99th percentile of the interval between two frames."""
    cpu_ms: float
    """Processor time over frames, a mean."""
    cores: float
    memory_mb: float | None


def in_the_middle(found: list[Measured]) -> Measured:
    """The median of each figure over several rounds."""
    told = [[v for v in (getattr(m, f.name) for m in found) if v is not None] for f in fields(Measured)]
    return Measured(*(median(values) if values else None for values in told))  # type: ignore[arg-type]


def counted(intervals_ms: list[float], spent_s: float, took_s: float, memory: float | None) -> Measured:
    """The figures of a page from its intervals, and from the processor time spent while it counted."""
    frames_per_s = 1000 * len(intervals_ms) / sum(intervals_ms)
    cores = spent_s / took_s
    return Measured(frames_per_s, float(np.percentile(intervals_ms, 99)), 1000 * cores / frames_per_s, cores, memory)


def from_bench(report: dict[str, Any], memory: float | None) -> Measured:
    """The same figures of `wallboard bench --json`, at its peak."""
    peak = next(phase for phase in report["phases"] if phase["name"] == "peak")
    frames_per_s, cores = peak["frames_per_s"], peak["cores"]
    if not frames_per_s or peak["interval_ms"] is None:
        msg = "wallboard delivered no frames; give it more --seconds"
        raise NotMeasuredError(msg)
    return Measured(frames_per_s, peak["interval_ms"]["p99"], 1000 * cores / frames_per_s, cores, memory)


def lines(wall: Measured, page: Measured) -> list[str]:
    """Both and their ratio, for people."""
    head = f"{'':<22}{'frames/s':>10}{'99th interval ms':>19}{'CPU a frame ms':>17}{'cores':>8}{'MB (PSS)':>11}"
    pairs = [(getattr(page, f.name), getattr(wall, f.name)) for f in fields(Measured)]
    ratio = Measured(*(a / b if a is not None and b else None for a, b in pairs))  # type: ignore[arg-type]
    return [head, _row("Chromium, ECharts", page), _row("wallboard", wall), _row("Chromium / wallboard", ratio, 2)]


def _row(name: str, found: Measured, places: int = 1) -> str:
    memory = "—" if found.memory_mb is None else f"{found.memory_mb:.{2 if places == 2 else 0}f}"
    return (
        f"{name:<22}{found.frames_per_s:>10.{places}f}{found.late_ms:>19.{places}f}"
        f"{found.cpu_ms:>17.{places}f}{found.cores:>8.2f}{memory:>11}"
    )
