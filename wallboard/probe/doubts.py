"""What makes a proposed figure less sure, although its key names it well: another reading of the same value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from wallboard.config.new_file import quoted
from wallboard.core.currencies import codes, digits_of
from wallboard.probe.candidates import Candidate
from wallboard.probe.foreign_values import Number, number_of
from wallboard.probe.words import fits_total, parts

_UNIT: Final = re.compile(r"\d[ \u00a0]?[^\W\d_]")
_PLAIN: Final = re.compile(r"[0-9]+")
_LEAST_IN_DOUBT: Final = 100
_LOOKED_AT: Final = 50
_WORDS: Final = frozenset(
    ("all", "bam", "bob", "cop", "cup", "dem", "gel", "lak", "mad", "mop", "nad", "pen", "sos", "std", "top", "try")
)
"""Codes of currencies that are words of keys as well: sales_all, top_sales."""
_CODE: Final = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_OF_SIGNS: Final = """R$ BRL, Rp IDR, € EUR, £ GBP EGP FKP GIP SHP, ₹ INR, Rs INR PKR LKR NPR MUR, ₽ RUB, ₩ KRW KPW,
฿ THB, ₫ VND, ₺ TRY, ₦ NGN, ₱ PHP, ₪ ILS, ₴ UAH, zł PLN, Kč CZK, Ft HUF, ¥ JPY CNY, ￥ JPY CNY, 円 JPY,
元 CNY TWD HKD"""
_SIGNS: Final = {sign: of for sign, *of in map(str.split, _OF_SIGNS.split(","))}
"""Signs in amounts, and the currencies that bear them; a dollar may be anybody's."""
_FRACTIONS: Final = {2: "hundredths", 3: "thousandths", 4: "ten-thousandths"}


def other_currency(words: Iterable[str], value: object, currency: str) -> bool:
    """Whether the words of a key, or the amount as a text, name another currency than the event's: gmv_usd, $5."""
    said = {word.upper() for word in words if len(word) == 3 and word not in _WORDS} & codes()
    if isinstance(value, str):
        said |= set(_CODE.findall(value)) & codes()
        said = said or next((set(of) for sign, of in _SIGNS.items() if sign in value), set())
    return bool(currency and said) and currency not in said


def any_fraction(found: Sequence[Candidate]) -> bool:
    """Whether some amount of the answer has decimals: then they all count whole units of money."""
    return any(value != int(value) for value in _amounts(found))


def doubts_of(each: Candidate, number: Number, scale: str, *, fractions: bool) -> Iterator[str]:
    """Other ways to read an amount or a count, of which nothing in the answer says that they are not meant."""
    if number.other is not None:
        other = "grouped:comma" if number.spelling == "grouped" else "grouped"
        yield f"number = {quoted(other)} ({number.other})"
    yield from each.instead
    digits = digits_of(each.place.code)
    plain = not isinstance(each.value, str) or _PLAIN.fullmatch(each.value)
    if fits_total(each.words) <= 0 or not plain or fractions or scale != "1" or digits == 0:
        return
    if number.value == int(number.value) and number.value >= _LEAST_IN_DOUBT:
        minor = f"{Decimal(1).scaleb(-digits):f}"
        yield f"with scale = {quoted(minor)} where it counts {_FRACTIONS[digits]}"


def is_rounded(value: object) -> bool:
    """Whether a text is a number with a unit (1.2M), which may have been rounded up."""
    return isinstance(value, str) and _UNIT.search(value) is not None


def _amounts(found: Sequence[Candidate]) -> Iterator[Decimal]:
    for each in found:
        if fits_total(each.words) > 0 and (number := number_of(each.value)):
            yield number.value
        for item in each.value[:_LOOKED_AT] if isinstance(each.value, list) else ():
            if isinstance(item, dict):
                yield from (
                    number.value for key, v in item.items() if fits_total(parts(key)) > 0 and (number := number_of(v))
                )
