"""The map of China is shown at no other country's event: there the globe stands in its place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from babel.core import get_global
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels import foreign_events
from tests.panels.boxes import boxes
from tests.panels.evening import evening, facts
from tests.panels.other_events import EVENTS, moment_of, settings_of
from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.map_panels import ChinaMapOptions
from wallboard.config.panels import RankingOptions
from wallboard.core.moment import Moment
from wallboard.paint.ops import Live
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import home_map, ranking
from wallboard.panels.event_country import is_elsewhere
from wallboard.panels.maps.globe_arcs import point_of
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import world
from wallboard.scene.grid import Rect
from wallboard.wall import RenderRequest, Wall

SHAPES = ((1920, 1080), (3840, 860), (1080, 1920), (1080, 1080), (1920, 360))
OF_A_COUNTRY = ("country", "hexagons")
"""What the keys of a country's land begin with."""


@pytest.mark.parametrize(
    ("home", "zone", "currency", "elsewhere"),
    [
        ("CN", "Europe/Berlin", "EUR", False), ("HK", "UTC", "", False), ("TW", "Asia/Taipei", "TWD", False),
        ("US", "Asia/Shanghai", "CNY", True), ("JP", "UTC", "", True), ("SG", "", "", True),
        ("", "America/New_York", "USD", True), ("", "US/Eastern", "USD", True), ("", "Asia/Calcutta", "INR", True),
        ("", "Asia/Riyadh", "", True), ("", "Asia/Tokyo", "CNY", False), ("", "Asia/Shanghai", "USD", False),
        ("", "Asia/Urumqi", "", False), ("", "PRC", "", False), ("", "UTC", "", False), ("", "UTC", "USD", False),
        ("", "UTC", "BRL", True), ("", "Etc/GMT-8", "", False), ("", "Asia/Hong_Kong", "HKD", False),
    ],
)  # fmt: skip
def test_an_event_is_of_another_country_by_its_home_else_by_its_money_and_zone(
    home: str, zone: str, currency: str, elsewhere: bool
) -> None:
    stated = msgspec.structs.replace(facts(), home=home, zone=zone or "UTC", currency=currency)
    moment = evening("02:00:00")
    state = moment.state
    assert state.current is not None
    said = msgspec.structs.replace(state.current.snapshot, currency="")
    state = replace(state, facts=stated, current=replace(state.current, snapshot=said))
    assert is_elsewhere(replace(moment, state=state)) == elsewhere


def lands(wall: Wall, moment: Moment, size: tuple[int, int]) -> set[str]:
    """What the lands are that stand on a canvas: a country's map, or the globe."""
    found = set()
    for layout in ("overview", "map"):
        placed = wall.compose(RenderRequest(ANY_CANVAS, size, moment, Control(layout=layout), still=True)).placed
        for name in ("china", "china_large"):
            ops = (*placed[name].ground, *placed[name].live) if name in placed else ()
            found |= {str(op.key[0]) for op in ops if isinstance(op, Live)}
    return found


@pytest.mark.parametrize("size", SHAPES)
def test_the_globe_stands_where_the_map_of_china_would(
    qapp: QApplication, tmp_path: Path, size: tuple[int, int]
) -> None:
    assert qapp is not None
    for name in ("thailand", "brazil", "japan") if size == SHAPES[0] else ("arabia",):
        settings = foreign_events.settings_of(name, tmp_path)
        moment = foreign_events.moment(name, settings)
        shown = lands(Wall(settings), replace(moment, playhead_us=moment.playhead_us + 60_000_000), size)
        assert "globe" in shown
        assert not shown & {*OF_A_COUNTRY}
    assert lands(Wall(settings_of(EVENTS["tokyo"], tmp_path)), evening("02:00:00"), size) >= {*OF_A_COUNTRY}


def test_the_americas_lie_west() -> None:
    assert all(-180 < point_of(code)[0] < -30 for code in ("US", "CA", "MX", "BR", "AR", "GL"))


@pytest.mark.parametrize("stated", [True, False])
def test_the_globe_faces_whatever_country_the_event_is_of(qapp: QApplication, stated: bool) -> None:
    assert qapp is not None
    look, box, moment = Look(NIGHT, 640, 360), Rect(0, 0, 600, 300), evening("02:00:00")
    zones: dict[str, str] = {country: zone for zone, country in get_global("zone_territories").items()}
    for code in sorted(world().points):
        where = {"home": code} if stated else {"home": "", "zone": zones.get(code, "UTC"), "currency": "XDR"}
        state = replace(moment.state, facts=msgspec.structs.replace(facts(), **where))
        view = home_map.resolve(replace(moment, state=state), ChinaMapOptions(), PanelContext())
        faced = code if stated or code in zones else ""
        assert view.globe.hub == (point_of(faced) if faced else None)
        assert view.globe.home == (code if stated else "")
        assert view.globe.arcs == stated
        assert view.globe.hub is None or -180 <= view.globe.hub[0] <= 180
    assert home_map.place(view, box, look).live


def test_the_country_of_zone_and_money_shines(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    for name, shines in (("japan", "JP"), ("thailand", "TH"), ("brazil", "BR")):
        moment = foreign_events.moment(name, foreign_events.settings_of(name, tmp_path))
        assert home_map.resolve(moment, ChinaMapOptions(), PanelContext()).globe.home == shines


def test_without_trade_the_globe_has_no_legend_of_it(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    settings = foreign_events.settings_of("thailand", tmp_path)

    def silent(at_us: int, second: int, gmv: int) -> dict[str, object]:
        said = foreign_events.document("thailand")(at_us, second, gmv)
        return {key: value for key, value in said.items() if "china" not in key}

    moment = moment_of(facts_of(settings), gmv=10**9, document=silent)
    later = replace(moment, playhead_us=moment.playhead_us + 60_000_000)
    made = Wall(settings).compose(RenderRequest(ANY_CANVAS, (1920, 1080), later, Control(layout="overview")))
    placed = made.placed["china"]
    said = " ".join(box.text for box in boxes((*placed.ground, *placed.live)))
    assert "Day and night" in said
    assert "No data" not in said
    assert "abroad" not in said


def test_parts_of_another_country_are_called_no_provinces(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    asked = RankingOptions(kind="ranking", of="provinces", rows=5)
    moment = foreign_events.moment("thailand", foreign_events.settings_of("thailand", tmp_path))
    titles = [
        ranking.resolve(each, asked, PanelContext(languages=("en",))).title[0] for each in (moment, evening("02:00:00"))
    ]
    assert titles == ["Regions", "Provinces"]
