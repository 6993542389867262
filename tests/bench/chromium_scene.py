"""The scene of the comparison as data for the page: the shipped map as GeoJSON, 340 cities, 40 flights, three races."""

from __future__ import annotations

from typing import Any

from wallboard.demo.csv_lists import rows_of
from wallboard.scene.geography import Area, Points, china
from wallboard.scene.places import places

FLIGHTS, RACERS = 40, 10
METRES = 1000.0
HUB = "330100"
"""Hangzhou, to which the trails run on the wall."""
SELLERS = ("US", "JP", "KR", "DE", "AU", "GB", "FR", "NZ", "NL", "IT")


def scene(seconds: float, settle_s: float) -> dict[str, Any]:
    """All that the page shows, and for how many seconds it counts after it has settled."""
    weights = {row["code"]: int(row["weight"]) for row in rows_of("cities.csv")}
    known = places()
    found = sorted((known.cities[code] for code in weights), key=lambda place: -weights[place.code])
    hub = known.cities[HUB]
    others = [place for place in found if place.code != HUB]
    return {
        "seconds": seconds,
        "settle_s": settle_s,
        "land": {"type": "FeatureCollection", "features": [_feature(area) for area in china().provinces]},
        "cities": [{"name": p.en, "x": _km(p.x), "y": _km(p.y), "weight": weights[p.code]} for p in found],
        "flights": [[[_km(p.x), _km(p.y)], [_km(hub.x), _km(hub.y)]] for p in others[:FLIGHTS]],
        "races": {
            "brands": list(dict.fromkeys(row["brand"].replace("-", " ").title() for row in rows_of("brands.csv")))[
                :RACERS
            ],
            "countries": [name.en for name in map(known.country, SELLERS) if name is not None],
            "cities": [place.en for place in found[:RACERS]],
        },
    }


def _feature(area: Area) -> dict[str, Any]:
    """A province; its rings are polygons of their own, in kilometres of the map's projection, and closed."""
    return {
        "type": "Feature",
        "properties": {"name": area.code},
        "geometry": {"type": "MultiPolygon", "coordinates": [[_closed(ring)] for ring in area.rings]},
    }


def _closed(ring: Points) -> list[list[float]]:
    return [[_km(x), _km(y)] for x, y in (*ring.tolist(), ring[0].tolist())]


def _km(metres: float) -> float:
    return round(metres / METRES, 3)
