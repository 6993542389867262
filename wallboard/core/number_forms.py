"""How a language writes numbers, as CLDR has it: marks, groups, plurals, and the units of large numbers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from babel.core import Locale

_LOCALES: Final = {"en": "en_GB"}
"""English without a country counts in bn, m and k, as the agencies do; en-US has B, M and K."""
_PLAIN: Final = {0x202F: "\u00a0", 0x2019: "'"}
"""Group marks that few fonts of numerals have, and what stands for them."""


class Unit(msgspec.Struct, frozen=True):
    """A unit of large numbers: its size, the blank before it if any, and its word by plural category."""

    size: int
    gap: str
    words: tuple[tuple[str, str], ...]

    @property
    def only(self) -> str | None:
        """The word where it is the same after every number."""
        first = self.words[0][1]
        return first if all(word == first for _, word in self.words) else None

    def word(self, category: str) -> str:
        """The unit as it stands after a number of that category."""
        words = dict(self.words)
        return words.get(category, words["other"])


class NumberForms(msgspec.Struct, frozen=True):
    """How numbers are written: `groups` are the sizes of the last group of digits and of those before it.

    `short` and `long` are the units of tables and of running text, from the largest down. The sign of a currency
    stands before the amount (`symbol_first`) or after it, with a blank between them where `symbol_gap` says so.
    `plural` tells the category of a number as it is written, fraction and all.
    """

    decimal: str
    group: str
    groups: tuple[int, int]
    percent: str
    short: tuple[Unit, ...]
    long: tuple[Unit, ...]
    symbol_first: bool
    symbol_gap: bool
    plural: Callable[[Decimal], str]

    def grouped(self, digits: str) -> str:
        """A row of digits in its groups: 1234567 -> 1,234,567 or 12,34,567."""
        last, before = self.groups
        cut = len(digits) - last
        if cut <= 0:
            return digits
        head = [digits[max(0, cut - k - before) : cut - k] for k in range(0, cut, before)]
        return self.group.join([*reversed(head), digits[cut:]])

    def units(self, *, long: bool = False) -> tuple[Unit, ...]:
        """The units of running text, or those of tables and maps."""
        return self.long if long else self.short


@lru_cache(maxsize=32)
def forms(language: str) -> NumberForms:
    """The forms of a language (a BCP 47 tag such as de or en-IN). Raises ValueError where CLDR does not know it."""
    locale = locale_of(language)
    symbols = locale.number_symbols.get("latn", {})
    money = str(locale.currency_formats["standard"].pattern).partition(";")[0]
    short, long = (_units(locale, length) for length in ("short", "long"))
    both = {unit.size for unit in short} & {unit.size for unit in long}
    _let_go()
    return NumberForms(
        decimal=symbols.get("decimal", "."),
        group=_plain(symbols.get("group", ",")),
        groups=locale.decimal_formats[None].grouping,
        percent=_plain(re.sub(r"[#0,.]+", "", str(locale.percent_formats[None].pattern))),
        short=tuple(unit for unit in short if unit.size in both),
        long=tuple(unit for unit in long if unit.size in both),
        symbol_first=money.lstrip("\u200e\u200f").startswith("¤"),
        symbol_gap=any(c.isspace() for c in money),
        plural=locale.plural_form,
    )


def _let_go() -> None:
    """Give back what babel has read of the languages: it keeps all of it, 2 MB each, and a wall needs these forms."""
    data = sys.modules.get("babel.localedata")
    clear = getattr(data, "clear_caches", None)  # from 2.19 on, which keeps them in two places
    if clear is not None:
        clear()
    else:
        getattr(data, "_cache", {}).clear()


def give_back_tables() -> None:
    """Give back all that babel has read, what is common to the languages too; what is asked again is read again.

    For a process of one thread: another one might be reading in it.
    """
    _let_go()
    core = sys.modules.get("babel.core")
    if core is not None and "_global_data" in vars(core):  # nothing public lets go of it
        vars(core)["_global_data"] = None


def locale_of(language: str) -> Locale:
    """The CLDR locale of a language. Raises ValueError where there is none."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - read once, and not by whoever writes no figures

    try:
        return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        msg = f"{language!r} is no language that CLDR knows; write a tag such as de, ja or en-IN"
        raise ValueError(msg) from None


def _units(locale: Locale, length: str) -> tuple[Unit, ...]:
    """The units of a length from the largest down, each once, with the words of all plural categories."""
    found: dict[int, Unit] = {}
    patterns = locale.compact_decimal_formats[length]
    for power, pattern in patterns["other"].items():
        text = str(pattern.pattern)
        word, size = _word(text), 10 ** (len(power) - text.count("0"))
        if word.strip() and size not in found:
            words = {
                category: _word(str(each[power].pattern)).strip()
                for category, each in patterns.items()
                if power in each and "0" in str(each[power].pattern)
            }
            found[size] = Unit(size, " " if word[0].isspace() else "", tuple(words.items()))
    return tuple(sorted(found.values(), key=lambda unit: -unit.size))


def _word(pattern: str) -> str:
    return _plain(re.sub(r"0+", "", pattern).replace("'", ""))


def _plain(text: str) -> str:
    return text.translate(_PLAIN)
