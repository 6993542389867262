"""Documents of the contract with random figures, as trees for JSON."""

from __future__ import annotations

from random import Random
from typing import Any

from .chance import Raw

_NAMES = ("手机", "Phones", "耐克", "Nike", "华为 Huawei", "Größe", "花王")


def amount(chance: Random) -> Any:
    """Yuan as a text or a number."""
    whole, places = chance.randrange(10 ** chance.randrange(1, 15)), chance.randrange(0, 7)
    text = str(whole) if not places else f"{whole}.{chance.randrange(10**places):0{places}}"
    return text if chance.random() < 0.6 else Raw(text)


def count(chance: Random) -> Any:
    """A whole number."""
    return Raw(str(chance.randrange(2 ** chance.randrange(1, 63))))


def instant(chance: Random) -> str:
    """A time of the demonstration's day."""
    return f"2016-11-11T{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}+08:00"


def name(chance: Random) -> Any:
    """A name in one or both languages."""
    return chance.choice((chance.choice(_NAMES), {"zh": chance.choice(_NAMES)}, {"zh": "甲", "en": "A"}))


def ranked(chance: Random, most: int = 4) -> list[Any]:
    """Items with id, name and amount."""
    return [{"id": f"i{n}", "name": name(chance), "gmv": amount(chance)} for n in range(chance.randrange(most))]


def document(chance: Random) -> dict[str, Any]:
    """An answer that keeps the contract."""
    whole: dict[str, Any] = {
        "contract": "wallboard/1",
        "simulated": chance.choice((True, False)),
        "rate": Raw(chance.choice(("1", "60", "0.5"))),
        "sequence": count(chance),
        "currency": "CNY",
        **{field: count(chance) for field in ("orders", "buyers", "brands", "countries_and_regions")},
        **{field: count(chance) for field in ("orders_per_second", "payments_per_second")},
        "mobile_share": f"0.{chance.randrange(10**4):04}",
        "cities": [{"code": code, "gmv": amount(chance)} for code in ("330100", "上海", 110000)],
        "categories": [row | {"top": ranked(chance)} for row in ranked(chance)],
        "best_selling_brands": ranked(chance),
        "selling_to_china": [{"country": land, "gmv": amount(chance)} for land in ("US", "jp", "RU")],
        "buying_from_china": [{"country": "RU", "gmv": amount(chance)}],
        "audience": [{"channel": "youku", "name": name(chance), "viewers": count(chance)}],
        "engagement": {"shakes": count(chance)},
        "milestones": [{"gmv": amount(chance), "at": instant(chance)}],
    }
    kept = {field: value for field, value in whole.items() if chance.random() < 0.6}
    return {"at": instant(chance), "gmv": amount(chance), **kept}
