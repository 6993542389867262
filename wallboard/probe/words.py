"""What people call the figures of an event: how well a key of foreign JSON fits a field of the contract."""

from __future__ import annotations

import re
from typing import Final

from wallboard.probe.vocabulary import (
    ABROAD,
    BARE,
    BUYS,
    COUNTS,
    ENDINGS,
    GMV,
    LISTS,
    NO_FIGURES,
    NOT_COUNTS,
    NOT_GMV,
    NOT_TIME,
    SCALES,
    SELLS,
    SHARES,
    TIME,
    WRAPPERS,
    Weights,
    plain,
)

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")


def parts(key: str) -> tuple[str, ...]:
    """The words of a key, in small letters: `totalAmount_cents` -> total, amount, cents."""
    found = tuple(part.casefold() for part in _PARTS.findall(plain(key)))
    ending = next((unit for unit in ENDINGS if found and found[-1].endswith(unit) and found[-1] != unit), None)
    return found if ending is None else (*found[:-1], found[-1].removesuffix(ending), ending)


def fits_total(words: tuple[str, ...]) -> int:
    """How well these words name the total; 0 or less: not at all."""
    return _weight(words, GMV) - 60 * sum(word in NOT_GMV for word in words)


def fits_count(field: str, words: tuple[str, ...]) -> int:
    """How well these words name a count of the contract."""
    return _weight(words, COUNTS[field]) - 60 * sum(word in NOT_COUNTS for word in words)


def fits_rate(field: str, words: tuple[str, ...]) -> int:
    """How well these words name a rate of the contract (orders or payments per second)."""
    what = {"orders_per_second": ("orders", "order"), "payments_per_second": ("payments", "payment", "pay")}[field]
    each = bool({"second", "sec", "s"} & set(words)) and "per" in words
    return 90 if each and any(word in words for word in what) else 0


def fits_mobile(words: tuple[str, ...]) -> int:
    """How well these words name the share of mobile orders."""
    said = set(words)
    if said & {"无线占比", "移动端占比", "移动占比"}:
        return 90
    return 90 if said & {"mobile", "app", "wireless", "celular", "movil", "无线", "移动端"} and said & SHARES else 0


def says_nothing(words: tuple[str, ...]) -> bool:
    """Whether these words are of something that is no figure of an event: a status, a version, an identity."""
    return not words or bool(set(words) & NO_FIGURES)


def fits_time(words: tuple[str, ...]) -> int:
    """How well these words name the instant of the figures."""
    return _weight(words, TIME) - 70 * sum(word in NOT_TIME for word in words)


def list_named(words: tuple[str, ...], above: tuple[str, ...] = ()) -> str | None:
    """The list of the contract that these words name; `above`: those of the keys above, for a list of mere "rows"."""
    said = set(words)
    if above and is_wrapper(words):
        return list_named(above[-2:])
    if said & ABROAD:
        return "selling_to_china" if said & SELLS else "buying_from_china" if said & BUYS else None
    return next((field for field, known in LISTS.items() if said & known), None)


def is_wrapper(words: tuple[str, ...]) -> bool:
    """Whether these words only say that here is something: "rows", "data"."""
    return set(words) <= WRAPPERS | BARE


def scale_of(words: tuple[str, ...]) -> str:
    """What the unit that a key names multiplies by; "1" where it names none."""
    return next((SCALES[word] for word in reversed(words) if word in SCALES), "1")


COUNT_FIELDS: Final = tuple(COUNTS)
RATE_FIELDS: Final = ("orders_per_second", "payments_per_second")


def _weight(words: tuple[str, ...], weights: Weights) -> int:
    return min(100, sum(sorted((weights.get(word, 0) for word in set(words)), reverse=True)[:2]))
