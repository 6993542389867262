"""The land is read as it was made, and what stands in it is found there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wallboard.scene.geography import MapError, china, extent_of, inside, load_china, world
from wallboard.scene.places import places
from wallboard.scene.projection import Albers


def test_every_city_stands_in_its_province() -> None:
    wrong = [
        city.code
        for city in places().cities.values()
        if city.dot and not inside(china().province(city.province).rings, city.x, city.y)  # type: ignore[union-attr]  # a missing province fails the test too
    ]
    assert wrong == []


def test_a_city_of_another_province_is_not_inside() -> None:
    zhejiang = china().province("330000")
    assert zhejiang is not None
    beijing = places().cities["110100"]
    assert not inside(zhejiang.rings, beijing.x, beijing.y)


def test_positions_in_metres_are_the_projected_degrees() -> None:
    dots = [c for c in places().cities.values() if c.dot]
    x, y = Albers().forward([c.lon for c in dots], [c.lat for c in dots])
    assert np.abs(x - [c.x for c in dots]).max() <= 1
    assert np.abs(y - [c.y for c in dots]).max() <= 1


def test_the_country_has_34_provinces_and_ten_dashes() -> None:
    assert len(china().provinces) == 34
    assert len(china().dashes) == 10
    inset = china().inset
    assert inset is not None
    assert len(inset.dashes) == 10


def test_the_provinces_cover_exactly_the_outline() -> None:
    assert extent_of([r for p in china().provinces for r in p.rings]) == extent_of(china().outline)


def test_the_world_is_cut_only_in_the_sea() -> None:
    west, _, east, _ = world().extent
    widest = max(np.ptp(ring[:, 0]) for area in world().countries for ring in area.rings)
    assert widest < (east - west) / 2


def test_countries_without_land_of_their_own_have_a_point() -> None:
    assert {"HK", "MO", "TW"} <= set(world().part_of)
    assert set(world().part_of) <= set(world().points)


def test_a_broken_map_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "china.json"
    broken.write_text('{"arcs": []}')
    with pytest.raises(MapError, match=r"china\.json"):
        load_china(broken)


def test_the_islets_of_the_shipped_inset_are_points_within_it() -> None:
    inset = china().inset
    assert inset is not None
    assert inset.islets.shape[1] == 2
    assert len(inset.islets) > 0
    west, south, east, north = inset.extent
    assert ((inset.islets >= (west, south)) & (inset.islets <= (east, north))).all()
