"""Processor time and memory of a program that is many processes, from /proc; and its end, whatever it is doing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PATIENCE_S = 5.0
"""How long a program may take to end when it is asked; then it is killed."""


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a tree; `cpu_s` holds its own processor time and that of its ended and reaped children."""

    pid: int
    parent: int
    session: int
    state: str
    cpu_s: float


def tree(root: int, proc: Path = PROC) -> tuple[Member, ...]:
    """The process `root` and all that descend from it or belong to its session, as they are now.

    A descendant whose parent has ended is found by the session, one that opened a session by its parent.
    """
    everyone = {m.pid: m for m in _everyone(proc)}
    return tuple(m for m in everyone.values() if m.session == root or _descends(m, root, everyone))


def cpu_s(root: int, proc: Path = PROC) -> float:
    """Seconds of processor time that a tree has taken since it began."""
    return sum(member.cpu_s for member in tree(root, proc))


def memory_mb(root: int, proc: Path = PROC) -> float | None:
    """The tree's proportional set size (PSS) in megabytes: what several processes share is counted once.

    None where the system does not say.
    """
    sizes = [_pss_kb(proc / str(member.pid)) for member in tree(root, proc)]
    known = [size for size in sizes if size is not None]
    return sum(known) / 1024 if known else None


@contextlib.contextmanager
def running(command: list[str], limit_s: float, **how: object) -> Iterator[subprocess.Popen[str]]:
    """A program in a session of its own that is gone afterwards with all its processes.

    `timeout` of coreutils stands before it: it ends after `limit_s` even where this process was killed.
    """
    bounded = ["timeout", "--kill-after=5", f"{limit_s:.0f}", *command]
    process = subprocess.Popen(bounded, start_new_session=True, text=True, **how)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        _end(process)


def _everyone(proc: Path) -> Iterator[Member]:
    ticks = os.sysconf("SC_CLK_TCK")
    for folder in proc.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError):  # it ended meanwhile
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                spent = sum(int(fields[k]) for k in range(11, 15)) / ticks
                yield Member(int(folder.name), int(fields[1]), int(fields[3]), fields[0], spent)


def _descends(member: Member, root: int, everyone: dict[int, Member]) -> bool:
    while member.pid != root:
        parent = everyone.get(member.parent)
        if parent is None:
            return False
        member = parent
    return True


def _pss_kb(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        for line in (folder / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return None


def _end(process: subprocess.Popen[str]) -> None:
    """Ask all of a tree to end, then kill what is left of it."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + PATIENCE_S
        for pid in _alive(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
        while _alive(process.pid) and time.monotonic() < deadline:
            process.poll()
            time.sleep(0.05)
    process.poll()


def _alive(root: int) -> list[int]:
    return [member.pid for member in tree(root) if member.state != "Z"]
