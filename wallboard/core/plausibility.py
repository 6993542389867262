"""What is plausible of a figure: how far it may have moved since its last accepted change, by the machine's time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from wallboard.core.contract.metrics import totals_of
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.figures import LISTS, PRODUCTS, parts_in, products_in
from wallboard.core.instants import SECOND_US

MAX_PARTS = 50_000
"""How many parts are known at a time; of more than a hundred full lists nobody shows any."""

MOST_MARKED = 100
"""How many parts a snapshot marks as corrected: the largest, which stand in the rows that are shown."""

PACE_SPREAD = 2
"""How many times as fast as polls have it a figure may grow on."""

Movement = Literal["fall", "jump"]


class Accepted(NamedTuple):
    """A figure as it stands: since when (machine time, the source's and the event's, of its last accepted change).

    Of a figure that stands unchanged across the event's start the event's time is that of its first statement after it.
    `per_s`: the fastest growth a second that polls have agreed on since it last fell; 0 where none have.
    """

    value: int
    machine_us: int
    at_us: int
    event_us: int
    per_s: int = 0


class Doubt(NamedTuple):
    """A figure that waits for further polls to agree with it, and how many have.

    `first` is what it was, and when by the machine's time, as the first of them stated it.
    """

    value: int
    at_us: int
    machine_us: int
    cause: Movement
    agreed: int = 0
    first: tuple[int, int] | None = None

    def further(self, value: int, now: Instant, agreed: int) -> Doubt:
        """The same doubt after a poll that goes on from it."""
        return Doubt(value, now.at_us, now.machine_us, self.cause, agreed, self.first or (self.value, self.machine_us))

    @property
    def per_s(self) -> int:
        """How fast a figure grew, a second, while polls agreed on a jump of it; 0 where it stood."""
        if self.first is None or self.cause != "jump":
            return 0
        value, since_us = self.first
        return max(0, self.value - value) * SECOND_US // max(self.machine_us - since_us, SECOND_US)


class Limits(msgspec.Struct, frozen=True):
    """How fast figures may grow, how many further polls must agree on what grows faster or falls, and what is exempt.

    `start_us`: the event's start, if it has one. `may_fall`: totals (by metric) that are net of refunds.
    `sliding`: lists that are no sums since the start, which are not judged at all. `money`: the totals that are
    amounts.
    """

    confirmations: int = 3
    fen_per_s: int = 200_000_000 * 100
    counts_per_s: int = 2_000_000
    start_us: int | None = None
    may_fall: frozenset[str] = frozenset()
    sliding: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset({"gmv"})


class Instant(msgspec.Struct, frozen=True):
    """When a snapshot is judged: the machine's time, its own, and how fast a simulation runs (None: it is none).

    `event_us` is the time of the event that both the source and the machine have reached. A figure may always grow by
    what is plausible in `least_us`: how often the source is stated to have something new, a second at least.
    """

    machine_us: int
    at_us: int
    event_us: int
    rate: float | None = None
    least_us: int = SECOND_US

    def passed_us(self, since: Accepted | Doubt) -> int:
        """The time over which a figure may have grown.

        A real source's own time is no measure: it may lie. That of a simulation has been judged by its rate, and can
        only make the time shorter.
        """
        passed_us = self.machine_us - since.machine_us
        if self.rate is not None:
            passed_us = min(int((passed_us + SECOND_US) * self.rate), self.at_us - since.at_us)
        return max(passed_us, self.least_us)


def movement(
    value: int, since: Accepted, now: Instant, limits: Limits, per_s: int, *, may_fall: bool = False
) -> Movement | None:
    """How a figure moves in a way that is not believed at once; None where it is.

    A fall from what stood before the event's start is the new beginning, and believed; so is growth as fast as polls
    have agreed on.
    """
    per_s = max(per_s, PACE_SPREAD * since.per_s)
    if 0 <= (value - since.value) * SECOND_US <= per_s * now.least_us:
        return None  # most figures: what they may grow by is at least that
    if value < since.value and limits.start_us is not None and since.event_us < limits.start_us <= now.event_us:
        return None
    if value < since.value and not may_fall:
        return "fall"
    if abs(value - since.value) * SECOND_US <= per_s * now.passed_us(since):
        return None
    return "fall" if value < since.value else "jump"


def agreed(
    doubt: Doubt, since: Accepted, value: int, cause: Movement, now: Instant, per_s: int, *, may_fall: bool = False
) -> int | None:
    """How many further polls agree with a figure that was doubted, this one included; None where it is a new claim.

    They agree that are newer and go on from it plausibly, or as it has grown itself `since` it was accepted: an event
    may be faster than anybody thought. The same claim at the same time says nothing new.
    """
    if doubt.cause != cause:
        return None
    if now.at_us == doubt.at_us and value == doubt.value:
        return doubt.agreed
    goes_on = value >= doubt.value or may_fall
    if cause == "jump":
        claimed_us = max(doubt.machine_us - since.machine_us, now.least_us)
        per_s = max(per_s, PACE_SPREAD * (doubt.value - since.value) * SECOND_US // claimed_us)
    plausible = abs(value - doubt.value) * SECOND_US <= per_s * now.passed_us(doubt)
    return doubt.agreed + 1 if now.at_us > doubt.at_us and goes_on and plausible else None


class Ledger(msgspec.Struct, frozen=True):
    """Every figure as it stands: totals by metric, parts by path; sums of the lists as they were shown; what waits."""

    totals: dict[str, Accepted] = msgspec.field(default_factory=dict)
    parts: dict[str, Accepted] = msgspec.field(default_factory=dict)
    sums: dict[str, int] = msgspec.field(default_factory=dict)
    doubts: dict[str, Doubt] = msgspec.field(default_factory=dict)


class Weighed(msgspec.Struct, frozen=True):
    """What of a snapshot may be shown.

    `withheld`: metrics that may not. `held`: parts that stay as they stood (None: left out). `corrected`: metrics whose
    fall enough polls agree on; `corrected_parts`: parts whose fall or leap they agree on.
    """

    ledger: Ledger
    withheld: tuple[str, ...] = ()
    held: Mapping[str, int | None] = msgspec.field(default_factory=dict)
    corrected: tuple[str, ...] = ()
    corrected_parts: tuple[str, ...] = ()


class _Scale:
    """Weighs one snapshot against a ledger; `believed` are the movements that are not asked about."""

    def __init__(self, ledger: Ledger, now: Instant, limits: Limits, believed: frozenset[Movement]) -> None:
        self.totals, self.parts = dict(ledger.totals), dict(ledger.parts)
        self.sums, self.doubts = dict(ledger.sums), dict(ledger.doubts)
        self.now, self.limits, self.believed = now, limits, believed
        self.withheld: list[str] = []
        self.held: dict[str, int | None] = {}
        self.corrected: list[str] = []
        self.corrected_parts: list[str] = []
        self.growth = (0, 0)
        self.agreed: dict[str, int] = {}  # the growth a second that polls agree on, by figure

    def whole(self, gmv_fen: int, agreed_per_s: int) -> None:
        """The GMV, which was judged before with the whole snapshot."""
        before = self.totals.get("gmv")
        self.growth = (0, 0) if before is None else (gmv_fen - before.value, before.value)
        self.totals["gmv"] = self._accepted(gmv_fen, before, agreed_per_s, may_fall="gmv" in self.limits.may_fall)

    def total(self, name: str, value: int) -> None:
        """Another total: withheld while its movement is doubted."""
        before = self.totals.get(name)
        per_s = self.limits.fen_per_s if name in self.limits.money else self.limits.counts_per_s
        falls = before is not None and value < before.value
        confirmed, may_fall = self.corrected if falls else [], name in self.limits.may_fall
        if self._stands(name, value, before, per_s, confirmed, may_fall=may_fall):
            self.totals[name] = self._accepted(value, before, self.agreed.get(name, 0), may_fall=may_fall)
        else:
            self.withheld.append(name)

    def group(self, above: str, items: list[tuple[str, int]], whole: int | None, *, cumulative: bool = True) -> None:
        """The parts of a list, or of a category; none may be larger than `whole`."""
        per_s = self.limits.fen_per_s if cumulative else self.limits.counts_per_s
        recoded = cumulative and self._recoded(above, items, per_s)
        shown = 0
        for path, value in items:
            before = self.parts.get(path)
            standing = None if before is None or (whole is not None and before.value > whole) else before.value
            if before is None and len(self.parts) >= MAX_PARTS:
                self.held[path] = None
            elif whole is not None and value > whole:
                self.held[path] = standing
            elif recoded or self._stands(path, value, before, per_s, self.corrected_parts, falls_freely=not cumulative):
                self.doubts.pop(path, None)
                self.parts[path] = self._accepted(value, before, self.agreed.get(path, 0), may_fall=not cumulative)
            else:
                self.held[path] = standing
            shown += self.held.get(path, value) or 0
        self.sums[above] = shown

    def _stands(
        self,
        path: str,
        value: int,
        before: Accepted | None,
        per_s: int,
        corrected: list[str],
        *,
        may_fall: bool = False,
        falls_freely: bool = False,
    ) -> bool:
        """Whether a figure may be shown; if not, it waits for further polls."""
        doubt = self.doubts.pop(path, None)
        if before is None or (falls_freely and value < before.value):
            return True
        cause = movement(value, before, self.now, self.limits, per_s, may_fall=may_fall)
        if cause is None or cause in self.believed:
            return True
        polls = None if doubt is None else agreed(doubt, before, value, cause, self.now, per_s, may_fall=may_fall)
        if doubt is None or polls is None:
            doubt = Doubt(value, self.now.at_us, self.now.machine_us, cause)
        else:
            doubt = doubt.further(value, self.now, polls)
        if doubt.agreed >= self.limits.confirmations:
            corrected.append(path)
            self.agreed[path] = doubt.per_s
            return True
        self.doubts[path] = doubt
        return False

    def _accepted(self, value: int, before: Accepted | None, agreed_per_s: int, *, may_fall: bool) -> Accepted:
        if before is not None and before.value == value:
            start_us = self.limits.start_us
            if start_us is not None and before.event_us < start_us <= self.now.event_us:
                return before._replace(event_us=self.now.event_us)  # stated again: it counts from here on
            return before
        per_s = agreed_per_s
        if before is not None and (may_fall or value > before.value):  # a sum that falls was wrong, or begins anew
            per_s = max(per_s, before.per_s)
        return Accepted(value, self.now.machine_us, self.now.at_us, self.now.event_us, per_s)

    def _recoded(self, above: str, items: list[tuple[str, int]], per_s: int) -> bool:
        """Whether parts have only been divided anew: their sum grows as the whole does, whatever single ones do.

        At least half of what moves implausibly must be made up for by the others, and what is not may not be more than
        the whole grows by in a second.
        """
        before = self.sums.get(above)
        moved = [
            abs(value - was.value)
            for path, value in items
            if (was := self.parts.get(path)) is not None
            and movement(value, was, self.now, self.limits, per_s) is not None
        ]
        if before is None or not moved:
            return False
        gained, whole_before = self.growth
        expected = before + (gained * before // whole_before if whole_before > 0 else 0)
        off = abs(sum(value for _, value in items) - expected)
        return off * 2 <= max(moved) and off <= per_s

    def weighed(self, kept: Callable[[str], bool]) -> Weighed:
        """What came of it; `kept` tells the parts that the snapshot has, the others go when there are too many."""
        if len(self.parts) >= MAX_PARTS:
            self.parts = {path: part for path, part in self.parts.items() if kept(path)}
            self.doubts = {p: d for p, d in self.doubts.items() if p in self.parts or p in self.totals}
        return Weighed(
            Ledger(self.totals, self.parts, self.sums, self.doubts),
            tuple(self.withheld),
            self.held,
            tuple(self.corrected),
            tuple(sorted(self.corrected_parts, key=lambda path: -self.parts[path].value)[:MOST_MARKED]),
        )


def weigh(
    ledger: Ledger,
    snapshot: Snapshot,
    now: Instant,
    limits: Limits,
    believed: Iterable[Movement] = (),
    *,
    agreed_per_s: int = 0,
) -> Weighed:
    """Weigh every figure of a snapshot whose GMV is accepted.

    A total or part that falls or leaps waits alone. What is absent stands as it was, and is judged against that when it
    comes again. `believed`: movements that are accepted without being asked about, as after a confirmed fall.
    `agreed_per_s`: the growth of the GMV a second that polls have agreed on.
    """
    scale = _Scale(ledger, now, limits, frozenset(believed))
    seen: set[str] = set()
    scale.whole(snapshot.gmv_fen, agreed_per_s)
    for name, value in totals_of(snapshot).items():
        if name != "gmv":
            scale.total(name, value)
    for name, meant in LISTS.items():
        if getattr(snapshot, name) is None or name in limits.sliding:
            continue
        items = parts_in(snapshot, name)
        seen.update(path for path, _ in items)
        scale.group(name, items, snapshot.gmv_fen if meant.cumulative else None, cumulative=meant.cumulative)
    if PRODUCTS not in limits.sliding:
        for above, products in products_in(snapshot):
            category = scale.parts.get(above)
            seen.update(path for path, _ in products)
            scale.group(above, products, None if category is None else category.value)
    return scale.weighed(seen.__contains__)


def fallen(ledger: Ledger, snapshot: Snapshot) -> bool:
    """Whether any total of a snapshot is lower than it stands."""
    values = ((before, snapshot.figure(name)) for name, before in ledger.totals.items())
    return any(value is not None and value < before.value for before, value in values)
