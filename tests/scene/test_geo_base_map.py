"""An operator's own base map replaces the shipped one if it is sound, and is named with its fault if it is not."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wallboard.scene.base_map import chosen, load_base_map
from wallboard.scene.geography import MapError, extent_of, inside

Write = Callable[..., Path]


def square(west: float, south: float, size: float = 2.0) -> dict[str, Any]:
    """A polygon of a square in degrees."""
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(geometry: dict[str, Any], **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes features as a GeoJSON file."""

    def make(*features: dict[str, Any]) -> Path:
        path = tmp_path / "own.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return make


def test_provinces_are_found_by_code_or_name(write: Write) -> None:
    path = write(feature(square(119, 29), adcode=330000), feature(square(112, 23), name="广东省"))
    assert {p.code for p in load_base_map(path).provinces if p.rings} == {"330000", "440000"}


def test_neighbours_share_one_border(write: Write) -> None:
    own = load_base_map(write(feature(square(119, 29), adcode=330000), feature(square(117, 29), adcode=360000)))
    assert len(own.borders) == 1
    assert len(own.outline) == 1


def test_cities_of_one_province_join(write: Write) -> None:
    own = load_base_map(write(feature(square(119, 29), adcode=330100), feature(square(117, 29), adcode=330200)))
    assert len(own.borders) == 0
    zhejiang = own.province("330000")
    assert zhejiang is not None
    assert len(zhejiang.rings) == 1


def test_lines_and_what_is_called_a_line_are_dashes(write: Write) -> None:
    line = {"type": "LineString", "coordinates": [[119, 18], [119, 19]]}
    path = write(
        feature(square(119, 29), adcode=330000), feature(line), feature(square(118, 16, 0.2), adcode="100000_JD")
    )
    assert len(load_base_map(path).dashes) == 2


def test_it_is_projected_like_the_shipped_map(write: Write) -> None:
    own = load_base_map(write(feature(square(119, 29), adcode=330000)))
    x, y = 1_417_000, -540_000  # about 120°E 30°N
    assert inside(own.outline, x, y)
    west, south, east, north = extent_of(own.outline)
    assert np.allclose((east - west, north - south), (222_000, 258_000), rtol=0.1)


def test_the_inset_is_drawn_from_the_same_file(write: Write) -> None:
    own = load_base_map(write(feature(square(109, 18.5), adcode=460000)))
    assert own.inset is not None
    assert len(own.inset.land) == 1


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        ([feature(square(119, 29), adcode=990000)], "feature 1"),
        ([feature(square(119, 29))], "without a code"),
        ([feature({"type": "Point", "coordinates": [119, 29]}, adcode=330000)], "no polygons"),
        ([feature(square(1_300_000, 3_400_000), adcode=330000)], "degrees"),
        ([feature(square(-75, 40), adcode=330000)], "WGS84"),
        ([feature({"type": "Polygon", "coordinates": [["a", "b"]]}, adcode=330000)], "feature 1"),
    ],
)
def test_a_fault_is_told_with_the_file(write: Write, features: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(MapError, match=fault) as raised:
        load_base_map(write(*features))
    assert "own.geojson" in str(raised.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"features": 3}'])
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapError, match=r"broken\.geojson"):
        load_base_map(path)


def test_no_other_map_is_shown_when_the_own_one_is_faulty(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    path = write(feature(square(119, 29), adcode=990000))
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            with pytest.raises(MapError, match="990000"):
                chosen(path)
    assert len(caplog.records) == 1


def test_what_an_own_map_lacks_is_told(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load_base_map(write(feature(square(119, 29), adcode=330000)))
    assert "台湾" in caplog.text


def test_a_map_of_china_without_dashes_is_told(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load_base_map(write(feature(square(119, 29), adcode=330000)))
    assert "dash line" in caplog.text


def test_dashes_are_held_to_the_same_bounds_as_provinces(write: Write) -> None:
    with pytest.raises(MapError, match="degrees"):
        load_base_map(write(feature(square(119, 29), adcode=330000), feature(square(-75, 16, 0.2), adcode="100000_JD")))


def test_islands_far_south_widen_the_map_only_where_they_are_shown_on_it(write: Write) -> None:
    mainland, island = square(119, 29), square(112, 12, 0.5)
    own = load_base_map(write(feature(mainland, adcode=330000), feature(island, adcode=460000)))
    alone = load_base_map(write(feature(mainland, adcode=330000)))
    assert own.extent == alone.extent
    assert own.extent_with_islands[1] < own.extent[1] - 1_000_000
