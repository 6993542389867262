"""What a ranking ranks: entries with names, read out of a snapshot."""

from __future__ import annotations

from functools import lru_cache

from wallboard.core.contract.snapshot import Name
from wallboard.core.ranks import RankEntry, ordered
from wallboard.core.recording_state import Sample
from wallboard.scene.places import Places, places, tally
from wallboard.scene.ranked_cities import ranked_cities

FIELD_OF = {
    "best_selling_brands": "best_selling_brands",
    "selling_to_china": "selling_to_china",
    "buying_from_china": "buying_from_china",
    "cities": "cities",
    "provinces": "cities",
}
"""The contract field that each ranking is read from; products and categories come from `categories`."""


def category_pages(sample: Sample | None) -> tuple[tuple[str, Name], ...]:
    """The categories that have products, in the source's order: one page each."""
    if sample is None:
        return ()
    return tuple((c.id, c.name) for c in sample.snapshot.categories or () if c.top)


def entries(of: str, sample: Sample, category: str | None = None, known: Places | None = None) -> tuple[RankEntry, ...]:
    """The ordered entries of a ranking in a sample; `category` is the id of the one whose products are meant.

    Cities lie where `known` says, in China for None.
    """
    return _entries(of, category, Keyed(sample, known))


class Keyed:
    """A sample that a cache tells apart by the identity of its snapshot instead of looking into it."""

    __slots__ = ("known", "sample")

    def __init__(self, sample: Sample, known: Places | None = None) -> None:
        self.sample = sample
        self.known = known

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Keyed)
            and other.sample.snapshot is self.sample.snapshot
            and other.sample.commit_us == self.sample.commit_us
            and other.known is self.known
        )

    def __hash__(self) -> int:
        return id(self.sample.snapshot)


@lru_cache(maxsize=64)
def _entries(of: str, category: str | None, keyed: Keyed) -> tuple[RankEntry, ...]:
    snapshot = keyed.sample.snapshot
    if category is not None or of == "products":
        # products of no category are none: another list must not stand under their title
        chosen = next((c for c in snapshot.categories or () if c.id == category), None)
        return ordered(RankEntry(i.id, i.name, i.gmv_fen) for i in (chosen.top if chosen else ()))
    if of == "categories":
        return ordered(RankEntry(c.id, c.name, c.gmv_fen) for c in snapshot.categories or ())
    if of == "best_selling_brands":
        return ordered(RankEntry(i.id, i.name, i.gmv_fen) for i in snapshot.best_selling_brands or ())
    if of in ("selling_to_china", "buying_from_china"):
        countries = snapshot.selling_to_china if of == "selling_to_china" else snapshot.buying_from_china
        return ordered(
            RankEntry(c.code, places().country(c.code) or Name(en=c.code), c.gmv_fen) for c in countries or ()
        )
    if of == "cities":
        return ranked_cities(snapshot.cities or (), keyed.known)
    known = keyed.known or places()
    sums = tally(snapshot.cities or (), known)
    return ordered(RankEntry(code, known.provinces[code].name, fen) for code, fen in sums.provinces.items())
