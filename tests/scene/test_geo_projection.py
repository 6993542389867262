"""The projections agree with PROJ to a millimetre."""

from __future__ import annotations

import json

import numpy as np
import pytest
from pyproj import Transformer

from wallboard.core.resources import shipped
from wallboard.scene.projection import Albers, Mercator, Patterson, Projection


def _stated(file: str) -> str:
    return str(json.loads(shipped(f"assets/maps/{file}").read_text(encoding="utf-8"))["projection"])


CASES = [
    (Albers(), _stated("china.json"), (60, 150), (-5, 65)),
    (Mercator(), "+proj=merc +datum=WGS84 +units=m", (60, 150), (-70, 70)),
    (Patterson(), _stated("world.json"), (-180, 180), (-89, 89)),
]


@pytest.mark.parametrize(("ours", "proj", "lons", "lats"), CASES, ids=["albers", "mercator", "patterson"])
def test_it_agrees_with_proj(ours: Projection, proj: str, lons: tuple[int, int], lats: tuple[int, int]) -> None:
    random = np.random.default_rng(7)
    lon, lat = random.uniform(*lons, 2000), random.uniform(*lats, 2000)
    lon = lon[np.abs((lon + 30 + 180) % 360 - 180) > 0.01] if isinstance(ours, Patterson) else lon
    lat = lat[: len(lon)]
    x, y = ours.forward(lon, lat)
    theirs = Transformer.from_crs("EPSG:4326", proj, always_xy=True).transform(lon, lat)
    assert np.abs(x - theirs[0]).max() < 1e-3
    assert np.abs(y - theirs[1]).max() < 1e-3
