"""The values of foreign JSON that could be figures: where each stands, what its key says, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, islice
from typing import Final

from wallboard.core.currencies import codes, currency_code, digits_of
from wallboard.probe.foreign_rows import ForeignTable, named_rows, newest, rows_under_heads, table_in
from wallboard.probe.foreign_values import number_of, quoted_key
from wallboard.probe.tables_apart import columns_in, tables_apart
from wallboard.probe.vocabulary import ABROAD, BARE, CURRENCY, IDENTITIES, LISTS, MINOR, NAMES, PAGES, SPANS, UNIT
from wallboard.probe.words import fits_time, fits_total, is_wrapper, parts, scale_of

_CODE = re.compile(r"\b[A-Z]{3}\b")
_MOST_LEVELS, _MOST_FOUND, _LOOKED_AT = 8, 2_000, 50
_NAMES: Final = ("name", "key", "metric", "label", "id", "title", "type", "k", "指标", "名称")
_TELLS_APART: Final = (IDENTITIES | NAMES | ABROAD | frozenset().union(*LISTS.values())) - CURRENCY
_VALUES: Final = ("value", "val", "amount", "count", "data", "result", "v", "数值", "值")

Units = tuple[tuple[frozenset[str], str], ...]
"""Scales that keys beside or above name, each for the amounts that have these words."""


@dataclass(frozen=True, slots=True)
class WalkContext:
    """Where a walk is: the words of the keys above, those of the last one, and what keys beside them say."""

    above: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    units: Units = ()
    """The units that were named."""
    level: int = 0
    paged: bool = False
    """Whether keys of this object tell of pages: its "total" counts rows."""
    code: str = ""
    """The currency that a key beside or above names, else the event's; empty where nobody has said it."""
    stated: bool = False
    """Whether this very object names the currency of its amounts."""
    spanned: bool = False
    """Whether a key says over how long the figures were counted: they are no totals."""

    def within(self, table: dict[str, object]) -> WalkContext:
        """In this object, whose keys can name units."""
        said = ((set(parts(key)), value) for key, value in table.items() if isinstance(value, str))
        named = ((frozenset(words - UNIT), scale_of(parts(value))) for words, value in said if words & UNIT)
        keys = {word for key in table for word in parts(key)}
        code = currency_beside(table)
        return replace(
            self,
            units=(*(unit for unit in named if unit[1] != "1"), *self.units),
            paged=bool(PAGES & keys),
            code=code or self.code,
            stated=bool(code),
            spanned=self.spanned or any(SPANS & set(parts(key)) and value for key, value in table.items()),
        )

    def below(self, words: tuple[str, ...]) -> WalkContext:
        """Under a key."""
        return WalkContext(
            (*self.above, *words), words, self.units, self.level + 1, code=self.code, spanned=self.spanned
        )

    def words_of(self, key: str, table: Mapping[str, object]) -> tuple[str, ...]:
        """A key's words; of a bare "value" those of the key above it."""
        own = parts(key)
        if self.paged and own == ("total",):
            return (*own, "rows")
        whole = "nanos" in table and own == ("units",)  # an amount of Google's kind
        if self.last and (key.startswith("$") or whole or set(own) <= BARE) and not is_wrapper(self.last):
            return self.last
        return (*self.last, *own) if self.last and set(own) == {"amount"} else own


def currency_beside(table: Mapping[str, object]) -> str:
    """The currency that a key of an object names; empty where none does."""
    said = [currency_code(value) or "" for key, value in table.items() if CURRENCY & set(parts(key))]
    units = [str(value) for key, value in table.items() if UNIT & set(parts(key))]  # "unit": "million USD"
    return next((code for code in (*said, *_CODE.findall(" ".join(units))) if code in codes()), "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of the answer: where it stands, the words of its key and of the keys above it, and what it is."""

    path: str
    words: tuple[str, ...]
    above: tuple[str, ...]
    value: object
    place: WalkContext = WalkContext()
    of_currency: str = ""
    """The currency, where it is the amount of one among several."""
    instead: tuple[str, ...] = ()
    """What else would be the figure where the rows of a course of time count each their own span."""

    def scale_of(self, words: tuple[str, ...]) -> str:
        """What amounts here multiply by: as their own key says, or a key beside or above them ("unit": "fen")."""
        own = scale_of(words)
        found = own if own != "1" else next((scale for of, scale in self.place.units if of <= set(words)), "1")
        return str(Decimal(1).scaleb(-digits_of(self.place.code))) if found == MINOR else found


def candidates(tree: object, currency: str = "") -> list[Candidate]:
    """Everything that stands in a document, down to a bounded depth; of lists what has a name, and the newest row.

    `currency` is the code of the event's, where that is stated.
    """
    place = WalkContext(code=currency)
    apart = (
        Candidate(path, parts(head), (), value, place if rises else replace(place, spanned=True))
        for head, path, value, rises in tables_apart(tree)
    )
    found = list(islice(chain(_walk(tree, "", place), apart), _MOST_FOUND))
    seen: set[str] = set()
    return [each for each in found if not (each.path in seen or seen.add(each.path))]  # type: ignore[func-returns-value]  # add() returns None


def _walk(value: object, path: str, place: WalkContext) -> Iterator[Candidate]:
    if place.level > _MOST_LEVELS:
        return
    if isinstance(value, dict):
        here = place.within(value)
        for key, inner in value.items():
            at, words = f"{path}.{quoted_key(key)}".removeprefix("."), here.words_of(key, value)
            yield Candidate(at, words, here.above, inner, here)
            wraps = isinstance(inner, list) and is_wrapper(words)
            yield from _walk(inner, at, here if wraps else here.below(parts(key)))
        yield from _cells(table_in(value), path, here)
        for head, cell, newest_value, rises in columns_in(value):
            counted = replace(here, spanned=here.spanned or not rises)
            yield Candidate(f"{path}.{cell}".removeprefix("."), parts(head), here.above, newest_value, counted)
    elif isinstance(value, list):
        named = [*_named(value, path, place), *_by_currency(value, path, place)]
        yield from named
        if not named and (row := newest(value)) is not None:
            for each in _walk(row.value, row.path(path), place):
                yield replace(each, instead=row.instead(path, each.path))
            for key, at, total in row.sums(path):
                yield Candidate(at, parts(key), place.above, total, place)
        yield from _cells(rows_under_heads(value), path, place)
        for name, at, beside in named_rows(value):
            yield Candidate(f"{path}{at}", parts(name), place.above, beside, place)


def _cells(table: ForeignTable | None, path: str, place: WalkContext) -> Iterator[Candidate]:
    if table is not None:
        for head, cell, value, rises in table.newest():
            counted = replace(place, spanned=place.spanned or not rises)
            yield Candidate(f"{path}{cell}".removeprefix("."), parts(head), place.above, value, counted)


def _named(items: list[object], path: str, place: WalkContext) -> Iterator[Candidate]:
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
        yield Candidate(f"{row}.{quoted_key(value)} | [0]", parts(item[name]), place.above, item[value], place)
        if fits_total(parts(item[name])) > 0:
            times = (key for key in item if key not in (name, value) and fits_time(parts(key)) > 0)
            for key in times:
                yield Candidate(f"{row}.{quoted_key(key)} | [0]", parts(key), place.above, item[key], place)


def _by_currency(items: list[object], path: str, place: WalkContext) -> Iterator[Candidate]:
    """Amounts that come as a list of one for each currency: [{"currency": "EUR", "sales": 5}]."""
    tables = [item for item in items if isinstance(item, dict)]
    codes_said = [currency_beside(item) for item in tables]
    if len(tables) < max(2, len(items)) or not all(codes_said) or len(set(codes_said)) < len(tables):
        return
    if any(_TELLS_APART & set(parts(key)) for key in tables[0]):  # a country or a shop in its own currency is no total
        return
    for item, code in zip(tables, codes_said, strict=True):
        named = next(key for key, value in item.items() if CURRENCY & set(parts(key)) and currency_code(value) == code)
        at = f"{path}[?{quoted_key(named)}=='{item[named]}']"
        for key, value in item.items():
            if key != named:
                words = place.words_of(key, item)
                here = replace(place, code=code, stated=True)
                yield Candidate(f"{at}.{quoted_key(key)} | [0]", words, place.above, value, here, of_currency=code)


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
