"""The shipped examples of other countries: without a mistake, in their currency's minor unit and their languages."""

from pathlib import Path

import pytest

from wallboard.actions.table import default_keys
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load

EXAMPLES = Path(__file__).parents[2] / "config/examples"


@pytest.mark.parametrize(
    ("name", "currency", "digits", "languages", "first", "open_end"),
    [
        ("donation-night-eur", "EUR", 2, ("de", "en"), 500_000_00, True),
        ("two-day-sale-jpy", "JPY", 0, ("ja", "en"), 100_000_000, False),
        ("diwali-sale-inr", "INR", 2, ("en-IN",), 10_000_000_00, False),
    ],
)
def test_an_event_of_another_country_needs_no_more_than_a_file(
    name: str, currency: str, digits: int, languages: tuple[str, ...], first: int, open_end: bool
) -> None:
    settings = load(EXAMPLES / f"{name}.toml", known_actions=default_keys())
    facts = facts_of(settings)
    assert (facts.currency, facts.minor_digits, settings.display.languages) == (currency, digits, languages)
    assert facts.milestones_fen[0] == first
    assert (facts.end_us is None) == open_end
    assert facts.earlier_years == ()
    assert all(facts.name.exact(language) for language in languages[:1])
