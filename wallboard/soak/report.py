"""What a soak found: a line a night, the trends after the warm-up, and one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from wallboard.soak.trend import GrowthTrend, trend, warm_up

WATCHED = {
    "memory MB": "memory",
    "file descriptors": "open files",
    "threads": "threads",
    "Qt objects": "live Qt objects",
    "Qt values": "Qt's pictures and fonts",
    "Python objects": "Python's objects",
    "Python blocks": "Python's memory blocks",
    "garbage": "garbage",
    "CPU a frame ms": "processor time a frame",
    "processor s": "processor time a night",
    "interval ms": "the interval between frames",
    "interval p99 ms": "the longest intervals between frames (99th percentile)",
}
"""The figures that must not grow, and how a sentence calls them."""
_TYPES_TOLD = 8


class NightRecord(msgspec.Struct, frozen=True):
    """One night: the load of the machine (runnable processes, None where unknown) and each process's figures."""

    number: int
    load: float | None
    figures: Mapping[str, Mapping[str, float]]
    types: Mapping[str, Mapping[str, int]]


class Measure(msgspec.Struct, frozen=True):
    """A figure of one process, night by night (all of them), and its trend after the warm-up."""

    process: str
    name: str
    nights: tuple[float, ...]
    trend: GrowthTrend


class Grown(msgspec.Struct, frozen=True):
    """A type of objects of which there are more each night, and how many more."""

    process: str
    type: str
    trend: GrowthTrend


class SoakReport(msgspec.Struct, frozen=True):
    """A whole run; `warm_up` nights at its beginning are in no trend.

    Of the nights `asked` for so many were `played` to their end; the figures are of those that were counted.
    """

    asked: int
    played: int
    night_s: float
    speed: float
    event_s: float
    screens: str
    versions: Mapping[str, str]
    warm_up: int
    loads: tuple[float | None, ...]
    measures: tuple[Measure, ...]
    grown_types: tuple[Grown, ...]
    verdict: str


def measures_of(nights: Sequence[NightRecord]) -> tuple[Measure, ...]:
    """Every watched figure that each of the nights has."""
    left_out = warm_up(len(nights))
    found = []
    for process in nights[0].figures if nights else ():
        for name in WATCHED:
            values = [night.figures.get(process, {}).get(name) for night in nights]
            known = tuple(value for value in values if value is not None)
            if known and len(known) == len(values):
                found.append(Measure(process, name, known, trend(known[left_out:])))
    return tuple(found)


def grown_types(nights: Sequence[NightRecord]) -> tuple[Grown, ...]:
    """The types that grow beyond noise, the steepest first."""
    nights = nights[warm_up(len(nights)) :]
    found = []
    for process in nights[0].types if nights else ():
        names = {name for night in nights for name in night.types.get(process, {})}
        for name in names:
            line = trend([night.types.get(process, {}).get(name, 0) for night in nights])
            if line.grows:
                found.append(Grown(process, name, line))
    return tuple(sorted(found, key=lambda grown: (-(grown.trend.slope or 0), grown.type))[:_TYPES_TOLD])


def verdict(measures: Sequence[Measure], nights: int, played: int, asked: int) -> str:
    """One sentence for an operator on so many `nights` that were counted, of those `played` and `asked` for."""
    told = f"{nights} night{'s' if nights != 1 else ''}"
    if played < asked:
        return f"The soak ended before its time, in night {played + 1} of {asked}: see what was said above."
    if nights < played:
        told += f" (the machine was too slow to count {played - nights} more)"
    if not any(m.trend.error is not None for m in measures):
        return f"Too few nights to tell growth from noise: {told}, of which the warm-up took {warm_up(nights)}."
    grown = [f"{_said(m)} ({change(m.trend)} a night)" for m in measures if m.trend.grows]
    levelling = [f"{_said(m)} (at last {m.trend.later:+.3g} a night)" for m in measures if m.trend.levels]
    sentence = f"this grew beyond noise: {', '.join(grown)}" if grown else "there was no growth beyond noise"
    still = f"; still rising, but ever more slowly: {', '.join(levelling)}" if levelling else ""
    return f"Over {told} {sentence}{still}."


def _said(measure: Measure) -> str:
    return f"{WATCHED[measure.name]} of the {measure.process}"


def change(found: GrowthTrend) -> str:
    """A slope and its standard error, with as many digits as they are worth."""
    if found.slope is None:
        return "—"
    error = "" if found.error is None else f" ± {found.error:.2g}"
    return f"{found.slope:+.3g}{error}"


HEAD = (
    f"{'night':>5} {'load':>5}  {'display MB':>10} {'fds':>5} {'thr':>4} {'Qt obj':>7} {'Qt val':>7} {'objects':>8} "
    f"{'blocks':>8} {'frames':>7} {'ms':>6} {'p99':>6} {'CPU ms':>6}  {'collector MB':>12} {'fds':>5} {'thr':>4} "
    f"{'objects':>8} {'blocks':>8}"
)


def line_of(night: NightRecord) -> str:
    """A night on the terminal, under `HEAD`."""
    show, collect = night.figures.get("display", {}), night.figures.get("collector", {})

    def cell(of: Mapping[str, float], name: str, width: int, digits: int = 0) -> str:
        return f"{of[name]:>{width}.{digits}f}" if name in of else f"{'—':>{width}}"

    load = "—" if night.load is None else f"{night.load:.1f}"
    return (
        f"{night.number + 1:>5} {load:>5}  {cell(show, 'memory MB', 10, 1)} {cell(show, 'file descriptors', 5, 1)} "
        f"{cell(show, 'threads', 4)} {cell(show, 'Qt objects', 7)} {cell(show, 'Qt values', 7)} "
        f"{cell(show, 'Python objects', 8)} {cell(show, 'Python blocks', 8)} {cell(show, 'frames', 7)} "
        f"{cell(show, 'interval ms', 6, 1)} {cell(show, 'interval p99 ms', 6, 1)} "
        f"{cell(show, 'CPU a frame ms', 6, 1)}  "
        f"{cell(collect, 'memory MB', 12, 1)} {cell(collect, 'file descriptors', 5, 1)} {cell(collect, 'threads', 4)} "
        f"{cell(collect, 'Python objects', 8)} {cell(collect, 'Python blocks', 8)}"
    )


def lines(report: SoakReport) -> list[str]:
    """The trends for people, the verdict last."""
    count = len(report.loads) - report.warm_up
    found = [
        "",
        f"trend over {count} nights, after a warm-up of {report.warm_up}",
        f"{'process':<10} {'figure':<18} {'mean':>12}   slope a night ± standard error",
    ]
    for m in report.measures:
        marked = "   grows" if m.trend.grows else "   levels off" if m.trend.levels else ""
        found.append(f"{m.process:<10} {m.name:<18} {m.trend.mean:>12.2f}   {change(m.trend)}{marked}")
    if report.grown_types:
        found += ["", "objects of which there are more each night:"]
        found += [f"{g.process:<10} {g.type}: {change(g.trend)} a night" for g in report.grown_types]
    return [*found, "", report.verdict]
