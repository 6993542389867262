"""Which country an event is of: as it states, else by its money and its zone."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from wallboard.core.moment import Moment
from wallboard.scene.geography import world

OF_CHINA: Final = frozenset({"CN", "HK", "MO", "TW"})
"""The countries and regions that lie on the map of China."""
_CURRENCIES: Final = frozenset({"CNY", "HKD", "MOP", "TWD"})
_OF_MANY: Final = frozenset({"USD", "EUR"})
"""Currencies that say nothing of a country: much of the world reckons in them."""


def is_elsewhere(moment: Moment) -> bool:
    """Whether the event is of another country than China: by its home or, where none is stated, its money and zone."""
    facts = moment.facts
    if facts.home:
        return facts.home not in OF_CHINA
    if moment.currency in _CURRENCIES:
        return False
    country = country_of(facts.zone)
    return country not in OF_CHINA if country else moment.currency not in {"", *_OF_MANY}


@lru_cache(maxsize=16)
def currencies_of(country: str) -> tuple[str, ...]:
    """What is paid with in a country now, by CLDR."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - reads its tables when it is first asked

    return tuple(get_territory_currencies(country))


@lru_cache(maxsize=16)
def country_of(zone: str) -> str:
    """The country that a time zone is of, by CLDR; empty for UTC and the like."""
    from babel.core import get_global  # noqa: PLC0415 - reads its tables when it is first asked

    name, countries = get_global("zone_aliases").get(zone, zone), get_global("zone_territories")
    found = str(countries.get(zone) or countries.get(name) or "")
    return found if found in world().points else ""
