"""The memory of this process in megabytes, as the system tells it; nothing where it does not."""

from __future__ import annotations

import sys
from pathlib import Path

Told = tuple[float | None, float | None]


def resident_mb() -> Told:
    """What is in memory now, and at most so far."""
    said = _said("/proc/self/status")
    return _mb(said, "VmRSS"), _mb(said, "VmHWM")


def private_mb() -> float | None:
    """What no other process has a part in."""
    said = _said("/proc/self/smaps_rollup")
    found = [_mb(said, name) for name in ("Private_Clean", "Private_Dirty")]
    return None if None in found else round(sum(mb or 0.0 for mb in found), 1)


def _said(path: str) -> dict[str, str]:
    try:
        text = Path(path).read_text(encoding="ascii") if sys.platform == "linux" else ""
    except OSError:
        return {}
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def _mb(said: dict[str, str], name: str) -> float | None:
    words = said.get(name, "").split()
    return round(int(words[0]) / 1024, 1) if words and words[0].isdigit() else None
