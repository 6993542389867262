"""Currencies and languages in a file: what is right counts the minor unit, what is wrong is one clear line."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.config.test_mistakes import Mistakes
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.instants import to_us

RATES = """[money]
currency = "EUR"
second = "GBP"
rate = "1.15"
rates = [{ from = 2026-11-27T20:00:00+01:00, rate = "1.16" }, { from = 2026-11-27T21:00:00+01:00, rate = "1.17" }]
"""


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "wallboard.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [
        ("JPY", "1234.9", 1234),
        ("EUR", "1234.567", 123_456),
        ("KWD", "1234.5678", 1_234_567),
        ("INR", "2 crore", 2 * 10**9),
        ("INR", "12,34,567.5", 123_456_750),
        ("EUR", "1,234,567.5", 123_456_750),
        ("EUR", "1_234_567", 123_456_700),
    ],
)
def test_an_amount_counts_the_minor_unit_of_the_currency(
    tmp_path: Path, currency: str, written: str, minor: int
) -> None:
    settings = read(tmp_path, f'[money]\ncurrency = "{currency}"\n[milestones]\namounts = ["{written}"]')
    assert facts_of(settings).milestones_fen == (minor,)


def test_a_new_rate_counts_from_its_instant_on(tmp_path: Path) -> None:
    settings = read(tmp_path, RATES)
    facts = facts_of(settings)
    first, second = (to_us(rate.since) for rate in settings.money.rates)
    found = [facts.rate_at(at_us) for at_us in (None, first - 1, first, second - 1, second, second + 10**12)]
    assert found == [Decimal(r) for r in ("1.15", "1.15", "1.16", "1.16", "1.17", "1.17")]
    assert facts.second == "GBP"


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ('[milestones]\namounts = ["1,5亿"]', "milestones.amounts[0]", "a point fractions"),
        ('[milestones]\namounts = ["5,1m"]', "milestones.amounts[0]", "a point fractions"),
        ('[milestones]\namounts = ["1,2345"]', "milestones.amounts[0]", "a comma parts thousands"),
        ('[milestones]\namounts = ["1.234.567"]', "milestones.amounts[0]", "is not an amount of money"),
        ('[money]\nsecond = "GBP"', "money.second", "needs a rate"),
        ('[money]\nlead = "second"', "money.lead", "needs a rate"),
        ('[money]\ncurrency = "EUR"\nsecond = "EUR"\nrate = "1"', "money.second", "own currency already"),
        ('[money]\nusd_rate = "1.1"\nrate = "1.2"', "money.usd_rate", "second rate"),
        ('[money]\ncurrency = "EURO"', "money.currency", "ISO 4217"),
        ('[money]\nrate = "0.00000000001"', "money.rate", "no rate of exchange"),
        (RATES.replace("21:00", "19:00"), "money.rates[1].from", "does not follow"),
        ('[display]\nlanguages = "de+fr"', "display.languages", "no language of the wall"),
        ('[display]\nlanguages = "de+de"', "display.languages", "two different ones"),
        ('[display]\nlanguages = "de+en+ja"', "display.languages", "two different ones"),
        ('[display]\nlanguages = "zh-TW"', "display.languages", "no language of the wall"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_write(mistakes: Mistakes, text: str, key: str, says: str) -> None:
    (problem,) = mistakes(text)
    assert problem.key_path == key
    assert says in problem.message


def test_the_names_of_before_are_still_understood(tmp_path: Path) -> None:
    settings = read(tmp_path, '[money]\ncurrency = "CNY"\nusd_rate = "7.25"\nlead = "USD"')
    facts = facts_of(settings)
    assert (settings.money.lead, facts.second, facts.rate_at(0)) == ("second", "USD", Decimal("7.25"))
    assert (
        read(tmp_path, '[money]\ncurrency = "EUR"\nsecond = "USD"\nrate = "0.9"\nlead = "USD"').money.lead == "second"
    )
