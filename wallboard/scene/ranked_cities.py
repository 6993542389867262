"""The cities of a snapshot as a ranking: by the places of the map, or by the source's own words where it knows none."""

from __future__ import annotations

from wallboard.core.contract.snapshot import City, Name
from wallboard.core.ranks import RankEntry, ordered
from wallboard.scene.places import Places, places, tally


def ranked_cities(cities: tuple[City, ...], known: Places | None = None) -> tuple[RankEntry, ...]:
    """Cities by their sums, the largest first; they lie where `known` says, in China for None.

    Of cities that are nobody's on a map that knows others nothing is listed: they count under other places. Where the
    map knows none, the event is somewhere else, and they stand as the source calls them; a number is no name.
    """
    where = known or places()
    sums = tally(cities, where)
    if sums.unknown and not sums.cities:
        called = (city for city in cities if any(sign.isalpha() for sign in city.code))
        return ordered(RankEntry(city.code, Name(zh=city.code, en=city.code), city.gmv_fen) for city in called)
    shown = ((where.cities[code], fen) for code, fen in sums.cities.items() if not where.is_whole(code))
    return ordered(RankEntry(city.code, city.name, fen) for city, fen in shown)
