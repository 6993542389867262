"""The map of the world has every country that a feed may name, and is cut only through the sea."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer

from tests.assets.conftest import Map, points

NEEDED = "US JP KR DE AU RU ES IL UA FR GB IT NL NZ CA BR TH SG MY HK MO TW CN TR PL IN ID VN PH AE SA KZ BY CL MX"
FULL_TURN_M = 2 * np.pi * 6371000


def country(world: Map, code: str) -> dict[str, Any]:
    return next(entry for entry in world.document["countries"] if entry["code"] == code)


def test_every_code_is_there_once(world: Map) -> None:
    codes = Counter(entry["code"] for entry in world.document["countries"])
    assert set(codes.values()) == {1}
    assert len(codes) == 247
    assert set(NEEDED.split()) <= set(codes)


def test_every_country_is_named_in_both_languages(world: Map) -> None:
    for language in ("zh", "en"):
        names = Counter(entry[language] for entry in world.document["countries"])
        assert "" not in names
        assert set(names.values()) == {1}


def test_what_has_no_shape_says_whose_land_it_lies_in(world: Map) -> None:
    codes = {entry["code"] for entry in world.document["countries"]}
    for entry in world.document["countries"]:
        assert bool(entry["polygons"]) is (entry["part_of"] is None), entry["code"]
        assert entry["part_of"] is None or entry["part_of"] in codes


@pytest.mark.parametrize(("lon", "lat"), [(121.0, 23.8), (91.86, 27.59), (79.6, 35.2), (109.8, 19.2), (114.17, 22.6)])
def test_china_is_one_territory(world: Map, lon: float, lat: float) -> None:
    x, y = Transformer.from_crs("EPSG:4326", world.document["projection"], always_xy=True).transform(lon, lat)
    found = [e["code"] for e in world.document["countries"] if world.holds(e["polygons"], x, y)]
    assert found == ["CN"]


def test_positions_on_the_map_are_those_of_the_projection(world: Map) -> None:
    transformer = Transformer.from_crs("EPSG:4326", world.document["projection"], always_xy=True)
    for entry in world.document["countries"]:
        x, y = transformer.transform(entry["lon"], entry["lat"])
        assert (entry["x"] - x) % FULL_TURN_M == pytest.approx(0, abs=1) or entry["x"] == pytest.approx(x, abs=1)
        assert entry["y"] == pytest.approx(y, abs=1)


LARGE = ("US", "JP", "KR", "DE", "AU", "RU", "ES", "FR", "GB", "IT", "CA", "BR", "TH", "MY", "CN", "TR", "IN")


@pytest.mark.parametrize("code", LARGE)
def test_the_anchor_of_a_large_country_stands_on_its_land(world: Map, code: str) -> None:
    entry = country(world, code)
    near = [(entry["x"] + dx, entry["y"] + dy) for dx in (-60e3, 0, 60e3) for dy in (-60e3, 0, 60e3)]
    assert any(world.holds(entry["polygons"], x, y) for x, y in near)


def test_russia_is_joined_across_the_180th_meridian(world: Map) -> None:
    x180 = round(np.radians(30.0) * 6371000)
    rings = [world.ring(ring) for polygon in country(world, "RU")["polygons"] for ring in polygon]
    steps = [(ring, np.roll(ring, -1, axis=0)) for ring in rings]
    along_m = [np.abs(b - a)[(a[:, 0] == x180) & (b[:, 0] == x180), 1].sum() for a, b in steps]
    assert sum(along_m) < 60_000  # the two halves of the source differ by a notch at the coast; the cut was 600 km


@pytest.mark.parametrize("code", ["GL", "BR", "PT", "IS", "RU", "US"])
def test_no_country_is_torn_apart_by_the_seam(world: Map, code: str) -> None:
    rings = [world.ring(ring) for polygon in country(world, code)["polygons"] for ring in polygon]
    x = np.concatenate([ring[:, 0] for ring in rings])
    assert x.max() - x.min() < FULL_TURN_M / 2


def test_no_line_runs_across_the_whole_map(world: Map) -> None:
    longest = max(int(np.abs(np.diff(arc[:, 0])).max()) for arc in world.arcs)
    assert longest < 1_100_000


def test_borders_and_coasts_are_each_arc_once(world: Map) -> None:
    assert sorted(world.document["borders"] + world.document["coasts"]) == list(range(len(world.arcs)))


def test_there_are_ten_dashes(world: Map) -> None:
    assert len([points(dash) for dash in world.document["dashes"]]) == 10
