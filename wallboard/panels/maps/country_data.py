"""What a country's map says about a moment: sums, classes, leaders and pulses, worked out once for each snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from wallboard.core.recording_state import Sample
from wallboard.panels.maps.pulses import (
    RING_US,
    RINGS,
    TRAIL_US,
    TRAILS,
    PulseBeat,
    Sums,
    beat,
    settled,
)
from wallboard.panels.maps.ramp import class_of, geometric, steps
from wallboard.scene.geography import CountryMap
from wallboard.scene.places import Places, Tally, tally

COLUMNS = 12
"""Cities that carry a column of light."""
SENDERS = 16
"""Cities that trails set out from."""
NOTHING = Tally({}, {}, 0, ())


class TrailHub(msgspec.Struct, frozen=True):
    """Where trails run to, in metres of the map; `code` and `province` are empty where it is no city."""

    x: float
    y: float
    code: str = ""
    province: str = ""


def hub_of(code: str | None, country: CountryMap) -> TrailHub:
    """The city of a code, else the middle of the country."""
    city = country.places.cities.get(code or "")
    if city is not None:
        return TrailHub(city.x, city.y, city.code, city.province)
    left, top, right, bottom = country.extent
    return TrailHub((left + right) / 2, (top + bottom) / 2)


class ComparedSamples:
    """Samples that a cache tells apart by the identity of their snapshots instead of looking into them."""

    __slots__ = ("samples",)

    def __init__(self, samples: tuple[Sample, ...]) -> None:
        self.samples = samples

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComparedSamples) and [*map(_identity, other.samples)] == [
            *map(_identity, self.samples)
        ]

    def __hash__(self) -> int:
        return hash(tuple(map(_identity, self.samples)))


def _identity(sample: Sample) -> tuple[int, int]:
    return sample.commit_us, id(sample.snapshot)


class Data(msgspec.Struct, frozen=True, eq=False):
    """The map's figures after a snapshot.

    `sums` and `provinces` are fen by code; of one province only its own cities. `low`, `high` bound the colours and
    `classes` holds the colour class of every province. `leaders` are the cities to name, `lit` those with a column.
    `heights` are the columns' steps: for every city that has or just had one (commit_us, share of the leader's sum).
    `history` holds (commit_us, sums) of the last snapshots, oldest first. `senders` are the cities trails set out from.
    """

    sums: Sums
    provinces: Mapping[str, int]
    low: int
    high: int
    classes: Mapping[str, int]
    leaders: tuple[str, ...]
    lit: tuple[str, ...]
    heights: Mapping[str, tuple[tuple[int, float], ...]]
    history: tuple[tuple[int, Sums], ...]
    rings: PulseBeat
    trails: PulseBeat
    senders: tuple[str, ...]
    hub: TrailHub
    unknown: tuple[str, ...]
    known: Places
    """All places of the map."""

    @property
    def middle(self) -> int:
        """The sum in the middle of the colours, for the legend."""
        return geometric(self.low, self.high)


def leading_provinces(sample: Sample | None, known: Places) -> tuple[str, ...]:
    """The codes of the provinces with a sum, the leading one first; near equals keep their order."""
    return settled(_tally(sample, known).provinces, 40) if sample is not None else ()


@lru_cache(maxsize=8)
def data_of(
    seen: ComparedSamples, interval_us: int, province: str, labels: int, hub: TrailHub, known: Places, *, flows: bool
) -> Data:
    """The figures of samples, oldest first and the one that is shown last; `province` is a code or empty."""
    history = tuple((s.commit_us, _cities(_tally(s, known), province, known)) for s in seen.samples)
    newest = _tally(seen.samples[-1], known) if seen.samples else NOTHING
    sums = history[-1][1] if history else {}
    low, high = steps(newest.provinces.values())
    leaders = settled(sums, max(labels, COLUMNS, SENDERS))
    hub_in_sight = province in ("", hub.province)
    senders = frozenset(c for c in leaders[:SENDERS] if c != hub.code) if flows and hub_in_sight else frozenset()
    return Data(
        sums=sums,
        provinces=newest.provinces,
        low=low,
        high=high,
        classes={code: class_of(fen, low, high) for code, fen in newest.provinces.items()},
        leaders=leaders[:labels],
        lit=leaders[:COLUMNS],
        heights=_heights(history),
        history=history,
        rings=beat(history, interval_us, RING_US, RINGS, None),
        trails=beat(history, interval_us, TRAIL_US, TRAILS, senders),
        senders=tuple(sorted(senders)),
        hub=hub,
        unknown=newest.unknown,
        known=known,
    )


def _heights(history: tuple[tuple[int, Sums], ...]) -> Mapping[str, tuple[tuple[int, float], ...]]:
    """How high each column stands after each snapshot, as a share of the highest: 0 where the city had none."""
    rows = []
    for commit_us, sums in history:
        most = max(sums.values(), default=0)
        rows.append((commit_us, {code: sums[code] / most for code in settled(sums, COLUMNS)}))
    lit = dict.fromkeys(code for _, shares in rows for code in shares)
    return {code: tuple((commit_us, shares.get(code, 0.0)) for commit_us, shares in rows) for code in lit}


def _tally(sample: Sample, known: Places) -> Tally:
    return tally(sample.snapshot.cities or (), known)


@lru_cache(maxsize=64)
def _within(province: str, known: Places) -> frozenset[str]:
    return frozenset(c.code for c in known.cities.values() if c.dot and province in ("", c.province))


def _cities(found: Tally, province: str, known: Places) -> Sums:
    """The sums of the cities that have a point on the map."""
    shown = _within(province, known)
    return {code: fen for code, fen in found.cities.items() if code in shown}
