"""What was measured, and the plain sentence that says whether this machine will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

SMOOTH_FPS = 59.0
FLUENT_FPS = 30.0
THOUSAND = 1_000
LATE_MS = 25.0
"""A frame that comes later than this after the one before it is seen to stutter."""


class Spread(msgspec.Struct, frozen=True):
    """Percentiles of a figure in milliseconds."""

    p50: float
    p95: float
    p99: float
    most: float
    p999: float | None = None
    """99.9 of a hundred; None where fewer than a thousand were measured, of which that would be the most."""


class Phase(msgspec.Struct, frozen=True):
    """One scene in the windows: what was delivered, and what it cost the process.

    `cpu_ms` is processor time of the whole process between two frames, `paint_ms` what a window's painting took of the
    clock; `cores` the share of one core over the whole phase. `interval_ms` is taken over all windows.

    A picture that stands for a while has no frames, and none is late: `turns_per_s` and `turn_ms` tell how often, and
    after how long, it was seen to whether it differs, whatever had to be painted or prepared in between.

    `made_s` is how long, before it was timed, the wall went on to make what other layouts need.
    """

    name: str
    seconds: float
    frames_per_s: float
    interval_ms: Spread | None
    cpu_ms: Spread | None
    paint_ms: Spread | None
    cores: float
    turns_per_s: float | None = None
    turn_ms: Spread | None = None
    made_s: float = 0.0


class BenchPart(msgspec.Struct, frozen=True):
    """What one panel costs a frame off screen, in milliseconds of processor time (medians)."""

    panel: str
    kind: str
    compose_ms: float
    draw_ms: float


class BenchReport(msgspec.Struct, frozen=True):
    """A whole run. `whole_ms` is a full repaint, `touched_ms` one of only what differs, both off screen (medians).

    `memory_mb` is what the process holds by kind, of which `private_mb` is the sum and more; `canvases` how many
    different pictures the screens show. The last three say what a start takes (see `startup.Startup`).
    """

    size: tuple[int, int]
    screens: int
    on_screen: bool
    platform: str
    versions: Mapping[str, str]
    cpus: int
    phases: tuple[Phase, ...]
    parts: tuple[BenchPart, ...]
    blit_ms: float
    whole_ms: float
    touched_ms: float
    resident_mb: float | None
    most_resident_mb: float | None
    verdict: str
    canvases: int = 1
    private_mb: float | None = None
    memory_mb: Mapping[str, float] = msgspec.field(default_factory=dict)
    import_cpu_ms: float | None = None
    first_picture_cpu_ms: float | None = None
    first_picture_ms: float | None = None


def spread(values_ms: Sequence[float]) -> Spread | None:
    """The percentiles of measured milliseconds; None where there are too few."""
    if len(values_ms) < 2:
        return None
    p50, p95, p99 = (round(float(np.percentile(values_ms, p)), 2) for p in (50, 95, 99))
    p999 = round(float(np.percentile(values_ms, 99.9)), 2) if len(values_ms) >= THOUSAND else None
    return Spread(p50, p95, p99, round(max(values_ms), 2), p999)


def verdict(phases: Sequence[Phase], size: tuple[int, int], screens: int, cpus: int, *, on_screen: bool) -> str:
    """One sentence for an operator."""
    peak = next(p for p in phases if p.name == "peak")
    late = peak.interval_ms.p99 if peak.interval_ms is not None else float("inf")
    wall = f"{screens} screen{'s' if screens > 1 else ''} of {size[0]} × {size[1]}"
    share = f"{peak.frames_per_s:.0f} frames a second with {peak.cores:.2f} of {cpus} cores"
    off = "" if on_screen else " This was drawn off screen: ask again on the wall itself."
    if peak.frames_per_s >= SMOOTH_FPS and late <= LATE_MS:
        return f"This machine will do for {wall}: {share}.{off}"
    if peak.frames_per_s >= FLUENT_FPS:
        return (
            f"This machine will do for {wall}, but not at its smoothest: {share}, and one frame in a hundred comes "
            f"{late:.0f} ms after the one before it; a smaller picture or fewer screens would run smoothly.{off}"
        )
    return f"This machine is too slow for {wall}: {share}; take a smaller picture, fewer screens or a faster one.{off}"


def lines(report: BenchReport) -> list[str]:
    """The report for people, the verdict last."""
    width, height = report.size
    where = "in windows" if report.on_screen else "off screen"
    canvases = f" ({report.canvases} canvases)" if report.canvases > 1 else ""
    found = [
        f"{report.screens} × {width} × {height}{canvases}, {where} ({report.platform}), {report.cpus} cores; "
        + ", ".join(f"{name} {version}" for name, version in report.versions.items()),
        "",
        f"{'scene':<10}{'frames/s':>9}{'cores':>7}   "
        + "".join(f"{name:<32}" for name in ("interval ms", "turn ms", "CPU a frame ms"))
        + "painting ms",
    ]
    for phase in report.phases:
        spreads = (phase.interval_ms, phase.turn_ms, phase.cpu_ms, phase.paint_ms)
        cells = "".join(f"{_cell(s):<32}" for s in spreads).rstrip()
        found.append(f"{phase.name:<10}{phase.frames_per_s:>9.1f}{phase.cores:>7.2f}   {cells}")
    found += [
        "           (median / 95 / 99 of a hundred / 99.9, where there are a thousand / most;",
        "           a turn is a look whether the picture differs: what stands has no frames, but turns)",
        *(
            f"{p.name}: timed after the other layouts were made ready ({p.made_s:.1f} s)"
            for p in report.phases
            if p.made_s
        ),
        "",
        f"full-frame blit {report.blit_ms:.2f} ms; painting all {report.whole_ms:.2f} ms "
        f"({report.whole_ms / report.blit_ms:.1f} ×), what differs {report.touched_ms:.2f} ms "
        f"({report.touched_ms / report.blit_ms:.1f} ×)",
        "",
        f"{'panel':<16}{'kind':<14}{'compose ms':>11}{'draw ms':>9}",
        *(f"{p.panel:<16}{p.kind:<14}{p.compose_ms:>11.2f}{p.draw_ms:>9.2f}" for p in report.parts),
        "",
    ]
    if report.resident_mb is not None:
        found += [f"memory {report.resident_mb:.0f} MB, at most {report.most_resident_mb or 0:.0f} MB"]
    if report.private_mb is not None:
        kinds = ", ".join(f"{kind} {held:.0f}" for kind, held in report.memory_mb.items())
        found += [f"of its own {report.private_mb:.0f} MB: {kinds}"]
    if report.first_picture_cpu_ms is not None and report.import_cpu_ms is not None:
        found += [
            f"start to first picture: {report.first_picture_cpu_ms:.0f} ms of processor time, of which its imports "
            f"{report.import_cpu_ms:.0f}; {report.first_picture_ms or 0:.0f} ms by the clock"
        ]
    found += [""]
    return [*found, report.verdict]


def _cell(found: Spread | None) -> str:
    if found is None:
        return "—"
    rare = "" if found.p999 is None else f"{found.p999:.1f} / "
    return f"{found.p50:.1f} / {found.p95:.1f} / {found.p99:.1f} / {rare}{found.most:.0f}"
