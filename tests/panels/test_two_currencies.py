"""What stands beside a counter: the sum in both currencies, each as the wall's languages write it."""

from decimal import Decimal

import pytest

from tests.panels.evening import evening, saying
from wallboard.config.panels import CounterOptions
from wallboard.core.currencies import UNSTATED, Currency
from wallboard.panels import counter
from wallboard.panels.panel_context import PanelContext

DOLLARS = Currency("USD"), Decimal("88.70")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (PanelContext(("en-IN",), "own", Currency("INR"), DOLLARS), ["₹12.34 crore", "US$ 1.39 million"]),
        (PanelContext(("en-IN",), "second", Currency("INR"), DOLLARS), ["US$ 1.39 million", "₹12.34 crore"]),
        (PanelContext(("zh", "en"), "own", Currency("CNY"), DOLLARS), ["1.23亿元", "US$ 1.39 million"]),
        (PanelContext(("en", "zh"), "own", Currency("CNY"), DOLLARS), ["1.23亿元", "US$ 1.39 million"]),
        (PanelContext(("de", "en"), "own", Currency("EUR"), DOLLARS), ["123,45 Millionen €", "1,39 Millionen US$"]),
        (PanelContext(("ja", "en"), "own", Currency("JPY", 2), DOLLARS), ["1.23億円", "US$ 1.39 million"]),
        (PanelContext(("pt",), "own", Currency("BRL"), None), ["R$ 123,45 milhões"]),
        (PanelContext(("en",), "own", UNSTATED, None), ["123.45 million"]),
    ],
)
def test_each_currency_is_written_as_its_language_does(setting: PanelContext, said: list[str]) -> None:
    moment = saying(evening("02:00:00"), gmv_fen=123_456_789_00)
    view = counter.resolve(moment, CounterOptions(metric="gmv"), setting)
    assert ["".join(piece) for piece in view.beside] == said
