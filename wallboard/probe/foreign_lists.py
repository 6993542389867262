"""Lists of foreign JSON that could be lists of the contract: what each is of, and the JMESPath that makes it so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wallboard.core.currencies import codes, currency_code
from wallboard.probe.candidates import Candidate
from wallboard.probe.foreign_values import Number, number_of, quoted_key, time_format_of
from wallboard.probe.proposed import Proposed
from wallboard.probe.vocabulary import AMOUNTS, CURRENCY, IDENTITIES, NAMES, NOT_TIME, PASSING
from wallboard.probe.words import fits_time, fits_total, list_named, parts, scale_of

Item = Mapping[str, Any]
_LOOKED_AT: Final = 50
_MOST_WITHIN: Final = 3
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,8})*")
_DAY: Final = re.compile(r"\d{4}-\d\d(-\d\d)?|\d\d?[./]\d\d?[./]\d{4}")
_MOST_KNOWN: Final = 0.6
"""Of the names of a list so many are cities where it is one of cities."""


@dataclass(frozen=True, slots=True)
class _ListShape:
    """The paths within a list's items: what tells them apart, what they are called, and their amount."""

    identity: str
    name: str
    amount: str
    number: Number
    sure: bool


def lists_of(found: Sequence[Candidate], spelled: str, is_city: Callable[[str], bool]) -> Iterator[Proposed]:
    """The best proposal for each list of the contract; one that nothing tells of comes last, as a guess.

    `spelled` is the spelling of numbers that prevails in the answer.
    """
    best: dict[str, Proposed] = {}
    unknown: list[Proposed] = []
    for each in found:
        of = _of_list if isinstance(each.value, list) else _of_object
        proposed = of(each, spelled, is_city)
        if proposed is None:
            continue
        if not proposed.field:
            if not PASSING & set(each.words):
                unknown.append(proposed)
        elif proposed.field not in best or proposed.fit > best[proposed.field].fit:
            best[proposed.field] = proposed
    if unknown and "best_selling_brands" not in best:
        first = unknown[0]
        best["best_selling_brands"] = Proposed("best_selling_brands", first.rule, first.fit, first.others)
    yield from best.values()


def _of_list(each: Candidate, spelled: str, is_city: Callable[[str], bool]) -> Proposed | None:
    items = flat_items(each.value)
    if in_several_currencies(items) or _is_schema(items):
        return None
    shape = _shape(items, spelled)
    if shape is None or not isinstance(each.value, list) or len(items) < min(len(each.value), _LOOKED_AT):
        return None
    city_key = next(
        (key for key in (shape.identity, shape.name) if key and _mostly(is_city, [item.get(key) for item in items])), ""
    )
    said = list_named(each.words, each.above)
    field = "cities" if city_key else said or list_named((*parts(shape.identity), *parts(shape.name)))
    fit = 90 if city_key else 75 if said else 60 if field else 30
    return Proposed(
        field or "",
        _rule(each, field or "", shape, items, city_key),
        fit if shape.sure else min(fit, 50),
    )


def _is_schema(items: Sequence[Item]) -> bool:
    """Whether these are the columns of a table, with their types."""
    return bool(items) and all({"name", "type"} <= set(item) and isinstance(item["type"], str) for item in items)


def in_several_currencies(items: Sequence[Item]) -> bool:
    """Whether these items name more than one currency: their amounts make no sum, and no ranking."""
    keys = [key for key in (items[0] if items else ()) if CURRENCY & set(parts(key.rpartition(".")[2]))]
    said = ({currency_code(item.get(key)) for item in items} & codes() for key in keys)
    return any(len(named) > 1 for named in said)


def flat_items(value: object) -> list[dict[str, Any]]:
    """The objects of a list, their values by JMESPath, with what lies in objects within: {"node": …, "node.uf": …}."""
    items = value[:_LOOKED_AT] if isinstance(value, list) else []
    return [dict(_flat(item, "", 0)) for item in items if isinstance(item, dict)]


def _flat(item: Item, above: str, level: int) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        path = f"{above}{quoted_key(key)}"
        yield path, value
        if isinstance(value, dict) and level < _MOST_WITHIN and not _is_by_language(value):
            yield from _flat(value, f"{path}.", level + 1)


def _is_by_language(value: Item) -> bool:
    """Whether an object is a text by language: {"zh": "茶", "en": "Tea"}."""
    return all(isinstance(text, str) and _LANGUAGE.fullmatch(key) for key, text in value.items())


def _shape(items: Sequence[Item], spelled: str) -> _ListShape | None:
    """The keys that matter, if the items have such."""
    if not items:
        return None
    keys = [key for key in items[0] if all(key in item for item in items)]
    keys = [key for key in keys if not _is_beside(key, items[0][key])]
    texts = [key for key in keys if all(isinstance(i[key], str | int) and not isinstance(i[key], bool) for i in items)]
    named = [key for key in keys if all(_is_name(item[key]) for item in items)]
    identity = _first(texts, IDENTITIES)
    name = _first([key for key in named if key != identity], NAMES) or _first(named, NAMES)
    numbers = {key: number for key in keys if (number := _number(items, key, spelled)) is not None and key != identity}
    fitting = sorted(numbers, key=lambda key: -_amount_fit(key))
    if not fitting:
        return None
    amount, sure = fitting[0], _amount_fit(fitting[0]) > 0
    if not sure and len(fitting) > 1:
        return None
    if not identity and not (name and all(isinstance(item[name], str) for item in items)):
        others = [key for key in texts if key not in numbers]
        if not others:
            return None
        identity = others[0]
    return _ListShape(identity or name, name if name != (identity or name) else "", amount, numbers[amount], sure)


def _is_beside(key: str, value: object) -> bool:
    """Whether a value is a time or a currency, which neither tell items apart nor are their amounts."""
    words = set(parts(key.rpartition(".")[2]))
    named = fits_time(parts(key)) > 0 or words & NOT_TIME or isinstance(value, str)
    day = isinstance(value, str) and _DAY.fullmatch(value) is not None
    return bool(named and time_format_of(value)) or day or bool(CURRENCY & words and currency_code(value) in codes())


def _is_name(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and _is_by_language(value))


def _first(keys: Sequence[str], words: frozenset[str]) -> str:
    """The first key that ends in one of these words, or else has one."""
    ends = (key for key in keys if words & set(parts(key.rpartition(".")[2])))
    return next(ends, "") or next((key for key in keys if words & set(parts(key))), "")


def _number(items: Sequence[Item], key: str, spelled: str) -> Number | None:
    """The first of the numbers under a key, if all of them are numbers that are read alike."""
    read = [number_of(item[key], spelled) for item in items]
    numbers = [number for number in read if number is not None]
    if len(numbers) < len(read) or any(number.value < 0 for number in numbers):
        return None
    return next((number for number in numbers if number.spelling), numbers[0])


def _amount_fit(key: str) -> int:
    words = parts(key)
    return max(fits_total(words), 40 if AMOUNTS & set(words) else 0)


def _mostly(is_city: Callable[[str], bool], names: Sequence[object]) -> bool:
    said = [str(name) for name in names if isinstance(name, str | int)]
    return bool(said) and sum(map(is_city, said)) >= _MOST_KNOWN * len(said)


def _rule(
    each: Candidate, field: str, shape: _ListShape, items: Sequence[Item], city_key: str
) -> tuple[tuple[str, str], ...]:
    amount, key = shape.amount, city_key or shape.identity
    name = f", name: {shape.name}" if shape.name else ""
    if field == "cities":
        inner = f"code: {key}, gmv: {amount}"
    elif field == "audience":
        inner = f"channel: {key}{name}, viewers: {amount}"
    elif field in ("selling_to_china", "buying_from_china"):
        inner = f"country: {key}, gmv: {amount}"
    else:
        inner = f"id: {key}{name}, gmv: {amount}"
        if field == "categories" and (below := _below(items, scale_of(parts(shape.amount)))):
            inner += f", top: {below}"
    return (("path", f"{each.path}[].{{{inner}}}"), *_reading(shape.number, each.scale_of(parts(shape.amount))))


def _reading(number: Number, scale: str) -> Iterator[tuple[str, str]]:
    if number.spelling:
        yield "number", number.spelling
    if scale != "1":
        yield "scale", scale


def _below(items: Sequence[Item], scale: str) -> str:
    """The list within each item, as an expression; nothing where there is none in the same unit."""
    for key, value in items[0].items():
        shape = _shape(flat_items(value), "")
        if shape is not None and not shape.number.spelling and scale_of(parts(shape.amount)) == scale:
            name = f", name: {shape.name}" if shape.name else ""
            return f"{key}[].{{id: {shape.identity}{name}, gmv: {shape.amount}}}"
    return ""


def _of_object(each: Candidate, spelled: str, is_city: Callable[[str], bool]) -> Proposed | None:
    """A list that comes as an object: {"330100": 5}."""
    if not isinstance(each.value, dict) or len(each.value) < 2:
        return None
    numbers = [number_of(value, spelled) for value in list(each.value.values())[:_LOOKED_AT]]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    cities = _mostly(is_city, list(each.value)[:_LOOKED_AT])
    field = "cities" if cities else list_named(each.words)
    if field is None:
        return None
    first = next((number for number in known if number.spelling), known[0])
    scale = each.scale_of(each.words)
    return Proposed(field, (("path", each.path), ("items", "true"), *_reading(first, scale)), 90 if cities else 70)
