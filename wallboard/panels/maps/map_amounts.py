"""Amounts on a map: beside names as lists have them, and round figures in the legend."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.core.currencies import marks
from wallboard.core.numerals import compact, three_digits, trimmed
from wallboard.core.numerals import money as as_money
from wallboard.panels.panel_context import PanelContext


def told(fen: int, setting: PanelContext) -> tuple[str, str]:
    """An amount as a list has it, with three significant digits, and its unit.

    The source's own currency needs no sign beside each name; another one has it.
    """
    minor, currency = setting.leading(fen)
    before, after = ("", "") if currency == setting.own else marks(currency.code, setting.language)
    decimals = three_digits(minor, currency.scale, setting.language)
    figure = compact(minor, currency.scale, setting.language, decimals)
    return before + figure.digits, figure.gap + figure.unit + after


def round_amount(fen: int, setting: PanelContext) -> str:
    """A round amount with its unit and no needless zeros: 3亿, 0.5bn, 300万; of others three digits or more."""
    minor, currency = setting.leading(fen)
    whole = compact(minor, currency.scale, setting.language, 0).digits
    decimals = 2 - min(2, sum(c.isdigit() for c in whole) - 1)
    figure = compact(minor, currency.scale, setting.language, decimals)
    digits = trimmed(figure.digits, setting.language)
    return str(as_money(replace(figure, digits=digits), currency.code, setting.language))
