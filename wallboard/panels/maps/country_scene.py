"""What a country's map says, in words."""

from __future__ import annotations

import msgspec

from wallboard.panels.maps.country_labels import Label


class Scene(msgspec.Struct, frozen=True, cache_hash=True):
    """Everything the map says in words: names with their sums, the legend's title and bounds, and so on.

    `ring` and `trail` are the amounts that one of them stands for, empty while there is none. `columns` says what a
    column stands for, `most` is the largest sum (fen) and `scale` round ones below it with how they are written.
    """

    labels: tuple[Label, ...]
    legend_title: tuple[str, str]
    bounds: tuple[str, ...]
    inset: tuple[str, str]
    empty: tuple[str, str] | None
    ring: str
    trail: str
    heading: tuple[str, str]
    total: str
    age_s: int | None
    columns: tuple[str, str] = ("", "")
    most: int = 0
    scale: tuple[tuple[int, str], ...] = ()
