"""Many cases of several kinds, and what was found: counted by cause, each cause reduced and kept once."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from .cases import Limits, Outcome, attempt
from .kinds import Kind
from .reducing import reduced

REDUCE_S = 90.0
"""How long one finding is made smaller."""
MOST_KEPT = 40


@dataclass(slots=True)
class Tally:
    """What a campaign saw."""

    cases: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """How often each (kind, verdict, first words of why)."""
    kept: list[Path] = field(default_factory=list)
    stopped: bool = False
    """Whether somebody ended it before its last case."""
    slowest_s: float = 0.0
    largest_bytes: int = 0

    def lines(self) -> list[str]:
        """The report, a line each."""
        told = [f"{count} {name}" for name, count in sorted(self.cases.items())]
        lines = [f"{sum(self.cases.values())} cases: {', '.join(told)}; {sum(self.found.values())} broke something"]
        lines += [f"{kind}: {verdict} ({count}): {why}" for (kind, verdict, why), count in self.found.most_common()]
        lines += [f"kept: {path}" for path in self.kept]
        lines.append(
            f"the slowest took {self.slowest_s:.2f} s of processor time, the largest {_mb(self.largest_bytes)}"
        )
        return [*lines, "stopped before the last case"] if self.stopped else lines


def _mb(count: int) -> str:
    return f"{count / 2**20:.0f} MiB in all"


def case_of(kind: Kind, seed: int, number: int) -> bytes:
    """The input of one case; the same ever after."""
    return kind.make(Random(f"{seed}:{kind.name}:{number}"))


def play(
    kinds: Sequence[Kind],
    numbers: range,
    seed: int,
    folder: Path | None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    step: Callable[[int], None] = lambda done: None,
) -> Tally:
    """Try the cases of these numbers, the kinds in turn; each cause that is found goes, reduced, into `folder`.

    A KeyboardInterrupt ends it early; what was seen until then is told.
    """
    for kind in kinds:
        kind.warm()
    gc.collect()
    gc.freeze()
    tally = Tally()
    try:
        for done, number in enumerate(numbers, 1):
            _try(kinds[number % len(kinds)], number, seed, folder, limits, tally)
            step(done)
    except KeyboardInterrupt:
        tally.stopped = True
    return tally


def _try(kind: Kind, number: int, seed: int, folder: Path | None, limits: Limits, tally: Tally) -> None:
    outcome = attempt(kind, partial(case_of, kind, seed, number), limits)
    tally.cases[kind.name] += 1
    tally.slowest_s = max(tally.slowest_s, outcome.cpu_s)
    tally.largest_bytes = max(tally.largest_bytes, outcome.peak_bytes)
    if outcome.verdict == "fine":
        return
    cause = (kind.name, *outcome.signature)
    tally.found[cause] += 1
    if tally.found[cause] == 1 and folder is not None and len(tally.kept) < MOST_KEPT:
        tally.kept.append(keep(kind, case_of(kind, seed, number), outcome, folder, limits, f"{seed}-{number}"))


def keep(kind: Kind, data: bytes, outcome: Outcome, folder: Path, limits: Limits, name: str) -> Path:
    """Reduce an input to one that breaks the same, and write it beside the reason."""

    def breaks(smaller: bytes) -> bool:
        return attempt(kind, lambda: smaller, limits).signature == outcome.signature

    small = reduced(data, breaks, REDUCE_S)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind.name}-{outcome.verdict}-{name}{kind.suffix}"
    file.write_bytes(small)
    said = f"{outcome.verdict}: {outcome.why}\n{len(data)} bytes, reduced to {len(small)}\n\n"
    file.with_name(f"{file.name}.why.txt").write_bytes(said.encode("utf-8", "backslashreplace") + outcome.printed)
    return file
