"""The sun as almanacs have it, the globe as an orthographic projection, arcs as great circles."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Proj

from wallboard.scene.geography import world
from wallboard.scene.globe import SWAY, View, arc, degrees, is_seen, kilometres, swayed, vectors
from wallboard.scene.sun import subsolar

LON, LAT = st.floats(-179.9, 179.9), st.floats(-89, 89)


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1e6)


@pytest.mark.parametrize(
    ("instant", "lat"),
    [
        ("2016-03-20T04:30:00+00:00", 0.0),  # equinox
        ("2016-06-20T22:34:00+00:00", 23.434),  # solstice
        ("2016-09-22T14:21:00+00:00", 0.0),
        ("2016-12-21T10:44:00+00:00", -23.434),
        ("2026-06-21T08:25:00+00:00", 23.436),
    ],
)
def test_the_seasons_begin_when_they_do(instant: str, lat: float) -> None:
    assert subsolar(us(instant))[1] == pytest.approx(lat, abs=0.02)


def test_noon_in_greenwich_is_early_in_november_and_late_in_february() -> None:
    # the equation of time: +16 min 26 s on 3 November, -14 min 15 s on 11 February
    assert subsolar(us("2016-11-03T11:43:34+00:00"))[0] == pytest.approx(0.0, abs=0.05)
    assert subsolar(us("2016-02-11T12:14:12+00:00"))[0] == pytest.approx(0.0, abs=0.05)


def test_the_sun_set_in_shanghai_at_three_minutes_to_five_on_the_day() -> None:
    shanghai = vectors(121.47, 31.23)[0]
    before, after = (math.degrees(math.asin(float(vectors(*subsolar(us(f"2016-11-11T{t}+08:00")))[0] @ shanghai)))
                     for t in ("16:54:00", "17:02:00"))  # fmt: skip
    assert before > -0.833 > after  # refraction and the sun's radius


@given(LON, LAT, LON, LAT)
def test_points_are_seen_as_the_orthographic_projection_has_them(
    lon: float, lat: float, lon_0: float, lat_0: float
) -> None:
    (seen,) = View(lon_0, lat_0).seen(vectors(lon, lat))
    if seen[2] > 1e-6:
        known = Proj(proj="ortho", lat_0=lat_0, lon_0=lon_0, R=1)(lon, lat)
        assert known == pytest.approx(tuple(seen[:2]), abs=1e-6)


@given(LON, LAT, LON, LAT)
def test_arcs_run_above_the_shortest_way(lon: float, lat: float, lon_1: float, lat_1: float) -> None:
    found = arc((lon, lat), (lon_1, lat_1), 33)
    assert found[0] == pytest.approx(vectors(lon, lat)[0], abs=1e-6)
    assert found[-1] == pytest.approx(vectors(lon_1, lat_1)[0], abs=1e-6)
    high = np.linalg.norm(found, axis=1)
    assert (high >= 1 - 1e-9).all()
    assert (high < 1.3).all()
    flat = found / high[:, None]
    length = float(np.arccos(np.clip((flat[1:] * flat[:-1]).sum(axis=1), -1, 1)).sum())
    metres = Geod(a=6_371_000, b=6_371_000).inv(lon, lat, lon_1, lat_1)[2]
    assert length * 6371 == pytest.approx(metres / 1000, abs=2)
    assert kilometres((lon, lat), (lon_1, lat_1)) == pytest.approx(metres / 1000, abs=2)


def test_the_way_between_antipodes_is_half_a_circle() -> None:
    found = arc((10.0, 20.0), (-170.0, -20.0), 5)
    assert np.isfinite(found).all()
    assert found[-1] == pytest.approx(vectors(-170, -20)[0], abs=1e-9)


def test_the_earth_hides_what_lies_behind_it_but_not_what_rises_over_its_limb() -> None:
    assert is_seen(np.array([(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (0.0, 1.1, -0.4), (0.5, 0.5, -0.7)])).tolist() == [
        True, False, True, False,
    ]  # fmt: skip


@given(st.integers(0, 2**52))
def test_the_globe_sways_slowly_around_what_it_is_turned_to(t_us: int) -> None:
    assert abs(swayed(105.0, t_us) - 105.0) <= SWAY
    assert abs(swayed(105.0, t_us + 100_000) - swayed(105.0, t_us)) < 0.04


def test_the_countries_of_the_map_lie_at_their_degrees() -> None:
    for code, (lon, lat) in {"JP": (138, 36), "KR": (127, 37), "DE": (10, 51)}.items():
        found = degrees(np.array([world().points[code]]))[0]
        assert abs((found[0] - lon + 180) % 360 - 180) < 6
        assert abs(found[1] - lat) < 5
