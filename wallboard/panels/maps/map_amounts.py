"""Amounts on a map: one unit for all names of it, and round figures in the legend."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallboard.core.currencies import marks
from wallboard.core.number_forms import Unit, forms
from wallboard.core.numerals import compact, fixed, trimmed
from wallboard.core.numerals import money as as_money
from wallboard.panels.panel_context import PanelContext


@dataclass(frozen=True, slots=True)
class MapUnit:
    """The unit that fits a list of amounts: a unit of the language or None, and how many decimals it takes."""

    unit: Unit | None
    decimals: int

    @property
    def size(self) -> int:
        """How much whole money it is."""
        return 1 if self.unit is None else self.unit.size


def unit_for(largest_fen: int, setting: PanelContext) -> MapUnit:
    """The unit of a map whose largest amount it is."""
    largest, currency = setting.leading(largest_fen)
    unit = next((u for u in forms(setting.language).short if largest >= u.size * currency.scale), None)
    if unit is None:
        return MapUnit(None, 0)
    return MapUnit(unit, 1 if largest >= 10 * unit.size * currency.scale else 2)


def plain(fen: int, unit: MapUnit, setting: PanelContext) -> tuple[str, str]:
    """An amount in a unit, and the unit's sign; one that is too small for it takes a unit of its own.

    The source's own currency needs no sign beside each name; another one has it.
    """
    minor, currency = setting.leading(fen)
    before, after = ("", "") if currency == setting.own else marks(currency.code, setting.language)
    if 0 < minor * 10**unit.decimals < unit.size * currency.scale:
        own = compact(minor, currency.scale, setting.language, 0)
        return before + own.digits, own.gap + own.unit + after
    digits = fixed(minor, unit.size * currency.scale, unit.decimals, setting.language)
    return before + digits, ("" if unit.unit is None else unit.unit.gap + unit.unit.word("other")) + after


def round_amount(fen: int, setting: PanelContext) -> str:
    """A round amount with its unit and no needless zeros: 3亿, 0.5bn, 300万; of others three digits or more."""
    minor, currency = setting.leading(fen)
    whole = compact(minor, currency.scale, setting.language, 0).digits
    decimals = 2 - min(2, sum(c.isdigit() for c in whole) - 1)
    figure = compact(minor, currency.scale, setting.language, decimals)
    digits = trimmed(figure.digits, setting.language)
    return str(as_money(replace(figure, digits=digits), currency.code, setting.language))
