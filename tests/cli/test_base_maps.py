"""`check`, `doctor` and `run` tell of a base map before the doors open, in the words of the code that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from wallboard.cli.command_settings import examine_maps, load_settings
from wallboard.core.errors import ConfigError
from wallboard.doctor.configured import check_maps
from wallboard.doctor.findings import FindingMark

MAPS = Path(__file__).parents[1] / "scene" / "maps"


def written(tmp_path: Path, name: str) -> Path:
    """A configuration whose large map has a base map of its own."""
    file = tmp_path / "wallboard.toml"
    base_map = (MAPS / name).as_posix()
    file.write_text(f'[panels.china_large]\nkind = "china_map"\nbase_map = "{base_map}"\n', encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["map_null_coordinate.geojson", "map_topojson.json", "map_echarts_encoded.json"])
def test_an_unusable_base_map_is_refused_with_panel_and_file(name: str, tmp_path: Path) -> None:
    settings, _ = load_settings(written(tmp_path, name))
    with pytest.raises(ConfigError) as raised:
        examine_maps(settings)
    (line,) = raised.value.lines()
    assert raised.value.exit_code == 2
    assert line.startswith("[panels.china_large] base_map: ")
    assert name in line
    (finding,) = check_maps(settings)
    assert finding.mark is FindingMark.WRONG
    assert name in finding.said


def test_a_map_of_china_without_dashes_is_a_warning(tmp_path: Path) -> None:
    settings, _ = load_settings(written(tmp_path, "map_no_dash.geojson"))
    assert any(line.startswith("warning: ") and "dash line" in line for line in examine_maps(settings))
    (finding,) = check_maps(settings)
    assert finding.mark is FindingMark.NOTE
    assert "dash line" in finding.said


def test_a_map_with_dashes_is_not_warned_of_for_them(tmp_path: Path) -> None:
    settings, _ = load_settings(written(tmp_path, "map_dash_adchar.geojson"))
    assert not any("dash line" in line for line in examine_maps(settings))
    (finding,) = check_maps(settings)
    assert "1 provinces, 2 dashes" in finding.said


@pytest.mark.parametrize(
    ("row", "status", "said"), [("A,N,50.5,10.5", 0, "are exchanged"), ("A,X,10.5,50.5", 2, "is called 'X'")]
)
def test_what_is_wrong_with_a_map_of_a_region_is_told_once(
    wallboard: Command, tmp_path: Path, caplog: pytest.LogCaptureFixture, row: str, status: int, said: str
) -> None:
    ring = [[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]
    part = {"type": "Feature", "properties": {"code": "N"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "map.json").write_text(json.dumps({"type": "FeatureCollection", "features": [part]}))
    (tmp_path / "places.csv").write_text(f"name,region,lon,lat\n{row}\n")
    lines = ("[panels.own]", 'kind = "region_map"', 'regions = "map.json"', 'places = "places.csv"')
    (tmp_path / "wallboard.toml").write_text("\n".join(lines))
    ended = wallboard("check")
    assert ended.status == status
    assert " ".join((ended.out + ended.err).split()).count(said) == 1
    assert caplog.records == []


@pytest.mark.parametrize(
    ("home", "told"), [("NZ", True), ("DE", True), ("CN", False), ("HK", False), ("TW", False), (None, False)]
)
def test_a_map_of_china_at_an_event_of_another_country_is_a_warning(
    home: str | None, told: bool, tmp_path: Path
) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text("[event]\n" + (f'home = "{home}"\n' if home else ""), encoding="utf-8")
    lines = [line for line in examine_maps(load_settings(file)[0]) if "map of China" in line]
    assert len(lines) == told
    for line in lines:
        assert "[panels.china] and [panels.china_large]" in line
        assert f"home is {home}" in line
        assert 'kind = "region_map"' in line
