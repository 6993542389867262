"""Two runs of the bench beside each other: every figure that both measured, and the ratio of now to before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wallboard.core.errors import UsageError

SPREADS = ("interval_ms", "turn_ms", "cpu_ms", "paint_ms")
SINGLE = (
    "blit_ms", "whole_ms", "touched_ms", "resident_mb", "most_resident_mb", "private_mb", "import_cpu_ms",
    "first_picture_cpu_ms", "first_picture_ms",
)  # fmt: skip
Figures = dict[str, float]


def figures(report: Mapping[str, Any]) -> Figures:
    """All that a report of `wallboard bench --json` measured, by name; what an older one lacks is left out."""
    found: Figures = {}
    for phase in report.get("phases", ()):
        name = phase["name"]
        found |= {
            f"{name} {key}": phase[key]
            for key in ("frames_per_s", "turns_per_s", "cores")
            if phase.get(key) is not None
        }
        for spread in SPREADS:
            told = (phase.get(spread) or {}).items()
            found |= {f"{name} {spread} {key}": value for key, value in told if value is not None}
    for part in report.get("parts", ()):
        found |= {f"{part['panel']} {key}": part[key] for key in ("compose_ms", "draw_ms")}
    found |= {f"{kind} MB": held for kind, held in (report.get("memory_mb") or {}).items()}
    return found | {key: report[key] for key in SINGLE if report.get(key) is not None}


def read(file: Path) -> Figures:
    """The figures of an earlier run. Raises UsageError where a file holds none."""
    try:
        found = figures(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{file} holds no run of the bench ({error or type(error).__name__}): write one with --json > {file}"
        raise UsageError(msg) from None
    return found


def table(before: Figures, now: Figures) -> list[str]:
    """Both beside each other, with the ratio of now to before; "—" where one of them did not measure it."""
    wide = max((len(name) for name in now), default=0) + 2
    lines = [f"{'':<{wide}}{'before':>10}{'now':>10}{'ratio':>8}"]
    for name, value in now.items():
        old = before.get(name)
        told = "—" if old is None else f"{old:.2f}"
        ratio = "—" if not old else f"{value / old:.2f}"
        lines.append(f"{name:<{wide}}{told:>10}{value:>10.2f}{ratio:>8}")
    return lines
