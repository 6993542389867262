"""How figures are written in a language: grouped, in its units of large numbers; rounded down, never a float."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import msgspec

from wallboard.core.currencies import Currency, Manner, marks
from wallboard.core.number_forms import NumberForms, forms

Language = str
"""A BCP 47 tag: zh, en, de, en-IN."""

MISSING = "—"
"""What stands where nothing is known; zero is a figure, this is none."""


class Figure(msgspec.Struct, frozen=True):
    """A written figure in its parts, so that sign and unit can be set smaller than the digits."""

    sign: str
    digits: str
    unit: str = ""
    gap: str = ""
    """What stands between digits and unit."""

    def __str__(self) -> str:
        """The figure as running text, as captions and exports write it."""
        return f"{self.sign}{self.digits}{self.gap}{self.unit}"


def grouped(value: int, language: Language = "en") -> str:
    """A whole number in the groups of a language: 1,234,567 or 12,34,567."""
    written = forms(language).grouped(str(abs(value)))
    return f"-{written}" if value < 0 else written


def fixed(value: int, scale: int, decimals: int, language: Language = "en") -> str:
    """`value / scale` with `decimals` places, rounded towards minus infinity: 4751234 / 10**4, 2 -> "475.12"."""
    units = value * 10**decimals // scale
    sign, units = ("-", -units) if units < 0 else ("", units)
    whole, part = divmod(units, 10**decimals)
    written = sign + grouped(whole, language)
    return f"{written}{forms(language).decimal}{part:0{decimals}d}" if decimals else written


def trimmed(digits: str, language: Language) -> str:
    """Digits without the zeros that end a fraction: 3.50 -> 3.5, 10.00 -> 10."""
    mark = forms(language).decimal
    return digits.rstrip("0").rstrip(mark) if mark in digits else digits


def compact(value: int, scale: int, language: Language, decimals: int = 2, *, long: bool = False) -> Figure:
    """`value / scale` in the largest unit of the language that it fills, rounded down.

    `long` writes the unit in full. Below the smallest unit the whole number stands.
    """
    form = forms(language)
    for unit in form.units(long=long):
        if abs(value) >= unit.size * scale:
            digits = fixed(value, unit.size * scale, decimals, language)
            word = unit.only if unit.only is not None else unit.word(_category(digits, form))
            return Figure("", digits, word, unit.gap)
    return Figure("", grouped(value // scale, language))


def _category(digits: str, form: NumberForms) -> str:
    """The plural category of a number as it is written."""
    return _plural(form.plural, digits.replace(form.group, "").replace(form.decimal, "."))


@lru_cache(maxsize=4096)
def _plural(rule: Callable[[Decimal], str], digits: str) -> str:
    return rule(Decimal(digits))


def short_decimals(value: int, scale: int, language: Language) -> int:
    """How many decimals a compact figure takes: three significant digits at least."""
    digits = compact(value, scale, language, 0).digits
    places = sum(c.isdigit() for c in digits)
    return 0 if places >= 4 else 1 if places == 3 else 2


def three_digits(value: int, scale: int, language: Language) -> int:
    """How many decimals give a compact figure three significant digits; none where it has as many whole ones."""
    digits = compact(value, scale, language, 0).digits
    return max(0, 3 - sum(c.isdigit() for c in digits))


def money(figure: Figure, code: str, language: Language, manner: Manner = "table") -> Figure:
    """A figure as an amount of a currency, with its sign where the language has it."""
    before, after = marks(code, language, manner)
    if not after:
        return Figure(before, figure.digits, figure.unit, figure.gap)
    if not figure.unit:
        return Figure(before, figure.digits, after.lstrip(), after[: len(after) - len(after.lstrip())])
    return Figure(before, figure.digits, figure.unit + after, figure.gap)


def amount(
    minor: int,
    currency: Currency,
    language: Language,
    decimals: int = 2,
    manner: Manner = "table",
    *,
    long: bool = False,
) -> Figure:
    """An amount in minor units, in the largest unit it fills: 4.63亿, US$ 6.99 billion, 1,23 Mrd. €."""
    return money(compact(minor, currency.scale, language, decimals, long=long), currency.code, language, manner)


def full_amount(minor: int, currency: Currency, language: Language = "en", manner: Manner = "table") -> Figure:
    """The whole units of an amount: ¥47,512,345,678, 47.512.345.678 €."""
    return money(Figure("", grouped(minor // currency.scale, language)), currency.code, language, manner)


def share(ppm: int, decimals: int = 1, language: Language = "en") -> Figure:
    """Parts per million as a percentage, rounded down: 839600 -> 83.9 %."""
    percent = forms(language).percent
    return Figure("", fixed(ppm, 10_000, decimals, language), percent.strip(), " " if percent[0].isspace() else "")
