"""What a probe says of cities and countries that are on no map, so that their amounts are nowhere to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from wallboard.core.contract.snapshot import Snapshot
from wallboard.scene.places import Places, places

MOST = 50
"""Names that are told one by one."""


def unknown_places(snapshot: Snapshot | None, known: Places | None = None) -> Iterator[str]:
    """A line for each list of a snapshot that names places nobody knows: how many, and which.

    Cities lie where `known` says, in China for None.
    """
    if snapshot is None:
        return
    known = known or places()
    lists = (
        ("cities", snapshot.cities, known.city),
        ("selling_to_china", snapshot.selling_to_china, known.country),
        ("buying_from_china", snapshot.buying_from_china, known.country),
    )
    for field, rows, find in lists:
        unknown = [row.code for row in rows or () if find(row.code) is None]
        if unknown:
            named = ", ".join(unknown[:MOST]) + (" …" if len(unknown) > MOST else "")
            yield f"{field}: {len(unknown):,} of {len(rows or ()):,} are unknown and on no map: {named}"
