"""A probe names the places that nobody knows."""

import json

from wallboard.core.contract.reading import read_answer
from wallboard.scene.unknown_places import MOST, unknown_places


def told(**lists: list[dict[str, str]]) -> list[str]:
    answer = {"at": "2026-11-27T18:00:00+08:00", "gmv": "1"} | lists
    return list(unknown_places(read_answer(json.dumps(answer).encode()).snapshot))


def test_exactly_the_unknown_are_named() -> None:
    cities = [{"code": code, "gmv": "1"} for code in ("330100", "Gotham", "北京市", "999999")]
    countries = [{"country": code, "gmv": "1"} for code in ("US", "QX")]
    assert told(cities=cities, selling_to_china=countries) == [
        "cities: 2 of 4 are unknown and on no map: Gotham, 999999",
        "selling_to_china: 1 of 2 are unknown and on no map: QX",
    ]


def test_of_many_only_the_first_are_named() -> None:
    line = told(cities=[{"code": f"Gotham{n}", "gmv": "1"} for n in range(MOST + 1)])[0]
    assert line.endswith(f"Gotham{MOST - 1} …")


def test_nothing_is_said_where_all_are_known_or_nothing_was_read() -> None:
    assert told(cities=[{"code": "330100", "gmv": "1"}]) == []
    assert list(unknown_places(None)) == []
