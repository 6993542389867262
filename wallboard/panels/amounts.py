"""How panels write figures: amounts in the currency and language of the canvas, short enough for the back row."""

from __future__ import annotations

from decimal import Decimal

from wallboard.core.moment import Moment
from wallboard.core.money import sign_of, to_cents
from wallboard.core.numerals import STEPS, Figure, compact, fixed, grouped, share
from wallboard.panels.panel_context import PanelContext


def money(fen: int, moment: Moment, setting: PanelContext, decimals: int | None = None) -> Figure:
    """An amount in the leading currency and language: 4.63亿, $0.68bn; `decimals` as the size needs them if None."""
    minor, sign = fen, sign_of(setting.own, setting.language)
    rate = moment.facts.yuan_per_dollar
    if setting.currency == "USD" and rate is not None:
        minor, sign = to_cents(fen, rate), "$"
    return short(minor, 100, setting, sign, decimals)


def money_like(fen: int, largest_fen: int, yuan_per_dollar: Decimal | None, setting: PanelContext) -> Figure:
    """An amount in the unit that the largest of its list takes, so that a list can be compared at a glance."""
    minor, largest, sign = fen, largest_fen, sign_of(setting.own, setting.language)
    if setting.currency == "USD" and yuan_per_dollar is not None:
        minor, largest = (to_cents(value, yuan_per_dollar) for value in (fen, largest_fen))
        sign = "$"
    unit = compact(largest, 100, setting.language).unit
    size = next((size for size, name in STEPS[setting.language] if name == unit), 1)
    if minor < size:  # below a hundredth of the unit it would read as nothing: such an amount keeps its own unit
        return compact(minor, 100, setting.language, 2, sign)
    return Figure(sign, fixed(minor, size * 100, 2) if size > 1 else grouped(minor // 100), unit)


def short(value: int, scale: int, setting: PanelContext, sign: str = "", decimals: int | None = None) -> Figure:
    """`value / scale` in its largest unit with about four significant digits, rounded down."""
    if decimals is None:
        whole = compact(value, scale, setting.language, 0).digits.replace(",", "")
        decimals = 0 if len(whole) >= 4 else 1 if len(whole) == 3 else 2
    return compact(value, scale, setting.language, decimals, sign)


def metric_figure(name: str, moment: Moment, setting: PanelContext, form: str = "full") -> Figure | None:
    """A metric as it may be shown at the moment, or None where it is missing."""
    metric = moment.metric(name)
    value = moment.figure(name)
    if value is None:
        return None
    if metric.kind == "money":
        return money(value, moment, setting)
    if metric.kind == "share":
        return share(value)
    if metric.kind in ("rate", "audience"):
        value = int(moment.stepping(name) or 0) if not setting.still else value
    return short(value, 1, setting) if form == "compact" and value >= 10_000 else Figure("", grouped(value))


def beside(first: str, second: str) -> str:
    """What the second name adds: words that stand in the first already are dropped (苹果 iPhone 7, Apple iPhone 7)."""
    said = first.lower()
    return " ".join(word for word in second.split() if word.lower() not in said)
