"""The order of a ranking, who rose and fell, and where each row stands while it changes places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from wallboard.core.contract.snapshot import Name
from wallboard.core.motion import chase, cubic_in_out, progress, quint_out

GLIDE_US = 450_000
BAR_US = 600_000
WARM_US = 1_200_000
LEAD_US = 4_000_000
"""How long a new leader is marked."""
MOVED_US = max(GLIDE_US, BAR_US, WARM_US)
SETTLED_US = max(MOVED_US, LEAD_US)
"""After this time since the newest snapshot every row stands still."""
GLIDING = 3
"""How many rows may glide at once: where more change places the list is turned like a page, and nobody reads it
out of order on the way."""
SEEN = 0.0005
"""A bar that grows by less (of the first's length) is not seen to move: half a pixel of a row at 4K."""


class RankEntry(msgspec.Struct, frozen=True):
    """One thing that is ranked, by its sum in fen."""

    id: str
    name: Name
    gmv_fen: int


class RankRow(msgspec.Struct, frozen=True):
    """An entry as it stands at an instant.

    `rank` counts from 1. `risen` is the number of places gained since the reference (negative: lost; None: it was not
    in the ranking then). `warmth` (1..0) says how lately it rose. `place` is where the row is on its way, in rows from
    the top (0.0 is the first); `bar` its length against the first's, 0..1. `lead` (1..0) says how lately it became the
    first.
    """

    entry: RankEntry
    rank: int
    risen: int | None
    place: float
    bar: float
    warmth: float = 0.0
    lead: float = 0.0


def ordered(entries: Iterable[RankEntry]) -> tuple[RankEntry, ...]:
    """Largest first; equal sums in the order of their ids, so that a tie never flickers.

    What has no amount yet has no rank: among sums of nothing there is no order.
    """
    return tuple(sorted((e for e in entries if e.gmv_fen > 0), key=lambda e: (-e.gmv_fen, e.id)))


def leader(sums: Iterable[tuple[str, int]]) -> str | None:
    """The id with the largest sum under the same order, or None of nothing."""
    return min((s for s in sums if s[1] > 0), key=lambda s: (-s[1], s[0]), default=(None, 0))[0]


def rows(
    history: Sequence[tuple[int, tuple[RankEntry, ...]]], reference: Sequence[RankEntry], t_us: int, limit: int
) -> tuple[RankRow, ...]:
    """The first `limit` rows at `t_us`, those just leaving included while they glide out.

    `history` holds (commit_us, ordered entries) of the last confirmed snapshots, oldest first; the last one is what is
    true now, the others only say where each row comes from. `reference` is the order that rises and falls count from.
    """
    if not history:
        return ()
    history = history[turned(history, limit) :]
    _, now = history[-1]
    places = [{e.id: i for i, e in enumerate(entries)} for _, entries in history]
    before = {e.id: i for i, e in enumerate(reference)}
    found = []
    for index, entry in enumerate(now):
        steps = [
            (commit_us, float(min(where.get(entry.id, limit), limit)))
            for (commit_us, _), where in _pairs(history, places)
        ]
        place = chase(steps, GLIDE_US, t_us, cubic_in_out)
        if index >= limit and place > limit - 0.5:
            continue
        risen = before[entry.id] - index if entry.id in before else None
        bar = _bar(entry.id, history, t_us)
        lead = 0.0 if index else _lead(history, t_us)
        found.append(RankRow(entry, index + 1, risen, place, bar, _warmth(steps, t_us), lead))
    return tuple(found)


def turned(history: Sequence[tuple[int, tuple[RankEntry, ...]]], limit: int) -> int:
    """The place in `history` from which rows glide: before it too many changed places at once, or there were none."""
    for place in range(len(history) - 1, 0, -1):
        was = {e.id: index for index, e in enumerate(history[place - 1][1][:limit])}
        now = [e.id for e in history[place][1][:limit]]
        if sum(was.get(entry) != index for index, entry in enumerate(now)) > GLIDING:
            return place
    return 0


def settled_us(history: Sequence[tuple[int, tuple[RankEntry, ...]]], limit: int) -> int:
    """The instant from which the first `limit` rows are not seen to move any more; `history` as for `rows`.

    Where a night runs evenly that is at once: the order stays, and the sums grow together.
    """
    settled = history[-1][0] if history else 0
    for (_, before), (commit_us, now) in pairwise(history):
        if _first(before) != _first(now):
            settled = max(settled, commit_us + SETTLED_US)
        elif [e.id for e in before[:limit]] != [e.id for e in now[:limit]]:
            settled = max(settled, commit_us + MOVED_US)
        elif any(abs(a - b) > SEEN for a, b in zip(_shares(before, limit), _shares(now, limit), strict=True)):
            settled = max(settled, commit_us + BAR_US)
    return settled


def _shares(entries: Sequence[RankEntry], limit: int) -> list[float]:
    """The lengths of the first bars."""
    first = entries[0].gmv_fen if entries else 0
    return [entry.gmv_fen / first if first else 0.0 for entry in entries[:limit]]


def _pairs(
    history: Sequence[tuple[int, tuple[RankEntry, ...]]], places: list[dict[str, int]]
) -> Iterable[tuple[tuple[int, tuple[RankEntry, ...]], Mapping[str, int]]]:
    return zip(history, places, strict=True)


def _warmth(steps: Sequence[tuple[int, float]], t_us: int) -> float:
    """One right after the last rise, fading to none."""
    rises = [later[0] for earlier, later in pairwise(steps) if later[1] < earlier[1]]
    return 1 - progress(t_us, rises[-1], WARM_US) if rises else 0.0


def _first(entries: Sequence[RankEntry]) -> str | None:
    return entries[0].id if entries else None


def _lead(history: Sequence[tuple[int, tuple[RankEntry, ...]]], t_us: int) -> float:
    """One right after the lead passed from one to another, fading to none; the first of all took it from nobody."""
    taken = [now[0] for then, now in pairwise(history) if then[1] and _first(then[1]) != _first(now[1])]
    return 1 - progress(t_us, taken[-1], LEAD_US) if taken else 0.0


def _bar(entry_id: str, history: Sequence[tuple[int, tuple[RankEntry, ...]]], t_us: int) -> float:
    steps = []
    for commit_us, entries in history:
        first = entries[0].gmv_fen if entries else 0
        own = next((e.gmv_fen for e in entries if e.id == entry_id), 0)
        steps.append((commit_us, own / first if first else 0.0))
    return chase(steps, BAR_US, t_us, quint_out)
