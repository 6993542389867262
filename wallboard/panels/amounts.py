"""How panels write figures: amounts in the currency and language of the canvas, short enough for the back row."""

from __future__ import annotations

from wallboard.core.moment import Moment
from wallboard.core.numerals import Figure, amount, compact, grouped, share, short_decimals, three_digits, trimmed
from wallboard.core.numerals import money as as_money
from wallboard.panels.panel_context import PanelContext


def money(fen: int, setting: PanelContext, decimals: int | None = None) -> Figure:
    """An amount in the leading currency and language: 4.63亿, $0.68bn; `decimals` as the size needs them if None."""
    minor, currency = setting.leading(fen)
    if decimals is None:
        decimals = short_decimals(minor, currency.scale, setting.language)
    return amount(minor, currency, setting.language, decimals)


def row_amount(fen: int, setting: PanelContext) -> Figure:
    """An amount of a list or a map, in the unit it fills and with three significant digits in every language."""
    minor, currency = setting.leading(fen)
    return amount(minor, currency, setting.language, three_digits(minor, currency.scale, setting.language))


def amount_of(fen: int, setting: PanelContext, language: str = "") -> Figure:
    """A round sum of the source's as it is spoken of: 100亿, ¥10bn; decimals only where it has them."""
    language = language or setting.language
    plain = compact(fen, setting.own.scale, language)
    figure = Figure("", trimmed(plain.digits, language), plain.unit, plain.gap)
    return as_money(figure, setting.own.code, language)


def short(value: int, setting: PanelContext) -> Figure:
    """A count in its largest unit with three significant digits at least, rounded down."""
    return compact(value, 1, setting.language, short_decimals(value, 1, setting.language))


def known_figure(name: str, moment: Moment) -> int | None:
    """What may be shown of a metric, but no 0 of before the start: once the event goes on, nobody knows that."""
    value, current, facts = moment.figure(name), moment.state.current, moment.facts
    if value or current is None or facts.start_us is None or not moment.metric(name).total:
        return value
    begun = moment.event_us is not None and moment.event_us >= facts.start_us
    return None if begun and current.snapshot.at_us < facts.start_us else value


def metric_figure(name: str, moment: Moment, setting: PanelContext, form: str = "full") -> Figure | None:
    """A metric as it may be shown at the moment, or None where it is missing."""
    metric = moment.metric(name)
    value = known_figure(name, moment)
    if value is None:
        return None
    if metric.kind == "money":
        return money(value, setting)
    if metric.kind == "share":
        return share(value, language=setting.language)
    if metric.kind in ("rate", "audience"):
        value = int(moment.stepping(name) or 0) if not setting.still else value
    plain = Figure("", grouped(value, setting.language))
    return short(value, setting) if form == "compact" and value >= 10_000 else plain


def beside(first: str, second: str) -> str:
    """What the second name adds: words that stand in the first already are dropped (苹果 iPhone 7, Apple iPhone 7)."""
    said = first.lower()
    return " ".join(word for word in second.split() if word.lower() not in said)
