"""What the map of the world says about a moment: who sells to the event's country, who buys, what has just moved."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from wallboard.core.contract.snapshot import Country
from wallboard.core.recording_state import Sample
from wallboard.panels.maps.country_data import ComparedSamples
from wallboard.panels.maps.pulses import PulseBeat, Sums, beat, settled
from wallboard.scene.geography import world

Flow = Literal["selling_to_china", "buying_from_china"]

WAYS = 14
"""Countries whose way to or from the event's own is drawn."""
TRAIL_US = 3_600_000
"""About how long a trail is on its way around the world."""
AT_ONCE = 10


class Side(msgspec.Struct, frozen=True, eq=False):
    """One direction of trade: sums by country code, the leading codes in settled order, exact ranks, and trails.

    `unknown` are the codes that have no point on the map: they count, but are not drawn.
    """

    flow: Flow
    sums: Sums
    leaders: tuple[str, ...]
    ranks: dict[str, int]
    trails: PulseBeat
    unknown: tuple[str, ...]


@lru_cache(maxsize=8)
def side_of(flow: Flow, seen: ComparedSamples, interval_us: int, home: str) -> Side:
    """One direction in samples, oldest first and the one that is shown last; `home` trades with the others."""
    history = tuple((s.commit_us, _sums(flow, s, home)) for s in seen.samples)
    sums = history[-1][1] if history else {}
    drawn = {code: fen for code, fen in sums.items() if code in world().points}
    ordered = sorted(sums, key=lambda code: (-sums[code], code))
    leaders = settled(drawn, len(drawn))
    return Side(
        flow,
        sums,
        leaders,
        {code: number for number, code in enumerate(ordered, 1)},
        beat(history, interval_us, TRAIL_US, AT_ONCE, frozenset(leaders[:WAYS])),
        tuple(code for code in sums if code not in drawn),
    )


def _sums(flow: Flow, sample: Sample, home: str) -> Sums:
    """Fen by country code; a country that is named twice counts once, the event's own not at all."""
    countries: tuple[Country, ...] | None = getattr(sample.snapshot, flow)
    sums: dict[str, int] = {}
    for country in countries or ():
        if country.gmv_fen > 0 and country.code != home:
            sums[country.code] = max(country.gmv_fen, sums.get(country.code, 0))
    return sums
