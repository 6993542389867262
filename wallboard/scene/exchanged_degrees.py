"""Whether a map lies where nobody means it: with latitude in the place of longitude it still has valid degrees."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np

from wallboard.config.settings import Settings
from wallboard.scene.geography import CountryMap, Points, inside, world
from wallboard.scene.projection import Patterson

LOOKED_AT: Final = 200
"""Points of a map that are compared with the country's land."""
_FEW, _MOST = 0.2, 0.5
"""Shares of the points: fewer lie in the country as the file says them, at least so many with the two exchanged."""


def region_warnings(region: CountryMap, settings: Settings) -> tuple[str, ...]:
    """What a map of a region does not show as it should, judged also by the zone that the event states.

    Of one whose degrees are exchanged nothing else is said: its places are compared with it once it is mended.
    """
    zone = settings.event.zone if "zone" in settings.event.model_fields_set else None
    turned = None if zone is None else _exchanged(region, zone)
    return region.warnings if turned is None else (turned,)


@lru_cache(maxsize=8)
def _exchanged(region: CountryMap, zone: str) -> str | None:
    """One line where the map lies in the zone's country only once its degrees are exchanged."""
    country = country_of(zone)
    if country is None or len(region.sample) == 0:
        return None
    if _share_in(country, region.sample) >= _FEW or _share_in(country, region.sample[:, ::-1]) < _MOST:
        return None
    lon, lat = np.round(region.sample[0], 3).tolist()
    return (
        f"the map {region.title} lies far from {country} (zone = {zone!r}), and in it once latitude and longitude are"
        f" exchanged: it seems to write latitude first ({lon:g}, {lat:g}); write latitude_first = true under its panel"
    )


def country_of(zone: str) -> str | None:
    """The ISO 3166 code of the country that an IANA zone is of, or None."""
    return _countries().get(zone)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def _share_in(country: str, degrees: Points) -> float:
    """How much of some points lies on a country's land, on the shipped map of the world; 0 of one it does not draw."""
    land = world().part_of.get(country, country)
    area = next((each for each in world().countries if each.code == land), None)
    if area is None or (np.abs(degrees[:, 1]) > 90).any():
        return 0.0
    points = np.column_stack(Patterson().forward(degrees[:, 0], degrees[:, 1]))
    return sum(inside(area.rings, float(x), float(y)) for x, y in points) / len(points)
