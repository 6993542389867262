"""The values of foreign JSON that could be figures: where each stands, what its key says, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from wallboard.probe.foreign_rows import ForeignTable, newest, rows_under_heads, table_in
from wallboard.probe.foreign_values import number_of, quoted_key
from wallboard.probe.vocabulary import BARE, PAGES, UNIT
from wallboard.probe.words import fits_time, fits_total, is_wrapper, parts, scale_of

_MOST_LEVELS, _MOST_FOUND, _LOOKED_AT = 8, 2_000, 50
_NAMES: Final = ("name", "key", "metric", "label", "id", "title", "type", "k", "指标", "名称")
_VALUES: Final = ("value", "val", "amount", "count", "data", "result", "v", "数值", "值")

Units = tuple[tuple[frozenset[str], str], ...]
"""Scales that keys beside or above name, each for the amounts that have these words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of the answer: where it stands, the words of its key and of the keys above it, and what it is."""

    path: str
    words: tuple[str, ...]
    above: tuple[str, ...]
    value: object
    units: Units = ()

    def scale_of(self, words: tuple[str, ...]) -> str:
        """What amounts here multiply by: as their own key says, or a key beside or above them ("unit": "fen")."""
        own = scale_of(words)
        return own if own != "1" else next((scale for of, scale in self.units if of <= set(words)), "1")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk is: the words of the keys above, those of the last one, and the units that were named."""

    above: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    units: Units = ()
    level: int = 0
    paged: bool = False
    """Whether keys of this object tell of pages: its "total" counts rows."""

    def within(self, table: dict[str, object]) -> _Place:
        """In this object, whose keys can name units."""
        said = ((set(parts(key)), value) for key, value in table.items() if isinstance(value, str))
        named = ((frozenset(words - UNIT), scale_of(parts(value))) for words, value in said if words & UNIT)
        paged = bool(PAGES.intersection(word for key in table for word in parts(key)))
        return replace(self, units=(*(unit for unit in named if unit[1] != "1"), *self.units), paged=paged)

    def below(self, words: tuple[str, ...]) -> _Place:
        """Under a key."""
        return _Place((*self.above, *words), words, self.units, self.level + 1)

    def words_of(self, key: str) -> tuple[str, ...]:
        """A key's words; of a bare "value" those of the key above it."""
        own = parts(key)
        if self.paged and own == ("total",):
            return (*own, "rows")
        if self.last and (key.startswith("$") or set(own) <= BARE) and not is_wrapper(self.last):
            return self.last
        return (*self.last, *own) if self.last and set(own) == {"amount"} else own


def candidates(tree: object) -> list[Candidate]:
    """Everything that stands in a document, down to a bounded depth; of lists what has a name, and the newest row."""
    found: list[Candidate] = []
    for each in _walk(tree, "", _Place()):
        found.append(each)
        if len(found) >= _MOST_FOUND:
            break
    return found


def _walk(value: object, path: str, place: _Place) -> Iterator[Candidate]:
    if place.level > _MOST_LEVELS:
        return
    if isinstance(value, dict):
        here = place.within(value)
        for key, inner in value.items():
            at, words = f"{path}.{quoted_key(key)}".removeprefix("."), here.words_of(key)
            yield Candidate(at, words, here.above, inner, here.units)
            wraps = isinstance(inner, list) and is_wrapper(words)
            yield from _walk(inner, at, here if wraps else here.below(parts(key)))
        yield from _cells(table_in(value), path, here)
    elif isinstance(value, list):
        named = list(_named(value, path, place.above))
        yield from named
        if not named and (row := newest(value)) is not None:
            yield from _walk(row.value, row.path(path), place)
            for key, at, total in row.sums(path):
                yield Candidate(at, parts(key), place.above, total, place.units)
        yield from _cells(rows_under_heads(value), path, place)


def _cells(table: ForeignTable | None, path: str, place: _Place) -> Iterator[Candidate]:
    if table is not None:
        for head, cell, value in table.newest():
            yield Candidate(f"{path}{cell}".removeprefix("."), parts(head), place.above, value, place.units)


def _named(items: list[object], path: str, above: tuple[str, ...]) -> Iterator[Candidate]:
    """Figures that come as a list of names and values: [{"name": "gmv", "value": 5}]."""
    for item in items:
        if not isinstance(item, dict):
            return
        name = next((key for key in _NAMES if isinstance(item.get(key), str)), None)
        value = next((key for key in _VALUES if isinstance(item.get(key), int | Decimal | str)), None)
        if name is None or value is None or len(item) > 4 or not item[name].isprintable():
            return
        said = item[name].replace("\\", "\\\\").replace("'", "\\'")
        row = f"{path}[?'{said}'=={quoted_key(name)}]"
        yield Candidate(f"{row}.{quoted_key(value)} | [0]", parts(item[name]), above, item[value])
        if fits_total(parts(item[name])) > 0:
            times = (key for key in item if key not in (name, value) and fits_time(parts(key)) > 0)
            yield from (Candidate(f"{row}.{quoted_key(key)} | [0]", parts(key), above, item[key]) for key in times)


def prevailing(found: Iterable[Candidate]) -> str:
    """The spelling that a text somewhere in the answer can only have; nothing where none tells."""
    texts = (text for each in found for text in _texts(each.value))
    only = {number.spelling for text in texts if (number := number_of(text)) and number.other is None} - {""}
    return only.pop() if len(only) == 1 else ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:_LOOKED_AT]:
            if isinstance(item, dict):
                yield from (text for text in item.values() if isinstance(text, str))
