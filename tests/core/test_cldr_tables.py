"""What babel has read of the languages is given back, and read again when it is asked for."""

from __future__ import annotations

import gc

import pytest
from babel import localedata
from babel.core import Locale, get_global

from wallboard.core.number_forms import forms, give_back_tables


def tables() -> int:
    """How many parts of CLDR's tables of languages are in memory."""
    gc.collect()
    return sum(type(thing) is localedata.Alias for thing in gc.get_objects())


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forms.cache_clear()
    give_back_tables()


def test_the_tables_of_a_language_are_not_kept_for_its_forms_of_numbers() -> None:
    before = tables()
    assert forms("de").group == "."
    assert tables() == before


def test_what_others_have_read_is_given_back_too() -> None:
    before = tables()
    assert Locale.parse("de").territories["FR"] == "Frankreich"
    assert tables() > before
    give_back_tables()
    assert tables() == before


def test_it_is_read_again_when_it_is_asked_for() -> None:
    aliases = dict(get_global("territory_aliases"))
    give_back_tables()
    assert aliases
    assert dict(get_global("territory_aliases")) == aliases
    assert Locale.parse("fr").territories["DE"] == "Allemagne"
