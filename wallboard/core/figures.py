"""The figures of a snapshot that are judged, each under a path: totals by their metric's name, parts by list and id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.snapshot import Category, Snapshot

SEPARATOR: Final = "\t"
"""Between the pieces of a part's path; no id can hold it, because control characters are cleaned out of texts."""

PRODUCTS: Final = "categories"
"""The list whose items have parts of their own: the best of each category."""


class FigureList(msgspec.Struct, frozen=True):
    """A list of the contract: which attribute of an item is its id and which its figure.

    `cumulative`: the figures are sums that never fall, parts of the whole GMV; viewers are not.
    """

    identity: str
    figure: str
    cumulative: bool = True


LISTS: Final[dict[str, FigureList]] = {
    "cities": FigureList("code", "gmv_fen"),
    "categories": FigureList("id", "gmv_fen"),
    "best_selling_brands": FigureList("id", "gmv_fen"),
    "selling_to_china": FigureList("code", "gmv_fen"),
    "buying_from_china": FigureList("code", "gmv_fen"),
    "audience": FigureList("id", "viewers", cumulative=False),
}


def path_of(*pieces: str) -> str:
    """The path of a part: list and id, or "categories", the category's id and the product's."""
    return SEPARATOR.join(pieces)


def list_of(path: str) -> str:
    """The list (a field of the contract) that a part's path begins with."""
    return path.partition(SEPARATOR)[0]


def written(path: str) -> str:
    """A path for people: "categories phones"."""
    return path.replace(SEPARATOR, " ")


def parts_in(snapshot: Snapshot, name: str) -> list[tuple[str, int]]:
    """Path and figure of each item of a list; empty where the snapshot does not have it."""
    items: tuple[Any, ...] = getattr(snapshot, name) or ()
    meant = LISTS[name]
    return [(f"{name}{SEPARATOR}{getattr(i, meant.identity)}", getattr(i, meant.figure)) for i in items]


def products_in(snapshot: Snapshot) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """For each category that has products: its path, and path and figure of each of them."""
    for category in snapshot.categories or ():
        if category.top:
            above = path_of(PRODUCTS, category.id)
            yield above, [(f"{above}{SEPARATOR}{product.id}", product.gmv_fen) for product in category.top]


def as_shown(snapshot: Snapshot, withheld: tuple[str, ...], held: Mapping[str, int | None], offset_us: int) -> Snapshot:
    """A snapshot as the wall takes it: its time corrected, fields that are withheld taken out, held parts as they
    stood.

    Only a simulation has a rate: a real source's is its own affair.
    """
    shown = with_parts(without(snapshot, withheld), held)
    rate = shown.rate if shown.simulated else 1.0
    if not offset_us and rate == shown.rate:
        return shown
    return msgspec.structs.replace(shown, at_us=shown.at_us - offset_us, rate=rate)


_OPTIONAL: Final = frozenset(
    field.name for field in msgspec.structs.fields(Snapshot) if field.default is None and field.name in FIELDS
)


def without(snapshot: Snapshot, contract_fields: tuple[str, ...]) -> Snapshot:
    """The snapshot with the fields that were withheld taken out, as far as it can be without them."""
    if not contract_fields:
        return snapshot
    attributes = {f: None for f in contract_fields if f in _OPTIONAL}
    totals = {name: value for name, value in snapshot.totals.items() if name not in contract_fields}
    figures = {name: value for name, value in snapshot.figures.items() if name not in contract_fields}
    return msgspec.structs.replace(snapshot, totals=totals, figures=figures, **attributes)


def with_parts(snapshot: Snapshot, standing: Mapping[str, int | None]) -> Snapshot:
    """The snapshot with the figures of held parts as they stood before; None leaves the part out."""
    if not standing:
        return snapshot
    changed = {name: _items(snapshot, name, standing) for name in {list_of(path) for path in standing}}
    return msgspec.structs.replace(snapshot, **{name: items for name, items in changed.items() if items is not None})


def _items(snapshot: Snapshot, name: str, standing: Mapping[str, int | None]) -> tuple[Any, ...] | None:
    items: tuple[Any, ...] | None = getattr(snapshot, name)
    if items is None:
        return None
    meant = LISTS[name]
    kept = []
    for item in items:
        path = path_of(name, getattr(item, meant.identity))
        value = standing.get(path, getattr(item, meant.figure))
        if value is None:
            continue
        made = msgspec.structs.replace(item, **{meant.figure: value})
        kept.append(_with_products(made, path, standing) if isinstance(made, Category) else made)
    return tuple(kept)


def _with_products(category: Category, path: str, standing: Mapping[str, int | None]) -> Category:
    top = [(p, standing.get(path_of(path, p.id), p.gmv_fen)) for p in category.top]
    return msgspec.structs.replace(
        category, top=tuple(msgspec.structs.replace(p, gmv_fen=v) for p, v in top if v is not None)
    )
