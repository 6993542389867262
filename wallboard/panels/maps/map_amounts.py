"""Amounts on a map: one unit for all names of it, and round figures in the legend."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wallboard.core.money import sign_of, to_cents
from wallboard.core.numerals import STEPS, Language, compact, fixed


@dataclass(frozen=True, slots=True)
class Tender:
    """The language and currency that amounts are written in.

    `rate` is what a dollar costs for amounts in dollars, None for amounts in the source's `own` currency.
    """

    language: Language
    rate: Decimal | None
    own: str = ""

    def minor(self, fen: int) -> int:
        """An amount in fen as fen or cents."""
        return fen if self.rate is None else to_cents(fen, self.rate)

    def unit(self, largest_fen: int) -> tuple[int, str, int]:
        """The unit that fits a list of amounts: its size in whole money, its sign, and how many decimals it takes."""
        largest = self.minor(largest_fen)
        size, sign = next(((s, n) for s, n in STEPS[self.language] if largest >= s * 100), (1, ""))
        decimals = 0 if size == 1 else 1 if largest >= 10 * size * 100 else 2
        return size, sign, decimals

    def plain(self, fen: int, unit: tuple[int, str, int]) -> tuple[str, str]:
        """An amount in a unit, and the unit's sign; one that is too small for it takes a unit of its own."""
        size, sign, decimals = unit
        minor = self.minor(fen)
        mark = "" if self.rate is None else "$"
        if 0 < minor * 10**decimals < size * 100:
            own = compact(minor, 100, self.language, 0)
            return mark + own.digits, own.unit
        return mark + fixed(minor, size * 100, decimals), sign

    def short(self, fen: int) -> str:
        """A round amount with its unit and no needless zeros: 3亿, 0.5bn, 300万; of others three digits or more."""
        minor = self.minor(fen)
        decimals = 2 - min(2, len(compact(minor, 100, self.language, 0).digits.replace(",", "")) - 1)
        figure = compact(minor, 100, self.language, decimals)
        digits = figure.digits.rstrip("0").rstrip(".") if "." in figure.digits else figure.digits
        sign = sign_of(self.own if self.rate is None else "USD", self.language)
        return sign + digits + figure.unit
