"""What the system tells of a process from outside: its memory, open files, threads and processor time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

if sys.platform == "win32":
    _TICKS_PER_S = 1
else:
    import os

    _TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class ProcessReading(msgspec.Struct, frozen=True):
    """A process at one instant: resident megabytes, open file descriptors, threads, seconds of processor time."""

    rss_mb: float
    fds: int
    threads: int
    cpu_s: float


def read_process(pid: int, proc: Path = Path("/proc")) -> ProcessReading | None:
    """The process now; None where the system does not say (it has ended, or there is no /proc)."""
    here = proc / str(pid)
    try:
        said = dict(
            line.split(":", 1) for line in (here / "status").read_text(encoding="utf-8").splitlines() if ":" in line
        )
        fields = (here / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        fds = sum(1 for _ in (here / "fd").iterdir())
        cpu_s = (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
        return ProcessReading(int(said["VmRSS"].split()[0]) / 1024, fds, int(said["Threads"]), cpu_s)
    except (OSError, KeyError, IndexError, ValueError):
        return None


def figures(readings: Sequence[ProcessReading]) -> dict[str, float]:
    """A night of readings as its figures: means, and the processor time that passed."""
    if not readings:
        return {}
    count = len(readings)
    return {
        "memory MB": sum(r.rss_mb for r in readings) / count,
        "file descriptors": sum(r.fds for r in readings) / count,
        "threads": sum(r.threads for r in readings) / count,
        "processor s": readings[-1].cpu_s - readings[0].cpu_s,
    }
