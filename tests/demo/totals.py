"""Every total that a document of the demonstration carries, by name, as whole numbers."""

from decimal import Decimal
from typing import Any


def fen(amount: str) -> int:
    """An amount of the contract in fen."""
    return int(Decimal(amount) * 100)


def totals_of(document: dict[str, Any]) -> dict[str, int]:
    """Name -> amount or count of all that must never fall."""
    found = {name: document[name] for name in ("orders", "buyers", "countries_and_regions", "brands", "sequence")}
    found |= {"gmv": fen(document["gmv"]), "shakes": document["engagement"]["shakes"]}
    found |= {f"city {city['code']}": fen(city["gmv"]) for city in document["cities"]}
    for category in document["categories"]:
        found[f"category {category['id']}"] = fen(category["gmv"])
        found |= {f"{category['id']} {seller['id']}": fen(seller["gmv"]) for seller in category["top"]}
    for listing in ("selling_to_china", "buying_from_china"):
        found |= {f"{listing} {country['country']}": fen(country["gmv"]) for country in document[listing]}
    return found | {f"brand {brand['id']}": fen(brand["gmv"]) for brand in document["best_selling_brands"]}


def fallen(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """What is less in the later document; the twenty best brands may be others, so only names in both count."""
    old, new = totals_of(before), totals_of(after)
    return {name: (old[name], new[name]) for name in old.keys() & new.keys() if new[name] < old[name]}
